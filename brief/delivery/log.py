"""deliveries.jsonl of a run: what was about to go where, what became of it, and who approved. Only added to.

And where the report of a run, or of one that it was made from, has gone before.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from brief.runs.files import unreadable
from brief.runs.journal import append_line, cut_off_half_line
from brief.runs.lineage import lineage
from brief.runs.loaded import read_steering
from brief.runs.store import StoredRun, writing
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


def original_of(run: StoredRun, channel: str) -> str | None:
    """The id of the run whose report, which this one corrects, the channel had: of the nearest ancestor that readers
    have. None where it had none, or this run corrects nothing.
    """
    amendments = read_steering(run.path, run.record).amendments
    if not any(isinstance(one, Put) and one.corrections for one in amendments):
        return None
    ancestors = (folder for folder in lineage(run.path) if folder != run.path)
    return next((folder.name for folder in ancestors if channel in DeliveryLog(folder).had), None)


def channels_of(run: StoredRun) -> tuple[str, ...]:
    """Where the report of the run, or of one that it was made from, went or was to go: it failed there, or waits."""
    noted = (sorted(DeliveryLog(folder).last) for folder in lineage(run.path))
    return tuple(dict.fromkeys(name for names in noted for name in names))
