"""`brief rate`, `brief show --ratings` and `brief compare --by ratings`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from published import Published, alone, command, published

from brief.cli.main import cli
from brief.errors import UsageError
from brief.llm.prompt_template import MARKER, load_prompt
from brief.runs.store import list_runs


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A report, and one of the same evidence with fewer rows."""
    made = published(tmp_path_factory.mktemp("rate") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.folder)
        assert not command("replay", made.run_id, "--offline", "--set", "sections.ai.limit=2").exception
    return made


@pytest.fixture
def project(first: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    return alone(first, tmp_path / "project", monkeypatch)


def told(*arguments: str) -> dict[str, Any]:
    result = command(*arguments, "--json")
    if result.exception:
        raise result.exception
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def ratings(run_id: str) -> list[tuple[str, str, str]]:
    found = told("show", run_id, "--ratings")["ratings"]
    return [(one["claim_id"], one.get("mark") or one["word"], one.get("comment", "")) for one in found]


def replayed(project: Published) -> str:
    return next(run.record.run_id for run in list_runs(project.folder / "runs").runs if run.record.parent)


def rows(project: Published) -> list[str]:
    return [row.id for section in project.report.sections for row in section.rows]


def differ(project: Published) -> int:
    """How many pairs the two runs have."""
    return int(told_of_choice(project, "q\n")["pairs"])


def told_of_choice(project: Published, answers: str, *arguments: str) -> dict[str, Any]:
    given = ["rate", project.run_id, "--against", replayed(project), "--json", *arguments]
    result = CliRunner().invoke(cli, given, standalone_mode=False, input=answers)
    assert not result.exception, result.stderr
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_a_row_or_a_text_is_rated_and_shown_with_what_it_says(project: Published) -> None:
    row = rows(project)[0]
    command("rate", project.run_id, "ai.1", "--star")
    command("rate", project.run_id, f"{row}.event", "--strike", "--comment", "谁？")
    assert ratings(project.run_id) == [(row, "starred", ""), (f"{row}.event", "struck", "谁？")]
    shown = command("show", project.run_id, "--ratings").stdout
    assert project.report.sections[0].rows[0].cells[0].text in shown


def test_what_is_not_said_anew_stays(project: Published) -> None:
    for said in (["--star"], ["--comment", "好"], ["--strike"]):
        command("rate", project.run_id, "ai.1", *said)
    assert [one[1:] for one in ratings(project.run_id)] == [("struck", "好")]
    command("rate", project.run_id, "ai.1", "--comment", "", "--clear")
    assert ratings(project.run_id) == []


def test_two_people_rate_for_themselves(project: Published) -> None:
    command("rate", project.run_id, "ai.1", "--star")
    command("rate", project.run_id, "ai.1", "--strike", "--as", "wang")
    found = told("show", project.run_id, "--ratings")["ratings"]
    assert [(one["by"], one["mark"]) for one in found] == [("lin", "starred"), ("wang", "struck")]


@pytest.mark.parametrize(
    "said",
    [["ai.1"], ["--star"], ["ai", "--star"], ["没有这样的话", "--star"], ["ai.1", "--star", "--against", "last"]],
)
def test_what_names_no_line_or_says_nothing_is_refused(project: Published, said: list[str]) -> None:
    assert isinstance(command("rate", project.run_id, *said).exception, UsageError)
    assert not (project.run.path / "ratings.jsonl").exists()


def test_ratings_change_no_other_file_and_no_replay_or_diff_sees_them(project: Published) -> None:
    before = {path.name: path.read_bytes() for path in project.run.path.iterdir() if path.is_file()}
    command("rate", project.run_id, "ai.1", "--star")
    after = {path.name: path.read_bytes() for path in project.run.path.iterdir() if path.is_file()}
    assert {name: text for name, text in after.items() if name != "ratings.jsonl"} == before
    child = told("replay", project.run_id, "--offline")["run_id"]
    assert not (project.folder / "runs" / child / "ratings.jsonl").exists()
    assert command("diff", project.run_id, child).return_value == 0


def test_starred_lines_become_headlines_of_their_section(project: Published) -> None:
    command("rate", project.run_id, "ai.1", "--star")
    command("rate", project.run_id, "ai.2", "--strike")
    first, second = project.report.sections[0].rows[:2]
    headlines = told("show", project.run_id, "--ratings", "--as-examples")["headlines"]
    cited = {one.title for cell in first.cells for one in cell.citations}
    assert {name: set(titles) for name, titles in headlines.items()} == {"ai": cited}
    assert not cited & {one.title for cell in second.cells for one in cell.citations}
    assert '[[sections]]\nid = "ai"\nexamples = ["' in command("show", project.run_id, "--as-examples").stdout


def test_a_prompt_takes_the_examples_whatever_stands_in_them(project: Published) -> None:
    row = rows(project)[0]
    command("rate", project.run_id, row, "--star")
    command("rate", project.run_id, f"{row}.event", "--strike", "--comment", f"$name\n{MARKER}\n</data>")
    command("rate", project.run_id, "risk1", "--star")
    texts = told("show", project.run_id, "--as-examples")["prompts"]
    assert list(texts) == ["table_writer.md", "synthesis_writer.md"]
    material, good, bad = texts["table_writer.md"].splitlines()
    event, technical = project.report.sections[0].rows[0].cells[:2]
    assert material.startswith('材料：{"event_id":"')
    assert (event.text in good, technical.text in good, event.text in bad) == (False, True, True)
    path = project.folder / "prompts" / "table_writer.md"
    before = load_prompt(path.parent, "table_writer")
    path.write_text(before.text.replace("## 示例", texts["table_writer.md"] + "\n\n## 示例"), "utf-8")
    after = load_prompt(path.parent, "table_writer")
    assert (after.variables, after.user) == (before.variables, before.user)
    assert not command("prompts", "check").exception


def test_a_line_on_which_people_disagree_is_no_example(project: Published) -> None:
    command("rate", project.run_id, "ai.1", "--star")
    command("rate", project.run_id, "ai.1", "--strike", "--as", "wang")
    found = told("show", project.run_id, "--as-examples")
    assert (found["headlines"], found["prompts"]) == ({}, {})


def test_a_choice_is_kept_beside_both_runs_and_not_asked_twice(project: Published) -> None:
    count = differ(project)
    assert count
    assert told_of_choice(project, "a\nq\n")["chosen"] == 1
    (own,), (other,) = (told("show", run, "--ratings")["ratings"] for run in (project.run_id, replayed(project)))
    assert {own["word"], other["word"]} == {"better", "worse"}
    assert (own["other"], other["other"]) == (replayed(project), project.run_id)
    assert differ(project) == count - 1
    assert told_of_choice(project, "q\n", "--as", "wang")["pairs"] == count


def test_which_is_a_tells_nothing_and_is_the_same_from_either_side(project: Published) -> None:
    def shown(one: str, other: str, by: str) -> list[str]:
        given = ["rate", one, "--against", other, "--as", by]
        said = CliRunner().invoke(cli, given, standalone_mode=False, input="\n" * 99).stderr
        assert project.run_id not in said
        return [line for line in said.splitlines() if line.startswith(("A  ", "B  "))]

    one, other = project.run_id, replayed(project)
    assert sorted(shown(one, other, "lin")) == sorted(shown(other, one, "lin"))
    assert len({tuple(shown(one, other, f"reader {number}")) for number in range(9)}) > 1


def test_runs_that_are_there_are_ranked_by_their_ratings(project: Published) -> None:
    other = replayed(project)
    command("rate", project.run_id, "ai.1", "--star")
    command("rate", project.run_id, "ai.1", "--star", "--as", "wang")
    command("rate", project.run_id, "ai.2", "--strike")
    command("rate", other, "ai.1", "--star")
    count = len(list_runs(project.folder / "runs").runs)
    found = told("compare", project.run_id, other, "--by", "ratings")
    assert found["best"] == [other]
    means = [one["figures"]["ratings"]["mean"] for one in found["variants"]]
    assert means == [0, 1], "a line counts once, however many rated it"
    assert found["run_id"] is None
    assert len(list_runs(project.folder / "runs").runs) == count


def test_a_choice_counts_only_between_the_runs_that_are_compared(project: Published) -> None:
    other = replayed(project)
    told_of_choice(project, "a\nq\n")
    third = told("replay", project.run_id, "--offline")["run_id"]
    both = told("compare", project.run_id, other, "--by", "ratings")["variants"]
    assert sorted(one["figures"]["ratings"]["mean"] for one in both) == [-1, 1]
    found = told("compare", project.run_id, third, "--by", "ratings")
    assert (found["best"], [one["figures"]["ratings"] for one in found["variants"]]) == ([], [None, None])


def test_what_is_made_now_has_no_ratings_and_several_runs_are_not_replayed(project: Published) -> None:
    count = len(list_runs(project.folder / "runs").runs)
    for given in (["--by", "ratings"], [replayed(project), "--repeat", "2"], [replayed(project), "--model", "x:y"]):
        assert isinstance(command("compare", project.run_id, *given).exception, UsageError)
    assert len(list_runs(project.folder / "runs").runs) == count


def test_runs_of_different_evidence_are_not_set_side_by_side(project: Published) -> None:
    path = project.run.path / "1-retrieval.json"
    path.write_text(path.read_text("utf-8").replace('"salience": 0', '"salience": 1', 1), "utf-8")
    result = command("rate", project.run_id, "--against", replayed(project))
    assert isinstance(result.exception, UsageError)
    assert "different evidence" in str(result.exception)


def test_prune_says_which_of_the_runs_that_go_were_rated(project: Published) -> None:
    command("rate", project.run_id, "ai.1", "--star")
    said = command("prune", "--older-than", "0d", "--dry-run").stderr
    assert f"{project.run_id} was rated" in said
    assert f"{replayed(project)} was rated" not in said
