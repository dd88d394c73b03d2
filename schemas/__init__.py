"""The hand-overs between agents: one file for each, in the order of the walk."""
