"""The studio's pages as a static site that opens from the file system: for colleagues without Brief."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from lxml import html
from starlette.routing import compile_path

from brief.errors import UsageError
from brief.runs.store import writing
from brief.studio import addresses
from brief.studio.app import READ, STATIC
from brief.studio.studio import Studio

_MADE = [(compile_path(path), made) for path, made in READ.items()]


def bundle(studio: Studio, folder: Path, note: Callable[[str], None]) -> int:
    """Writes every page that the list of runs leads to; returns how many. Raises UsageError for a folder with files."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("is not empty.", where=str(folder), next="Name a new folder.")
    with writing(folder, "Name a place that can be written."):
        shutil.copytree(STATIC, folder / "static")
        written, waiting = set[str](), [addresses.RUNS]
        while waiting:
            address = waiting.pop()
            if address in written or (page := _page_at(studio, address)) is None:
                continue
            written.add(address)
            path = folder / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, "utf-8")
            waiting += _led_to(page, address)
            if address.endswith("/report.html"):
                note(address)
    return len(written)


def _page_at(studio: Studio, address: str) -> str | None:
    """None for what a bundle has not."""
    for (pattern, _, convertors), made in _MADE:
        if found := pattern.match(f"/{address}"):
            return made(studio, *(convertors[name].convert(one) for name, one in found.groupdict().items()))
    return None


def _led_to(page: str, address: str) -> Iterator[str]:
    for _, _, link, _ in html.fromstring(page).iterlinks():
        target = urlsplit(link)
        if target.path and not (target.scheme or target.netloc):
            yield unquote(normpath(join(address.rpartition("/")[0], target.path)))
