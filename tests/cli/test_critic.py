"""What a run tells of its critic, and its examination on its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from staging import Stage, staged

from brief.cli.output import of_run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("critic")) as stage:
        yield stage


@pytest.fixture
def stage(made: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.chdir(made.folder)
    return made


def test_a_run_says_where_its_critic_is_the_writer(stage: Stage) -> None:
    same = stage.run()
    other = stage.run(model=None, overrides=('models.table_writer="fake:m"', 'models.critic="fake:n"'))
    assert [(one.model, one.is_writer) for run in (same, other) for one in run.trust] == [
        ("fake:m", True),
        ("fake:n", False),
    ]
    told = of_run(same, Path("/runs"))["trust"]
    assert (told["heard"], told["is_writer"]) == ("yes", True)
    held = (stage.folder / "critics.jsonl").read_text("utf-8").splitlines()
    assert not any(json.loads(line)["trust"]["is_writer"] for line in held), "it is a property of the run"
