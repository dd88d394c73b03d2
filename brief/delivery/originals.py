"""Which report a correction corrects, that of the nearest ancestor which readers have; and whose place it keeps."""

from pathlib import Path

from brief.delivery.log import FILE, DeliveryLog
from brief.runs.lineage import lineage, record_in
from brief.runs.loaded import AMENDMENTS, read_steering
from brief.runs.store import StoredRun, stored_run
from schemas.amendment import Put
from schemas.delivery import Delivery


def original_of(run: StoredRun, channel: str) -> str | None:
    """The id of the run whose report the channel had; None where it had none, or this run corrects nothing."""
    if not _corrects(run):
        return None
    ancestors = (folder for folder in lineage(run.path) if folder != run.path)
    return next((folder.name for folder in ancestors if channel in DeliveryLog(folder).had), None)


def channels_of(run: StoredRun) -> tuple[str, ...]:
    """Where the report of the run, or of one that it was made from, went or was to go: it failed there, or waits."""
    noted = (sorted(DeliveryLog(folder).last) for folder in lineage(run.path))
    return tuple(dict.fromkeys(name for names in noted for name in names))


def correction_over(run: StoredRun, planned: Delivery) -> str | None:
    """The id of a corrected report that the run's would take the place of on a channel: the newest that was made from
    it, or the one that the channel has of its period in that shape. None where the run carries the corrections too.
    """
    mine = set(lineage(run.path))
    others = (path.parent for path in sorted(run.path.parent.glob(f"*/{AMENDMENTS}")) if path.parent not in mine)
    corrected = [one for one in others if _is_of(one, run) and _corrects(stored_run(one))]
    made_from_it = [one for one in corrected if run.path in lineage(one)]
    if not (made_from_it or corrected):
        return None
    standing = made_from_it[-1] if made_from_it else _had(run, planned)
    return standing.name if standing in corrected else None


def _corrects(run: StoredRun) -> bool:
    amendments = read_steering(run.path, run.record).amendments
    return any(isinstance(one, Put) and one.corrections for one in amendments)


def _is_of(folder: Path, run: StoredRun) -> bool:
    record = record_in(folder)
    return record is not None and record.period.label == run.record.period.label


def _had(run: StoredRun, planned: Delivery) -> Path | None:
    """Whose report of that period and shape the channel got last."""
    noted = [
        (last.at, path.parent)
        for path in run.path.parent.glob(f"*/{FILE}")
        if (last := DeliveryLog(path.parent).last.get(planned.channel)) and _is_of(path.parent, run)
        if (last.format, last.language, last.status) == (planned.format, planned.language, "sent")
    ]
    return max(noted)[1] if noted else None
