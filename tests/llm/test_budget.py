"""What a run may spend: calls side by side cost far less than their maximum, so one that must wait does."""

from threading import Event, Thread

import pytest
from wiring import link_of, models_of

from brief.errors import BudgetReached
from brief.llm.base import Completion
from brief.llm.budget import Budget

LINK = link_of(models_of("http://127.0.0.1:1/v1"))


def completion(tokens: int) -> Completion:
    return Completion("{}", "stop", tokens, 0, 0, request_id=None, seconds=0.1)


def reserved_beside(budget: Budget, tokens: int) -> tuple[Thread, list[str]]:
    """A thread that asks for `tokens`, and what it gets."""
    asks, got = Event(), list[str]()

    def reserve() -> None:
        asks.set()
        try:
            with budget.reserved(LINK, tokens, 0):
                got.append("its turn")
        except BudgetReached:
            got.append("refused")

    thread = Thread(target=reserve, daemon=True)
    thread.start()
    assert asks.wait(5)
    return thread, got


@pytest.mark.parametrize("cost", [20, None])
def test_a_call_that_does_not_fit_beside_another_waits_until_that_has_cost_less(cost: int | None) -> None:
    budget = Budget(100, None)
    with budget.reserved(LINK, 50, 20) as spend:
        thread, got = reserved_beside(budget, 60)
        if cost is not None:
            spend(completion(cost))
        assert got == []
    thread.join(5)
    assert got == ["its turn"]


def test_a_call_that_waited_is_refused_where_the_other_has_cost_too_much() -> None:
    budget = Budget(100, None)
    with budget.reserved(LINK, 50, 20) as spend:
        thread, got = reserved_beside(budget, 60)
        spend(completion(41))
    thread.join(5)
    assert got == ["refused"]


def test_a_call_that_failed_gives_back_what_it_had_reserved() -> None:
    budget = Budget(100, None)
    with pytest.raises(KeyboardInterrupt), budget.reserved(LINK, 50, 20):
        raise KeyboardInterrupt
    with budget.reserved(LINK, 80, 20):
        pass


def test_what_never_fits_is_refused_at_once_and_what_was_spent_counts() -> None:
    budget = Budget(100, None, tokens=41)
    with pytest.raises(BudgetReached, match="101 tokens, over the limit of 100"), budget.reserved(LINK, 50, 10):
        pass
    with budget.reserved(LINK, 49, 10):
        pass
