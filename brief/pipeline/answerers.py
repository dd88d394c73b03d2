"""Decides who answers for each role of a run: a chain of models with ledger and budget, or extraction."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.llm.base import Answerer
from brief.llm.budget import Budget
from brief.llm.cancellation import Stop
from brief.llm.critic_chain import ROLE as CRITIC
from brief.llm.critic_chain import CriticChain
from brief.llm.fallback_chain import ModelChain
from brief.llm.ledger import Ledger
from brief.llm.retry import caller_for
from brief.llm.structured_call import CallContext
from brief.llm.tokens import token_counter
from brief.pipeline.hearing import hearer
from brief.pipeline.offline import refusal
from brief.pipeline.plan import Plan
from brief.settings.config import RunConfig
from brief.settings.models import Binding
from schemas.run import Call, RunRecord


def answerers_for(
    plan: Plan,
    ledger: Ledger,
    note: Callable[[str], None],
    stop: Stop | None = None,
    record: RunRecord | None = None,
) -> Asking:
    """The run's `Ask`. Calls that are already in the ledger count against the limits of the run.

    `record`: the run's own; a replay that may only use its ledger is compared with its parent by it.
    """
    if plan.models.extractive:
        extractive: Answerer = Extractive()
        return Asking(dict.fromkeys(plan.models.bindings, extractive))
    context = context_of(plan, ledger, note, stop)
    return Asking(
        {
            role: _answerer(role, binding, _context_for(role, plan, context, record), plan, note)
            for role, binding in plan.models.bindings.items()
        }
    )


def context_of(plan: Plan, ledger: Ledger, note: Callable[[str], None], stop: Stop | None = None) -> CallContext:
    """What every model call of the plan's run shares."""
    return CallContext(
        prompts=plan.prompts,
        style=plan.style,
        call=caller_for(plan.models, plan.config.run.deadline_seconds, stop=stop, note=note),
        ledger=ledger,
        budget=budget_of(plan.config.run, ledger.calls),
        counter=token_counter(),
        max_repairs=plan.config.run.max_repairs,
        sample=plan.config.run.sample,
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
