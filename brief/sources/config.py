"""One [[sources]] entry of config.toml: where documents come from."""

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from schemas.base import Schema


class SourceConfig(Schema):
    """A file of JSON lines, or an RSS or Atom feed."""

    name: str = Field(min_length=1)
    kind: Literal["jsonl", "feed"]
    url: str | None = None
    """Address of a feed."""
    path: Path | None = None
    """File of JSON lines; relative to config.toml."""
    lang: str | None = None
    """Language of documents that do not say theirs; None: told from the text."""
    weight: float = Field(default=0.5, ge=0, le=1)
    """How much its events count in ranking."""
    publisher: str | None = None
    """Family of outlets that counts once as corroboration; None: the host of each document."""
    enabled: bool = True
    allow_private_addresses: bool = False
    """Lets the feed's address lead into a private network."""

    @model_validator(mode="after")
    def _says_where(self) -> "SourceConfig":
        if self.kind == "feed" and not self.url:
            raise ValueError("a feed needs a url")
        if self.kind == "jsonl" and not self.path:
            raise ValueError("a jsonl source needs a path")
        return self
