"""The types that all kinds of sources return, and what an entry of any kind must have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from facts.text.sentences import sentences

_LONGEST_TITLE = 200
"""Characters of a title that is made of a text's first sentence."""
SourceStatus = Literal["ok", "unchanged", "empty", "degraded", "failed", "postponed"]
"""ok: read completely. unchanged: the same as when it was last read completely. empty: nothing in it. degraded: partly
unusable. failed: nothing could be read. postponed: not asked this time.
"""


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


def usable(found: RawDocument) -> Item:
    """The document with its title on one line, the first sentence of its text where it has none; else a Flaw."""
    title = " ".join((found.title or _first_sentence(found)).split())
    if found.url and title:
        return replace(found, title=title)
    return Flaw(found.place, f"has no {'title' if found.url else 'link'}", title)


def _first_sentence(found: RawDocument) -> str:
    first = next(iter(sentences(found.summary or found.body or "")), None)
    if first is None or len(first.text) <= _LONGEST_TITLE:
        return first.text if first else ""
    return f"{first.text[:_LONGEST_TITLE].rpartition(' ')[0] or first.text[:_LONGEST_TITLE]}…"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask it later whether anything changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer with status 200."""

    url: str
    """The final address, after redirects, without a user or password."""
    headers: Mapping[str, str]
    """By lower-case name."""
    content: bytes
    """Unpacked."""
    validators: Validators
    reserved: bool = False
    """Whether its publisher keeps it from text and data mining, or from AI, by a header or a meta element."""


class Ask(Protocol):
    """How a source asks its server: by `fetch`, with the limits, headers and agent configured for it."""

    def __call__(self, url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        """The answer; None if nothing changed since `validators`. Raises SourceFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    items: Iterable[Item]
    """In the source's order; may be read lazily, and then raise SourceFailed."""
    validators: Validators = NO_VALIDATORS
    unchanged: bool = False
    """The server says that nothing has changed since the validators that were sent."""
    reserved: bool = False
    """Its publisher keeps it from text and data mining, or from AI."""


class SourceFailed(Exception):
    """A source could not be read at all; the message is the reason. Ingesting catches it and makes a report of it."""

    def __init__(self, reason: str, status: int | None = None, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        """Of the answer that refused it."""
        self.wait_seconds = wait_seconds
        """For how long its server asks not to be asked again."""


def unforeseen(error: Exception) -> SourceFailed:
    """The reason that an error of no known kind makes: one source must never stop the others."""
    return SourceFailed(f"cannot be read ({type(error).__name__}: {str(error)[:200]})")


class Unreached(SourceFailed):
    """Its server is away, broken or busy, or time was up: that says nothing of what is there."""


class Postponed(Unreached):
    """A source was not asked, and the message says why; it is asked another time."""


@dataclass(frozen=True, slots=True)
class SourceReport:
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
    oldest: datetime | None = field(default=None, compare=False)
    """The earliest date of its documents, aware UTC; None where none is dated."""
    newest: datetime | None = field(default=None, compare=False)
    again_at: datetime | None = None
    """When it is asked again, if it is let rest."""
    reserved: bool = False
    """Its publisher keeps it from text and data mining, or from AI."""
    flaws: tuple[Flaw, ...] = field(default=(), compare=False)
    """The first lines and entries that were skipped, for who asks about one of them."""
