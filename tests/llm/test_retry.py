import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_server import Fault, model_server
from wiring import ANSWER, PROMPT, SCHEMA, FakeTime, Recorded, link_of, models_of, wire_to

from brief.llm.base import Completion, DeadlineError, ErrorKind, Passing, Prompt, ProviderError
from brief.llm.retry import LONGEST_WAIT_SECONDS, Caller, Ended
from brief.settings.models import ModelLink

DONE = Completion(ANSWER, "stop", 100, 0, 20, "req", 0.5)
LASTING: list[ErrorKind] = ["bad_request", "auth", "not_found", "other"]

Step = ProviderError | Completion
"""What a scripted provider does with one attempt."""


class Script:
    """A provider that follows a script, takes `seconds` for each attempt, and remembers its timeouts."""

    name = "fake:m"

    def __init__(self, steps: list[Step], time: FakeTime, seconds: float = 0.0) -> None:
        self.steps, self.time, self.seconds = steps, time, seconds
        self.timeouts: list[float] = []

    def __call__(self, _prompt: Prompt, _schema: Mapping[str, Any], timeout_seconds: float) -> Completion:
        self.timeouts.append(timeout_seconds)
        self.time.now += self.seconds
        step = self.steps.pop(0)
        if isinstance(step, ProviderError):
            raise step
        return step


class Desk:
    """A caller over a scripted provider, in fake time."""

    def __init__(
        self,
        steps: list[Step],
        seconds: float = 0.0,
        deadline: float | None = None,
        jitter: Callable[[], float] = lambda: 1.0,
        **endpoint: Any,
    ) -> None:
        self.time, self.attempts = FakeTime(), list[Ended]()
        self.script = Script(steps, self.time, seconds)
        models = models_of("http://127.0.0.1:1/v1", **endpoint)
        self.link = link_of(models)
        self.caller = Caller(
            models,
            self._provider,
            deadline=deadline,
            clock=self.time.clock,
            sleep=self.time.sleep,
            jitter=jitter,
        )

    def _provider(self, link: ModelLink) -> Recorded:
        return Recorded(self.script, self.attempts)

    def ask(self, tokens: int = 100) -> Completion:
        return self.caller(self.link, PROMPT, SCHEMA, tokens)

    def error(self) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.ask()
        return caught.value


def broken(kind: ErrorKind = "server", retry_after: float | None = None) -> ProviderError:
    return ProviderError(kind, "it broke", 500, retry_after)


def test_an_answer_at_once_is_one_attempt_without_a_wait() -> None:
    desk = Desk([DONE])
    assert desk.ask() == DONE
    assert not desk.time.slept


@pytest.mark.parametrize("kind", sorted(get_args(Passing)))
def test_what_may_pass_is_tried_again(kind: ErrorKind) -> None:
    assert Desk([broken(kind), DONE]).ask() == replace(DONE, attempts=2)


@pytest.mark.parametrize("kind", LASTING)
def test_what_lasts_is_not_tried_again(kind: ErrorKind) -> None:
    desk = Desk([broken(kind), DONE])
    assert desk.error().kind == kind
    assert len(desk.attempts) == 1


@pytest.mark.parametrize(("kind", "attempts"), [("bad_body", 2), ("timeout", 3), ("server", 6)])
def test_a_kind_that_costs_a_whole_answer_is_given_up_sooner(kind: ErrorKind, attempts: int) -> None:
    desk = Desk([broken(kind) for _ in range(9)], max_attempts=6)
    assert desk.error().kind == kind
    assert len(desk.attempts) == attempts


def test_kinds_are_counted_apart() -> None:
    steps: list[Step] = [broken("bad_body"), broken("server"), broken("timeout"), broken("bad_body"), DONE]
    desk = Desk(steps, max_attempts=9)
    assert desk.error().kind == "bad_body"
    assert len(desk.attempts) == 4


def test_waits_grow_and_stay_below_their_limit() -> None:
    desk = Desk([broken() for _ in range(9)], max_attempts=8)
    desk.error()
    assert desk.time.slept == [1, 2, 4, 8, 16, 20, 20]


def test_jitter_spreads_a_wait_over_its_upper_half() -> None:
    desk = Desk([broken(), broken(), DONE], jitter=lambda: 0.0)
    desk.ask()
    assert desk.time.slept == [0.5, 1]


def test_a_server_that_keeps_sending_us_away_for_days_is_believed_the_second_time() -> None:
    desk = Desk([broken("rate_limit", 4_233_600) for _ in range(9)], max_attempts=9)
    assert desk.error().kind == "rate_limit"
    assert desk.time.slept == [60]


@given(st.lists(st.floats(0, 60), min_size=1, max_size=6))
def test_no_header_makes_anybody_wait_longer_than_the_cap(asked: list[float]) -> None:
    desk = Desk([*(broken("rate_limit", seconds) for seconds in asked), DONE], max_attempts=9)
    desk.ask()
    assert all(slept <= LONGEST_WAIT_SECONDS for slept in desk.time.slept)
    assert all(slept >= seconds for slept, seconds in zip(desk.time.slept, asked, strict=True))


def test_an_attempt_has_no_more_time_than_the_run() -> None:
    desk = Desk([broken(), DONE], seconds=4, deadline=8, timeout_seconds=5)
    desk.ask()
    assert desk.script.timeouts == [5, 3]


def test_an_attempt_that_the_deadline_leaves_no_time_for_is_not_waited_for() -> None:
    desk = Desk([broken("rate_limit", 30), DONE], deadline=20)
    assert desk.error().kind == "rate_limit"
    assert not desk.time.slept


def test_after_the_deadline_nobody_is_asked() -> None:
    desk = Desk([DONE, DONE], seconds=9, deadline=8)
    assert desk.ask() == DONE
    error = desk.error()
    assert isinstance(error, DeadlineError)
    assert not error.retryable
    assert len(desk.attempts) == 1


def test_a_turn_that_would_come_after_the_deadline_is_not_waited_for() -> None:
    desk = Desk([DONE, DONE], deadline=8, requests_per_minute=1)
    desk.ask()
    assert isinstance(desk.error(), DeadlineError)
    assert not desk.time.slept


def test_a_defect_is_not_tried_again() -> None:
    desk = Desk([])
    with pytest.raises(IndexError):
        desk.ask()


def test_requests_that_are_tried_again_count_against_the_minute() -> None:
    desk = Desk([broken(), DONE, DONE], requests_per_minute=2)
    desk.ask()
    desk.ask()
    assert desk.time.slept == [1, pytest.approx(29)]


def test_what_a_call_reserved_and_did_not_write_comes_back_at_once() -> None:
    desk = Desk([DONE] * 9, tokens_per_minute=4000, settings={"max_output_tokens": 1800})
    for _ in range(9):
        desk.ask(tokens=100)
    assert not desk.time.slept


def test_what_a_call_may_write_is_reserved_while_it_is_under_way() -> None:
    lost = broken("connection")
    lost.status = None
    desk = Desk([lost, DONE], tokens_per_minute=2000, settings={"max_output_tokens": 1900})
    desk.ask(tokens=100)
    assert desk.time.slept == [1, pytest.approx(59)]


def test_a_pause_asked_of_one_call_holds_for_the_others() -> None:
    desk = Desk([broken("rate_limit", 30), broken("auth"), DONE], max_attempts=1)
    desk.error()
    desk.error()
    assert desk.time.slept == [30]


def test_sections_in_parallel_stay_within_the_calls_at_once() -> None:
    pair = threading.Barrier(2, timeout=10)

    def answer(request: dict[str, Any]) -> str:
        pair.wait()
        return ANSWER

    with model_server(answer) as server, wire_to(server, api="chat", max_calls_at_once=2) as wire:

        def call(_: int) -> str:
            return wire.caller(link_of(wire.models), PROMPT, SCHEMA, 100).text

        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(call, range(6))) == [ANSWER] * 6
    assert server.most_at_once == 2


def test_with_a_third_of_calls_failing_every_call_is_answered_in_the_end() -> None:
    def every_third(number: int, request: dict[str, Any]) -> Fault | None:
        return Fault(status=500) if number % 3 == 0 else None

    with model_server(ANSWER, faults=every_third) as server, wire_to(server, api="chat") as wire:
        answers = [wire.caller(link_of(wire.models), PROMPT, SCHEMA, 100) for _ in range(10)]
    assert [one.text for one in answers] == [ANSWER] * 10
    assert len(server.requests) == sum(one.attempts for one in answers) == 15
