"""Two machines of a team: one store, one database, one model server that counts what it is asked."""

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from builders import request
from model_server import Json
from sharing import files, machine, new_store, team_database
from staging import NOW, Stage, staged
from walking import CORPUS

import brief.pipeline.kept
from agents.retriever import Sifted, sift
from brief.cli.doctor import _team
from brief.errors import Interrupted
from brief.pipeline.kept import keeping, sift_once
from brief.pipeline.plan import Plan
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import resume
from brief.postgres.database import database_at
from brief.replays.experiment import Variant, _plan
from brief.runs import working_copy
from brief.runs.lineage import read_calls
from brief.runs.store import find_run, list_runs
from brief.runs.working_copy import copy_of
from brief.settings.config import load_config
from brief.settings.corpus_place import CorpusPlace
from schemas.run import Call, RunRecord

PROCESS = [sys.executable, "-c", "from brief.cli.main import main; main()"]
RUN = ["run", "--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", "week.jsonl", "--model", "fake:m", "--json"]


class Team(NamedTuple):
    one: Stage
    other: Stage
    database: str
    first: RunRecord
    """Made on the first machine."""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("team")
    with ExitStack() as stack:
        store, database = stack.enter_context(new_store()), stack.enter_context(team_database())
        one = stack.enter_context(staged(folder / "one"))
        with (one.folder / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'\n[runs]\nurl = "{store}"\n[fleet]\nurl = "{database}"\n')
        shutil.copytree(one.folder, folder / "other")
        other = replace(one, folder=folder / "other")
        other.plan()  # reads its configuration
        yield Team(one, other, database, one.run())


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not happened() and time.monotonic() < end:
        time.sleep(0.02)
    assert happened()


def test_a_run_is_the_same_on_every_machine_and_so_is_its_replay(team: Team) -> None:
    assert [run.path.name for run in list_runs(team.other.runs).runs] == [team.first.run_id]
    with team.one.asked() as asked:
        again = team.other.replay(team.first.run_id, offline=True, now=NOW + timedelta(hours=1))
    assert not asked
    assert team.other.reports(again) == team.one.reports(team.first)
    for run_id in (team.first.run_id, again.run_id):
        here, there = (find_run(stage.runs, run_id).path for stage in (team.one, team.other))
        assert files(here) == files(there)


def test_what_one_run_was_answered_another_of_equal_evidence_does_not_pay_for(team: Team) -> None:
    with team.one.asked() as asked:
        record = team.other.run(NOW + timedelta(minutes=5))
    assert not asked
    assert team.other.reports(record) == team.one.reports(team.first)
    calls = read_calls(team.other.runs / record.run_id / "calls.jsonl")
    assert len(calls) == team.first.usage.calls
    assert all(call.reused for call in calls)
    assert not record.cost_usd


def test_two_reports_that_ask_the_same_at_once_ask_it_once(team: Team) -> None:
    for stage in (team.one, team.other):
        stage.edit("table_writer")
    with team.one.asked() as asked:
        runs = [Thread(target=stage.run, args=(NOW + timedelta(minutes=9),)) for stage in (team.one, team.other)]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
    assert asked
    assert set(Counter(json.dumps(body, sort_keys=True) for body in asked).values()) == {1}
    made = [run.record for run in list_runs(team.one.runs).runs if run.record.created_at == NOW + timedelta(minutes=9)]
    assert len({record.run_id for record in made}) == 2
    assert {record.exit_code for record in made} == {team.first.exit_code}


def test_a_killed_run_goes_on_on_another_machine_and_pays_for_nothing_twice(team: Team) -> None:
    for stage in (team.one, team.other):
        stage.edit("synthesis_writer")
        stage.edit("table_writer", "\n句子要稳。")
    server, answered, go_on = team.one.server, list[Json](), Event()
    says, before = server.answer, set(team.one.runs.iterdir())

    def held(request: Json) -> str:
        if len(answered) >= 2:
            go_on.wait(60)
        answered.append(request)
        return says(request)

    server.answer = held
    first = len(server.requests)
    child = subprocess.Popen([*PROCESS, *RUN], cwd=team.one.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        until(lambda: len(server.requests) > first + 2)
        (folder,) = set(team.one.runs.iterdir()) - before
        until(lambda: len(_paid(team, folder.name)) == 2)
        paid = _paid(team, folder.name)
        child.kill()
        child.communicate(timeout=60)
    finally:
        go_on.set()
        server.answer = says
    assert find_run(team.other.runs, folder.name).state == "running"
    _run_out(team)
    assert find_run(team.other.runs, folder.name).state == "killed"
    asked = server.bodies[first:]
    record = team.other.resume(folder.name)
    assert record.exit_code == team.first.exit_code
    own = {one.key for one in read_calls(team.other.runs / folder.name / "calls.jsonl") if not one.reused}
    assert {one.key for one in paid} <= own
    twice = Counter(json.dumps(body, sort_keys=True) for body in asked[:2] + server.bodies[first + len(asked) :])
    assert set(twice.values()) == {1}
    assert files(find_run(team.one.runs, folder.name).path) == files(team.other.runs / folder.name)


def test_machines_that_retrieve_the_same_at_once_do_it_once_and_the_newest_twenty_stay(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def slowly(*asked: Any) -> Sifted:
        made.append(1)
        time.sleep(0.1)
        return sift(*asked)

    monkeypatch.setattr(brief.pipeline.kept, "sift", slowly)
    kept, asked = keeping(CorpusPlace(tmp_path / "corpus.sqlite"), machine(tmp_path, "", team.database)), request()
    found: list[Sifted] = []
    both = [Thread(target=lambda: found.append(sift_once(kept, asked, CORPUS, {}))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(made) == 1
    assert found[0] == found[1] == sift(asked, CORPUS)
    for number in range(24):
        kept.write(str(number), b"damaged")
    assert [kept.read(str(number)) is not None for number in (0, 3, 4, 23)] == [False, False, True, True]
    kept.clear()
    assert kept.read("23") is None


def test_runs_of_an_experiment_take_no_answers_of_others(team: Team) -> None:
    parent = find_run(team.one.runs, team.first.run_id)
    plan = _plan(parent, Variant("own", None, None), 7, team.one.project)
    assert isinstance(plan, Plan)
    assert (plan.config.fleet.share_answers, plan.config.run.sample) == (False, 7)


def test_doctor_says_whether_store_and_database_can_be_reached(team: Team, tmp_path: Path) -> None:
    config = load_config(team.one.folder / "config.toml")
    assert [(one.name, one.ok, one.note) for one in _team(config)] == [
        ("store", True, False),
        ("database", True, False),
    ]
    alone = config.model_copy(update={"fleet": config.fleet.model_copy(update={"url": ""})})
    assert [(one.name, one.note) for one in _team(alone)] == [("store", False), ("database", True)]


def _paid(team: Team, run_id: str) -> list[Call]:
    asked = "SELECT call FROM brief_calls WHERE run = %s"
    rows = database_at(team.database).do(lambda one: one.execute(asked, (run_id,)).fetchall())
    return [one for one in (Call.model_validate_json(text) for (text,) in rows) if not one.reused]


def _run_out(team: Team) -> None:
    """As if a minute had passed."""
    database_at(team.database).do(lambda one: one.execute("UPDATE brief_leases SET until = now() - interval '1 s'"))


def test_a_run_whose_store_goes_away_can_be_resumed_and_loses_nothing(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copy_of(team.one.runs)
    assert copy
    says, storage = team.one.server.answer, copy._found
    monkeypatch.setattr(working_copy, "_PATIENCE_SECONDS", 0.0)
    broken = SimpleNamespace(pipe_file=_gone, find=_gone, cat=_gone, cat_file=_gone, invalidate_cache=_gone)
    for stage in (team.one, team.other):
        stage.edit("table_writer", "\n句子要短。")

    lost = list[Json]()

    def lose(body: Json) -> str:
        lost.append(body)
        copy.__dict__["_found"] = (broken, storage[1])
        return says(body)

    monkeypatch.setattr(team.one.server, "answer", lose)
    with pytest.raises(Interrupted, match="gone") as error:
        team.one.run(NOW + timedelta(minutes=7))
    assert "brief resume" in str(error.value)
    copy.__dict__["_found"] = storage
    monkeypatch.setattr(team.one.server, "answer", says)
    (run,) = [one for one in list_runs(team.one.runs).runs if one.record.exit_code == Interrupted.exit_code]
    assert len(read_calls(run.path / "calls.jsonl")) == run.record.usage.calls + run.record.usage.reused > 0
    with team.one.asked() as asked:
        record = resume(find_run(team.other.runs, run.path.name), PlainProgress(StringIO()), project=team.other.project)
    assert record.status == "finished"
    assert lost
    assert not [body for body in asked if body in lost]


def _gone(*_: object, **__: object) -> None:
    raise ConnectionError("gone")
