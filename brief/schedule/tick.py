"""The tick: reads sources when it is time, makes the reports that are due, hands them on. It may come at any time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from traceback import format_exception
from typing import TypeVar
from zoneinfo import ZoneInfo

from brief.delivery.base import Clock
from brief.delivery.corrections import missing_in
from brief.documents.corpus import Corpus
from brief.documents.corpus.fetches import Fetch
from brief.documents.ingest import ingest
from brief.documents.sources.base import SourceReport
from brief.errors import BriefError, NoEvidence, UsageError
from brief.runs.store import StoredRun, alone_at
from brief.schedule.jobs import Job, read_jobs
from brief.schedule.journal import Entry, Keeper, pause_after
from brief.schedule.log import LoggedProgress, Tell
from brief.schedule.making import Fetched, GaveUp, InQueue, Maker, Task, make
from brief.schedule.reached import reason_of, standing, unknown_channels
from brief.settings.config import load_config
from brief.settings.project import Project
from schemas.delivery import Delivery

_SHORTEST, _USUAL, _LONGEST = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6)
"""Between two times that sources are read."""
_REMEMBERED = timedelta(days=7)
"""A feed is as brief as it was at its busiest in so long."""

_TRIES_WITHOUT = 3
"""So often a report is tried that lacks what [run] require names, before it goes out as it is."""
T = TypeVar("T")


def tick(project: Project, clock: Clock, tell: Tell, maker: Maker | None = None) -> bool:
    """Does all that is due by now; returns whether all went well. What fails is tried again by a later tick.

    For the one process that has the project for itself. Raises ConfigError; BriefError, which is kept in the journal
    too, where nothing can be done at all: the disk is full, the corpus cannot be written; and, after all else is done,
    the first exception that nobody expected.
    """
    work = Work(project, clock, tell, maker)
    try:
        is_well = work.do()
    except BriefError as error:
        tell("failed", why=str(error))
        with suppress(BriefError):
            work.keeper.note(ticked_at=clock(), failure=str(error))
        raise
    if work.defects:
        raise work.defects[0]
    return is_well


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether no other process is at the project's jobs; none is for as long as the block runs."""
    with ExitStack() as stack:
        try:
            stack.enter_context(alone_at(folder))
        except UsageError:
            yield False
        else:
            yield True


def minutes_between_readings(fetches: Iterable[Fetch]) -> int:
    """Half of the time that the briefest feed holds, as far as it is known: an hour where nothing is."""
    held = [one.at - one.report.oldest for one in fetches if one.report.oldest and one.report.status == "ok"]
    half = min(held, default=2 * _USUAL) / 2
    return int(min(max(half, _SHORTEST), _LONGEST) / timedelta(minutes=1))


class Work:
    """What is to be done now, by a clock that goes on. Raises ConfigError, and BriefError for a damaged journal."""

    def __init__(self, project: Project, clock: Clock, tell: Tell, maker: Maker | None = None) -> None:
        self._project, self._clock, self._tell, self._make = project, clock, tell, maker or make
        self._now = clock()
        self.keeper = Keeper(project.base)
        self.defects: list[Exception] = []
        """What Brief did not expect of itself: it stops what it happens in, and nothing else that is due."""
        self._config = load_config(project.config, (), project.base)
        self._zone = ZoneInfo(self._config.run.timezone)

    # -- all that is due -----------------------------------------------------------------------------------------------

    def do(self) -> bool:
        """As `tick` says."""
        jobs = read_jobs(self._project.base)
        due = [pair for job in jobs for pair in self._sound(job.name, partial(self._due, job)) or []]
        is_made_here = not self._config.schedule.submit
        fetched = self._fetched(must=is_made_here and any(not entry.has_report for _, entry in due))
        ended = [self._tried(replace(task, fetched=fetched), entry) for task, entry in due]
        failed = sum(not entry.is_well for entry in ended)
        failed += bool(self._sound("later versions of reports", self._later_versions))
        self.keeper.note(ticked_at=self._now, failure=self._last_defect())
        self._tell("tick", now=self._now.isoformat(), tried=len(ended), failed=failed)
        return not failed

    def _sound(self, doing: str, work: Callable[[], T]) -> T | None:
        """What `work` returns; None where there was a defect in it, whose traceback is in the log, which holds no
        secret; elsewhere stands its kind alone. BriefError goes through.
        """
        try:
            return work()
        except BriefError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, other reports are due
            self.defects.append(error)
            self._tell("defect", doing=doing, why=str(error), traceback="".join(format_exception(error)))
            return None

    def _last_defect(self) -> str:
        """In words; empty where there was none."""
        kind = type(self.defects[-1]).__name__ if self.defects else ""
        return kind and f"a defect in Brief ({kind}): logs/brief.log has its traceback"

    def _due(self, job: Job) -> list[tuple[Task, Entry]]:
        """The job's periods that are to be tried now, oldest first; what is too old is told as skipped."""
        pairs = [self._known(job, due) for due in job.due(self._now, self._zone)]
        most = self._config.schedule.catch_up
        skipped = [entry for _, entry in pairs if entry.is_open and not entry.has_report][:-most]
        for entry in skipped:
            self.keeper.put(entry.changed(state="skipped", reason=f"more than {most} were missed"))
            self._tell("skipped", job=job.name, period=entry.period)
        due = ((task, entry) for task, entry in pairs if entry.is_open and entry not in skipped)
        return [(task, entry) for task, entry in due if not entry.waits(self._now)]

    def _known(self, job: Job, due: datetime) -> tuple[Task, Entry]:
        period = job.reports_on(due, self._zone).label
        entry = self.keeper.journal.entry(job.name, period)
        entry = entry or Entry(job=job.name, period=period, due=due)
        return Task(self._project, job, period, due, was_queued=entry.state == "queued"), entry

    def _fetched(self, must: bool) -> Fetched:
        """Reads the sources, if it is time or a report is to be made."""
        journal = self.keeper.journal
        pause = timedelta(minutes=journal.ingest_minutes)
        if not must and journal.ingested_at and self._now < journal.ingested_at + pause:
            return None
        reports = self._sound("reading the sources", self._read)
        if reports is None:
            enabled = (one.name for one in self._config.sources if one.enabled)
            return tuple(SourceReport(name, "failed", reason=self._last_defect()) for name in enabled)
        return reports

    def _read(self) -> tuple[SourceReport, ...]:
        with Corpus(self._config.corpus.place) as corpus:
            reports = ingest(self._config.sources, corpus, self._zone, self._now, fetching=self._config.fetch)
            fetches = corpus.fetches(self._now - _REMEMBERED, self._now)
        self.keeper.note(ingested_at=self._now, ingest_minutes=minutes_between_readings(fetches))
        for one in reports:
            self._tell("source", name=one.source, status=one.status, added=one.added, reason=one.reason)
        return reports

    # -- one report ----------------------------------------------------------------------------------------------------

    def newest(self, job: Job, force: bool) -> Entry:
        """The job's newest period, made and delivered if it was not.

        That is the one that was due last, and before the first one the last complete one. `force`: makes it once more.
        """
        task, entry = self._known(job, (job.due(self._now, self._zone) or (self._now,))[-1])
        if entry.state == "done" and not entry.reason and not force:
            self._tell("done already", job=job.name, period=entry.period, run=entry.run)
            return entry
        if entry.state == "done" and not force:  # its delivery was given up
            entry = entry.changed(state="made", tries=0)
        begun = entry.changed(state="trying", tries=0) if force or not entry.is_open else entry
        return self._advanced(replace(task, anew=force), begun)

    def _tried(self, task: Task, entry: Entry) -> Entry:
        """As `_advanced`; a defect there is a try that failed."""
        if advanced := self._sound(f"{entry.job} {entry.period}", lambda: self._advanced(task, entry)):
            return advanced
        known = self.keeper.journal.entry(entry.job, entry.period) or entry
        counted = known if known.state == "trying" else known.changed(tries=known.tries + 1)
        return self._failed(counted, self._last_defect())

    def _advanced(self, task: Task, entry: Entry) -> Entry:
        """Makes the report, unless it is made, and delivers it; returns what is known of it then."""
        if not entry.has_report:
            entry = self._made(task, entry)
        return self._delivered(task, entry) if entry.has_report else entry

    def _made(self, task: Task, entry: Entry) -> Entry:
        if entry.tries >= self._config.schedule.tries:
            return self._failed(entry, "each time its process was killed")
        # On disk before the run begins: a process that is killed has tried.
        entry = self.keeper.put(entry.changed(state="trying", tries=entry.tries + 1, next_try_at=None))
        try:
            record = self._make(task, self._clock(), LoggedProgress(self._tell))
        except InQueue as place:
            if not task.was_queued:
                self._tell("queued", job=entry.job, period=entry.period, place=str(place))
            return self.keeper.put(entry.changed(state="queued", tries=entry.tries - 1, reason=str(place)))
        except BriefError as error:
            return self._failed(entry, str(error), isinstance(error, GaveUp))
        entry = entry.changed(run=record.run_id)
        if record.error:
            # no source can have more to tell: each was read just now
            read = task.fetched
            all_read = read is not None and not any(one.status in ("failed", "postponed") for one in read)
            is_final = record.exit_code == NoEvidence.exit_code and all_read
            return self._failed(entry, f"{record.error.step}: {record.error.what}", is_final)
        if record.unmet and entry.tries < _TRIES_WITHOUT:
            return self._failed(entry, f"it had to do without {', '.join(record.unmet)} ([run] require)")
        self._tell("report", job=entry.job, period=entry.period, run=record.run_id, exit_code=record.exit_code)
        return self.keeper.put(entry.changed(state="made", tries=0, reason=""))

    def _delivered(self, task: Task, entry: Entry) -> Entry:
        """Done with, unless a channel failed or waits for an approval: then it is asked again. It fails no report."""
        entry = entry.changed(tries=entry.tries + 1)
        try:
            said = self._deliver(task, entry.run or "") if task.job.deliver else {}
        except BriefError as error:
            return self._failed(entry, str(error))
        if "failed" in said:
            return self._failed(entry, said["failed"])
        reason = said.get("waiting") or said.get("unknown") or ""
        state, tries = ("waiting", 0) if "waiting" in said else ("done", entry.tries)
        return self.keeper.put(entry.changed(state=state, tries=tries, reason=reason, next_try_at=None))

    def _deliver(self, task: Task, run: str) -> Mapping[str, str]:
        """Status -> the channels that it is the status of, with their reasons. Those that config.toml does not have
        keep the others from nothing.
        """
        said, wanted = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for place in standing(task.run(run), task.job, self._config.delivery):
            if place.stays or not place.has_come:  # where another stays, this one is told to be skipped
                wanted[run if place.stays else place.run.path.name].append(place.channel)
        for version, channels in wanted.items():
            for one in self._brought(task.run(version), channels):
                said[one.status].append(reason_of(one.channel, one.status, one.reason))
        for why in unknown_channels(task.job, self._config.delivery):
            self._tell("delivery", run=run, status="failed", reason=why)
            said["failed"].append(why)
        return {status: "; ".join(whys) for status, whys in said.items()}

    def _brought(self, run: StoredRun, channels: Sequence[str]) -> Iterator[Delivery]:
        from brief.delivery.deliver import deliver

        for one in deliver(run, channels, self._project, self._config, self._clock):
            self._tell("delivery", run=run.path.name, channel=one.channel, status=one.status, reason=one.reason)
            yield one

    def _later_versions(self) -> bool:
        """Tries corrections and edited versions again that failed where readers have what they were made from, of a
        job's report or any other; returns whether one failed.
        """
        most, ended = self._config.schedule.tries, []
        for one in missing_in(self._config.run.runs_dir):
            may = one.failures < most and one.channel in self._config.delivery
            if may and one.failed_at and self._clock() >= one.failed_at + pause_after(one.failures):
                ended += [said.status for said in self._brought(one.run, [one.channel])]
        return "failed" in ended

    def _failed(self, entry: Entry, why: str, is_final: bool = False) -> Entry:
        most_tries = entry.tries if is_final else self._config.schedule.tries
        entry = self.keeper.put(entry.failed(self._clock(), why, most_tries))
        again = entry.next_try_at and entry.next_try_at.isoformat()
        self._tell("failed", job=entry.job, period=entry.period, tries=entry.tries, again=again, why=why)
        if entry.state == "given_up" and (channel := self._config.schedule.notify):
            from brief.delivery.notices import tell_given_up

            given = (channel, entry.job, entry.period, why, self._project, self._config, self._clock())
            self._tell("notice", channel=channel, period=entry.period, reason=tell_given_up(*given))
        return entry
