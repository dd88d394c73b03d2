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


def channels_of(run: StoredRun) -> tuple[str, ...]:
    """Where the report of the run, or of one that it was made from, went or was to go: it failed there, or waits."""
    noted = (sorted(DeliveryLog(folder).last) for folder in lineage(run.path))
    return tuple(dict.fromkeys(name for names in noted for name in names))
