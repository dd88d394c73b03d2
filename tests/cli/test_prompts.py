import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from staging import ROOT, Stage, staged

from brief.cli.main import cli
from brief.errors import UsageError
from brief.llm.prompt_set import QUESTIONS
from brief.llm.prompt_template import style_of
from brief.report.format import load_format
from brief.runs.store import list_runs
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
    runs = list_runs(desk.stage.runs).runs
    assert entry["runs"] == sum(run.record.prompt_versions["critic"] == entry["version"] for run in runs) > 0
    assert "claims" in entry["variables"]
    assert entry["tokens"] > 100
    assert "critic.md" in desk.prompts().stdout


def test_files_of_another_language_are_told_to_be_without_effect(desk: Desk) -> None:
    told = json.loads(desk.prompts("--json").stdout)
    assert told["language"] == "zh"
    assert "table_writer.en.md" in told["not_in_force"]
    assert "table_writer.md" not in told["not_in_force"]
    for command in ((), ("check",)):
        (line,) = [line for line in desk.prompts(*command).stdout.splitlines() if "another language" in line]
        assert "table_writer.en.md" in line


def test_a_replay_says_which_prompts_it_reads_and_which_have_changed(desk: Desk, tmp_path: Path) -> None:
    def said(*arguments: str) -> str:
        arguments = ("replay", desk.record.run_id, "--offline", *arguments)
        return CliRunner().invoke(cli, arguments, standalone_mode=False).stderr.splitlines()[0]

    unchanged = f"prompts for reports in zh, all as in {desk.record.run_id}: {desk.stage.folder / 'prompts'}"
    assert said() == f"{unchanged}; files for another language are not read"
    critic = (desk.stage.folder / "prompts" / "critic.md").read_text("utf-8")
    (tmp_path / "critic.md").write_text(critic.replace("## 规矩", "## 规矩\n0. 从严。"), "utf-8")
    told = said("--prompts", str(tmp_path))
    assert told == f"prompts for reports in zh, not as in {desk.record.run_id}: {tmp_path / 'critic.md'}"


def test_the_very_text_that_was_sent_is_shown(desk: Desk) -> None:
    result = desk.prompts("show", "table_writer", "--run", desk.record.run_id, "--json")
    call = json.loads(result.stdout)["call"]
    sent = [body["messages"] for body in desk.stage.server.bodies]
    assert [call["system"], call["user"]] in [[one["content"] for one in messages] for messages in sent]
    assert call["user"] in desk.prompts("show", "table_writer", "--run", desk.record.run_id).stdout


def test_a_call_has_one_number_everywhere(desk: Desk) -> None:
    ledger = (desk.stage.runs / desk.record.run_id / "calls.jsonl").read_text("utf-8").splitlines()
    roles = [json.loads(line)["role"] for line in ledger]
    own = [number for number, role in enumerate(roles, 1) if role == "table_writer"]
    for number in own:
        told = json.loads(
            desk.prompts("show", "table_writer", "--run", desk.record.run_id, "--call", str(number), "--json").stdout
        )
        assert (told["number"], told["numbers"]) == (number, own)
        assert told["call"] == json.loads(ledger[number - 1])
    stranger = str(roles.index("critic") + 1)
    with pytest.raises(UsageError, match=f"call {stranger} is none for 'table_writer'"):
        desk.prompts("show", "table_writer", "--run", desk.record.run_id, "--call", stranger)


def test_a_call_that_was_never_made_cannot_be_shown(desk: Desk) -> None:
    with pytest.raises(UsageError, match="asked 0 calls"):
        desk.prompts("show", "nobody")


def test_shipped_prompts_are_sound(desk: Desk) -> None:
    result = desk.prompts("check")
    assert result.return_value == 0
    assert "Every prompt for reports in zh can be filled." in result.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("规矩\n<!-- question -->\n$passages $claims $language $typo", "$typo is unknown"),
        ("规矩 $house_stlye\n<!-- question -->\n$passages $claims $language", "$house_stlye is unknown"),
        ("规矩\n<!-- question -->\n空", "is never used"),
        ("规矩 $claims\n<!-- question -->\n$passages $claims", "changes with every question"),
        ("没有分界线 $claims", "two parts"),
        ("规矩 5$\n<!-- question -->\n$passages $claims $language", "begins no variable"),
        ("长" * 9000 + "\n<!-- question -->\n$passages $claims ${language|中文}", "is long"),
    ],
)
def test_an_unsound_prompt_is_found_before_it_is_used(desk: Desk, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "critic.md").write_text(text, "utf-8")
    result = desk.prompts("check", str(tmp_path), "--json")
    assert result.return_value == 2
    (fault,) = json.loads(result.stdout)["faults"]
    assert fault["name"] == "critic"
    assert said in fault["what"]


def test_of_a_misspelt_variable_the_line_and_the_nearest_are_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "critic.md").write_text("规矩\n<!-- question -->\n$passages $claims\n${langage|中文}", "utf-8")
    (fault,) = json.loads(desk.prompts("check", str(tmp_path), "--json").stdout)["faults"]
    assert (fault["where"], fault["what"]) == (f"{tmp_path / 'critic.md'}:4", "$langage is unknown.")
    assert fault["next"].startswith("Did you mean $language? Known here: ")


def test_doctor_finds_a_broken_prompt(desk: Desk) -> None:
    path = desk.stage.folder / "prompts" / "judge.md"
    before = path.read_text("utf-8")
    path.write_text("$pairs", "utf-8")
    try:
        result = CliRunner().invoke(cli, ["doctor", "--json"], standalone_mode=False)
    finally:
        path.write_text(before, "utf-8")
    (finding,) = [one for one in json.loads(result.stdout)["findings"] if one["name"] == "prompts"]
    assert (result.return_value, finding["ok"]) == (2, False)
    assert f"{path}: has no two parts" in finding["said"]


def test_the_manual_names_every_variable_and_no_other() -> None:
    manual = (ROOT / "docs" / "prompts.md").read_text("utf-8")
    of_question, of_format = manual.split("## Variables of the question")[1].split("## Variables of the format")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", of_question, re.MULTILINE))
    assert {role: set(re.findall(r"\$(\w+)", said)) for role, said in rows.items()} == {
        role: {name for name, field in question.model_fields.items() if not field.exclude}
        for role, question in QUESTIONS.items()
    }
    assert {role for role, said in rows.items() if "may be empty" in said} == {
        role
        for role, question in QUESTIONS.items()
        if any(not f.is_required() and not f.exclude for f in question.model_fields.values())
    }
    style = style_of(load_format(ROOT / "formats", "quantshark", "zh"), "weekly")
    first_columns = (line.split("|")[1] for line in of_format.splitlines() if line.startswith("| `"))
    assert {name for column in first_columns for name in re.findall(r"\$(\w+)", column)} == set(style)


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
