"""One run: its plan, the walk over the agents, and the record of it."""
