"""Who answers in a run: models behind their ledger and budget where roles are bound to them, extraction elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.llm.base import Answerer
from brief.llm.budget import Budget
from brief.llm.cancellation import Stop
from brief.llm.fallback_chain import ModelChain
from brief.llm.ledger import Ledger
from brief.llm.retry import caller_for
from brief.llm.structured_call import CallContext
from brief.llm.tokens import token_counter
from brief.pipeline.offline import refusal
from brief.pipeline.plan import Plan
from brief.settings.config import RunConfig
from schemas.run import Call, RunRecord


def staffed(
    plan: Plan,
    ledger: Ledger,
    note: Callable[[str], None],
    stop: Stop | None = None,
    record: RunRecord | None = None,
) -> Asking:
    """The run's `Ask`. What the ledger holds already counts against the limits of the run.

    `record` is the run's own; where only the ledger may answer, it is held against that of the parent.
    """
    if plan.models.extractive:
        extractive: Answerer = Extractive()
        return Asking(dict.fromkeys(plan.models.bindings, extractive))
    desk = CallContext(
        prompts=plan.prompts,
        style=plan.style,
        call=caller_for(plan.models, plan.config.run.deadline_seconds, stop=stop, note=note),
        ledger=ledger,
        budget=budget_of(plan.config.run, ledger.calls),
        counter=token_counter(),
        max_repairs=plan.config.run.max_repairs,
        sample=plan.config.run.sample,
    )
    return Asking(
        {
            role: ModelChain(binding, _desk_of(role, plan, desk, record), note) if binding.links else Extractive()
            for role, binding in plan.models.bindings.items()
        }
    )


def _desk_of(role: str, plan: Plan, desk: CallContext, record: RunRecord | None) -> CallContext:
    """The run's desk; where only the ledger may answer, one that ends the run instead of asking."""
    if plan.parent is None or record is None or not plan.ledger_only:
        return desk
    return replace(desk, call=refusal(role, plan.parent, record))


def budget_of(limits: RunConfig, calls: Sequence[Call]) -> Budget:
    """What is left of the limits after those of `calls` that were paid for."""
    paid = [call for call in calls if not call.reused]
    return Budget(
        limits.max_tokens,
        limits.max_cost_usd,
        tokens=sum(call.input_tokens + call.output_tokens for call in paid),
        usd=sum(call.cost_usd or 0.0 for call in paid),
    )
