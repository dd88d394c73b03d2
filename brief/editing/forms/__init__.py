"""A step of a run as a text that an editor can change, in YAML, and back."""
