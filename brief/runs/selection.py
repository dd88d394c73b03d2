"""Selects runs on disk: by their properties, or by what can be done with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from brief.errors import NoAnswer, NoEvidence, UsageError
from brief.runs.store import StoredRun
from schemas.run import RunRecord

STATES = ("running", "finished", "failed", "interrupted", "killed")


@dataclass(frozen=True)
class Wanted:
    """Conditions that a run must all meet; None means any."""

    period: str | None = None
    """A label, such as 2026-W02; two days, as start..end; or daily, weekly, monthly, range."""
    format: str | None = None
    model: str | None = None
    """provider:name or the name alone, anywhere in the chain of any role."""
    states: tuple[str, ...] | None = None
    parent: str | None = None
    """An id, or the beginning of one."""
    ids: tuple[str, ...] | None = None

    def of(self, runs: Iterable[StoredRun]) -> tuple[StoredRun, ...]:
        """The runs that meet all conditions, in the given order."""
        return tuple(run for run in runs if self._holds(run))

    def _holds(self, run: StoredRun) -> bool:
        record, period = run.record, run.record.period
        return (
            self.period in (None, period.label, period.kind, f"{period.start}..{period.end}")
            and (self.states is None or run.state in self.states)
            and (self.format is None or self.format in record.formats)
            and self.model in (None, *models_of(record), *(name.partition(":")[2] for name in models_of(record)))
            and (self.parent is None or (record.parent or "").startswith(self.parent))
            and (self.ids is None or run.path.name in self.ids)
        )


def has_report(run: StoredRun) -> bool:
    return bool(run.record.reports)


def resumable(run: StoredRun) -> bool:
    """Whether the run did not finish, and resuming it may lead to another end."""
    hopeless = (NoEvidence.exit_code, *([NoAnswer.exit_code] if run.record.offline and run.record.parent else []))
    return run.state in ("failed", "interrupted", "killed") and run.record.exit_code not in hopeless


def to_go_on(run: StoredRun) -> str:
    """Advice for a run that has no report."""
    if run.state == "running":
        return "Wait for it to end."
    if resumable(run):
        return f"Go on with it first: `brief resume {run.path.name}`."
    return f"It cannot be gone on with; `brief show {run.path.name}` says why. Name another run."


def models_of(record: RunRecord) -> tuple[str, ...]:
    """All that may have answered, each once: provider:model, or `extractive`."""
    chains = (link for chain in record.chains.values() for link in chain)
    return tuple(dict.fromkeys((*record.models.values(), *chains)))


def states_in(text: Sequence[str]) -> tuple[str, ...] | None:
    """The states in texts such as `failed,killed`. Raises UsageError for a word that is no state."""
    states = tuple(name.strip() for part in text for name in part.split(",") if name.strip())
    if unknown := [name for name in states if name not in STATES]:
        raise UsageError(f"there is no state {unknown[0]!r}.", where="--status", next=f"Known: {', '.join(STATES)}.")
    return states or None
