"""The document store: one SQLite file, or memory for a run of its own."""

from brief.documents.corpus.store import Corpus

__all__ = ["Corpus"]
