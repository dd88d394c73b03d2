"""Answers in PostgreSQL: kept before they are used, found by every run of the team, asked once at a time."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from sharing import machine, team_database
from stored_runs import call, record, started

from brief.errors import UsageError
from brief.llm.ledger import Ledger
from brief.llm.shared_answers import SharedAnswers, forget_answers, ledger_of
from brief.postgres import database as database_module
from brief.postgres.database import Database, database_at
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER, Run
from schemas.run import Call


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with team_database() as found:
        yield found


@pytest.fixture
def one(tmp_path: Path, url: str, request: pytest.FixtureRequest) -> Iterator[Run]:
    run = started(machine(tmp_path / "one", "", url), request.node.name)
    yield run
    run.close()


@pytest.fixture
def other(tmp_path: Path, url: str, request: pytest.FixtureRequest) -> Iterator[Run]:
    run = started(machine(tmp_path / "other", "", url), request.node.name)
    yield run
    run.close()


def ledger(run: Run, shares: bool = True) -> Ledger:
    return ledger_of(run, (), lambda _: None, shares)


def answered(**changed: object) -> Call:
    return call("key").model_copy(update={"key": f"k{time.monotonic_ns()}", **changed})


def test_an_answer_is_a_row_and_a_line_and_found_by_another_run_as_reused(one: Run, other: Run) -> None:
    given = answered()
    ledger(one).add(given)
    there = ledger(other)
    found = there.answered(given.key)
    assert found == given.model_copy(update={"reused": True})
    assert read_calls(other.path / LEDGER) == there.calls == (found,)
    assert read_calls(one.path / LEDGER) == ledger(one).calls == (given,)


def test_who_does_not_share_asks_anew(one: Run, other: Run) -> None:
    given = answered()
    ledger(one).add(given)
    alone = ledger(other, shares=False)
    with alone.asking(given.key) as known:
        assert known is None
    assert ledger(one, shares=False).answered(given.key) == given


def test_examinations_and_critics_that_failed_their_controls_answer_no_other_run(one: Run, other: Run) -> None:
    exam, verdict, text = answered(purpose="examination"), answered(role="critic"), answered(role="table_writer")
    for given in (exam, verdict, text):
        ledger(one).add(given)
    ledger(one).withhold([verdict.model])
    there = ledger(other)
    assert [there.answered(given.key) is not None for given in (exam, verdict, text)] == [False, False, True]


def test_the_rows_of_a_run_are_its_ledger_on_another_machine(one: Run, tmp_path: Path, url: str) -> None:
    given = [answered(sample=number) for number in range(3)]
    for each in given:
        ledger(one).add(each)
    content = (one.path / LEDGER).read_bytes()
    one.write_record(record(one.id))
    copied = machine(tmp_path / "copy", "", url) / one.id
    copied.mkdir()
    (copied / LEDGER).write_bytes(content.splitlines(keepends=True)[0])
    again = Run(copied, one._lock)
    assert ledger(again).calls == tuple(given)
    assert (copied / LEDGER).read_bytes() == content


def test_an_answer_that_cannot_be_committed_is_not_used_and_not_lost(one: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given, away = answered(), Database("postgresql://brief@127.0.0.1:1/none")
    monkeypatch.setattr("brief.postgres.line._PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("brief.postgres.connecting._PATIENCE_SECONDS", 0.05)
    answers = SharedAnswers(away, one, shares=True)
    asked = Ledger(answers.keep, team=answers)
    with pytest.raises(UsageError):
        asked.add(given)
    assert asked.calls == ()
    assert ledger(one).answered(given.key) == given
    (one.path / LEDGER).unlink()
    assert ledger(one).answered(given.key) == given


def test_an_answer_is_committed_though_the_line_is_cut_meanwhile(one: Run, other: Run, url: str) -> None:
    given, database = answered(), database_at(url)
    kept = ledger(one)
    (number,) = database.do(lambda asked: asked.execute("SELECT pg_backend_pid()").fetchone()) or ()
    with suppress(UsageError):
        Database(url).do(lambda asked: asked.execute("SELECT pg_terminate_backend(%s, 5000)", (number,)))
    kept.add(given)
    assert ledger(other).answered(given.key)


def test_of_two_that_ask_the_same_at_once_the_second_takes_the_answer_of_the_first(
    one: Run, other: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_TURN_SECONDS", 0.01)
    given, asked = answered(), list[str]()

    def ask(run: Run) -> None:
        own = ledger(run)
        with own.asking(given.key) as known:
            if not known:
                asked.append(run.id)
                time.sleep(0.1)
                own.add(given)

    threads = [Thread(target=ask, args=(run,)) for run in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1
    assert sorted(ledger(run).calls[0].reused for run in (one, other)) == [False, True]


def test_answers_go_with_their_run(one: Run, other: Run) -> None:
    given = answered()
    ledger(one).add(given)
    forget_answers(one.path)
    assert ledger(other).answered(given.key) is None
