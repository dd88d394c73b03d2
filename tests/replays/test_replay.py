import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from model_server import Json, schema_name, user_text
from staging import ROOT, Stage, edited, staged

from brief.cli.main import cli
from brief.cli.replay import summary
from brief.errors import BriefError, ConfigError, UsageError
from brief.llm.examination import batches, exam_texts
from brief.llm.prompt_set import QUESTIONS
from brief.pipeline.plan import plan_of
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.store import find_run, list_runs
from brief.settings.project import find_project
from schemas.run import RunRecord


@dataclass(frozen=True)
class Replayed:
    stage: Stage
    parent: RunRecord


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """One run of the example week, to be replayed by every test of this file; each leaves the project as it was."""
    with staged(tmp_path_factory.mktemp("replay")) as stage:
        yield Replayed(stage, stage.run())


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "overlay"
    folder.mkdir()
    return folder


def edit_into(overlay: Path, name: str) -> Path:
    (overlay / f"{name}.md").write_text(edited((ROOT / "prompts" / f"{name}.md").read_text("utf-8")), "utf-8")
    return overlay


def kinds(requests: list[Json]) -> Counter[str | None]:
    return Counter(map(schema_name, requests))


def test_an_unchanged_replay_asks_nothing_and_gives_the_same_bytes(ready: Replayed) -> None:
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id)
    assert asked == []
    assert (child.status, child.usage.calls, child.cost_usd) == ("finished", 0, 0)
    assert child.usage.reused == ready.parent.usage.calls > 5
    assert ready.stage.reports(child) == ready.stage.reports(ready.parent)


def test_a_child_names_its_parent_and_is_complete_alone(ready: Replayed, tmp_path: Path) -> None:
    child = ready.stage.replay(ready.parent.run_id)
    assert child.parent == ready.parent.run_id
    assert child.corpus == ready.parent.corpus
    old, new = (ready.stage.runs / one.run_id for one in (ready.parent, child))
    assert (new / "1-retrieval.json").read_bytes() == (old / "1-retrieval.json").read_bytes()
    moved = tmp_path / "elsewhere" / child.run_id
    shutil.copytree(new, moved)
    with ready.stage.asked() as asked:
        grandchild = Stage(tmp_path, ready.stage.server)
        shutil.copytree(ready.stage.folder / "prompts", tmp_path / "prompts")
        shutil.copytree(ready.stage.folder / "formats", tmp_path / "formats")
        shutil.copy(ready.stage.folder / "config.toml", tmp_path)
        moved.parent.rename(tmp_path / "runs")
        record = grandchild.replay(child.run_id, offline=True)
    assert asked == []
    assert grandchild.reports(record) == ready.stage.reports(ready.parent)


def test_a_format_that_shows_a_new_section_is_replayed_as_it_was(ready: Replayed, tmp_path: Path) -> None:
    stage = Stage(tmp_path, ready.stage.server)
    shutil.copytree(ready.stage.folder, tmp_path, dirs_exist_ok=True)
    add = ("sections", "add", "--id", "water", "--title", "W", "--description", "Water.", "--terms", "x", "--format")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert CliRunner().invoke(cli, [*add, "quantshark", "--format", "personal-daily"]).exit_code == 0
        done = CliRunner().invoke(cli, ["replay", ready.parent.run_id], standalone_mode=False)
    assert f"quantshark-weekly as in {ready.parent.run_id}, whose catalogue lacks water" in done.stderr
    child = find_run(stage.runs, "last").record
    assert child.parent == ready.parent.run_id
    assert stage.reports(child) == ready.stage.reports(ready.parent)
    with pytest.raises(ConfigError, match=r"personal-daily\.toml: shows water, which the catalogue that"):
        stage.replay(ready.parent.run_id, formats=("personal-daily",))
    options = ReplayOptions(overrides=("report.language=both",), offline=True)
    plan = plan_replay(find_run(stage.runs, ready.parent.run_id), options, find_project(tmp_path))
    assert [(one.name, one.language) for one in plan.rendered] == [("quantshark-weekly", "en")]


EXAM = len(batches(exam_texts()))


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("section_classifier", "ClassificationAnswer"),
        ("table_writer", "TableAnswer"),
        ("synthesis_writer", "SynthesisAnswer"),
    ],
)
def test_an_edited_prompt_is_asked_again_and_nothing_else(
    ready: Replayed, overlay: Path, prompt: str, kind: str
) -> None:
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, prompts=edit_into(overlay, prompt))
    of_role = {one.role: one.calls for one in ready.parent.usage_by_role}
    assert kinds(asked) == {kind: of_role[prompt]}
    assert child.usage.calls == of_role[prompt]
    assert child.usage.reused == ready.parent.usage.calls - of_role[prompt]
    assert ready.stage.reports(child) == ready.stage.reports(ready.parent)
    assert child.prompt_versions[prompt] != ready.parent.prompt_versions[prompt]


def test_an_edited_prompt_of_the_critic_is_examined_and_then_reads_again(ready: Replayed, overlay: Path) -> None:
    prompt = (ROOT / "prompts" / "critic.md").read_text("utf-8")
    (overlay / "critic.md").write_text(edited(prompt, "\n没有考过的话。"), "utf-8")
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, prompts=overlay)
    readings = ready.parent.usage.readings or 0
    assert kinds(asked) == {"CritiqueAnswer": EXAM + readings}
    assert (child.usage.readings, child.usage.reused) == (readings, ready.parent.usage.calls - readings)
    assert ready.stage.reports(child) == ready.stage.reports(ready.parent)


def test_what_follows_a_changed_answer_is_asked_again(ready: Replayed, overlay: Path) -> None:
    """One section has fewer seats: the desk is asked again, and whatever follows from its answer."""
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, overrides=("sections.ai.limit=2",))
    assert kinds(asked)["ClassificationAnswer"] == 1
    tables = [body for body in asked if schema_name(body) == "TableAnswer"]
    assert any('"id":"ai"' in user_text(body) for body in tables)
    report = json.loads(ready.stage.reports(child)["report.json"])
    assert len(next(section for section in report["sections"] if section["id"] == "ai")["rows"]) == 2


def test_the_projects_prompts_are_in_force_unless_the_recorded_ones_are_asked_for(ready: Replayed) -> None:
    path = ready.stage.folder / "prompts" / "critic.md"
    before = path.read_text("utf-8")
    ready.stage.edit("critic")
    try:
        assert ready.stage.replay(ready.parent.run_id).usage.readings == ready.parent.usage.readings
        assert ready.stage.replay(ready.parent.run_id, as_recorded=True).usage.calls == 0
    finally:
        path.write_text(before, "utf-8")


def test_offline_ends_at_the_first_call_that_the_ledger_lacks(ready: Replayed, overlay: Path) -> None:
    with ready.stage.asked() as asked:
        child = ready.stage.replay(ready.parent.run_id, prompts=edit_into(overlay, "synthesis_writer"), offline=True)
    assert asked == []
    assert (child.status, child.exit_code, child.reports) == ("failed", 4, ())
    assert child.error is not None
    assert child.error.step == "4-draft-1"
    assert "prompt synthesis_writer" in child.error.what
    assert "--as-recorded" in str(child.error.next)
    assert not list((ready.stage.runs / child.run_id).glob("report.*"))


@pytest.mark.parametrize(
    ("options", "step", "said", "to_do"),
    [
        ({"overrides": ("sections.ai.limit=2",)}, "2-classification", "config sections.ai.limit: 8 -> 2", "--set"),
        ({"instruct": "多写储能"}, "3-table-", "instruction writers: none -> 多写储能", "--instruct"),
        ({"pin_rows": ("ai.1",), "instruct": "短"}, "3-table-", "edit ai", "--instruct"),
    ],
)
def test_offline_names_the_call_that_differs_and_what_was_set_otherwise(
    ready: Replayed, options: dict[str, Any], step: str, said: str, to_do: str
) -> None:
    """Three tables are written at once: the one that fails is named, not the one that began last."""
    child = ready.stage.replay(ready.parent.run_id, offline=True, **options)
    assert child.error is not None
    assert child.error.step.startswith(step)
    assert said in child.error.what
    assert ready.parent.run_id in child.error.what
    assert "Without --offline, fake:m is asked" in str(child.error.next)
    assert to_do in str(child.error.next)


def test_an_answer_that_was_lost_is_no_setting(ready: Replayed) -> None:
    folder = ready.stage.cut_off(ready.parent, name="lost")
    (folder / "calls.jsonl").write_text("")
    (folder / "run.json").write_text((folder / "run.json").read_text().replace('"running"', '"failed"'))
    child = ready.stage.replay("lost", offline=True)
    shutil.rmtree(folder)
    assert child.error is not None
    assert child.error.step == "2-classification"
    assert "nothing was set otherwise than in lost" in child.error.what


def test_offline_needs_no_key_and_a_resumed_one_stays_so(
    ready: Replayed, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = ("endpoints.fake.key_env=NOBODY_SETS_THIS",)
    with pytest.raises(ConfigError, match=r"no key.*`brief replay --offline`"):
        ready.stage.replay(ready.parent.run_id, overrides=keyed)
    child = ready.stage.replay(ready.parent.run_id, overrides=keyed, offline=True)
    assert child.exit_code == 0
    failed = ready.stage.replay(ready.parent.run_id, prompts=edit_into(overlay, "table_writer"), offline=True)
    again = ready.stage.resume(failed.run_id)
    assert (again.exit_code, again.usage.calls) == (4, 0)


def test_offline_and_a_model_exclude_each_other(ready: Replayed) -> None:
    with pytest.raises(UsageError, match="exclude"):
        ready.stage.replay(ready.parent.run_id, offline=True, model="fake:m")


def test_another_model_is_asked_everything(ready: Replayed) -> None:
    child = ready.stage.replay(ready.parent.run_id, model="fake:other")
    assert child.usage.reused == 0
    assert {one.model for one in child.usage_by_role} == {"fake:other"}
    assert child.cost_usd is None
    assert summary(child).endswith("0 reused, unknown cost")


def test_an_extractive_run_is_replayed_without_a_key(ready: Replayed) -> None:
    parent = ready.stage.run(model=None, offline=True)
    child = ready.stage.replay(parent.run_id)
    assert ready.stage.reports(child) == ready.stage.reports(parent)
    assert summary(child) == "0 asked, 0 reused, $0.00"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("table_writer.md", "system\n<!-- question -->\n$events $nonsense", "never used|unknown"),
        ("table_writer.md", "no marker", "two parts"),
        ("table_writter.md", "system\n<!-- question -->\nuser", "no prompt of any role"),
        ("notes.txt", "nothing", "holds no prompt"),
    ],
)
def test_unsound_prompts_are_refused_before_anything_is_written(
    ready: Replayed, overlay: Path, name: str, text: str, said: str
) -> None:
    before = len(list_runs(ready.stage.runs).runs)
    (overlay / name).write_text(text, "utf-8")
    with pytest.raises(BriefError, match=said):
        ready.stage.replay(ready.parent.run_id, prompts=overlay)
    assert len(list_runs(ready.stage.runs).runs) == before


def test_a_run_without_evidence_cannot_be_replayed(ready: Replayed) -> None:
    empty = ready.stage.run(period="2025-W30", model=None)
    (ready.stage.runs / empty.run_id / "1-retrieval.json").unlink(missing_ok=True)
    with pytest.raises(UsageError, match="holds no evidence") as caught:
        ready.stage.replay(empty.run_id)
    assert "cannot be gone on with" in str(caught.value.next)
    assert empty.error is not None
    assert empty.error.step == "1-retrieval"


def test_a_child_that_was_cut_off_goes_on_from_its_parent(ready: Replayed) -> None:
    child = ready.stage.replay(ready.parent.run_id, overrides=("run.max_repairs=0",))
    ready.stage.cut_off(child, "[0-9]*.json", "calls.jsonl")
    with ready.stage.asked() as asked:
        resumed = ready.stage.resume(child.run_id)
    assert asked == []
    assert (resumed.status, resumed.parent, resumed.usage.calls) == ("finished", ready.parent.run_id, 0)


def test_the_evidence_stays_when_what_chose_it_is_set_anew(ready: Replayed) -> None:
    child = ready.stage.replay(ready.parent.run_id, overrides=("run.max_events=5",))
    assert ready.stage.reports(child) == ready.stage.reports(ready.parent)


def test_the_address_of_a_model_is_recorded_and_no_key_goes_there_once_it_is_another_one_here(
    ready: Replayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", ready.stage.server.base_url)
    parent = ready.stage.run(model="openai:m")
    monkeypatch.delenv("OPENAI_BASE_URL")
    with pytest.raises(ConfigError, match=r"here it is https://api.openai.com/v1: no key is sent to it"):
        ready.stage.replay(parent.run_id)
    with ready.stage.asked() as asked:
        child = ready.stage.replay(parent.run_id, offline=True)
    assert asked == []
    assert child.usage.reused == parent.usage.calls - EXAM > 0
    assert [one.heard for one in child.trust] == ["yes"]
    assert "sk-made-up" not in (ready.stage.runs / child.run_id / "run.json").read_text("utf-8")


def test_a_run_that_goes_on_sends_no_key_to_an_address_that_only_its_folder_names(
    ready: Replayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", ready.stage.server.base_url)
    folder = ready.stage.cut_off(ready.stage.run(model="openai:other"), name="foreign")
    monkeypatch.delenv("OPENAI_BASE_URL")
    with pytest.raises(ConfigError, match="no key is sent to it"):
        plan_of(find_run(ready.stage.runs, "foreign"), project=ready.stage.project)
    shutil.rmtree(folder)


def test_every_prompt_has_its_question() -> None:
    files = {path.name for path in (ROOT / "prompts").glob("*.md")}
    assert files == {f"{role}{ending}" for role in QUESTIONS for ending in (".md", ".en.md")}


def command(ready: Replayed, *arguments: str) -> Result:
    here = ("--runs-dir", str(ready.stage.runs))
    return CliRunner().invoke(cli, ["replay", *arguments, *here], standalone_mode=False)


def test_the_command_tells_what_was_asked(ready: Replayed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ready.stage.folder)
    result = command(ready, ready.parent.run_id)
    assert result.return_value == 0
    assert f"0 asked, {ready.parent.usage.calls} reused, $0.00" in result.stderr
    assert result.stdout.endswith("report.md\n")
    told = json.loads(command(ready, ready.parent.run_id, "--json").stdout)
    assert (told["calls"], told["reused"], told["exit_code"]) == (0, ready.parent.usage.calls, 0)
    assert find_run(ready.stage.runs, told["run_id"]).record.parent == ready.parent.run_id


def test_replays_are_listed_by_their_parent(ready: Replayed) -> None:
    child = ready.stage.replay(ready.parent.run_id)
    asked = ["list", "--json", "--runs-dir", str(ready.stage.runs)]

    def listed(*filters: str) -> set[str]:
        result = CliRunner().invoke(cli, [*asked, *filters], standalone_mode=False)
        return {run["run_id"] for run in json.loads(result.stdout)["runs"]}

    assert child.run_id in listed("--parent", ready.parent.run_id)
    assert ready.parent.run_id not in listed("--parent", ready.parent.run_id)
    assert listed("--status", "killed") == set()
    assert {ready.parent.run_id, child.run_id} <= listed("--model", "fake:m", "--period", "2026-W02")
    assert listed("--format", "nothing") == set()
