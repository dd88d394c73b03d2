"""What goes to one channel: the run's report in its format, and the letter that people get of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from brief.delivery.base import NotSent
from brief.delivery.corrections import original_of
from brief.delivery.digest import Line, lines_of, said
from brief.report.format import Format, name_in
from brief.report.reader_words import ReaderWords
from brief.report.render.plain import plain
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.project import Project
from schemas.report import Report
from schemas.run import ReportFiles

_UNSAFE = re.compile(r"[^0-9A-Za-z_-]+")
_LINKS = re.compile(rb'<li class="edition">.*</li>\n')
"""To files that stay behind in the run's folder."""
_PASSAGE = re.compile(r'"passage_id":"([^"]+)"')


@dataclass(frozen=True)
class Letter:
    """A subject and lines, for mail and chats alike."""

    subject: str
    lines: tuple[Line, ...]
    may_be_cut: bool = False
    """The last line leads to all of it: what has no room in a message is to be read there."""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    channel: str
    config: ChannelConfig
    about: str
    """The id of a run, or what else it is the one message about."""
    letter: Letter
    reader: ReaderWords
    now: datetime
    corrects: str | None = None
    """The id of the run whose report the channel had before, if this one corrects it."""

    @property
    def id(self) -> str:
        """The same whenever the same goes to this channel."""
        return f"{self.about}.{self.channel}"


@dataclass(frozen=True, kw_only=True)
class ReportParcel(Parcel):
    run: StoredRun
    files: ReportFiles
    report: Report
    format: Format

    @property
    def name(self) -> str:
        """`2026-W02.quantshark.zh`, safe as a file's; a later report of the period takes an earlier one's place."""
        return name_of(self.report)

    def file(self, name: str) -> bytes:
        """A file of the report. Raises NotSent where it is gone, or the record names one outside the run's folder."""
        if Path(name).name != name:
            raise NotSent(f"the record names {name!r}, which is no file of the run")
        try:
            return self._led_beside(_LINKS.sub(b"", (self.run.path / name).read_bytes()))
        except OSError as error:
            raise NotSent(f"{name} cannot be read ({error.strerror})") from error

    def _led_beside(self, content: bytes) -> bytes:
        """Links to earlier reports lead to those that lie beside it, by the names that they got there."""
        for earlier in self.report.earlier:
            named = name_of(self.report, earlier.period)
            content = content.replace(f"{earlier.path}.".encode(), f"{named}.".encode())
        return content

    def passages(self) -> list[dict[str, Any]]:
        """Only for channels `with_passages`."""
        return passages_of(LoadedRun(self.run).in_format(self.format.name, self.format.language))


def passages_of(run: LoadedRun) -> list[dict[str, Any]]:
    """The passages that its report cites, whole; of documents that may not be quoted in full, headlines alone."""
    cited = dict.fromkeys(_PASSAGE.findall(run.report.model_dump_json()))
    found = (run.passages[one] for one in cited if one in run.passages)
    free = (one for one in found if one.field == "title" or run.documents[one.document_id].quote == "full")
    return [one.model_dump(mode="json") for one in free]


def files_for(config: ChannelConfig, run: StoredRun) -> ReportFiles | None:
    """The report of the run that such a channel brings; None where it has none."""
    asked = _asked(config, run).items()
    return next((one for one in run.record.reports if all(getattr(one, key) == value for key, value in asked)), None)


def _asked(config: ChannelConfig, run: StoredRun) -> dict[str, str]:
    its_format = config.format and name_in(run.path / "formats", config.format)
    return {key: value for key, value in (("format", its_format), ("language", config.language)) if value}


def parcel_of(name: str, config: ChannelConfig, run: StoredRun, project: Project, now: datetime) -> ReportParcel:
    """Raises NotSent where the run has no report for this channel, BriefError where it cannot be read."""
    files = files_for(config, run)
    if files is None:
        raise NotSent(f"the run has no report in {' and '.join(_asked(config, run).values())}")
    held = LoadedRun(run).in_format(files.format, files.language)
    report, its_format = held.report, held.format(otherwise=project.formats)
    length = config.length or ("full" if config.kind == "email" else "digest")
    letter = letter_of(report, its_format, full=length == "full", link=link_to(config, run, report))
    return ReportParcel(
        channel=name,
        config=config,
        about=run.path.name,
        letter=letter,
        reader=its_format.reader,
        now=now,
        corrects=original_of(run, name, files.format),
        run=run,
        files=files,
        report=report,
        format=its_format,
    )


def link_to(config: ChannelConfig, run: StoredRun, report: Report) -> str:
    """Where the report can be read whole; empty where the channel names no place."""
    known = {"name": name_of(report), "period": report.period.label, "format": report.format}
    filled = {**known, "language": report.language, "run_id": run.path.name}
    return (config.link or "").format(**{key: quote(value, safe="") for key, value in filled.items()})


def letter_of(report: Report, its_format: Format, *, full: bool, link: str = "") -> Letter:
    """The whole report, where it is `full`, else a digest; the last line is a `link` to all of it."""
    words = its_format.reader.delivery
    lines = lines_of(report, its_format, full=full)
    title = plain(report.title)
    return Letter(
        subject=words.correction.format(title=title) if report.corrections else title,
        lines=(*lines, said("more", words.whole, link)) if link else lines,
        may_be_cut=bool(link) and not full,
    )


def name_of(report: Report, period: str = "") -> str:
    """`period`: of another report in the same format and language."""
    parts = (period or report.period.label, report.format, report.language)
    return ".".join(_UNSAFE.sub("-", part) for part in parts)
