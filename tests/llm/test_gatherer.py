"""Questions gathered into batches of both vendors: through the real SDKs, with strict validation, over real sockets."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import anthropic
import openai
import pytest
from model_server import Fault, ModelServer, model_server, user_text
from wiring import ANSWER, SCHEMA, link_of, models_of

from brief.errors import BriefError
from brief.llm.base import Completion, Prompt
from brief.llm.batched_call import BatchedCall
from brief.llm.budget import completion_cost
from brief.llm.cancellation import Stop
from brief.llm.gatherer import Book, Gatherer, Pace
from brief.llm.providers.registry import Providers
from brief.llm.retry import Caller
from brief.settings.model_settings import Price
from brief.settings.models import ModelLink
from schemas.run import SentBatch

KINDS = ("chat", "responses", "anthropic")
QUICK = Pace(settle=0.05, pause=2.0, slice=0.01)


@dataclass
class Run:
    """One run that asks in batches, and what it was told and wrote down."""

    gatherer: Gatherer
    links: Sequence[ModelLink]
    caller: Caller
    providers: Providers
    by: datetime | None = None
    told: list[str] = field(default_factory=list)
    kept: list[SentBatch] = field(default_factory=list)
    begun: list[SentBatch] = field(default_factory=list)
    """Written down before they were sent."""
    stop: Stop = field(default_factory=lambda: Stop(lambda _: None))
    call: BatchedCall = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self, sent: Sequence[SentBatch] = (), **book: Any) -> None:
        known = {key: one for one in sent for key in one.keys}
        told: Any = {"keep": self.keep, "note": self.told.append, "stop": self.stop, "by": self.by} | book
        self.call = BatchedCall(self.caller, self.gatherer, self.providers.batches, Book(sent=known, **told))

    def keep(self, batch: SentBatch) -> None:
        (self.kept if batch.id else self.begun).append(batch)

    def ask(self, *texts: str, link: int = 0) -> list[Completion]:
        """All at once, each in a thread of its own."""
        with self.gatherer.crew() as crew, crew.aside(), ThreadPoolExecutor(len(texts)) as pool:

            def one(text: str) -> Completion:
                with crew.at_work():
                    barrier.wait()
                    return self.call(self.links[link], Prompt("你是编辑。", text), SCHEMA, 100)

            barrier = threading.Barrier(len(texts))
            return list(pool.map(one, texts))


@contextmanager
def run_on(
    server: ModelServer,
    kind: str = "chat",
    by: datetime | None = None,
    now: Callable[[], datetime] | None = None,
    **endpoint: Any,
) -> Iterator[Run]:
    api = {} if kind == "anthropic" else {"api": kind}
    models = models_of(
        server, "anthropic" if kind == "anthropic" else "openai", **{"batch_poll_seconds": 0.01, **api, **endpoint}
    )
    gatherer = Gatherer(QUICK, now) if now else Gatherer(QUICK)
    with closing(Providers(strict=True)) as providers:
        caller = Caller(models, providers, sleep=lambda _: None)
        yield Run(gatherer, [link_of(models)], caller, providers, by)


@pytest.mark.parametrize("kind", KINDS)
def test_questions_of_one_moment_are_one_batch_and_cost_half(kind: str) -> None:
    with (
        model_server(lambda body: f'{{"text": "{user_text(body)}", "ids": []}}') as server,
        run_on(server, kind) as run,
    ):
        server.desk.looks = 3
        answers = run.ask("甲", "乙", "丙")
    [sent] = server.desk.batches
    assert (len(sent.requests), sent.looks, server.requests) == (3, 3, [])
    assert [one.text for one in answers] == [f'{{"text": "{text}", "ids": []}}' for text in "甲乙丙"]
    assert {(one.batch, one.input_tokens, one.output_tokens) for one in answers} == {(sent.id, 100, 20)}
    [kept] = run.kept
    assert (kept.id, set(kept.keys)) == (sent.id, set(sent.requests))
    assert [line.partition(": ")[2].split(",")[0] for line in run.told] == [
        "3 questions sent to fake:m",
        "3 of 3 answers came after 0 min",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_asks_what_a_single_call_asks(kind: str) -> None:
    extra: Any = {"extra_body": {"top_k": 1}, "prompt_cache": True}
    with model_server(ANSWER) as server, run_on(server, kind, **extra) as run:
        run.ask("甲")
        run.open()
        run.call._unserved.add("fake")
        run.ask("甲")
    [sent], [alone] = server.desk.batches[0].requests.values(), server.bodies
    assert sent == {name: value for name, value in alone.items() if name != "stream"}


def test_half_of_the_price_is_what_the_endpoint_says() -> None:
    completion = Completion("{}", "stop", 1_000_000, 0, 1_000_000, None, 1.0, batch="batch_1")
    models = models_of("http://127.0.0.1:9/v1", batch_price=0.4)
    price = Price(input_per_million_usd=1, output_per_million_usd=4, source="a list", date=date(2026, 1, 1))
    link = replace(link_of(models), price=price)
    assert completion_cost(link, completion) == pytest.approx(2.0)
    assert completion_cost(link, replace(completion, batch="")) == pytest.approx(5.0)
    assert completion_cost(replace(link, price=None), completion) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["errored", "expired", "canceled", "missing", "unreadable", "odd"])
def test_what_a_batch_does_not_answer_is_asked_online(kind: str, how: str) -> None:
    with model_server(ANSWER) as server, run_on(server, kind) as run:
        server.desk.lost = lambda body: how if user_text(body) == "乙" else None
        answers = run.ask("甲", "乙", "丙")
    assert [bool(one.batch) for one in answers] == [True, False, True]
    assert [user_text(body) for body in server.bodies] == ["乙"]
    assert "2 of 3 answers came after 0 min; the rest is asked online (" in run.told[-1]


@pytest.mark.parametrize("ends", ["failed", "expired", "cancelled"])
def test_a_batch_that_its_vendor_gave_up_is_asked_online(ends: str) -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        server.desk.ends = ends
        server.desk.lost = lambda _: "canceled"
        answers = run.ask("甲", "乙")
    assert [one.batch for one in answers] == ["", ""]
    assert len(server.requests) == 2
    assert "the rest is asked online" in run.told[-1]
    assert ("too many" in run.told[-1]) is (ends == "failed")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_late_is_cancelled_and_asked_online(kind: str) -> None:
    started = datetime(2026, 1, 12, 6, 0, tzinfo=UTC)
    clock = iter(started + timedelta(seconds=step) for step in range(10_000))
    by = started + timedelta(seconds=40)
    with model_server(ANSWER) as server, run_on(server, kind, by=by, now=partial(next, clock)) as run:
        server.desk.looks = 1_000_000
        assert [one.batch for one in run.ask("甲", "乙")] == ["", ""]
        [sent] = server.desk.batches
        assert sent.cancelled
        run.ask("丙")  # there is no time left for another batch
    assert (len(server.desk.batches), len(server.requests)) == (1, 3)
    assert run.told[-1].endswith("the rest is asked online (late)")


def test_what_was_answered_when_a_late_batch_is_cancelled_counts() -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        server.desk.looks, server.desk.ends_when_cancelled = 1_000_000, True
        run.by = datetime.now(UTC) + timedelta(seconds=0.2)
        run.open()
        answers = run.ask("甲")
    assert [one.batch for one in answers] == ["batch_0"]
    assert server.desk.batches[0].cancelled


def test_without_a_time_a_batch_is_waited_for_a_day() -> None:
    started = datetime(2026, 1, 12, tzinfo=UTC)
    clock = iter(started + timedelta(minutes=20 * step) for step in range(100_000))
    with model_server(ANSWER) as server, run_on(server, now=partial(next, clock), batch_poll_seconds=600) as run:
        server.desk.looks = 1_000_000
        assert [one.batch for one in run.ask("甲")] == [""]
    waited = [line for line in run.told if "waited for" in line]
    assert 5 < len(waited) <= 72
    assert run.told[-1].endswith("(late)")


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_was_stopped_takes_the_answers_of_the_batch_that_it_had_sent(kind: str) -> None:
    with model_server(ANSWER) as server, run_on(server, kind) as run:
        server.desk.looks = 1_000_000

        def stop_when_sent(batch: SentBatch) -> None:
            run.keep(batch)
            run.stop._must_stop = bool(batch.id)

        run.open(keep=stop_when_sent)
        with pytest.raises(KeyboardInterrupt):
            run.ask("甲", "乙")
        assert not run.gatherer._batches
        server.desk.looks, run.stop = 0, Stop(lambda _: None)
        run.open(run.kept, by=datetime.now(UTC))  # its time has passed: the answers are there all the same
        answers = run.ask("甲", "乙")
    assert [one.batch for one in answers] == [server.desk.batches[0].id] * 2
    assert (len(server.desk.batches), server.requests) == (1, [])


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_whose_creation_was_not_answered_is_found_and_not_paid_for_twice(kind: str) -> None:
    with model_server(ANSWER) as server, run_on(server, kind) as run:
        run.ask("丁")  # another one of that moment, which is known
        server.desk.unheard = 1
        assert {one.batch for one in run.ask("甲", "乙")} == {server.desk.batches[1].id}
    assert [len(one.requests) for one in server.desk.batches] == [1, 2]
    assert server.requests == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_was_killed_while_it_sent_a_batch_finds_it_when_it_goes_on(kind: str) -> None:
    with model_server(ANSWER) as server, run_on(server, kind) as run:
        run.ask("甲", "乙")
        run.open(run.begun)
        assert {one.batch for one in run.ask("甲", "乙")} == {server.desk.batches[0].id}
        run.open([one.model_copy(update={"mark": "another", "size": 9}) for one in run.begun])
        assert {one.batch for one in run.ask("甲", "乙")} == {server.desk.batches[1].id}
        unsent = [one.model_copy(update={"mark": "another", "size": 9}) for one in run.begun]
        run.open(unsent, by=datetime.now(UTC))
        assert {one.batch for one in run.ask("甲", "乙")} == {""}, "a new one would be late"
    assert len(server.desk.batches) == 2


def test_a_vendor_that_shows_no_list_of_its_batches_is_sent_another() -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        server.desk.unheard, server.desk.lists = 1, False
        assert [one.batch for one in run.ask("甲")] == ["batch_1"]


def test_a_batch_that_is_gone_is_asked_online() -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        server.desk.troubles = [404]
        assert [one.batch for one in run.ask("甲")] == [""]
    assert "the rest is asked online (not_found (404)" in run.told[-1]


def test_a_server_that_is_away_for_a_moment_is_asked_again() -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        server.desk.troubles = [503, 500, 429]
        assert [one.batch for one in run.ask("甲")] == ["batch_0"]


def test_a_batch_that_is_not_taken_is_sent_again_and_at_last_asked_online() -> None:
    started = datetime(2026, 1, 12, tzinfo=UTC)
    clock = iter(started + timedelta(seconds=step) for step in range(100_000))
    with model_server(ANSWER) as server, run_on(server, now=partial(next, clock), max_attempts=2) as run:
        server.desk.refuses = [503]
        assert [one.batch for one in run.ask("甲")] == ["batch_0"]
        server.desk.refuses = [503, 503]
        assert [one.batch for one in run.ask("乙")] == [""]
    assert "not taken (overloaded (503)" in run.told[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_without_batches_is_told_once_and_asked_online(kind: str) -> None:
    with model_server(ANSWER) as server, run_on(server, kind) as run:
        server.desk.refuses = [405]
        assert [one.batch for one in run.ask("甲", "乙")] == ["", ""]
        run.ask("丙")
    assert (len(server.requests), len(run.told)) == (3, 1)
    assert "fake: its server has no batches" in run.told[0]
    assert "Set batch = false in [endpoints.fake]." in run.told[0]


def test_an_endpoint_that_says_so_is_asked_online() -> None:
    with model_server(ANSWER) as server, run_on(server, batch=False) as run:
        assert [one.batch for one in run.ask("甲")] == [""]
    assert (run.told, server.desk.batches) == ([], [])


def test_runs_of_one_process_share_batches_and_each_writes_down_what_is_its_own() -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        other = Run(run.gatherer, run.links, run.caller, run.providers)
        with run.gatherer.crew() as late, late.aside(), ThreadPoolExecutor(2) as pool:
            found = [pool.submit(run.ask, "甲", "乙"), pool.submit(other.ask, "丙", "甲")]
            assert {one.batch for each in found for one in each.result()} == {"batch_0"}
    [sent] = server.desk.batches
    assert len(sent.requests) == 3  # one that two runs ask is asked once
    assert [len(one.keys) for one in (*run.kept, *other.kept)] == [2, 2]


def test_who_still_works_is_waited_for_but_not_for_ever() -> None:
    with model_server(ANSWER) as server, run_on(server) as run:
        started = datetime.now(UTC)
        with run.gatherer.crew():
            run.gatherer._pace = Pace(settle=0.01, pause=0.3, slice=0.01)
            run.ask("甲")
        assert 0.3 <= (datetime.now(UTC) - started).total_seconds() < 2


def test_a_batch_holds_no_more_than_its_vendor_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brief.llm.providers.openai_batches.OpenAIDesk.most_requests", 2)
    with model_server(ANSWER) as server, run_on(server) as run:
        run.ask("甲", "乙", "丙")
        monkeypatch.setattr("brief.llm.providers.openai_batches.OpenAIDesk.most_bytes", 100)
        run.ask("丁", "戊")
    assert sorted(len(one.requests) for one in server.desk.batches) == [1, 1, 1, 2]


def test_a_batch_that_cannot_be_written_down_ends_its_run() -> None:
    def full(_: SentBatch) -> None:
        raise BriefError("cannot be written (no space).")

    with model_server(ANSWER) as server, run_on(server) as run:
        run.open(keep=full)
        with pytest.raises(BriefError, match="no space"):
            run.ask("甲")


def test_a_schema_that_was_refused_in_a_batch_is_asked_for_otherwise_from_then_on() -> None:
    def refuse(_: int, body: dict[str, Any]) -> Fault | None:
        native = "response_format" in body
        return Fault(status=400, body={"error": {"message": "response_format is not supported"}}) if native else None

    with model_server(ANSWER, faults=refuse) as server, run_on(server) as run:
        server.desk.lost = lambda body: "errored" if "response_format" in body else None
        assert [one.batch for one in (*run.ask("甲"), *run.ask("乙"))] == ["", "batch_1"]


def test_the_fake_speaks_as_the_vendors_sdk_reads() -> None:
    """What is read line by line is what the SDK's own types hold."""
    with model_server(ANSWER) as server, run_on(server, "anthropic") as run:
        server.desk.lost = lambda body: {"乙": "errored", "丙": "expired", "丁": "canceled"}.get(user_text(body))
        run.ask("甲", "乙", "丙", "丁")
        lines = server.desk.results("msgbatch_0")[1].decode().splitlines()
    kinds = [
        anthropic.types.messages.MessageBatchIndividualResponse.model_validate_json(one).result.type for one in lines
    ]
    assert sorted(kinds) == ["canceled", "errored", "expired", "succeeded"]
    assert openai.types.Batch.model_validate(server.desk._batch(server.desk.batches[0])).status == "completed"


def test_a_file_of_results_that_is_none_is_looked_at_some_times_and_not_for_ever() -> None:
    with model_server(ANSWER) as server, run_on(server, "anthropic", max_attempts=3) as run:
        server.desk.troubles = [b"<html>"] * 3
        assert [one.batch for one in run.ask("甲")] == [""]
    assert "the rest is asked online (bad_body" in run.told[-1]
