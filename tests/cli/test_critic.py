"""What a run tells of its critic, and its examination on its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from improvising import improvise, question_of
from model_server import schema_name
from reading import read_well
from staging import Stage, staged

from brief.cli.main import cli
from brief.cli.output import of_run
from brief.errors import UsageError
from brief.llm.examination import FILE, exam_texts
from schemas.critique import CritiqueQuestion


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
    held = (stage.folder / FILE).read_text("utf-8").splitlines()
    assert not any(json.loads(line)["trust"]["is_writer"] for line in held), "it is a property of the run"


# -- brief doctor --critic -------------------------------------------------------------------------------------------


def doctor(*more: str) -> Any:
    return CliRunner().invoke(cli, ["doctor", "--critic", *more], standalone_mode=False)


def bind(stage: Stage, model: str) -> None:
    """The project's critic from now on; nobody else is bound, and it has no key to bind others by."""
    path = stage.folder / "config.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("critic = ")]
    lines.insert(lines.index("[models]") + 1, f'critic = "{model}"')
    path.write_text("\n".join(lines), "utf-8")


def test_doctor_examines_the_critic_alone_and_tells_its_marks_by_kind(stage: Stage) -> None:
    bind(stage, "fake:unknown")
    with stage.asked() as asked:
        said = doctor()
    assert said.return_value == 0, said.exception
    assert {schema_name(body) for body in asked} == {"CritiqueAnswer"}
    lines = said.stdout.splitlines()
    assert lines[0] == "critic: fake:unknown found 60 of 60 faults and spared 60 of 60 true texts: heard"
    assert lines[1].split() == ["KIND", "RIGHT", "OF"]
    kinds = {text.kind for text in exam_texts()}
    assert {line.split()[0] for line in lines[2:-1]} == kinds
    assert lines[-1].startswith(f"{len(asked)} calls, ")
    assert lines[-1].endswith(str(stage.folder / FILE))
    with stage.asked() as again:
        told = json.loads(doctor("--json").stdout)
    assert again == []
    (critic,) = told["critics"]
    assert (critic["known"], critic["heard"], told["calls"], told["exit_code"]) == (True, "yes", 0, 0)
    assert stage.run(model=None, overrides=('models.table_writer="fake:m"',)).trust[0].model == "fake:unknown"


def test_of_a_critic_that_lets_everything_stand_no_more_is_asked_than_needed(stage: Stage) -> None:
    bind(stage, "fake:lenient")

    def lenient(request: Any) -> str:
        question = question_of(request)
        assert isinstance(question, CritiqueQuestion)
        answer = read_well(question)
        verdicts = [
            one.model_copy(update={"verdict": "stands", "rests_on": question.passages[0].text[:20], "fix": ""})
            for one in answer.verdicts
        ]
        return answer.model_copy(update={"verdicts": tuple(verdicts)}).model_dump_json()

    stage.server.answer = lenient
    with stage.asked() as asked:
        told = doctor("--json")
    stage.server.answer = improvise
    assert told.return_value == 2
    (critic,) = json.loads(told.stdout)["critics"]
    assert (critic["examined"], critic["heard"]) == (True, "no")
    assert len(asked) < 20, "with repairs of what rests on no words of its passage"


def test_without_a_model_there_is_no_critic_to_examine(stage: Stage) -> None:
    bind(stage, "extractive")
    assert isinstance(doctor().exception, UsageError)


# -- brief run --estimate --------------------------------------------------------------------------------------------


def estimate(*more: str) -> str:
    arguments = ("--estimate", "--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", "week.jsonl")
    result = CliRunner().invoke(cli, ["run", *arguments, *more], standalone_mode=False)
    assert result.exception is None
    return result.stdout


@pytest.mark.uncounted
def test_the_examination_of_an_unknown_critic_is_estimated_on_a_line_of_its_own(stage: Stage) -> None:
    with stage.asked() as asked:
        known, unknown = estimate("--model", "fake:m"), estimate("--model", "fake:new")
    assert asked == []
    assert not [line for line in known.splitlines() if line.startswith("examination")]
    assert known.splitlines()[-1].startswith("total")
    (line,) = [line for line in unknown.splitlines() if line.startswith("examination")]
    assert line.startswith("examination of the critic, once  fake:new, 10 calls")
    told = json.loads(estimate("--model", "fake:new", "--json"))
    assert told["calls"] == len(told["by_call"])
    assert told["examination"]["calls"] == 10
    assert told["examination"]["input_tokens"] > 10_000
    assert json.loads(estimate("--model", "fake:new", "--json", "--set", "critic.examine=false"))["examination"] is None


def test_the_critics_questions_are_estimated_with_their_passages(stage: Stage) -> None:
    told = json.loads(estimate("--model", "fake:m", "--json"))
    read = [call["input_tokens"] for call in told["by_call"] if call["role"] == "critic"]
    run = stage.run()
    (usage,) = [one for one in run.usage_by_role if one.role == "critic"]
    assert len(read) == usage.calls == run.usage.readings == 2
    assert min(read) > 1_500
    assert told["calls"] == run.usage.calls, "the synthesis among them"


# -- brief show --issues ---------------------------------------------------------------------------------------------


def objecting(request: Any) -> str:
    """An improvised answer; of a critic that finds one insight weak and one technical cell unsupported."""
    said = improvise(request)
    if schema_name(request) != "CritiqueAnswer":
        return said
    question = question_of(request)
    assert isinstance(question, CritiqueQuestion)
    exam = {text.text for text in exam_texts()}
    verdicts = {"insight": "weak", "technical": "unsupported"}
    answer = json.loads(said)
    for claim, verdict in zip(question.claims, answer["verdicts"], strict=True):
        if claim.text not in exam and not claim.doubt and claim.role in verdicts:
            verdict |= {"verdict": verdicts.pop(claim.role), "rests_on": "", "fix": "原文没有这么说"}
    return json.dumps(answer, ensure_ascii=False)


def test_the_log_of_claims_and_fates_is_shown_and_folded_into_the_page(stage: Stage) -> None:
    stage.server.answer = objecting
    run = stage.run(model="fake:m", overrides=("run.sample=7", "run.max_revisions=0"))
    stage.server.answer = improvise

    def show(*more: str) -> Any:
        arguments = ["show", run.run_id, "--issues", "--runs-dir", str(stage.runs), *more]
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    issues = json.loads(show("--json").stdout)["issues"]
    fates = {one["kinds"][0]: one["fate"] for one in issues}
    assert (sorted(fates), fates["weak"]) == (["unsupported", "weak"], "printed")
    assert fates["unsupported"] in {"quoted", "dropped"}
    lines = show().stdout.splitlines()
    assert lines[0].split() == ["CLAIM", "KIND", "FATE"]
    assert len(lines) == 1 + len(issues)
    assert lines[1].split() == [issues[0]["claim_id"], issues[0]["kinds"][0], issues[0]["fate"]]
    (weak,) = [one["claim_id"] for one in issues if one["fate"] == "printed"]
    traced = CliRunner().invoke(cli, ["show", run.run_id, weak, "--runs-dir", str(stage.runs)], standalone_mode=False)
    assert "printed though weak" in traced.stdout
    page = stage.reports(run)["report.html"].decode()
    folded = page.partition('<details class="log">')[2].partition("</details>")[0]
    assert folded.count("未通过核查") == len(issues)
    assert not any(one["claim_id"] in folded for one in issues), "a reader knows places, not ids"
    told = json.loads(stage.reports(run)["report.json"])
    assert len(told["notes"]) <= 5
    assert any(note.startswith("1 处推断偏弱") for note in told["notes"])
    assert (told["open_issues"], run.exit_code) == ([], 0)
    assert not any(one["claim_id"] in note for one in issues for note in told["notes"])
    assert "log" not in told


def test_of_a_run_without_failed_claims_that_is_said(stage: Stage) -> None:
    run = stage.run(model=None, offline=True)
    result = CliRunner().invoke(cli, ["show", run.run_id, "--issues"], standalone_mode=False)
    assert result.stdout == "No claim failed a check.\n"
