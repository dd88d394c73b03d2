"""What became of a report on the channels of its job: its own run has noted it, and later versions of it."""

from collections.abc import Container
from pathlib import Path

from brief.delivery.log import FILE, DeliveryLog
from brief.runs.lineage import lineage
from brief.runs.store import StoredRun, stored_run
from brief.schedule.jobs import Job
from brief.schedule.journal import Entry


def with_deliveries(entry: Entry, job: Job, run: StoredRun, known: Container[str]) -> Entry:
    """What is known of a report that is made, whoever has sent or approved it since the last tick.

    `known`: the channels of config.toml.
    """
    if has_reached(run, job):
        return entry.changed(state="done", reason="")
    last = DeliveryLog(run.path).last
    open_ones = [last[name] for name in job.deliver if name in last and last[name].status != "sent"]
    noted = [f"{one.channel}: {one.reason or one.status}" for one in open_ones]
    return entry.changed(reason="; ".join([*noted, *unknown_channels(job, known)]) or entry.reason)


def unknown_channels(job: Job, known: Container[str]) -> list[str]:
    """What is wrong with each channel of the job that config.toml does not have."""
    return [f"there is no channel {name!r} in config.toml" for name in job.deliver if name not in known]


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


def _later(run: StoredRun) -> list[Path]:
    """Runs that were made from this one and were to be delivered; by age, with which their ids begin."""
    noted = (path.parent for path in sorted(run.path.parent.glob(f"*/{FILE}")))
    return [folder for folder in noted if folder != run.path and run.path in lineage(folder)]
