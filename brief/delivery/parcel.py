"""What goes to one channel: the run's report in its format, under a name that is safe as a file's and in an address."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from brief.delivery.base import NotSent
from brief.report.format import Format
from brief.runs.loaded import LoadedRun, report_of
from brief.runs.store import StoredRun
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.project import Project
from schemas.report import Report
from schemas.run import ReportFiles

_UNSAFE = re.compile(r"[^0-9A-Za-z_-]+")


@dataclass(frozen=True)
class Parcel:
    """One report for one channel."""

    channel: str
    config: ChannelConfig
    run: StoredRun
    files: ReportFiles
    report: Report
    format: Format
    now: datetime
    corrects: str | None = None
    """The id of the run whose report the channel had before, if this one corrects it."""

    @property
    def id(self) -> str:
        """The same whenever this report goes to this channel."""
        return f"{self.run.path.name}.{self.channel}"

    @property
    def name(self) -> str:
        """`2026-W02.quantshark.zh`, the same for every report of a period: a correction takes its original's place."""
        report = self.report
        return ".".join(_UNSAFE.sub("-", part) for part in (report.period.label, report.format, report.language))

    @property
    def link(self) -> str:
        """Where the report can be read whole; empty where the channel names no place."""
        filled = {
            "name": self.name,
            "period": self.report.period.label,
            "format": self.report.format,
            "language": self.report.language,
            "run_id": self.run.path.name,
        }
        return (self.config.link or "").format(**{key: quote(said, safe="") for key, said in filled.items()})

    def file(self, name: str) -> bytes:
        """A file of the report. Raises NotSent where it is gone, or the record names one outside the run's folder."""
        if Path(name).name != name:
            raise NotSent(f"the record names {name!r}, which is no file of the run")
        try:
            return (self.run.path / name).read_bytes()
        except OSError as error:
            raise NotSent(f"{name} cannot be read ({error.strerror})") from error

    def passages(self) -> list[dict[str, Any]]:
        """The cited passages, whole; only for channels `with_passages`."""
        held = LoadedRun(self.run).passages
        text = self.report.model_dump_json()
        cited = dict.fromkeys(re.findall(r'"passage_id":"([^"]+)"', text))
        return [held[one].model_dump(mode="json") for one in cited if one in held]


def parcel_of(
    name: str, config: ChannelConfig, run: StoredRun, project: Project, now: datetime, corrects: str | None = None
) -> Parcel:
    """Raises NotSent where the run has no report for this channel, BriefError where it cannot be read."""
    asked = {"format": config.format, "language": config.language}
    wanted = {key: value for key, value in asked.items() if value}
    fitting = [
        files for files in run.record.reports if all(getattr(files, key) == value for key, value in wanted.items())
    ]
    if not fitting:
        raise NotSent(f"the run has no report in {' and '.join(wanted.values())}")
    files = fitting[0]
    its_format = LoadedRun(run).format(files.format, project.formats)
    return Parcel(name, config, run, files, report_of(run, files), its_format, now, corrects)
