"""What every source hands on, whatever its kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

SourceStatus = Literal["ok", "empty", "degraded", "failed"]
"""ok: read whole. empty: nothing in it. degraded: read, but not all of it could be used. failed: nothing was read."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document as its source gave it: nothing checked, nothing cleaned but HTML made text."""

    url: str
    title: str
    published: str | None = None
    source: str | None = None
    """Outlet named by the document itself; the configured source's name where it names none."""
    lang: str | None = None
    summary: str | None = None
    body: str | None = None
    publisher: str | None = None
    place: str | None = None
    """Where in the source it stood: line 7, entry 3."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with what a source gave."""

    where: str | None
    """The line or entry that was skipped; None where the flaw is the whole source's and no document was lost."""
    what: str


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
    """The server says that nothing changed since the validators it was asked with."""


class Source(Protocol):
    """A place that documents come from."""

    def read(self) -> Reading:
        """Looks at the source once. Raises SourceFailed where nothing can be read."""
        ...


class SourceFailed(Exception):
    """A source could not be read at all; the message is the reason. Never leaves ingesting: it becomes a report."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What reading one source came to."""

    source: str
    status: SourceStatus
    reason: str = ""
    """Empty where all is well."""
    read: int = 0
    """Lines or entries seen, the skipped ones among them."""
    added: int = 0
    updated: int = 0
    """Known documents that gained a title, a date, a summary or a body."""
    skipped: int = 0
