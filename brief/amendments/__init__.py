"""What an editor decided, laid into what the agents make."""
