"""What a run may spend: calls side by side cost far less than their maximum, so one that must wait does."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from wiring import link_of, models_of

from brief.errors import BudgetReached
from brief.llm.base import Completion
from brief.llm.budget import Budget, Reservation

LINK = link_of(models_of("http://127.0.0.1:1/v1"))


def completion(tokens: int) -> Completion:
    return Completion("{}", "stop", tokens, 0, 0, request_id=None, seconds=0.1)


def reserved_beside(budget: Budget, tokens: int) -> tuple[Thread, list[Reservation | BudgetReached]]:
    """A thread that asks for `tokens`, and what it gets."""
    asks, got = Event(), list[Reservation | BudgetReached]()

    def reserve() -> None:
        asks.set()
        try:
            got.append(budget.reserve(LINK, tokens, 0))
        except BudgetReached as reached:
            got.append(reached)

    thread = Thread(target=reserve, daemon=True)
    thread.start()
    assert asks.wait(5)
    return thread, got


@pytest.mark.parametrize("settle", [lambda one: one.spend(completion(20)), lambda one: one.release()])
def test_a_call_that_does_not_fit_beside_another_waits_until_that_has_cost_less(
    settle: Callable[[Reservation], None],
) -> None:
    budget = Budget(100, None)
    first = budget.reserve(LINK, 50, 20)
    thread, got = reserved_beside(budget, 60)
    settle(first)
    thread.join(5)
    assert [type(one) for one in got] == [Reservation]


def test_a_call_that_waited_is_refused_where_the_other_has_cost_too_much() -> None:
    budget = Budget(100, None)
    first = budget.reserve(LINK, 50, 20)
    thread, got = reserved_beside(budget, 60)
    first.spend(completion(41))
    thread.join(5)
    assert [type(one) for one in got] == [BudgetReached]


def test_what_never_fits_is_refused_at_once_and_what_was_spent_counts() -> None:
    budget = Budget(100, None, tokens=41)
    with pytest.raises(BudgetReached, match="101 tokens, over the limit of 100"):
        budget.reserve(LINK, 50, 10)
    budget.reserve(LINK, 49, 10).release()
