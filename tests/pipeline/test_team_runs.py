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
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import pytest
from database import new_database
from model_server import Json
from sharing import new_store
from staging import NOW, Stage, staged

from brief.postgres.database import database_at
from brief.runs.lineage import read_calls
from brief.runs.store import find_run, list_runs
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
        store, database = stack.enter_context(new_store()), stack.enter_context(new_database())
        one = stack.enter_context(staged(folder / "one"))
        with (one.folder / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'\n[runs]\nurl = "{store}"\n[fleet]\nurl = "{database}"\n')
        shutil.copytree(one.folder, folder / "other")
        other = replace(one, folder=folder / "other")
        other.plan()  # reads its configuration
        stack.callback(database_at(database).close)
        yield Team(one, other, database, one.run())


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


def _paid(team: Team, run_id: str) -> list[Call]:
    asked = "SELECT call FROM brief_calls WHERE run = %s"
    rows = database_at(team.database).do(lambda one: one.execute(asked, (run_id,)).fetchall())
    return [one for one in (Call.model_validate_json(text) for (text,) in rows) if not one.reused]


def _run_out(team: Team) -> None:
    """As if a minute had passed."""
    database_at(team.database).do(lambda one: one.execute("UPDATE brief_leases SET until = now() - interval '1 s'"))
