import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from staging import Stage, staged

from brief.cli.main import cli
from brief.errors import UsageError
from schemas.run import RunRecord


@dataclass(frozen=True)
class Desk:
    stage: Stage
    record: RunRecord

    def prompts(self, *arguments: str) -> Result:
        result = CliRunner().invoke(cli, ["prompts", *arguments], standalone_mode=False)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with staged(tmp_path_factory.mktemp("prompts")) as stage:
        yield Desk(stage, stage.run())


@pytest.fixture
def desk(made: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(made.stage.folder)
    return made


def test_prompts_are_listed_with_the_runs_that_used_them(desk: Desk) -> None:
    (entry,) = [one for one in json.loads(desk.prompts("--json").stdout)["prompts"] if one["role"] == "critic"]
    assert entry["version"] == desk.record.prompt_versions["critic"]
    assert entry["runs"] == 1
    assert "claims" in entry["variables"]
    assert entry["tokens"] > 100
    assert "critic" in desk.prompts().stdout


def test_the_very_text_that_was_sent_is_shown(desk: Desk) -> None:
    result = desk.prompts("show", "table_writer", "--run", desk.record.run_id, "--json")
    call = json.loads(result.stdout)["call"]
    sent = [body["messages"] for body in desk.stage.server.bodies]
    assert [call["system"], call["user"]] in [[one["content"] for one in messages] for messages in sent]
    assert call["user"] in desk.prompts("show", "table_writer").stdout


def test_a_call_that_was_never_made_cannot_be_shown(desk: Desk) -> None:
    with pytest.raises(UsageError, match="asked 0 calls"):
        desk.prompts("show", "nobody")


def test_shipped_prompts_are_sound(desk: Desk) -> None:
    result = desk.prompts("check")
    assert result.return_value == 0
    assert "Every prompt can be filled." in result.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("规矩\n<!-- question -->\n$claims $language $typo", "$typo is unknown"),
        ("规矩\n<!-- question -->\n空", "is never used"),
        ("规矩 $claims\n<!-- question -->\n$claims", "changes with every question"),
        ("没有分界线 $claims", "two parts"),
        ("规矩 5$\n<!-- question -->\n$claims $language", "begins no variable"),
        ("长" * 9000 + "\n<!-- question -->\n$claims ${language|中文}", "is long"),
    ],
)
def test_an_unsound_prompt_is_found_before_it_is_used(desk: Desk, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "critic.md").write_text(text, "utf-8")
    result = desk.prompts("check", str(tmp_path), "--json")
    assert result.return_value == 2
    (fault,) = json.loads(result.stdout)["faults"]
    assert fault["name"] == "critic"
    assert said in fault["what"]


def test_the_set_is_copied_to_be_edited_and_nothing_is_overwritten(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert desk.prompts("init", str(folder)).stdout.strip() == str(folder)
    source = desk.stage.folder / "prompts"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in source.glob("*.md")
    }
    with pytest.raises(UsageError, match="already"):
        desk.prompts("init", str(folder))
    assert desk.stage.replay(desk.record.run_id, prompts=folder).usage.calls == 0
