"""A page on this machine: reports read, lines walked to their source, prompts edited, runs replayed and compared."""
