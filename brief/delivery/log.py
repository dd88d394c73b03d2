"""deliveries.jsonl of a run: what was about to go where, what became of it, and who approved. Only added to."""

from pathlib import Path

from pydantic import TypeAdapter

from brief.runs.files import append_line, cut_off_half_line, read_lines
from brief.runs.store import writing
from schemas.delivery import Approval, Delivery

FILE = "deliveries.jsonl"
_LINE: TypeAdapter[Delivery | Approval] = TypeAdapter(Delivery | Approval)


class DeliveryLog:
    """The file as it stands; who writes to it holds the run's lock. Raises BriefError for one that is damaged."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lines = list(read_lines(self._path, _LINE))

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

    def failures(self, channel: str) -> int:
        """How often it failed there since it arrived."""
        said = [line.status for line in self._lines if isinstance(line, Delivery) and line.channel == channel]
        since = len(said) - said[::-1].index("sent") if "sent" in said else 0
        return said[since:].count("failed")

    def add(self, line: Delivery | Approval) -> None:
        """Returns when the line is on disk. Raises BriefError."""
        with writing(self._path, "Mend that, then `brief deliver` again."):
            cut_off_half_line(self._path)
            append_line(self._path, line.model_dump_json())
        self._lines.append(line)
