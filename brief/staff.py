"""Who answers in a run: models behind their ledger and budget where roles are bound to them, extraction elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from brief.asking import Asking
from brief.budget import Budget
from brief.calling import caller_for
from brief.chain import ModelChain
from brief.config import RunConfig
from brief.interview import Desk
from brief.ledger import Ledger
from brief.planning import Plan
from brief.providers.base import Answerer
from brief.providers.extractive import Extractive
from brief.refusing import refusal
from brief.stopping import Stop
from brief.tokens import token_counter
from schemas.run import Call, RoleUsage, RunRecord, Usage


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
    desk = Desk(
        prompts=plan.prompts,
        style=plan.style,
        call=caller_for(plan.models, plan.config.run.deadline_seconds, stop=stop),
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


def _desk_of(role: str, plan: Plan, desk: Desk, record: RunRecord | None) -> Desk:
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


def usage_of(calls: Sequence[Call], fallbacks: int = 0, dropped: int = 0) -> Usage:
    """Sums over a run's ledger; tokens of reused calls were paid by an earlier run.

    `fallbacks` and `dropped` are counted from its report.
    """
    asked = [call for call in calls if not call.reused]
    return Usage(
        calls=len(asked),
        repairs=sum(call.repair for call in asked),
        reused=len(calls) - len(asked),
        fallbacks=fallbacks,
        dropped=dropped,
        input_tokens=sum(call.input_tokens for call in asked),
        cached_tokens=sum(call.cached_tokens for call in asked),
        output_tokens=sum(call.output_tokens for call in asked),
    )


def usage_by_role(calls: Sequence[Call]) -> tuple[RoleUsage, ...]:
    """One line for each role and model, in order of their names."""
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        groups.setdefault((call.role, call.model), []).append(call)
    return tuple(_line(role, model, groups[role, model]) for role, model in sorted(groups))


def _line(role: str, model: str, calls: Sequence[Call]) -> RoleUsage:
    asked = [call for call in calls if not call.reused]
    return RoleUsage(
        role=role,
        model=model,
        calls=len(asked),
        reused=len(calls) - len(asked),
        input_tokens=sum(call.input_tokens for call in asked),
        cached_tokens=sum(call.cached_tokens for call in asked),
        output_tokens=sum(call.output_tokens for call in asked),
        cost_usd=cost_of(asked),
        seconds=round(sum(call.seconds for call in asked), 3),
    )


def cost_of(calls: Sequence[Call]) -> float | None:
    """US dollars of the calls that this run paid for; None where a price is unknown, 0 where there are none."""
    return price_of([call for call in calls if not call.reused])


def price_of(calls: Sequence[Call]) -> float | None:
    """US dollars of all of them, whoever paid; None and 0 as for `cost_of`."""
    costs = [call.cost_usd for call in calls]
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 6) if len(known) == len(costs) else None
