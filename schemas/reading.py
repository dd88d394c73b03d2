"""Pages of the stories that got a row, as they were read between choosing and writing."""

from datetime import datetime

from pydantic import Field

from schemas.base import Schema, Sparse
from schemas.retrieval import Document, Passage


class PageRead(Schema):
    """A page whose article was read: a document of the story of that whose page it is."""

    of: str
    """Id of the document that led to it."""
    document: Document
    """Its id begins with p."""
    passages: tuple[Passage, ...]
    """Of all its text, the headline first."""
    kept: str
    """SHA-256 of the page's bytes, under which it is kept."""
    read_at: datetime
    unreached: Sparse[str] = ""
    """Why it was not fetched by this run, and is what an earlier one kept."""


class PageUnread(Schema):
    """A page that gave nothing: what was there stays."""

    of: str
    url: str
    why: str


class Reading(Schema):
    """All pages that were asked for."""

    pages: tuple[PageRead, ...] = ()
    unread: tuple[PageUnread, ...] = ()
    rows: Sparse[dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    """By section id, the ids of the events that have a row after all, in their order; empty where the choice stands."""
    late: Sparse[bool] = False
    """Whether none was asked for since they may tell by now of what came after the moment of the report."""


NOTHING_READ = Reading()
