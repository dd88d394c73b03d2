"""Runs by itself: jobs, the tick that does them, and what is well with them."""
