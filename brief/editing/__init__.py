"""A step changed by hand: read from a form, checked like a model's answer, kept in a new run."""
