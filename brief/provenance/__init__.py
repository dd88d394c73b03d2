"""Traces a printed line back to its source."""
