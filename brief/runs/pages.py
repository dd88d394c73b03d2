"""Pages that were read, kept compressed under the hash of their bytes: a citation stands when its page is gone.

Under the hash of its address stands which bytes a page had when it was read last.
"""

import gzip
import hashlib
import zlib
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from brief.documents.sources.base import NO_VALIDATORS, Fetched
from brief.errors import BriefError
from brief.runs.files import read_value
from brief.runs.store import write_atomically
from schemas.base import Schema

PAGES = "pages"
"""A folder beside the corpus."""


class LastRead(Schema):
    """How an address was answered when it was read last."""

    url: str
    """The final one, after redirects."""
    content_type: str
    kept: str
    """The hash of the page."""
    read_at: datetime


def keep_page(folder: Path, url: str, answer: Fetched, read_at: datetime) -> str:
    """Stores a page once, and as what `url` gave last; returns the hash that names it. Raises OSError."""
    name = hashlib.sha256(answer.content).hexdigest()
    last = LastRead(url=answer.url, content_type=answer.headers.get("content-type", ""), kept=name, read_at=read_at)
    if not kept_page(folder, name).is_file():
        _write(kept_page(folder, name), gzip.compress(answer.content, mtime=0))
    _write(_last_read(folder, url), last.model_dump_json() + "\n")
    return name


def kept_page(folder: Path, name: str) -> Path:
    """Where the page of that hash lies, if it was kept there."""
    return folder / name[:2] / f"{name}.html.gz"


def last_kept(folder: Path, url: str) -> tuple[Fetched, LastRead] | None:
    """What the address gave when it was read last; None where it never was, or that is not kept any more."""
    with suppress(BriefError, OSError, EOFError, zlib.error):
        last = read_value(_last_read(folder, url), LastRead, next="")
        content = gzip.decompress(kept_page(folder, last.kept).read_bytes())
        return Fetched(last.url, {"content-type": last.content_type}, content, NO_VALIDATORS), last
    return None


def _last_read(folder: Path, url: str) -> Path:
    name = hashlib.sha256(url.encode()).hexdigest()
    return folder / name[:2] / f"{name}.json"


def _write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)
