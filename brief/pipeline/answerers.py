"""Decides who answers for each role: a chain of models with ledger and budget, extraction, or the ledger alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from brief.diff.settings_diff import Cause, cause_line, causes
from brief.errors import BriefError, NoAnswer
from brief.extractive import Extractive
from brief.llm.ask import Asking, ModelChain
from brief.llm.base import Answerer
from brief.llm.budget import Budget
from brief.llm.cancellation import Stop
from brief.llm.context_window import token_counter
from brief.llm.critic_chain import ROLE as CRITIC
from brief.llm.critic_chain import CriticChain
from brief.llm.ledger import Ledger
from brief.llm.retry import caller_for
from brief.llm.structured_call import CallContext, CallModel
from brief.pipeline.batching import ONLINE, Batching
from brief.pipeline.hearing import hearer
from brief.pipeline.plan import Plan
from brief.runs.store import stored_run
from brief.settings.config import RunConfig
from brief.settings.models import Binding, ModelLink
from brief.settings.team import team_of
from schemas.run import Call, RunRecord


def answerers_for(
    plan: Plan,
    ledger: Ledger,
    note: Callable[[str], None],
    stop: Stop | None = None,
    record: RunRecord | None = None,
    batched: Batching = ONLINE,
) -> Asking:
    """The run's `Ask`. Calls that are already in the ledger count against the limits of the run.

    `record`: the run's own; a replay that may only use its ledger is compared with its parent by it.
    """
    if plan.models.extractive:
        extractive: Answerer = Extractive()
        return Asking(dict.fromkeys(plan.models.bindings, extractive))
    context = context_of(plan, ledger, note, stop, batched)
    return Asking(
        {
            role: _answerer(role, binding, _context_for(role, plan, context, record), plan, note)
            for role, binding in plan.models.bindings.items()
        }
    )


def context_of(
    plan: Plan, ledger: Ledger, note: Callable[[str], None], stop: Stop | None = None, batched: Batching = ONLINE
) -> CallContext:
    """What every model call of the plan's run shares."""
    return CallContext(
        prompts=plan.prompts,
        style=plan.style,
        call=batched.call
        or caller_for(plan.models, plan.config.run.deadline_seconds, stop, note, team_of(plan.runs_dir).database),
        ledger=ledger,
        budget=budget_of(plan.config.run, ledger.calls),
        counter=token_counter(),
        max_repairs=plan.config.run.max_repairs,
        sample=plan.config.run.sample,
        promptly=batched.online,
    )


def _answerer(role: str, binding: Binding, context: CallContext, plan: Plan, note: Callable[[str], None]) -> Answerer:
    if not binding.links:
        return Extractive()
    if role == CRITIC:
        return CriticChain(binding, context, note, hearer(plan, note))
    return ModelChain(binding, context, note)


def _context_for(role: str, plan: Plan, context: CallContext, record: RunRecord | None) -> CallContext:
    """The run's context; in a replay that may only use its ledger, a context whose calls end the run."""
    if plan.parent is None or record is None or not plan.ledger_only:
        return context
    return replace(context, call=refusal(role, plan.parent, record))


def budget_of(limits: RunConfig, calls: Sequence[Call]) -> Budget:
    """The limits less what `calls` have already used; reused calls cost nothing."""
    paid = [call for call in calls if not call.reused]
    return Budget(
        limits.max_tokens,
        limits.max_cost_usd,
        tokens=sum(call.input_tokens + call.output_tokens for call in paid),
        usd=sum(call.cost_usd or 0.0 for call in paid),
    )


_MOST = 3
"""Most causes that are named; the first ones are the most useful."""
_TO_UNDO = {
    "prompt": "--as-recorded takes the prompts and formats of that run",
    "format": "--as-recorded takes the prompts and formats of that run",
    "instruction": "give the --instruct of that run, or '' where it had none",
    "model": "leave out --set",
    "config": "leave out --set",
}


def refusal(role: str, parent: Path, record: RunRecord) -> CallModel:
    """A function in place of model calls: it ends the run of `record`, which replays the run in `parent`."""

    def refuse(link: ModelLink, *_asked: object) -> NoReturn:
        found = list(_causes(role, parent, record))
        undo = dict.fromkeys(_TO_UNDO[cause.part] for cause in found if cause.part in _TO_UNDO)
        advice = f"{'; '.join((f'Without --offline, {link.name} is asked', *(f'or {one}' for one in undo)))}."
        raise NoAnswer(f"the {role} lacks an answer, and --offline asks nobody: {_why(found, parent)}.", next=advice)

    return refuse


def _causes(role: str, parent: Path, record: RunRecord) -> Sequence[Cause]:
    """Differences from the parent that can have changed this role's question."""
    try:
        before = stored_run(parent).record
    except BriefError:
        return ()
    own = {"prompt": (role, "repair"), "model": (role,)}
    found = causes(before, record, same_evidence=True)
    return [cause for cause in found if cause.part != "package" and cause.name in own.get(cause.part, (cause.name,))]


def _why(found: Sequence[Cause], parent: Path) -> str:
    if not found:
        return f"nothing was set otherwise than in {parent.name}, which got no answer to this either, or lost it"
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"since {parent.name} it is asked otherwise ({'; '.join(map(cause_line, found[:_MOST]))}{more})"
