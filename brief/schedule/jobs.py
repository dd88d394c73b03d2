"""The jobs of a project: schedule.toml beside config.toml, read and written whole."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, ValidationError

from brief.errors import BriefError, ConfigError, UsageError
from brief.runs.store import write_atomically
from brief.schedule.times import Regular, Timing, parse_timing
from brief.settings.periods import parse_period
from schemas.base import Schema
from schemas.period import Period

FILE = "schedule.toml"
_HEAD = "# What `brief schedule` writes; `brief schedule add` and `remove` change it.\n"


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
    language: Literal["zh"] | None = None
    model: str | None = None
    deliver: tuple[str, ...] = ()
    """Names of channels."""
    set: tuple[str, ...] = ()
    """`key=value` for config.toml."""

    @property
    def timing(self) -> Timing:
        return parse_timing(self.at, self.period)

    def due(self, until: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
        """Every instant at which it has been due, in UTC and in order."""
        return tuple(self.timing.between(self.since, until, zone))

    def reports_on(self, due: datetime, zone: ZoneInfo) -> Period:
        """The last period that was complete then."""
        return parse_period(self.period, due, zone)

    @property
    def product(self) -> tuple[Any, ...]:
        """Two jobs with the same would make one report twice."""
        return self.period, self.formats, self.language, self.model, self.set


class _File(Schema):
    jobs: tuple[Job, ...] = ()


def read_jobs(folder: Path) -> tuple[Job, ...]:
    """The jobs of the project in `folder`, in the order of the file. Raises ConfigError."""
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        jobs = _File.model_validate(tomllib.loads(path.read_text("utf-8"))).jobs
        for job in jobs:
            _ = job.timing
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}."
        raise ConfigError(what, where=str(path), next="Mend it, or remove the job and add it again.") from error
    except (OSError, ValueError, UsageError) as error:
        raise ConfigError(f"cannot be read ({error}).", where=str(path), next="Mend it, or remove the file.") from error
    return jobs


def with_job(jobs: tuple[Job, ...], job: Job) -> tuple[Job, ...]:
    """Raises UsageError where one has that name, or makes the same report."""
    for other in jobs:
        if other.name == job.name:
            advice = f"Give it another with --name, or `brief schedule remove {job.name}` first."
            raise UsageError(f"there is a job {job.name} already.", where=FILE, next=advice)
        if other.product == job.product:
            advice = f"`brief schedule remove {other.name}` first; one job has any number of --format and --deliver."
            raise UsageError(f"the job {other.name} makes this report already.", where=FILE, next=advice)
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
    try:
        write_atomically(folder / FILE, text)
    except OSError as error:
        what = f"cannot be written ({error.strerror})."
        raise BriefError(what, where=str(folder / FILE), next="Look at the folder and its disk.") from error


def _lines(job: Job) -> Iterator[str]:
    for name, value in job.model_dump(mode="json", exclude_defaults=True).items():
        yield f"{name} = {value if name == 'since' else json.dumps(value, ensure_ascii=False)}\n"
