"""Changes a step by hand: reads an edited form, checks it like a model's answer, and makes a new run with it."""
