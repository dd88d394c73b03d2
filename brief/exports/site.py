"""A static site of all reports: written as far as it differs from what stands there, and what stands there stays."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from brief.delivery.parcel import name_of
from brief.exports.feed import feed_of
from brief.exports.offered import Offered, offered
from brief.exports.pages import corrections_page, index_page, stories_page, story_page
from brief.exports.stories import Record, Shelved, Story, stories_of
from brief.report.format import load_format
from brief.report.reader_words import ReaderWords
from brief.runs.store import StoredRun, alone_at, write_atomically, writing
from brief.settings.config import Config
from brief.settings.delivery_settings import ApprovalConfig
from brief.settings.project import Project
from schemas.report import Report

_REPORTS, _LATEST, _STORIES = "reports", "latest", "stories"
_RECORD = ".site.json"
_STORY_FILE = "[0-9a-f]" * 12 + ".html"
_OTHER_PAGES = re.compile(rb'(?<=<li class="edition"><a )href="([\w.-]+)"')
"""Links of a report's page to its other edition."""
_ADVICE = "Name a folder that can be written."


@dataclass(frozen=True)
class Published:
    reports: int
    stories: int
    written: tuple[str, ...]
    """Files that are new, or differ from what stood there."""
    removed: tuple[str, ...]
    notes: tuple[str, ...]
    """Of runs that could not be read."""


def publish(folder: Path, runs: Sequence[StoredRun], project: Project, config: Config) -> Published:
    """Writes the site into `folder`. Raises BriefError where it cannot be written, or another process does."""
    waits = any(one.deliver == "after-approval" for one in config.delivery.values())
    asks_approval, notes = waits or config.approval != ApprovalConfig(), list[str]()
    new, words = offered(runs, project.formats, asks_approval, notes.append), _words(project, config)
    with writing(folder, _ADVICE):
        folder.mkdir(parents=True, exist_ok=True)
        with alone_at(folder):
            shelf, stories, files = _site(folder, new, words, to_stories=config.report.link == "event")
            written = tuple(name for name, content in files.items() if _put(folder / name, content))
            gone = tuple(_swept(folder, files)) if shelf else ()
    return Published(len(shelf), len(stories), written, gone, tuple(notes))


def _words(project: Project, config: Config) -> ReaderWords:
    return load_format(project.formats, config.report.formats[0], config.report.first).reader


def _site(
    folder: Path, new: Mapping[str, Offered], words: ReaderWords, *, to_stories: bool
) -> tuple[Sequence[Shelved], Sequence[Story], dict[str, bytes]]:
    """What is on the shelf, newest first; the stories; and the files that the site consists of, but for those of
    reports that stand as they are.
    """
    standing = {one.name: one for one in _standing(folder)}
    taken = {name: one for name, one in new.items() if _takes_place(one, standing.get(name))}
    shelf = {**standing, **{name: one.shelved() for name, one in taken.items()}}
    stories, files = stories_of(shelf.values()), dict[str, bytes]()
    links = _links(stories) if to_stories else {}
    for name, one in new.items():
        own, known = links.get(name, {}), shelf[name]
        if known.report == one.report and (name in taken or own != known.record.links):
            shelf[name] = replace(known, record=known.record.model_copy(update={"links": own}))
            files |= _files_of(one, shelf[name])
    newest_first = sorted(shelf.values(), key=lambda one: one.age, reverse=True)
    if newest_first:
        files |= _latest(folder, newest_first, files)
        files |= {f"{_STORIES}/{one.id}.html": story_page(one, words).encode() for one in stories}
        files["stories.html"] = stories_page(stories, words).encode()
        files["corrections.html"] = corrections_page(newest_first, words).encode()
        files["index.html"] = index_page(newest_first, words).encode()
        files["feed.xml"] = feed_of(newest_first, words, _read(folder / "feed.xml").decode())
    return newest_first, stories, files


def _standing(folder: Path) -> Iterator[Shelved]:
    """What was put there before, also of runs that are gone."""
    for path in sorted((folder / _REPORTS).glob(f"*{_RECORD}")):
        name = path.name.removesuffix(_RECORD)
        with suppress(OSError, ValidationError):
            report = Report.model_validate_json(path.with_name(f"{name}.json").read_bytes())
            if name_of(report) == name and path.with_name(f"{name}.html").is_file():
                yield Shelved(name, report, Record.model_validate_json(path.read_bytes()))


def _takes_place(one: Offered, of: Shelved | None) -> bool:
    return of is None or (of.report != one.report and len(of.report.corrections) <= len(one.report.corrections))


def _links(stories: Iterable[Story]) -> dict[str, dict[str, str]]:
    """Report -> row -> the address of its story, seen from the report."""
    found = defaultdict[str, dict[str, str]](dict)
    for story in stories:
        for telling in story.tellings:
            found[telling.by.name][telling.row.id] = f"../{_STORIES}/{story.id}.html"
    return found


def _files_of(one: Offered, shelved: Shelved) -> dict[str, bytes]:
    pages = {name: text.encode() for name, text in one.pages(shelved.record.links).items()}
    pages[f"{shelved.name}{_RECORD}"] = shelved.record.model_dump_json(indent=1).encode()
    return {f"{_REPORTS}/{name}": content for name, content in pages.items()}


def _latest(folder: Path, newest_first: Iterable[Shelved], made: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The newest of each format and language under an address that stays."""
    seen = set[tuple[str, str]]()
    for one in newest_first:
        kind = one.report.format, one.report.language
        for ending in () if kind in seen else (".html", ".md", ".json"):
            path = f"{_REPORTS}/{one.name}{ending}"
            content = made.get(path) or _read(folder / path)
            name = ".".join(one.name.rsplit(".", 2)[1:])
            yield f"{_LATEST}/{name}{ending}", _OTHER_PAGES.sub(rf'href="../{_REPORTS}/\1"'.encode(), content)
        seen.add(kind)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _put(path: Path, content: bytes) -> bool:
    """Whether it was not there, or was another."""
    if is_new := not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, content)
    return is_new


def _swept(folder: Path, files: Collection[str]) -> Iterator[str]:
    """Takes away pages of stories that are none any more."""
    for path in sorted((folder / _STORIES).glob(_STORY_FILE)):
        if (name := f"{_STORIES}/{path.name}") not in files:
            path.unlink()
            yield name
