"""Names in a text, and what pins an event."""
