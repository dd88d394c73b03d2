"""A step of a run as a YAML form that an editor can change: written and read back."""
