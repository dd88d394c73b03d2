"""An editor's decisions, applied to what the agents make."""
