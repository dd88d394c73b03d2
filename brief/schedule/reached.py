"""What became of a report on the channels of its job: its own run has noted it, and later versions of it."""

from pathlib import Path

from brief.delivery.log import FILE, DeliveryLog
from brief.runs.lineage import lineage
from brief.runs.store import StoredRun, stored_run
from brief.schedule.jobs import Job
from brief.schedule.journal import Entry


def with_deliveries(entry: Entry, job: Job, run: StoredRun) -> Entry:
    """What is known of a report that is made, whoever has sent or approved it since the last tick."""
    if has_reached(run, job):
        return entry.changed(state="done", reason="")
    last = DeliveryLog(run.path).last
    noted = [f"{name}: {last[name].reason or last[name].status}" for name in job.deliver if name in last]
    return entry.changed(reason="; ".join(noted) or entry.reason)


def has_reached(run: StoredRun, job: Job) -> bool:
    """Whether every channel of the job has the report, or a version of it that an editor made."""
    noted = (DeliveryLog(folder).last.values() for folder in (run.path, *_later(run)))
    return {one.channel for last in noted for one in last if one.status == "sent"}.issuperset(job.deliver)


def to_deliver(run: StoredRun, job: Job) -> tuple[StoredRun, tuple[str, ...]]:
    """The newest version of the report, and the channels of the job that want it: what was corrected never goes out as
    it was before. None where one version or another has reached them all.
    """
    if has_reached(run, job):
        return run, ()
    versions = [run.path, *_later(run)]
    last = {name: one.status for folder in versions for name, one in DeliveryLog(folder).last.items()}
    return stored_run(versions[-1]), tuple(name for name in job.deliver if last.get(name) != "sent")


def waiting_version(run: StoredRun) -> tuple[str, str] | None:
    """The id of the newest version that was made from the run, and what it waits for; None where it does not."""
    for folder in _later(run)[-1:]:
        waiting = [one for one in DeliveryLog(folder).last.values() if one.status == "waiting"]
        if waiting:
            return folder.name, "; ".join(f"{one.channel}: {one.reason}" for one in waiting)
    return None


def _later(run: StoredRun) -> list[Path]:
    """Runs that were made from this one and were to be delivered; by age, with which their ids begin."""
    noted = (path.parent for path in sorted(run.path.parent.glob(f"*/{FILE}")))
    return [folder for folder in noted if folder != run.path and run.path in lineage(folder)]
