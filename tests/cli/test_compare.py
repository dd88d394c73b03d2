"""`brief compare`: a matrix of replays, what each is asked, and who is called the best."""

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from model_server import Fault, Json, system_text
from staging import ROOT, Stage, edited, staged

from brief.cli.main import cli, exit_status
from brief.errors import ConfigError, UsageError
from brief.llm.examination import batches, exam_texts
from brief.replays.experiment import variants_of
from brief.runs.lineage import read_calls
from brief.runs.store import list_runs
from schemas.run import RunRecord

ROLES = ("section_classifier", "table_writer", "synthesis_writer", "critic")


@dataclass(frozen=True)
class Lab:
    stage: Stage
    parent: RunRecord

    def compare(self, *arguments: str | Path, of: str | None = None) -> Result:
        asked = ["compare", of or self.parent.run_id, *map(str, arguments), "--runs-dir", str(self.stage.runs)]
        return CliRunner().invoke(cli, asked, standalone_mode=False)

    def found(self, *arguments: str | Path, of: str | None = None) -> dict[str, Any]:
        result = self.compare(*arguments, "--json", of=of)
        if result.exception:
            raise result.exception
        assert result.stdout.count("\n") == 1
        told: dict[str, Any] = json.loads(result.stdout)
        assert told["exit_code"] == result.return_value
        return told

    def reports(self, run_id: str) -> bytes:
        return (self.stage.runs / run_id / "report.json").read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A run whose roles fall back on no extraction, so that a model that does not answer fails it."""
    with staged(tmp_path_factory.mktemp("compare")) as stage:
        yield Lab(stage, stage.run(model=None, overrides=tuple(f'models.{role}="fake:m"' for role in ROLES)))


@pytest.fixture
def lab(made: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.chdir(made.stage.folder)
    answer = made.stage.server.answer
    yield made
    made.stage.server.answer, made.stage.server.faults = answer, ()


def prompts(folder: Path, name: str, addition: str = "\n文字要短。") -> Path:
    """A folder with one prompt, changed."""
    folder.mkdir()
    text = (ROOT / "prompts" / f"{name}.md").read_text("utf-8")
    (folder / f"{name}.md").write_text(edited(text, addition), "utf-8")
    return folder


def test_an_unchanged_variant_asks_nothing_and_is_the_run_itself(lab: Lab) -> None:
    with lab.stage.asked() as asked:
        found = lab.found()
    assert asked == []
    (variant,) = found["variants"]
    assert (variant["name"], variant["calls"], variant["reused"]) == ("unchanged", 0, lab.parent.usage.calls)
    assert variant["figures"] == found["parent"]
    assert lab.reports(variant["runs"][0]["run_id"]) == lab.reports(lab.parent.run_id)


def test_the_matrix_is_every_folder_with_every_model(lab: Lab, tmp_path: Path) -> None:
    a, b = prompts(tmp_path / "a", "critic"), prompts(tmp_path / "b", "synthesis_writer")
    found = lab.found("--prompts", a, "--prompts", f"{b}/", "--model", "fake:m", "--model", "fake:n")
    names = [variant["name"] for variant in found["variants"]]
    assert names == ["a × fake:m", "a × fake:n", "b × fake:m", "b × fake:n"]
    calls = [variant["calls"] for variant in found["variants"]]
    own, examination = lab.parent.usage.calls, len(batches(exam_texts()))
    told = "a critic of another name or prompt is examined before it is heard"
    assert calls == [2 + examination, own + examination, 1, own + examination], told
    costs = [variant["cost_usd"] for variant in found["variants"]]
    assert costs[0] == pytest.approx((2 + examination) * (100 * 10 + 20 * 100) / 1e6)
    assert costs[1] is None, "nobody knows the price of fake:n"
    assert (found["tie"], found["best"], found["by"]) == (True, names, "own_words")


def test_what_it_makes_are_ordinary_runs_of_the_parent(lab: Lab, tmp_path: Path) -> None:
    found = lab.found("--prompts", prompts(tmp_path / "a", "critic"))
    (made,) = found["variants"][0]["runs"]
    (run,) = [one for one in list_runs(lab.stage.runs).runs if one.record.run_id == made["run_id"]]
    assert (run.record.parent, run.record.status) == (lab.parent.run_id, "finished")
    assert run.path == Path(made["path"])
    assert lab.stage.replay(made["run_id"], as_recorded=True).usage.calls == 0


def test_runs_are_named_and_listed_by_what_they_were_asked_otherwise(lab: Lab, tmp_path: Path) -> None:
    folder = prompts(tmp_path / "shorter", "critic")
    said = lab.compare("--prompts", folder, "--repeat", "2").stdout
    (line,) = [line for line in said.splitlines() if line.startswith("shorter: ")]
    first, second = line.removeprefix("shorter: ").split(", ")
    result = CliRunner().invoke(cli, ["list", "--parent", lab.parent.run_id, "--runs-dir", str(lab.stage.runs)])
    told = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert told[first].endswith("shorter")
    assert "shorter, sample " in told[second]
    record = RunRecord.model_validate_json((lab.stage.runs / second / "run.json").read_bytes())
    assert record.prompts_from == str(folder)


def test_how_long_a_report_is_can_decide(lab: Lab) -> None:
    found = lab.found("--by", "characters")
    report = json.loads(lab.reports(lab.parent.run_id))
    cells = sum(len(cell["text"]) for section in report["sections"] for row in section["rows"] for cell in row["cells"])
    assert found["better"] == "lower"
    assert cells < found["parent"]["characters"]["mean"] < 2 * cells


def test_every_metric_is_explained_in_the_help() -> None:
    said = CliRunner().invoke(cli, ["compare", "--help"]).stdout
    assert "  characters                  characters of the statements; lower is better\n" in said


def test_repeats_are_asked_anew_but_for_the_first(lab: Lab) -> None:
    with lab.stage.asked() as asked:
        found = lab.found("--repeat", "3")
    assert len(asked) == 2 * lab.parent.usage.calls
    (variant,) = found["variants"]
    assert [run["sample"] for run in variant["runs"]] == [0, 1, 2]
    assert (variant["calls"], variant["reused"]) == (2 * lab.parent.usage.calls, lab.parent.usage.calls)
    third = read_calls(lab.stage.runs / variant["runs"][2]["run_id"] / "calls.jsonl")
    assert {call.sample for call in third} == {2}
    assert found["spread"] == "half_range"
    with lab.stage.asked() as again:
        grandchild = lab.found("--repeat", "2", of=variant["runs"][2]["run_id"])
    assert [run["sample"] for run in grandchild["variants"][0]["runs"]] == [2, 3]
    assert len(again) == lab.parent.usage.calls


def test_a_repeat_that_was_stopped_goes_on_as_the_repeat_that_it_is(lab: Lab) -> None:
    found = lab.found("--repeat", "2")
    folder = lab.stage.runs / found["variants"][0]["runs"][1]["run_id"]
    record = RunRecord.model_validate_json((folder / "run.json").read_bytes())
    for file in (*folder.glob("[0-9]*.json"), *folder.glob("report.*")):
        file.unlink()
    cut_off = record.model_copy(update={"status": "running", "exit_code": None, "reports": ()})
    (folder / "run.json").write_text(cut_off.model_dump_json(), "utf-8")
    with lab.stage.asked() as asked:
        assert lab.stage.resume(record.run_id).status == "finished"
    assert asked == []


def test_extraction_is_repeated_once_and_says_so(lab: Lab) -> None:
    parent = lab.stage.run(model=None, offline=True)
    result = lab.compare("--repeat", "3", "--model", "extractive", of=parent.run_id)
    assert "made once" in result.stderr
    assert "1 of 1" in result.stdout
    assert "± is half" not in result.stdout


def worse(request: Json) -> bool:
    return "又长又空" in system_text(request)


def test_the_prompt_that_leaves_more_to_extraction_is_the_worse_one(lab: Lab, tmp_path: Path) -> None:
    a, b = prompts(tmp_path / "a", "critic"), prompts(tmp_path / "b", "table_writer", "\n要写得又长又空。")
    good = lab.stage.server.answer
    lab.stage.server.answer = lambda request: "没有" if worse(request) else good(request)
    parent = lab.stage.run()
    found = lab.found("--prompts", a, "--prompts", b, of=parent.run_id)
    first, second = (variant["figures"]["own_words"]["mean"] for variant in found["variants"])
    assert first == found["parent"]["own_words"]["mean"] > second
    assert (found["best"], found["tie"], found["within_spread"]) == (["a"], False, [])
    text = lab.compare("--prompts", a, "--prompts", b, "--by", "fallbacks", of=parent.run_id).stdout
    assert "Best by fallbacks (fallbacks to extraction; lower is better): a, " in text
    assert "The run itself, " in text
    assert "how much repeats differ is not known" in text


def test_a_difference_that_repeats_make_too_is_said_to_be_within_the_spread(lab: Lab, tmp_path: Path) -> None:
    """The writers of b fail in every repeat but the second, those of a in the second alone."""
    a, b = prompts(tmp_path / "a", "table_writer"), prompts(tmp_path / "b", "table_writer", "\n要写得又长又空。")
    good = lab.stage.server.answer
    parent = lab.stage.run()
    per_repeat = {"a": [True, False, True], "b": [False, True, False]}
    seen: dict[str, list[str]] = {"a": [], "b": []}

    def changing(request: Json) -> str:
        system = system_text(request)
        which = "b" if worse(request) else "a" if "文字要短。" in system else ""
        user = str(request["messages"][-1]["content"])
        if not which:
            return good(request)
        if "上一次的回答" in user:
            return "没有"
        seen[which].append(user)
        return good(request) if per_repeat[which][seen[which].count(user) - 1] else "没有"

    lab.stage.server.answer = changing
    result = lab.compare("--prompts", a, "--prompts", b, "--repeat", "3", of=parent.run_id)
    assert "Best by own_words" in result.stdout
    assert "Within the spread of the repeats, so no worse for certain: b" in result.stdout
    assert "± is half the way" in result.stdout


def test_a_broken_prompt_is_told_before_the_first_run_is_paid_for(lab: Lab, tmp_path: Path) -> None:
    a, broken = prompts(tmp_path / "a", "critic"), tmp_path / "broken"
    broken.mkdir()
    (broken / "critic.md").write_text("规矩\n<!-- question -->\n$nonsense", "utf-8")
    before = len(list_runs(lab.stage.runs).runs)
    error = lab.compare("--prompts", a, "--prompts", broken).exception
    assert isinstance(error, ConfigError)
    assert "$nonsense is unknown" in error.what
    assert len(list_runs(lab.stage.runs).runs) == before


def test_a_variant_that_cannot_be_planned_stops_no_other(lab: Lab) -> None:
    result = lab.compare("--model", "nosuch:m", "--model", "fake:m")
    assert result.return_value == 1
    assert "nosuch:m, sample 0, failed: " in result.stdout
    assert "there is no endpoint" in result.stdout
    assert "0 of 1" in result.stdout
    assert "Alone by own_words" in result.stdout


def test_a_model_that_does_not_answer_is_shown_with_its_reason(lab: Lab) -> None:
    lab.stage.server.faults = lambda _number, body: Fault(status=401) if body["model"] == "dead" else None
    found = lab.found("--model", "fake:dead", "--model", "fake:m")
    dead, well = found["variants"]
    assert (found["exit_code"], well["runs"][0]["status"]) == (1, "finished")
    assert "nobody answered" in dead["runs"][0]["failure"]
    assert (dead["runs"][0]["status"], dead["runs"][0]["exit_code"]) == ("failed", 4)
    assert dead["figures"]["own_words"] is None
    assert lab.compare("--model", "fake:dead").return_value == 4


def test_where_nothing_can_be_planned_nothing_is_written(lab: Lab, tmp_path: Path) -> None:
    before = len(list_runs(lab.stage.runs).runs)
    for arguments in (("--prompts", tmp_path / "nowhere"), ("--model", "nobody:m")):
        result = lab.compare(*arguments)
        assert getattr(result.exception, "exit_code", None) == 2
    assert isinstance(lab.compare(of="nothing").exception, UsageError)
    assert len(list_runs(lab.stage.runs).runs) == before


def test_ctrl_c_leaves_what_is_finished(lab: Lab) -> None:
    good = lab.stage.server.answer

    def interrupting(request: Json) -> str:
        if request["model"] == "slow":
            os.kill(os.getpid(), signal.SIGINT)
        return good(request)

    lab.stage.server.answer = interrupting
    found = lab.found("--model", "fake:m", "--model", "fake:slow", "--model", "fake:never")
    first, second, third = found["variants"]
    assert (found["exit_code"], found["interrupted"]) == (130, True)
    assert first["runs"][0]["status"] == "finished"
    assert second["runs"][0]["status"] == "interrupted"
    assert third["runs"] == []
    assert found["best"] == ["fake:m"]


def test_gold_events_can_decide(lab: Lab, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('"没有这件事"\n', "utf-8")
    found = lab.found("--gold", gold, "--by", "gold_covered")
    assert found["variants"][0]["figures"]["gold_covered"]["mean"] == 0


def test_a_metric_is_one_of_a_closed_list(lab: Lab) -> None:
    assert exit_status(["compare", lab.parent.run_id, "--by", "beauty", "--runs-dir", str(lab.stage.runs)]) == 2


def test_folders_of_one_name_are_told_apart() -> None:
    names = [one.name for one in variants_of([Path("x/a"), Path("y/a"), Path("b"), Path("b")], [])]
    assert names == ["x/a", "y/a", "b"]


def test_what_stood_by_an_editors_choice_stays_in_the_first_repeat_and_is_asked_in_the_next(lab: Lab) -> None:
    parent = lab.stage.replay(lab.parent.run_id, only_sections=("ai",), as_recorded=True)
    assert parent.taken_over
    found = lab.found("--repeat", "2", of=parent.run_id)
    first, second = (RunRecord.model_validate_json(_record(lab, run)) for run in found["variants"][0]["runs"])
    assert (first.usage.calls, first.taken_over) == (0, parent.taken_over)
    assert lab.reports(first.run_id) == lab.reports(parent.run_id)
    assert (second.usage.reused, second.taken_over) == (0, ())


def _record(lab: Lab, run: dict[str, Any]) -> bytes:
    return (lab.stage.runs / str(run["run_id"]) / "run.json").read_bytes()
