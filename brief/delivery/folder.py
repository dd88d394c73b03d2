"""The report's files in a folder of a static site, with an index, newest period first."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from brief.delivery.base import Arrived, NotSent
from brief.delivery.parcel import ReportParcel
from brief.delivery.templates import filled
from brief.report.render.plain import plain
from brief.runs.store import write_atomically
from schemas.report import Report

_INDEX = "index.html"
_PASSAGES = ".passages.json"


@dataclass(frozen=True)
class _Entry:
    name: str
    title: str
    days: str
    is_corrected: bool


def send(parcel: ReportParcel, _done: int, _arrived: Arrived) -> str:
    """Copies the files. A report of the same period, format and language gives way to this one. Raises NotSent."""
    put(parcel, parcel.config.path or Path())
    return ""


def preview(parcel: ReportParcel) -> bytes:
    folder = parcel.config.path or Path()
    return "\n".join(str(folder / name) for name in (*_files(parcel), _INDEX)).encode()


def put(parcel: ReportParcel, folder: Path) -> list[str]:
    """Writes the files and the index, each whole or not at all; returns their names. Raises NotSent."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = _files(parcel)
        for name, content in files.items():
            write_atomically(folder / name, content)
        entries = [entry for _, entry in sorted(_entries(folder), key=lambda one: one[0], reverse=True)]
        words = parcel.reader
        index = filled("index.html.j2", entries=entries, html_lang=words.html_lang, words=words)
        write_atomically(folder / _INDEX, index)
    except OSError as error:
        raise NotSent(f"{folder} cannot be written ({error.strerror or error})") from error
    return [*files, _INDEX]


def _files(parcel: ReportParcel) -> dict[str, bytes]:
    """Name -> content. The passages are a file of their own, only where they may leave."""
    files = {f"{parcel.name}.{kind}": parcel.file(name) for kind, name in parcel.files.files.items()}
    if parcel.config.with_passages:
        files[f"{parcel.name}{_PASSAGES}"] = json.dumps(parcel.passages(), ensure_ascii=False).encode()
    return files


def _entries(folder: Path) -> Iterator[tuple[tuple[str, ...], _Entry]]:
    """Every report in the folder, with that by which it is sorted. Other files are none of ours."""
    for path in folder.glob("*.json"):
        try:
            report = Report.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue
        days = f"{report.period.start} – {report.period.end}"
        name = next(one.name for kind in ("html", "md", "json") if (one := path.with_suffix(f".{kind}")).is_file())
        entry = _Entry(name, plain(report.title), days, bool(report.corrections))
        yield (report.period.end.isoformat(), report.period.start.isoformat(), path.stem), entry
