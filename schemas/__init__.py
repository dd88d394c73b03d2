"""What is handed on: one file per hand-over, in the order of the walk."""
