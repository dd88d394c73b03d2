"""deliveries.jsonl of a run: what was about to go where, what became of it, and who approved. Only added to.

And where the report of a run, or of one that it was made from, has gone before, and whose place a correction keeps.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from brief.runs.files import unreadable
from brief.runs.journal import append_line, cut_off_half_line
from brief.runs.lineage import lineage, record_in
from brief.runs.loaded import AMENDMENTS, LoadedRun
from brief.runs.store import StoredRun, stored_run, writing
from schemas.amendment import Put
from schemas.delivery import Approval, Delivery

FILE = "deliveries.jsonl"
_LINE: TypeAdapter[Delivery | Approval] = TypeAdapter(Delivery | Approval)


class DeliveryLog:
    """The file as it stands; who writes to it holds the run's lock. Raises BriefError for one that is damaged."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lines = list(_read(self._path))

    @property
    def last(self) -> dict[str, Delivery]:
        """By channel, what became of it last."""
        return {line.channel: line for line in self._lines if isinstance(line, Delivery)}

    @property
    def approvals(self) -> tuple[Approval, ...]:
        return tuple(line for line in self._lines if isinstance(line, Approval))

    @property
    def had(self) -> frozenset[str]:
        """Channels that have the report, or may have it."""
        lines = [line for line in self._lines if isinstance(line, Delivery)]
        return frozenset(line.channel for line in lines if line.status in {"sent", "unknown"})

    def add(self, line: Delivery | Approval) -> None:
        """Returns when the line is on disk. Raises BriefError."""
        with writing(self._path, "Mend that, then `brief deliver` again."):
            cut_off_half_line(self._path)
            append_line(self._path, line.model_dump_json())
        self._lines.append(line)


def _read(path: Path) -> Iterator[Delivery | Approval]:
    """Without a half-written last line: what it was about had not begun."""
    whole, _, _ = (path.read_bytes() if path.is_file() else b"").rpartition(b"\n")
    for line in whole.splitlines():
        try:
            yield _LINE.validate_json(line)
        except ValidationError as error:
            raise unreadable(error, FILE, str(path), "Put it back from a copy.") from error


def original_of(run: StoredRun, channel: str, format: str) -> str | None:
    """The id of the run whose report, which this one corrects, the channel had: of the nearest ancestor that readers
    have. None where it had none, or this run corrects nothing in that format.
    """
    if not _corrects(run, format):
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
    corrected = [one for one in others if _is_of(one, run) and _corrects(stored_run(one), planned.format)]
    made_from_it = [one for one in corrected if run.path in lineage(one)]
    if not (made_from_it or corrected):
        return None
    standing = made_from_it[-1] if made_from_it else _had(run, planned)
    return standing.name if standing in corrected else None


def _corrects(run: StoredRun, format: str) -> bool:
    if format not in run.record.formats:
        return False
    amendments = LoadedRun(run).in_format(format).steering.amendments
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
