import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from staging import ROOT, Stage, edited, staged

from brief.errors import BriefError
from brief.runs.lineage import calls_of_lineage, lineage
from schemas.run import RunRecord

Generations = tuple[RunRecord, RunRecord, RunRecord]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("ancestry")) as stage:
        yield stage


@pytest.fixture(scope="module")
def generations(stage: Stage) -> Generations:
    """A run, its replay with another critic's prompt, and the replay of that one with another synthesis writer's."""
    first = stage.run()
    second = stage.replay(first.run_id, prompts=overlay(stage, "critic"))
    third = stage.replay(second.run_id, prompts=overlay(stage, "synthesis_writer"))
    return first, second, third


def overlay(stage: Stage, *prompts: str) -> Path:
    """A folder with these prompts of the project, edited."""
    folder = stage.folder / "-".join(prompts)
    folder.mkdir(exist_ok=True)
    for name in prompts:
        (folder / f"{name}.md").write_text(edited((ROOT / "prompts" / f"{name}.md").read_text("utf-8")), "utf-8")
    return folder


def relinked(stage: Stage, run: RunRecord, name: str, parent: str) -> Path:
    """A copy of the run under another name that says it came from `parent`."""
    folder = stage.runs / name
    shutil.copytree(stage.runs / run.run_id, folder)
    record = json.loads((folder / "run.json").read_text("utf-8"))
    (folder / "run.json").write_text(json.dumps({**record, "run_id": name, "parent": parent}), "utf-8")
    return folder


def test_an_edit_taken_back_two_replays_later_asks_nothing(stage: Stage, generations: Generations) -> None:
    first, _, third = generations
    with stage.asked() as asked:
        back = stage.replay(third.run_id)
    assert asked == []
    assert (back.usage.calls, back.usage.reused) == (0, first.usage.calls)
    assert stage.reports(back) == stage.reports(first)


def test_one_of_two_edits_taken_back_asks_nothing_but_what_was_never_asked_together(
    stage: Stage, generations: Generations
) -> None:
    """The critic's prompt of the second run and the synthesis of the first: both stand in ledgers further up."""
    with stage.asked() as asked:
        stage.replay(generations[2].run_id, prompts=overlay(stage, "critic"))
    assert asked == []


def test_ancestors_are_gone_through_nearest_first(stage: Stage, generations: Generations) -> None:
    first, second, third = generations
    assert [folder.name for folder in lineage(stage.runs / third.run_id)] == [
        third.run_id, second.run_id, first.run_id,
    ]  # fmt: skip


def test_the_nearest_answer_to_a_question_counts(stage: Stage, generations: Generations) -> None:
    nearest = relinked(stage, generations[0], "20990101T0000Z-weekly-near", generations[0].run_id)
    ledger = nearest / "calls.jsonl"
    ledger.write_text(ledger.read_text("utf-8").replace('"attempts":1', '"attempts":7'), "utf-8")
    assert {call.attempts for call in calls_of_lineage(nearest)} == {7}


def test_a_missing_ancestor_and_a_cycle_end_the_line(stage: Stage, generations: Generations) -> None:
    orphan = relinked(stage, generations[0], "20990101T0000Z-weekly-0001", "20200101T0000Z-weekly-gone")
    assert list(lineage(orphan)) == [orphan]
    one = relinked(stage, generations[0], "20990101T0000Z-weekly-0002", "20990101T0000Z-weekly-0003")
    other = relinked(stage, generations[0], "20990101T0000Z-weekly-0003", one.name)
    assert list(lineage(one)) == [one, other]
    with stage.asked() as asked:
        child = stage.replay(one.name)
    assert (asked, child.exit_code) == ([], 0)


def test_an_ancestor_whose_record_is_broken_ends_the_line_and_its_ledger_counts(
    stage: Stage, generations: Generations
) -> None:
    broken = relinked(stage, generations[0], "20990101T0000Z-weekly-0004", generations[1].run_id)
    (broken / "run.json").write_text("{", "utf-8")
    child = relinked(stage, generations[1], "20990101T0000Z-weekly-0005", broken.name)
    assert list(lineage(child)) == [child, broken]
    assert {call.key for call in calls_of_lineage(broken)} <= {call.key for call in calls_of_lineage(child)}


def test_a_damaged_ledger_further_up_is_named(stage: Stage, generations: Generations) -> None:
    damaged = relinked(stage, generations[0], "20990101T0000Z-weekly-0006", "20200101T0000Z-weekly-gone")
    (damaged / "calls.jsonl").write_bytes(b"no json\n")
    child = relinked(stage, generations[1], "20990101T0000Z-weekly-0007", damaged.name)
    with pytest.raises(BriefError, match="the call does not hold what it should") as caught:
        stage.replay(child.name)
    assert caught.value.where == f"{damaged / 'calls.jsonl'}:1"
