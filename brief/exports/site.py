"""A static site of all reports: written as far as it differs from what stands there, and what stands there stays."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from brief.delivery.parcel import name_of
from brief.exports.offered import ENDINGS, Offered, offered
from brief.exports.pages import pages_around
from brief.exports.stories import Record, Shelved, Story, stories_of
from brief.report.format import load_format
from brief.report.reader_words import ReaderWords
from brief.runs.store import StoredRun, alone_at, write_atomically, writing
from brief.settings.config import Config
from brief.settings.delivery_settings import ApprovalConfig
from brief.settings.project import Project
from schemas.report import Report

_RECORD = ".site.json"
_STORY = f"stories/{'[0-9a-f]' * 12}.html"


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
    notes = list[str]()
    new = offered(runs, project.formats, waits or config.approval != ApprovalConfig(), notes.append)
    words = load_format(project.formats, config.report.formats[0], config.report.first).reader
    with writing(folder, "Name a place that can be written."):
        folder.mkdir(parents=True, exist_ok=True)
        with alone_at(folder):
            shelf, stories, files = _site(folder, new, words, to_stories=config.report.link == "event")
            written = tuple(name for name, content in files.items() if _put(folder / name, content))
            return Published(len(shelf), len(stories), written, tuple(_swept(folder, files)), tuple(notes))


def _site(
    folder: Path, new: Mapping[str, Offered], words: ReaderWords, *, to_stories: bool
) -> tuple[Sequence[Shelved], Sequence[Story], dict[str, bytes]]:
    """The reports, newest first; their stories; the files, but for those of reports that stand as they are."""
    standing = {one.name: one for one in _standing(folder)}
    taken = {name: one for name, one in new.items() if _takes_place(one, standing.get(name))}
    shelf = {**standing, **{name: one.shelved() for name, one in taken.items()}}
    stories = stories_of(shelf.values())
    links = _links(stories if to_stories else ())
    for name, one in new.items():
        beside = ((each.path, name_of(one.report, each.period)) for each in one.report.earlier)
        links[name] |= {path: f"../reports/{its_name}" for path, its_name in beside if its_name in shelf}
    files = dict(_reports(new, taken, shelf, links))
    newest_first = sorted(shelf.values(), key=lambda one: one.age, reverse=True)
    files |= _latest(folder, newest_first, files)
    files |= pages_around(newest_first, stories, words, _read(folder / "feed.xml"))
    return newest_first, stories, files


def _standing(folder: Path) -> Iterator[Shelved]:
    """What was put there before, also of runs that are gone."""
    for path in sorted((folder / "reports").glob(f"*{_RECORD}")):
        name = path.name.removesuffix(_RECORD)
        with suppress(OSError, ValidationError):
            report = Report.model_validate_json(path.with_name(f"{name}.json").read_bytes())
            if name_of(report) == name and path.with_name(f"{name}.html").is_file():
                yield Shelved(name, report, Record.model_validate_json(path.read_bytes()))


def _takes_place(one: Offered, of: Shelved | None) -> bool:
    return of is None or (of.report != one.report and len(of.report.corrections) <= len(one.report.corrections))


def _links(stories: Iterable[Story]) -> defaultdict[str, dict[str, str]]:
    """Report -> row -> the page of its story, seen from the report."""
    found = defaultdict[str, dict[str, str]](dict)
    for story in stories:
        for telling in story.tellings:
            found[telling.by.name][telling.row.id] = f"../stories/{story.id}.html"
    return found


def _reports(
    new: Mapping[str, Offered],
    taken: Iterable[str],
    shelf: dict[str, Shelved],
    links: Mapping[str, dict[str, str]],
) -> Iterator[tuple[str, bytes]]:
    """The files of those that are new here, or whose headlines lead elsewhere now; notes on the `shelf` where to."""
    for name, one in new.items():
        own, known = links.get(name, {}), shelf[name]
        if known.report == one.report and (name in taken or own != known.record.links):
            shelf[name] = replace(known, record=known.record.model_copy(update={"links": own}))
            yield from ((f"reports/{name}.{ending}", text.encode()) for ending, text in one.files(own).items())
            yield f"reports/{name}{_RECORD}", shelf[name].record.model_dump_json(indent=1).encode()


def _latest(folder: Path, newest_first: Iterable[Shelved], made: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The newest of each format and language under an address that stays."""
    newest = {".".join(one.name.rsplit(".", 2)[1:]): one.name for one in reversed(list(newest_first))}
    for kind, name in newest.items():
        for ending in ENDINGS:
            path = f"reports/{name}.{ending}"
            yield f"latest/{kind}.{ending}", made.get(path) or _read(folder / path)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _put(path: Path, content: bytes) -> bool:
    """Whether it was not there, or was another."""
    if is_new := _read(path) != content or not path.is_file():
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, content)
    return is_new


def _swept(folder: Path, files: Container[str]) -> Iterator[str]:
    """Takes away the pages of stories that are none any more."""
    for path in sorted(folder.glob(_STORY)):
        if (name := f"stories/{path.name}") not in files:
            path.unlink()
            yield name
