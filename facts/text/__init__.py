"""Sentences, clauses, language and likeness of texts."""
