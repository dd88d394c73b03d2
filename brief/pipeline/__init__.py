"""One run: its plan, the walk over the agents, the record that is kept of it."""
