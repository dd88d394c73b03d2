"""A fleet's limits are those of one process: the same arithmetic, kept in PostgreSQL, by the server's clock."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from database import new_database
from wiring import models_of

from brief.llm.base import DeadlineError
from brief.llm.rate_limits import Levels, RateLimits
from brief.llm.retry import caller_for
from brief.llm.shared_limits import SharedLevels
from brief.postgres.database import Database


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with new_database() as url:
        found = Database(url)
        yield found
        found.close()


def limits(
    database: Database, name: str, requests: int | None = None, tokens: int | None = None
) -> tuple[RateLimits, list[float]]:
    slept: list[float] = []
    kept = SharedLevels(database, name, requests, tokens)
    return RateLimits(9, requests, tokens, sleep=slept.append, kept=kept), slept


def _take(levels: Levels, requests: int, now: float) -> float:
    assert levels.requests
    levels.requests.take(requests, now)
    return now


def test_requests_of_two_machines_come_out_of_one_minute(database: Database) -> None:
    (one, slept), (other, slept_there) = (limits(database, "requests", requests=6) for _ in range(2))
    for machine in (one, other) * 4:
        with machine.turn(0):
            pass
    assert slept == [pytest.approx(10, abs=1)]
    assert slept_there == [pytest.approx(20, abs=1)] or slept_there == [pytest.approx(10, abs=1)]


def test_tokens_of_one_are_missing_to_the_other_and_what_was_not_used_is_not(database: Database) -> None:
    (one, _), (other, slept) = (limits(database, "tokens", tokens=600) for _ in range(2))
    with one.turn(600) as used:
        used(300)
    with other.turn(600):
        pass
    assert slept == [pytest.approx(30, abs=1)]


def test_a_pause_that_a_server_asks_for_holds_for_all(database: Database) -> None:
    (one, _), (other, slept) = (limits(database, "pause") for _ in range(2))
    one.close_for(20)
    with other.turn(1):
        pass
    assert slept == [pytest.approx(20, abs=1)]


def test_a_call_whose_turn_would_come_too_late_takes_nothing(database: Database) -> None:
    (one, _), (other, slept) = (limits(database, "late", requests=1) for _ in range(2))
    with one.turn(0):
        pass
    for _ in range(3):
        with pytest.raises(DeadlineError), other.turn(0, deadline=0.0):
            pass
    with other.turn(0):
        pass
    assert slept == [pytest.approx(60, abs=1)]


def test_the_limits_are_those_of_the_machine_that_asks(database: Database) -> None:
    limits(database, "changed", requests=100)[0].close_for(0)
    SharedLevels(database, "changed", 100, None).change(lambda levels, now: _take(levels, 98, now))
    fewer = SharedLevels(database, "changed", 1, None)
    assert fewer.change(lambda levels, now: levels.requests and levels.requests.wait_seconds(1, now)) == 0.0


def test_levels_come_back_as_they_were_kept(database: Database) -> None:
    shared, own = SharedLevels(database, "same", 10, 1000), Levels.full(10, 1000, 0.0)
    begun = shared.change(lambda levels, now: _take(levels, 3, now))
    _take(own, 3, 0.0)
    assert own.requests
    seen = shared.change(lambda levels, _: levels)
    assert seen.requests
    assert seen.requests.left == own.requests.left
    assert seen.requests.filled_at == pytest.approx(begun)
    assert replace(seen, requests=None).tokens


def test_a_caller_of_a_fleet_keeps_them_there() -> None:
    models = models_of("http://127.0.0.1:1/v1")
    caller = caller_for(models, fleet="postgresql://brief@127.0.0.1:1/none")
    assert {type(one._kept) for one in caller._limits.values()} == {SharedLevels}
