"""Pages that were read, kept compressed under the hash of their bytes: a citation stands when its page is gone."""

import gzip
import hashlib
from pathlib import Path

from brief.runs.store import write_atomically

PAGES = "pages"
"""A folder beside the corpus."""


def keep_page(folder: Path, content: bytes) -> str:
    """Stores a page once, and returns the hash that names it. Raises OSError."""
    name = hashlib.sha256(content).hexdigest()
    path = kept_page(folder, name)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, gzip.compress(content, mtime=0))
    return name


def kept_page(folder: Path, name: str) -> Path:
    """Where the page of that hash lies, if it was kept there."""
    return folder / name[:2] / f"{name}.html.gz"
