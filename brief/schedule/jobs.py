"""The jobs of a project: schedule.toml beside config.toml, read and written whole."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from brief.errors import ConfigError, UsageError
from brief.runs.store import write_atomically, writing
from brief.schedule.times import Regular, Timing, parse_timing
from brief.settings.periods import parse_period
from schemas.base import Schema
from schemas.period import Period
from schemas.retrieval import ReportLanguage

FILE = "schedule.toml"
_HEAD = "# `brief schedule add` and `remove` write this file.\n"


class Job(Schema):
    """A report that is made for each period of its kind."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    period: Regular
    at: str
    """When it is due, as `--at` has it."""
    since: AwareDatetime
    """When it was added: what was due before is none of it."""
    formats: tuple[str, ...] = ()
    """Empty for those of config.toml."""
    language: ReportLanguage | None = None
    model: str | None = None
    deliver: tuple[str, ...] = ()
    """Names of channels."""
    set: tuple[str, ...] = ()
    """`key=value` for config.toml."""

    @model_validator(mode="after")
    def _time_is_sound(self) -> "Job":
        try:
            _ = self.timing
        except UsageError as error:
            raise ValueError(str(error)) from error
        return self

    @property
    def timing(self) -> Timing:
        return parse_timing(self.at, self.period)

    def due(self, until: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
        """Every instant at which it has been due, in UTC and in order."""
        return tuple(self.timing.between(self.since, until, zone))

    def reports_on(self, due: datetime, zone: ZoneInfo) -> Period:
        """The last period that was complete then."""
        return parse_period(self.period, due, zone)


class _File(Schema):
    jobs: tuple[Job, ...] = ()


def read_jobs(folder: Path) -> tuple[Job, ...]:
    """The jobs of the project in `folder`, in the order of the file. Raises ConfigError."""
    path = folder / FILE
    try:
        return _File.model_validate(tomllib.loads(path.read_text("utf-8") if path.exists() else "")).jobs
    except (OSError, ValueError) as error:
        what = f"cannot be read: {' '.join(str(error).split())}."
        raise ConfigError(what, where=str(path), next="Mend it, or remove the job and add it again.") from error


def with_job(jobs: Iterable[Job], job: Job) -> tuple[Job, ...]:
    """Raises UsageError where one has that name, or makes the same report."""
    for other in jobs:
        twice = job.model_copy(update={"name": other.name, "at": other.at, "since": other.since})
        if other.name == job.name or other.model_copy(update={"deliver": job.deliver}) == twice:
            advice = f"`brief schedule remove {other.name}` first, or give another --name and --format."
            raise UsageError(f"the job {other.name} is there already.", where=FILE, next=advice)
    return (*jobs, job)


def job_named(jobs: Iterable[Job], name: str) -> Job:
    """Raises UsageError."""
    known = {job.name: job for job in jobs}
    if name not in known:
        advice = f"There are: {', '.join(known)}." if known else "`brief schedule add` makes one."
        raise UsageError(f"there is no job {name!r}.", where=FILE, next=advice)
    return known[name]


def write_jobs(folder: Path, jobs: Iterable[Job]) -> None:
    """Raises BriefError where the file cannot be written."""
    text = _HEAD + "".join(f"\n[[jobs]]\n{''.join(_lines(job))}" for job in jobs)
    with writing(folder / FILE, "Look at the folder and its disk."):
        write_atomically(folder / FILE, text)


def _lines(job: Job) -> Iterator[str]:
    """JSON's texts and lists of texts are TOML's too; an instant has no quotes there."""
    for name, value in job.model_dump(mode="json", exclude_defaults=True).items():
        yield f"{name} = {value if name == 'since' else json.dumps(value)}\n"
