"""The document store: one SQLite file, or memory for the --corpus files of a run."""

from brief.documents.corpus.store import Corpus

__all__ = ["Corpus"]
