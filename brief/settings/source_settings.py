"""One [[sources]] entry of config.toml or sources.toml."""

import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from brief.settings.headers import Headers
from schemas.base import Schema
from schemas.retrieval import Quoting, Tier

SourceKind = Literal["jsonl", "feed"]


class SourceConfig(Schema):
    """A feed or a file with documents."""

    name: str = Field(min_length=1)
    """The source's name in reports, weights and status tables."""
    kind: SourceKind
    url: str | None = None
    """The address of a feed, http or https."""
    path: Path | None = None
    """The path of a JSON lines file."""
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
        return re.sub(r"//[^/@]*@", "//", self.url) if self.url else str(self.path)

    @model_validator(mode="after")
    def _has_its_place(self) -> "SourceConfig":
        if self.kind == "feed":
            _expect(self.url, "url", self.path, "path", "a feed")
            if not (self.url or "").lower().startswith(("http://", "https://")):
                raise ValueError(f"the url of a feed begins with http:// or https://, not {self.url!r}")
        else:
            _expect(self.path, "path", self.url, "url", "a JSON lines file")
        return self


def _expect(value: object, key: str, other: object, other_key: str, kind: str) -> None:
    if not value:
        raise ValueError(f"{kind} needs a `{key}`")
    if other:
        raise ValueError(f"{kind} has a `{key}` and no `{other_key}`")
