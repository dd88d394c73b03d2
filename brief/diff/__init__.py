"""What differs between two reports, prompts or settings."""
