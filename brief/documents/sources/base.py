"""The types that all kinds of sources return."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

SourceStatus = Literal["ok", "empty", "degraded", "failed"]
"""ok: read completely. empty: nothing in it. degraded: partly unusable. failed: nothing could be read."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document as its source gave it: not checked; only HTML was made text."""

    url: str
    title: str
    published: str | None = None
    source: str | None = None
    """Outlet named by the document itself; None means the configured source's name."""
    lang: str | None = None
    summary: str | None = None
    body: str | None = None
    publisher: str | None = None
    place: str | None = None
    """Where it was in the source: line 7, entry 3."""
    guid: str | None = None
    """The source's own id of it: tells apart what shares a page."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in what a source gave."""

    where: str | None
    """The line or entry that was skipped; None if the whole source has the flaw and no document was lost."""
    what: str
    title: str = field(default="", compare=False)
    """Of the line or entry that was skipped, if it has one."""


Item = RawDocument | Flaw


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask it later whether anything changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at a source gave."""

    items: Iterable[Item]
    """In the source's order; may be read lazily, and then raise SourceFailed."""
    validators: Validators = NO_VALIDATORS
    unchanged: bool = False
    """The server says that nothing has changed since the validators that were sent."""


class Source(Protocol):
    """A place that documents come from."""

    def read(self) -> Reading:
        """Reads the source once. Raises SourceFailed if nothing can be read."""
        ...


class SourceFailed(Exception):
    """A source could not be read at all; the message is the reason. Ingesting catches it and makes a report of it."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """The result of reading one source."""

    source: str
    status: SourceStatus
    reason: str = ""
    """Empty if the status is ok."""
    read: int = 0
    """Lines or entries seen, skipped ones included."""
    added: int = 0
    updated: int = 0
    """Known documents that gained a title, a date, a summary or a body."""
    skipped: int = 0
    flaws: tuple[Flaw, ...] = field(default=(), compare=False)
    """The first lines and entries that were skipped, for who asks about one of them."""
