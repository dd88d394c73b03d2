"""The tick: reads sources when it is time, makes the reports that are due, hands them on. It may come at any time."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from brief.documents.corpus import Corpus
from brief.documents.ingest import ingest
from brief.documents.sources.base import SourceReport
from brief.errors import BriefError, UsageError
from brief.runs.store import alone_at, find_run
from brief.schedule.jobs import Job, read_jobs
from brief.schedule.journal import Entry, Keeper
from brief.schedule.log import LoggedProgress, Tell
from brief.schedule.making import Task, make
from brief.settings.config import Config, load_config
from brief.settings.project import Project
from schemas.run import RunRecord


@dataclass(frozen=True)
class Tick:
    """One look at what is to be done, by who holds the project's lock."""

    project: Project
    config: Config
    keeper: Keeper
    now: datetime
    tell: Tell

    @classmethod
    def at(cls, project: Project, now: datetime, tell: Tell) -> "Tick":
        """Raises ConfigError, and BriefError for a damaged journal."""
        return cls(project, load_config(project.config, (), project.base), Keeper(project.base), now, tell)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.config.run.timezone)

    # -- all that is due -----------------------------------------------------------------------------------------------

    def do(self) -> bool:
        """Does all that is due; returns whether all of it went well. What fails is tried again by a later tick.

        Raises BriefError where nothing can be done at all: the disk is full, the corpus cannot be written.
        """
        jobs = read_jobs(self.project.base)
        due = [task for job in jobs for task in self._due(job)]
        open_ones = [task for task in due if self._is_to_be_tried(task)]
        fetched = self._fetched(must=any(self._is_unmade(task) for task in open_ones))
        well = [self.attempt(task, fetched).state == "done" for task in open_ones]
        self.keeper.note(ticked_at=self.now, failure="")
        self.tell("tick", at=self.now.isoformat(), tried=len(open_ones), failed=well.count(False))
        return all(well)

    def _due(self, job: Job) -> Iterator[Task]:
        """The job's periods that are not over and done with, oldest first; what is too old is told as skipped."""
        known = {entry.period: entry for entry in self.keeper.journal.of(job.name)}
        tasks = [Task(job, job.reports_on(due, self.zone).label, due) for due in job.due(self.now, self.zone)]
        missed = [task for task in tasks if task.period not in known or known[task.period].open]
        most = self.config.schedule.catch_up
        for task in missed[:-most]:
            self._skip(task, known.get(task.period))
        yield from missed[-most:]

    def _skip(self, task: Task, entry: Entry | None) -> None:
        if entry and entry.state == "made":
            return
        why = f"more than {self.config.schedule.catch_up} were missed"
        self.keeper.put(self._begun(task).model_copy(update={"state": "skipped", "reason": why}))
        self.tell("skipped", job=task.job.name, period=task.period, why=why)

    def _is_to_be_tried(self, task: Task) -> bool:
        entry = self.keeper.journal.entry(task.job.name, task.period)
        return entry is None or not entry.waits(self.now)

    def _is_unmade(self, task: Task) -> bool:
        entry = self.keeper.journal.entry(task.job.name, task.period)
        return entry is None or entry.state != "made"

    def _fetched(self, must: bool) -> tuple[SourceReport, ...] | None:
        """What the sources gave, if it is time to read them or a report is to be made."""
        journal = self.keeper.journal
        pause = timedelta(minutes=journal.ingest_minutes)
        if not must and journal.ingested_at and self.now < journal.ingested_at + pause:
            return None
        with Corpus(self.config.corpus.path) as corpus:
            reports = ingest(self.config.sources, corpus, self.zone, self.now)
        self.keeper.note(ingested_at=self.now)
        for report in reports:
            if report.status not in ("ok", "unchanged"):
                self.tell("source", name=report.source, status=report.status, reason=report.reason)
        counts = {key: sum(getattr(report, key) for report in reports) for key in ("added", "updated", "skipped")}
        self.tell("ingest", sources=len(reports), **counts)
        return reports

    # -- one report ----------------------------------------------------------------------------------------------------

    def attempt(self, task: Task, fetched: Sequence[SourceReport] | None, anew: bool = False) -> Entry:
        """Makes the report, unless it is made, and delivers it; returns what is known of it then."""
        entry = self._begun(task)
        if anew or entry.state != "made":
            entry = self._try_to_make(task, entry, fetched, anew)
        return self._deliver(task, entry) if entry.state == "made" else entry

    def _begun(self, task: Task) -> Entry:
        known = self.keeper.journal.entry(task.job.name, task.period)
        return known or Entry(job=task.job.name, period=task.period, due=task.due, state="trying")

    def _try_to_make(self, task: Task, entry: Entry, fetched: Sequence[SourceReport] | None, anew: bool) -> Entry:
        # On disk before the run begins: a process that is killed has tried.
        trying = {"state": "trying", "tries": 1 if anew else entry.tries + 1, "next_try_at": None}
        entry = self.keeper.put(entry.model_copy(update=trying))
        try:
            record = make(task, self.project, self.now, LoggedProgress(self.tell, task.job.name), fetched, anew)
        except BriefError as error:
            return self._failed(entry, str(error))
        entry = entry.model_copy(update={"run": record.run_id})
        if not record.reports:
            return self._failed(entry, _why(record))
        self.tell("report", job=entry.job, period=entry.period, run=record.run_id, exit_code=record.exit_code)
        return self.keeper.put(entry.model_copy(update={"state": "made", "tries": 0, "reason": ""}))

    def _failed(self, entry: Entry, why: str) -> Entry:
        entry = self.keeper.put(entry.failed(self.now, why, self.config.schedule.tries))
        again = entry.next_try_at.isoformat() if entry.next_try_at else "never"
        self.tell("failed", job=entry.job, period=entry.period, tries=entry.tries, again=again, why=why)
        return entry

    def _deliver(self, task: Task, entry: Entry) -> Entry:
        """Done with, unless a channel failed: then it is tried again. That fails no report."""
        if not task.job.deliver or entry.run is None:
            return self.keeper.put(entry.model_copy(update={"state": "done"}))
        entry = self.keeper.put(entry.model_copy(update={"tries": entry.tries + 1, "next_try_at": None}))
        try:
            failed = list(self._undelivered(task, entry.run))
        except BriefError as error:
            failed = [str(error)]
        if failed:
            return self._failed(entry, "; ".join(failed))
        return self.keeper.put(entry.model_copy(update={"state": "done"}))

    def _undelivered(self, task: Task, run: str) -> Iterator[str]:
        from brief.delivery.deliver import deliver

        stored = find_run(task.runs_dir(self.project), run)
        for one in deliver(stored, task.job.deliver, self.project, self.config, self.now):
            self.tell("delivery", job=task.job.name, run=run, channel=one.channel, status=one.status, why=one.reason)
            if one.status == "failed":
                yield f"{one.channel}: {one.reason}"


def _why(record: RunRecord) -> str:
    return f"{record.error.step}: {record.error.what}" if record.error else f"ended with {record.exit_code}"


def tick(project: Project, now: datetime, tell: Tell) -> bool:
    """Does all that is due at `now`, for the one process that holds the project; returns whether all went well.

    Raises what `Tick.do` raises, and keeps it in the journal where that can be written.
    """
    one = Tick.at(project, now, tell)
    try:
        return one.do()
    except BriefError as error:
        tell("failed", why=str(error))
        with suppress(BriefError):
            one.keeper.note(ticked_at=now, failure=str(error))
        raise


def run_now(project: Project, job: Job, now: datetime, tell: Tell, force: bool = False) -> tuple[Entry, bool]:
    """What is known of the job's newest period then, and whether anything was done for it now.

    That is the one that was due last, and before the first the last complete one. `force`: also where it is done.
    Raises ConfigError, and BriefError where nothing can be written.
    """
    one = Tick.at(project, now, tell)
    due = (job.due(now, one.zone) or (now,))[-1]
    task = Task(job, job.reports_on(due, one.zone).label, due)
    known = one.keeper.journal.entry(job.name, task.period)
    if known and known.state == "done" and not force:
        return known, False
    return one.attempt(task, None, anew=force), True


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
