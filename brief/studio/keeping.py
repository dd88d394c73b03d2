"""A run that was stopped gone on with, and a run removed: what each would come to, and the command that does it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from brief.pipeline.estimate import estimate_resume
from brief.pipeline.plan import plan_of
from brief.runs.lineage import read_calls
from brief.runs.retention import Rule, choose, size_of
from brief.runs.selection import Wanted
from brief.runs.store import LEDGER, StoredRun
from brief.studio import addresses
from brief.studio.jobs import Asked
from brief.studio.prompting import told, unwatched
from brief.studio.studio import Studio
from brief.words import counted, local

REMOVE = "remove"


def run_asked(studio: Studio, run_id: str, given: Mapping[str, str]) -> Asked:
    run = studio.run(run_id)
    if given.get("do") == REMOVE:
        return Asked(("prune", run_id, "--yes"), "", back=addresses.RUNS)
    return Asked(("resume", run_id), f"{run.record.formats[0]}.{run.record.language}/report.html")


def run_estimated(studio: Studio, run_id: str, given: Mapping[str, str]) -> dict[str, object]:
    """What going on would ask and cost; or what would be gone with the run, and whether it may go."""
    run = studio.run(run_id)
    if given.get("do") != REMOVE:
        return told(lambda: estimate_resume(plan_of(run, project=studio.project), run, unwatched()))
    choice = choose(studio.listed().runs, Rule(Wanted(ids=(run_id,))), datetime.now(UTC))
    staying = [one.told for one in choice.staying]
    said = (*staying, *choice.notes) if staying else (*_gone_with(run), *choice.notes)
    return {"stands": not staying, "said": list(map(local, said))}


def _gone_with(run: StoredRun) -> Iterator[str]:
    calls = [one for one in read_calls(run.path / LEDGER) if not one.reused]
    megabytes = f"{size_of(run.path) / 1e6:.1f}"
    yield f"Its folder of {megabytes} MB."
    if run.record.reports:
        yield f"{counted(len(run.record.reports), 'report', 'reports')}."
    if calls:
        paid = f"${sum(one.cost_usd or 0 for one in calls):.2f}"
        yield f"{counted(len(calls), 'answer', 'answers')} of models, which cost {paid} as far as prices are known."
