"""What the calls of a run used and cost, in total and by role."""

from collections.abc import Sequence

from schemas.run import Call, RoleUsage, Usage


def usage_of(calls: Sequence[Call], fallbacks: int = 0, dropped: int = 0) -> Usage:
    """Sums over a run's ledger; the tokens of reused calls were paid by an earlier run.

    `fallbacks` and `dropped` are counted from its report.
    """
    paid = [call for call in calls if not call.reused]
    return Usage(
        repairs=sum(call.purpose == "repair" or (call.repair and not call.purpose) for call in paid),
        revisions=sum(call.purpose == "revision" for call in paid),
        readings=sum(call.purpose == "reading" for call in paid),
        fallbacks=fallbacks,
        dropped=dropped,
        **_counted(calls),
    )


def _counted(calls: Sequence[Call]) -> dict[str, int]:
    paid = [call for call in calls if not call.reused]
    tokens = ("input_tokens", "cached_tokens", "output_tokens")
    sums = {name: sum(getattr(call, name) for call in paid) for name in tokens}
    return {"calls": len(paid), "reused": len(calls) - len(paid), **sums}


def usage_by_role(calls: Sequence[Call]) -> tuple[RoleUsage, ...]:
    """One line for each role and model, in order of their names."""
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        groups.setdefault((call.role, call.model), []).append(call)
    return tuple(_line(role, model, groups[role, model]) for role, model in sorted(groups))


def _line(role: str, model: str, calls: Sequence[Call]) -> RoleUsage:
    seconds = round(sum(call.seconds for call in calls if not call.reused), 3)
    return RoleUsage(role=role, model=model, cost_usd=cost_of(calls), seconds=seconds, **_counted(calls))


def cost_of(calls: Sequence[Call]) -> float | None:
    """US dollars that this run paid for calls; None if a price is unknown, 0 without calls."""
    return price_of([call for call in calls if not call.reused])


def price_of(calls: Sequence[Call]) -> float | None:
    """US dollars of all calls, reused ones included; None and 0 as for `cost_of`."""
    costs = [call.cost_usd for call in calls]
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 6) if len(known) == len(costs) else None
