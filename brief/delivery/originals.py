"""Which report a correction corrects: that of the nearest ancestor which readers have."""

from brief.delivery.log import DeliveryLog
from brief.runs.lineage import lineage
from brief.runs.loaded import read_steering
from brief.runs.store import StoredRun
from schemas.amendment import Put


def original_of(run: StoredRun, channel: str) -> str | None:
    """The id of the run whose report the channel had; None where it had none, or this run corrects nothing."""
    amendments = read_steering(run.path, run.record).amendments
    if not any(isinstance(one, Put) and one.corrections for one in amendments):
        return None
    ancestors = (folder for folder in lineage(run.path) if folder != run.path)
    return next((folder.name for folder in ancestors if channel in DeliveryLog(folder).had), None)


def channels_that_had(run: StoredRun) -> tuple[str, ...]:
    """All channels that have the report of the run, or of one that it was made from."""
    had = (sorted(DeliveryLog(folder).had) for folder in lineage(run.path))
    return tuple(dict.fromkeys(name for names in had for name in names))
