"""What calls cost, what a run may spend, and what it has used.

Each call reserves its maximum first, so that parallel calls cannot exceed a limit. Most cost far less than
their maximum: one that does not fit beside those at work waits for them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from brief.errors import BudgetReached
from brief.llm.base import Completion
from brief.settings.models import ModelLink
from schemas.run import Call, RoleUsage, Usage


@dataclass
class _Spent:
    tokens: int = 0
    usd: float = 0.0


class Budget:
    """Limits on tokens and money over all calls of a run; None means no limit. Safe to use from several threads."""

    def __init__(self, max_tokens: int | None, max_cost_usd: float | None, tokens: int = 0, usd: float = 0.0) -> None:
        self._max_tokens, self._max_cost_usd = max_tokens, max_cost_usd
        self._spent, self._reserved = _Spent(tokens, usd), _Spent()
        self._settled = Condition()

    @contextmanager
    def reserved(
        self, link: ModelLink, input_tokens: int, output_tokens: int
    ) -> Iterator[Callable[[Completion], None]]:
        """Reserves the most that a call may cost, when it fits beside what others have reserved, until the block ends.

        Gives a function that is told what the call brought; a call that brought nothing costs nothing that is known.
        Raises BudgetReached if less than that is left.
        """
        wanted = _Spent(input_tokens + output_tokens, cost_usd(link, input_tokens, 0, 0, output_tokens) or 0.0)
        with self._settled:
            while self._over(wanted, self._reserved):
                if excess := self._over(wanted, _Spent()):
                    raise excess
                self._settled.wait()
            self._reserved.tokens += wanted.tokens
            self._reserved.usd += wanted.usd
        spent = _Spent()

        def spend(completion: Completion) -> None:
            spent.tokens = completion.input_tokens + completion.output_tokens
            spent.usd = completion_cost(link, completion) or 0.0

        try:
            yield spend
        finally:
            self._settle(wanted, spent)

    def _over(self, wanted: _Spent, reserved: _Spent) -> BudgetReached | None:
        """The limit that `wanted` would pass, beside what is spent and `reserved`."""
        tokens = self._spent.tokens + reserved.tokens + wanted.tokens
        usd = self._spent.usd + reserved.usd + wanted.usd
        if self._max_tokens is not None and tokens > self._max_tokens:
            return _reached("run.max_tokens", f"{tokens} tokens, over the limit of {self._max_tokens}")
        if self._max_cost_usd is not None and usd > self._max_cost_usd:
            return _reached("run.max_cost_usd", f"${usd:.4f}, over the limit of ${self._max_cost_usd:.4f}")
        return None

    def _settle(self, wanted: _Spent, spent: _Spent) -> None:
        with self._settled:
            self._reserved.tokens -= wanted.tokens
            self._reserved.usd -= wanted.usd
            self._spent.tokens += spent.tokens
            self._spent.usd += spent.usd
            self._settled.notify_all()


def _reached(key: str, excess: str) -> BudgetReached:
    advice = f"What was answered is kept: `brief resume --set {key}=…` goes on with a higher limit."
    return BudgetReached(f"the next call may bring the run to {excess}.", where=key, next=advice)


def completion_cost(link: ModelLink, completion: Completion) -> float | None:
    """US dollars, in a batch at its price; None if the model's price is unknown."""
    read = (completion.input_tokens, completion.cached_tokens, completion.cache_write_tokens)
    cost = cost_usd(link, *read, completion.output_tokens)
    return cost if cost is None or not completion.batch else cost * link.endpoint.config.batch_price


def cost_usd(
    link: ModelLink, input_tokens: int, cached_tokens: int, written_tokens: int, output_tokens: int
) -> float | None:
    """US dollars of a call; input read from or written to a cache has its own price where the vendor sets one."""
    price = link.price
    if price is None:
        return None
    plain = price.input_per_million_usd
    cached = plain if price.cached_input_per_million_usd is None else price.cached_input_per_million_usd
    written = plain if price.cache_write_per_million_usd is None else price.cache_write_per_million_usd
    fresh = input_tokens - cached_tokens - written_tokens
    read = fresh * plain + cached_tokens * cached + written_tokens * written
    return (read + output_tokens * price.output_per_million_usd) / 1_000_000


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
