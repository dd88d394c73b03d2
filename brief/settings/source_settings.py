"""[[sources]] and [fetch]: places to read, how much time and data that may take, and addresses without a password."""

import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from brief.settings.keys import Headers
from schemas.base import Schema
from schemas.retrieval import Quoting, Tier

SourceKind = Literal["feed", "sitemap", "listing", "mailbox", "jsonl"]

_WEB = ("http://", "https://")
_MAIL = ("imaps://", "imap://")
_PLACES: dict[SourceKind, tuple[str, tuple[str, ...], bool]] = {
    "feed": ("a feed", _WEB, False),
    "sitemap": ("a sitemap", _WEB, False),
    "listing": ("a listing page", _WEB, False),
    "mailbox": ("a mailbox", _MAIL, True),
    "jsonl": ("a JSON lines file", (), True),
}
"""Of each kind: its name in words, how its `url` may begin, and whether it may have a `path`; it has one of the two."""
_OF_ONE_KIND: dict[str, SourceKind] = {"select": "listing", "key_env": "mailbox", "key_file": "mailbox"}


class SourceConfig(Schema):
    """A place on the web, a mailbox or a file with documents."""

    name: str = Field(min_length=1)
    """The source's name in reports, weights and status tables."""
    kind: SourceKind
    url: str | None = None
    """The address of a feed, sitemap or listing page, http or https; of a mailbox, imaps://user@host/FOLDER."""
    path: Path | None = None
    """The path of a JSON lines file, an mbox file or a Maildir."""
    select: str | None = None
    """Of a listing page: an XPath for its links, or for what holds them; None means those that look like headlines."""
    key_env: str | None = None
    """Of a mailbox: the environment variable with its password."""
    key_file: Path | None = None
    """Of a mailbox: the file with its password, readable by its owner alone."""
    lang: str | None = None
    """BCP 47 language of documents that name none themselves; it overrides the language of the feed."""
    weight: float = Field(default=0.5, ge=0, le=1)
    """How much the source counts for an event's salience."""
    tier: Tier | None = None
    """How near it is to what it tells; None for what [tiers] says."""
    publisher: str | None = None
    """Group of outlets that its documents count for; None means their URL's registered host."""
    quote: Quoting = "short"
    """How much of its texts a row may print word for word: two sentences of a document, none, or all."""
    models: Literal["any", "none"] | tuple[str, ...] = "any"
    """Which models may be sent its texts: any, none, or those of the endpoints named."""
    read_at: str | None = None
    """Where somebody read its address: a page or a public file. For who wonders where it is from."""
    verified: date | None = None
    """The day on which somebody saw it work. `brief sources check` keeps its own days, and overrides this one."""
    enabled: bool = True
    allow_private_addresses: bool = False
    """Whether a feed at a loopback, private or other internal address may be fetched."""
    user_agent: str | None = None
    """How Brief names itself to this server; None means what [fetch] says."""
    headers: Headers = Field(default_factory=dict)
    """Sent to this server, and not to where it redirects outside of its own host; over those of [fetch]."""

    @property
    def place(self) -> str:
        """Its address without a password, or its path."""
        return without_userinfo(self.url) if self.url else str(self.path)

    @model_validator(mode="after")
    def _has_its_place(self) -> "SourceConfig":
        words, beginnings, may_be_file = _PLACES[self.kind]
        keys = [*(["url"] if beginnings else []), *(["path"] if may_be_file else [])]
        given = [key for key in ("url", "path") if getattr(self, key)]
        if len(given) != 1 or given[0] not in keys:
            wanted = " or ".join(f"a `{key}`" for key in keys)
            raise ValueError(f"{words} needs {wanted}; it has {' and '.join(given) or 'none'}")
        if self.url and not self.url.lower().startswith(beginnings):
            raise ValueError(f"the url of {words} begins with {' or '.join(beginnings)}, not {self.url!r}")
        return self

    @model_validator(mode="after")
    def _has_no_key_of_another_kind(self) -> "SourceConfig":
        for key, kind in _OF_ONE_KIND.items():
            if getattr(self, key) and self.kind != kind:
                raise ValueError(f"`{key}` is for {_PLACES[kind][0]}, not for {_PLACES[self.kind][0]}")
        if (self.url or "").lower().startswith("imap://") and not self.allow_private_addresses:
            raise ValueError("imap:// sends the password in the clear; use imaps://, or allow_private_addresses")
        return self


class FetchLimits(Schema):
    """What one fetch may take, with its redirects and repeats, and how many there are at once."""

    step_timeout_seconds: float = Field(default=15, gt=0)
    """For connecting, and for each wait for more data."""
    total_timeout_seconds: float = Field(default=45, gt=0)
    max_bytes: int = Field(default=20 * 1024 * 1024, ge=1)
    """As it is sent, and again when it is unpacked."""
    max_redirects: int = Field(default=5, ge=0)
    retries: int = Field(default=2, ge=0)
    """How often a server is asked again that broke off, is busy (429) or broken (5xx)."""
    retry_wait_seconds: float = Field(default=1, ge=0)
    """Before the first repeat; doubled before each further one. What a server asks for (Retry-After) counts more."""
    at_once: int = Field(default=64, ge=1, le=256)
    """Requests at once, to all servers."""
    per_host: int = Field(default=2, ge=1)
    """Requests at once to one host and port."""


class FetchConfig(FetchLimits):
    """[fetch]"""

    max_seconds: float = Field(default=300, gt=0)
    """For reading all sources; what has not had its turn by then is postponed to the next time."""
    user_agent: str | None = None
    """How Brief names itself to servers; None means brief/<version>."""
    headers: Headers = Field(default_factory=dict)
    """Sent to every source, but not to where it redirects outside of its own host."""


_USERINFO = re.compile(r"(?<=:)//[^/?#\s]*@")
"""Up to the last @ before the path: a password may hold one itself."""


def without_userinfo(text: str) -> str:
    """An address, or a text with addresses, without the user:password@ in them."""
    return _USERINFO.sub("//", text)
