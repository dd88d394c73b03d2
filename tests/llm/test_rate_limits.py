import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wiring import FakeTime

from brief.llm.base import DeadlineError
from brief.llm.rate_limits import Bucket, RateLimits


def limits(time: FakeTime, at_once: int = 9, requests: int | None = None, tokens: int | None = None) -> RateLimits:
    return RateLimits(at_once, requests, tokens, time.clock, time.sleep)


def take_turns(limits: RateLimits, count: int, tokens: int = 0) -> None:
    for _ in range(count):
        with limits.turn(tokens):
            pass


def test_without_limits_nobody_waits() -> None:
    time = FakeTime()
    take_turns(limits(time), 100, tokens=10**6)
    assert not time.slept


def test_requests_beyond_those_of_a_minute_wait_until_their_share_comes_back() -> None:
    time = FakeTime()
    take_turns(limits(time, requests=6), 8)
    assert time.slept == [pytest.approx(10), pytest.approx(10)]


def test_tokens_beyond_those_of_a_minute_wait_until_they_come_back() -> None:
    time = FakeTime()
    take_turns(limits(time, tokens=600), 3, tokens=300)
    assert time.slept == [pytest.approx(30)]


def test_a_call_larger_than_a_minute_waits_for_a_full_minute_and_not_for_ever() -> None:
    time = FakeTime()
    take_turns(limits(time, tokens=600), 2, tokens=5000)
    assert time.slept == [pytest.approx(60)]


def test_tokens_that_were_not_used_come_back_at_once() -> None:
    time, one = FakeTime(), None
    one = limits(time, tokens=600)
    with one.turn(600) as used:
        used(100)
    with one.turn(500):
        pass
    assert not time.slept


def test_tokens_used_beyond_the_reserve_are_waited_for_by_the_next() -> None:
    time = FakeTime()
    one = limits(time, tokens=600)
    with one.turn(0) as used:
        used(900)
    with one.turn(0):
        pass
    assert time.slept == [pytest.approx(30)]


def test_a_pause_that_the_server_asks_for_holds_back_everybody() -> None:
    time = FakeTime()
    one = limits(time)
    one.close_for(12)
    one.close_for(5)
    take_turns(one, 2)
    assert time.slept == [12]


def test_who_would_have_to_wait_beyond_the_deadline_does_not_wait() -> None:
    time = FakeTime()
    one = limits(time, requests=1)
    take_turns(one, 1)
    with pytest.raises(DeadlineError), one.turn(0, deadline=59):
        pass
    with one.turn(0, deadline=61):
        pass
    assert time.slept == [pytest.approx(60)]


def test_a_turn_that_was_too_late_gives_its_place_back() -> None:
    time = FakeTime()
    one = limits(time, at_once=1, requests=1)
    take_turns(one, 1)
    for _ in range(3):
        with pytest.raises(DeadlineError), one.turn(0, deadline=1):
            pass


def test_an_error_in_a_turn_gives_its_place_back() -> None:
    one = limits(FakeTime(), at_once=1)
    with pytest.raises(KeyError), one.turn(0):
        raise KeyError
    take_turns(one, 1)


def test_no_more_calls_are_under_way_than_may_be() -> None:
    one, lock, under_way, most = RateLimits(3), threading.Lock(), 0, 0
    together = threading.Barrier(3, timeout=10)

    def call(_: int) -> None:
        nonlocal under_way, most
        with one.turn(0):
            with lock:
                under_way += 1
                most = max(most, under_way)
            together.wait()
            with lock:
                under_way -= 1

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(call, range(9)))
    assert most == 3


def test_a_place_that_does_not_come_free_before_the_deadline_is_not_waited_for() -> None:
    one = limits(FakeTime(), at_once=1)
    with one.turn(0), pytest.raises(DeadlineError), one.turn(0, deadline=0):
        pass


@given(st.integers(1, 1000), st.lists(st.tuples(st.integers(0, 2000), st.floats(0, 30)), max_size=30))
def test_no_window_lets_more_through_than_a_full_bucket_and_what_flows_into_it(
    per_minute: int, calls: list[tuple[int, float]]
) -> None:
    bucket, now, taken = Bucket.full(per_minute, 0.0), 0.0, 0
    for amount, pause in calls:
        now += pause + bucket.wait_seconds(amount, now + pause)
        bucket.take(amount, now)
        taken += min(amount, per_minute)
        assert taken <= per_minute * (1 + now / 60) * (1 + 1e-9)
