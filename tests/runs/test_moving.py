"""A run folder packed with tar, and unpacked on a machine that has nothing else of it."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from staging import EXAMPLE, Stage, edited, staged

from brief.cli.main import cli
from brief.llm.examination import batches, exam_texts
from brief.runs.store import find_run
from schemas.run import RunRecord

Packed = tuple[RunRecord, RunRecord, Path]
"""A run, its child, and the folder of their archives."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("home")) as stage:
        yield stage


@pytest.fixture(scope="module")
def packed(home: Stage, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """A run on a file that is deleted afterwards, and its child with an edited critic, each in its archive."""
    corpus = home.folder / "week.jsonl"
    shutil.copy(EXAMPLE, corpus)
    parent = home.run(corpus_files=(corpus,))
    child = home.replay(parent.run_id, prompts=overlay(home.folder / "overlay", home.folder / "prompts"))
    archives = tmp_path_factory.mktemp("archives")
    for run in (parent, child):
        with tarfile.open(archives / f"{run.run_id}.tar.gz", "w:gz") as archive:
            archive.add(home.runs / run.run_id, run.run_id)
    corpus.unlink()
    home.runs.rename(home.folder / "runs-elsewhere")
    return parent, child, archives


def overlay(folder: Path, prompts: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "critic.md").write_text(edited((prompts / "critic.md").read_text("utf-8")), "utf-8")
    return folder


@pytest.fixture
def away(home: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Another project folder, as `brief init` makes it: it knows nothing of the endpoint."""
    CliRunner().invoke(cli, ["init", str(tmp_path / "away")])
    monkeypatch.chdir(tmp_path / "away")
    return Stage(tmp_path / "away", home.server)


def unpacked(away: Stage, archives: Path, run: RunRecord) -> None:
    away.runs.mkdir(exist_ok=True)
    shutil.unpack_archive(archives / f"{run.run_id}.tar.gz", away.runs)


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), standalone_mode=False)


EXAM = len(batches(exam_texts()))


@pytest.mark.parametrize("options", [{"as_recorded": True}, {"offline": True}], ids=["as recorded", "offline"])
def test_a_moved_run_is_replayed_without_a_question_and_gives_the_same_bytes(
    packed: Packed, away: Stage, options: dict[str, Any]
) -> None:
    parent, _, archives = packed
    unpacked(away, archives, parent)
    before = away.reports(parent)
    with away.asked() as asked:
        child = away.replay(parent.run_id, **options)
    assert (asked, child.exit_code, child.usage.reused) == ([], 0, parent.usage.calls)
    assert away.reports(child) == before
    assert command("diff", parent.run_id, child.run_id).return_value == 0


def test_where_its_critic_is_not_known_a_moved_run_asks_for_its_examination_and_nothing_else(
    packed: Packed, away: Stage
) -> None:
    parent, _, archives = packed
    unpacked(away, archives, parent)
    before = away.reports(parent)
    with away.asked() as asked:
        child = away.replay(parent.run_id)
    assert (len(asked), child.usage.calls, child.usage.reused) == (EXAM, EXAM, parent.usage.calls)
    assert away.reports(child) == before


def test_a_moved_run_asks_only_what_an_edited_prompt_changes(packed: Packed, away: Stage) -> None:
    parent, _, archives = packed
    unpacked(away, archives, parent)
    with away.asked() as asked:
        away.replay(parent.run_id, prompts=overlay(away.folder / "overlay", away.folder / "prompts"))
    assert len(asked) == EXAM + (parent.usage.readings or 0)


def test_a_moved_run_shows_its_lines_and_says_that_its_file_is_gone(packed: Packed, away: Stage) -> None:
    parent, _, archives = packed
    unpacked(away, archives, parent)
    assert parent.run_id in command("list").stdout
    told = json.loads(command("show", parent.run_id, "ai.thesis", "--json").stdout)
    (trace,) = told["traces"]
    assert trace["citations"][0]["document"]["url"].startswith("https://")
    assert trace["citations"][0]["origins"][0]["note"] == "is not there any more"
    assert trace["line"] is not None


def test_a_child_moved_without_its_parent_is_whole(packed: Packed, away: Stage) -> None:
    parent, child, archives = packed
    unpacked(away, archives, child)
    assert not (away.runs / parent.run_id).exists()
    with away.asked() as asked:
        grandchild = away.replay(child.run_id, as_recorded=True)
    assert (asked, grandchild.exit_code) == ([], 0)
    assert away.reports(grandchild) == away.reports(child)
    assert command("show", child.run_id, "ai.thesis").exit_code == 0


def test_a_child_that_was_cut_off_goes_on_without_its_parent(packed: Packed, away: Stage) -> None:
    _, child, archives = packed
    unpacked(away, archives, child)
    before = away.reports(child)
    away.cut_off(child, "[3-9]*.json")
    with away.asked() as asked:
        resumed = away.resume(child.run_id)
    assert (asked, resumed.status) == ([], "finished")
    assert away.reports(resumed) == before


def test_a_child_that_was_cut_off_before_it_had_its_evidence_says_what_it_lacks(packed: Packed, away: Stage) -> None:
    parent, child, archives = packed
    unpacked(away, archives, child)
    away.cut_off(child, "[1-9]*.json")
    failed = away.resume(child.run_id)
    assert (failed.status, failed.exit_code) == ("failed", 2)
    assert failed.error is not None
    assert parent.run_id in failed.error.what
    unpacked(away, archives, parent)
    assert away.resume(child.run_id).exit_code == 0


def test_a_run_whose_file_is_gone_before_it_had_its_evidence_names_the_file(packed: Packed, away: Stage) -> None:
    parent, _, archives = packed
    unpacked(away, archives, parent)
    away.cut_off(parent, "[1-9]*.json")
    failed = away.resume(parent.run_id)
    assert failed.error is not None
    assert "week.jsonl" in failed.error.what
    assert find_run(away.runs, parent.run_id).state == "failed"
