"""Which of the runs on disk are meant: by period, format, model, state and parent; all that are given must hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from brief.errors import UsageError
from brief.runs import StoredRun
from schemas.run import RunRecord

STATES = ("running", "finished", "failed", "interrupted", "killed")


@dataclass(frozen=True)
class Wanted:
    """What a run must be; None is anything."""

    period: str | None = None
    """A label, such as 2026-W02; two days, as start..end; or daily, weekly, monthly, range."""
    format: str | None = None
    model: str | None = None
    """provider:name or the name alone; it stands somewhere in a chain of some role."""
    states: tuple[str, ...] | None = None
    parent: str | None = None
    """An id, or the beginning of one."""

    def of(self, runs: Iterable[StoredRun]) -> tuple[StoredRun, ...]:
        """Those that are meant, in their order."""
        return tuple(run for run in runs if self._holds(run))

    def _holds(self, run: StoredRun) -> bool:
        record = run.record
        return (
            self.period in (None, *_periods(record))
            and (self.states is None or run.state in self.states)
            and (self.format is None or self.format in record.formats)
            and self.model in (None, *models_of(record), *(name.partition(":")[2] for name in models_of(record)))
            and (self.parent is None or (record.parent or "").startswith(self.parent))
        )


def models_of(record: RunRecord) -> tuple[str, ...]:
    """Whoever may have answered, each once: provider:model, or `extractive`."""
    chains = (link for chain in record.chains.values() for link in chain)
    return tuple(dict.fromkeys((*record.models.values(), *chains)))


def states_in(text: Sequence[str], where: str = "--status") -> tuple[str, ...] | None:
    """`failed,killed`, once or several times. Raises UsageError for a word that is no state."""
    states = tuple(name.strip() for part in text for name in part.split(",") if name.strip())
    if unknown := [name for name in states if name not in STATES]:
        raise UsageError(f"there is no state {unknown[0]!r}.", where=where, next=f"Known: {', '.join(STATES)}.")
    return states or None


def _periods(record: RunRecord) -> tuple[str, ...]:
    period = record.period
    return period.label, period.kind, f"{period.start}..{period.end}"
