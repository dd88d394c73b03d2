"""Differences between two reports, prompts or settings."""
