"""The report's files in a folder of a static site, with an index, newest period first."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from brief.delivery.base import Arrived, NotSent
from brief.delivery.digest import Line, Span, said
from brief.delivery.parcel import Letter, ReportParcel
from brief.delivery.templates import filled
from brief.report.reader_words import ReaderWords
from brief.report.render.plain import plain
from brief.runs.store import write_atomically
from schemas.report import Report

_INDEX = "index.html"
_PASSAGES = ".passages.json"


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
        write_atomically(folder / _INDEX, _index(folder, parcel.reader))
    except OSError as error:
        raise NotSent(f"{folder} cannot be written ({error.strerror or error})") from error
    return [*files, _INDEX]


def _files(parcel: ReportParcel) -> dict[str, bytes]:
    """Name -> content. The passages are a file of their own, only where they may leave."""
    files = {f"{parcel.name}.{kind}": parcel.file(name) for kind, name in parcel.files.files.items()}
    if parcel.config.with_passages:
        files[f"{parcel.name}{_PASSAGES}"] = json.dumps(parcel.passages(), ensure_ascii=False).encode()
    return files


def _index(folder: Path, words: ReaderWords) -> str:
    """Every report in the folder; other files are none of ours."""
    lines = [said("title", words.page.contents)]
    newest_first = sorted(
        _reports(folder), key=lambda one: (one[1].period.end, one[1].period.start, one[0]), reverse=True
    )
    for name, report in newest_first:
        corrected = [Span(f" {words.page.corrections}")] if report.corrections else []
        lines.append(Line("row", (Span(plain(report.title), quote(name)), *corrected)))
        lines.append(said("period", f"{report.period.start} – {report.period.end}"))
    return filled("lines.html.j2", letter=Letter(words.page.contents, tuple(lines)), html_lang=words.html_lang)


def _reports(folder: Path) -> Iterator[tuple[str, Report]]:
    for path in folder.glob("*.json"):
        with suppress(OSError, ValidationError):
            report = Report.model_validate_json(path.read_bytes())
            pages = (path.with_suffix(f".{kind}") for kind in ("html", "md", "json"))
            yield next(one.name for one in pages if one.is_file()), report
