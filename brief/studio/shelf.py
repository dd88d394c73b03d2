"""The list of runs, and the page of one: by which models and prompts it was made, what it cost, what it holds."""

from collections.abc import Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from brief.delivery.log import DeliveryLog
from brief.runs.files import steps_in
from brief.runs.lineage import read_calls
from brief.runs.selection import models_of, resumable
from brief.runs.store import LEDGER, StoredRun
from brief.studio import addresses
from brief.studio.prompting import no_price, prompts_of
from brief.studio.studio import AT_ONCE, Studio
from schemas.run import Call, RunRecord


class ShelfEntry:
    """A run, as the list and its own page tell of it."""

    def __init__(self, run: StoredRun) -> None:
        record, log = run.record, DeliveryLog(run.path)
        self.run, self.record = run, record
        self.made = f"{record.created_at.astimezone(_zone(record)):%Y-%m-%d %H:%M}"
        """Day and minute in the run's zone."""
        self.models = models_of(record)
        self.cost = "" if record.cost_usd is None else f"${record.cost_usd:.2f}"
        self.asked = bool(record.usage.calls)
        """Whether a model was; what that cost is not known where no price is."""
        self.heard = next((one.heard for one in record.trust if one.heard != "no"), "no") if record.trust else ""
        """What the critic's words counted for; empty where no model was one."""
        self.missing = len(record.corpus.coverage.missing_days) if record.corpus and record.corpus.coverage else 0
        """Days of the period without a document."""
        self.approvals = log.approvals
        self.delivered = [(name, one.status) for name, one in log.last.items()]
        """Channel and what became of it, by the last line about each."""
        self.editions = [addresses.edition_of(one) for one in record.reports]

    @property
    def told(self) -> frozenset[str]:
        """Columns of the list in which it has something; one in which no run has is left out."""
        found = {
            "critic": self.heard,
            "cost": self.asked,
            "coverage": self.missing,
            "delivered": self.approvals or self.delivered,
            "parent": self.record.parent,
        }
        return frozenset(name for name, one in found.items() if one)


def runs_page(studio: Studio, number: int = 1) -> str:
    """Of several pages, the newest runs are on the first."""
    listing = studio.listed(slice((number - 1) * AT_ONCE, number * AT_ONCE))
    entries = [ShelfEntry(run) for run in listing.runs]
    return studio.page(
        "runs",
        addresses.of_runs(number),
        entries=entries,
        columns=frozenset[str]().union(*(one.told for one in entries)),
        notes=listing.notes,
        number=number,
        numbers=range(1, -(-studio.folders // AT_ONCE) + 1),
    )


def run_page(studio: Studio, run_id: str) -> str:
    run = studio.run(run_id)
    calls = read_calls(run.path / LEDGER)
    return studio.page(
        "run",
        addresses.of_run(run_id),
        entry=ShelfEntry(run),
        calls=list(enumerate(calls, start=1)),
        steps=[(one.name, one.stat().st_size) for one in steps_in(run.path)],
        spent=_spent(calls),
        prompts=prompts_of(run) if calls else {},
        acts=[*(["resume"] if resumable(run) else []), *(["remove"] if run.state != "running" else [])],
        unpriced=[no_price(one) for one in dict.fromkeys(each.model for each in calls if each.cost_usd is None)],
    )


def _zone(record: RunRecord) -> tzinfo:
    return ZoneInfo(record.configuration.get("run", {}).get("timezone", "Asia/Shanghai"))


def _spent(calls: Sequence[Call]) -> tuple[int, int]:
    """Tokens in and out of what was asked anew."""
    asked = [one for one in calls if not one.reused]
    return sum(one.input_tokens for one in asked), sum(one.output_tokens for one in asked)
