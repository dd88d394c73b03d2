import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from staging import NOW, ROOT, Stage, staged

from brief.cli.main import cli
from brief.diff.report_diff import Change, NumberChange, compare
from brief.diff.settings_diff import causes
from brief.diff.text_diff import Piece, pieces
from brief.evaluation.comparison import figures
from schemas.report import Report
from schemas.run import RunRecord

Edit = Callable[[dict[str, Any]], Any]


@pytest.fixture
def changed(sample_report: Report) -> Callable[[Edit], tuple[Change, ...]]:
    """What is told of the sample report after an edit of its JSON."""

    def edited(edit: Edit, same_events: bool = True) -> tuple[Change, ...]:
        data = sample_report.model_dump(mode="json")
        edit(data)
        return compare(sample_report, Report.model_validate(data), same_events=same_events)

    return edited


Changed = Callable[..., tuple[Change, ...]]


def told(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.kind, change.part) for change in changes]


def rows(data: dict[str, Any], section: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data["sections"][section]["rows"]
    return found


def test_a_report_is_equal_to_itself_whoever_wrote_it(changed: Changed) -> None:
    assert changed(dict) == ()
    assert changed(lambda data: data["models"].update(critic="openai:other")) == ()


def test_a_changed_cell_is_told_character_by_character_in_chinese() -> None:
    assert pieces("一期项目投产，年产能5万吨", "二期项目投产，年产能8.5万吨") == (
        Piece("-", "一"),
        Piece("+", "二"),
        Piece("=", "期项目投产，年产能"),
        Piece("-", "5"),
        Piece("+", "8.5"),
        Piece("=", "万吨"),
    )


def test_a_latin_word_and_a_figure_change_as_a_whole() -> None:
    assert pieces("priced at 12.5% of GPT-5", "priced at 12.7% of GPT-6") == (
        Piece("=", "priced at "),
        Piece("-", "12.5%"),
        Piece("+", "12.7%"),
        Piece("=", " of "),
        Piece("-", "GPT-5"),
        Piece("+", "GPT-6"),
    )


def test_a_single_character_in_common_between_two_changes_is_no_word() -> None:
    assert pieces("甲的乙", "丙的丁") == (Piece("-", "甲的乙"), Piece("+", "丙的丁"))


@given(st.text("储能电站 的a1.%\n", max_size=40), st.text("储能电站 的a1.%\n", max_size=40))
def test_both_texts_come_back_from_their_pieces(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.sign != "+") == before
    assert "".join(piece.text for piece in found if piece.sign != "-") == after


def test_an_edited_cell_names_its_row_and_column(changed: Changed) -> None:
    (change,) = changed(lambda data: rows(data)[0]["cells"][0].update(text="改过的事件"))
    assert (change.kind, change.part) == ("changed", "cell")
    assert change.place.endswith(" event")
    assert Piece("+", "改过的事件") in change.pieces or change.after == "改过的事件"


def test_who_wrote_a_cell_and_of_what_kind_it_is_are_content(changed: Changed) -> None:
    (change,) = changed(lambda data: rows(data)[0]["cells"][0].update(by="hand", kind="inferred"))
    assert change.pieces == ()
    assert change.by is not None
    assert change.by[1] == "hand"
    assert change.claim_kind is not None
    assert change.claim_kind[1] == "inferred"


def test_a_citation_that_is_gone_and_one_that_came_are_told(changed: Changed) -> None:
    (change,) = changed(lambda data: rows(data)[0]["cells"][0]["citations"][0].update(quote="另一句原文"))
    assert [one.sign for one in change.citations] == ["-", "+"]
    assert change.citations[1].quote == "另一句原文"


def test_a_dropped_row_moves_no_other(changed: Changed) -> None:
    changes = changed(lambda data: rows(data).pop(0))
    assert told(changes) == [("dropped", "row")]
    assert changes[0].before


def test_an_added_row_is_told_with_its_text(sample_report: Report, changed: Changed) -> None:
    shorter = sample_report.model_dump(mode="json")
    shorter["sections"][0]["rows"].pop()
    changes = compare(Report.model_validate(shorter), sample_report, same_events=True)
    assert told(changes) == [("added", "row")]
    assert changes[0].after


def test_the_first_row_put_last_is_the_only_one_that_moved(changed: Changed) -> None:
    (change,) = changed(lambda data: rows(data).append(rows(data).pop(0)))
    assert (change.kind, change.part, change.before) == ("moved", "row", "ai 1")


def test_a_row_in_another_section_moved(changed: Changed) -> None:
    changes = changed(lambda data: rows(data, 1).insert(0, rows(data).pop()))
    assert told(changes) == [("moved", "row")]
    assert changes[0].after == "energy 1"


def test_rows_of_other_evidence_are_known_by_what_they_cite(sample_report: Report, changed: Changed) -> None:
    def renumber(data: dict[str, Any]) -> None:
        for number, row in enumerate(rows(data)):
            row["event_id"] = f"e9{number}"

    cited = [row for row in sample_report.sections[0].rows if any(cell.citations for cell in row.cells)]
    assert cited
    renamed = changed(renumber, same_events=False)
    assert sum(change.part == "row" for change in renamed) == 2 * (len(sample_report.sections[0].rows) - len(cited))
    assert {("dropped", "row"), ("added", "row")} <= set(told(changed(renumber, same_events=True)))


def test_theses_effects_and_risks_are_told(changed: Changed) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["sections"][0]["thesis"]["text"] += "补充。"
        data["sections"][0]["effects"].pop()
        data["synthesis"]["risks"] = []

    kinds = told(changed(edit))
    assert kinds[:2] == [("changed", "thesis"), ("dropped", "effect")]
    assert set(kinds[2:]) <= {("dropped", "risk")}


def test_a_claim_in_another_order_is_the_same(changed: Changed) -> None:
    assert changed(lambda data: data["synthesis"]["risks"].reverse()) == ()


def test_the_figures_of_a_changed_text_are_told_whatever_their_unit(sample_report: Report) -> None:
    def saying(text: str) -> Report:
        data = sample_report.model_dump(mode="json")
        data["sections"][0]["thesis"]["text"] = text
        return Report.model_validate(data)

    before, after = saying("总投资1.2万亿元，年产能5万吨"), saying("总投资12000亿元，年产能8.5万吨")
    (change,) = compare(before, after, same_events=True)
    assert change.numbers == (NumberChange("-", "5万吨"), NumberChange("+", "8.5万吨"))


def test_sections_that_change_places_move_and_their_rows_stay(changed: Changed) -> None:
    changes = changed(lambda data: data["sections"].reverse())
    assert set(told(changes)) == {("moved", "section")}
    assert len(changes) == 2


def leaves(
    value: Any, names: tuple[str, ...] = (), path: tuple[Any, ...] = ()
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The last two names that lead to each text of a report, and its whole path."""
    if not isinstance(value, dict | list):
        yield " ".join(names[-2:]), path
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*names, key), (*path, key))
    else:
        for number, part in enumerate(value):
            yield from leaves(part, names, (*path, number))


OTHER = {
    "start": "2020-01-01",
    "end": "2030-01-01",
    "published": "2020-01-01T00:00:00Z",
    "kind": "none",
    "by": "hand",
    "column": "impact",
    "url": "https://elsewhere.example/",
}
TOLD_ELSEWHERE = {"citations title", "citations published", "citations passage_id", "sources url"}
"""Of a document with the source, of a passage by its quote."""
NAMES = {"rows id", "thesis id", "effects id", "risks id", "entries id", "sources document_id", "citations document_id"}


def edited(report: Report, path: tuple[Any, ...]) -> Report:
    data = report.model_dump(mode="json")
    part: Any = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = "impact" if path[-3:-2] == ("columns",) and path[-1] == "id" else OTHER.get(path[-1], "另外的")
    return Report.model_validate(data)


def test_whatever_is_content_in_a_report_is_told_where_it_changes(sample_report: Report) -> None:
    found = {
        name
        for name, path in leaves(sample_report.model_dump(mode="json"))
        if not name.startswith(("schema_version", "models"))
        and not name.endswith(" lang")
        and (other := edited(sample_report, path)) != sample_report
        and not compare(sample_report, other, same_events=True)
    }
    assert found <= TOLD_ELSEWHERE | NAMES


def test_keywords_signals_notes_and_issues_are_told(changed: Changed) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["synthesis"]["keywords"][0]["term"] = "新词"
        data["synthesis"]["signals"][0]["text"] += "又及。"
        data["notes"].append("完全另外的一句")
        data["open_issues"] = []

    kinds = told(changed(edit))
    assert {("dropped", "keyword"), ("added", "keyword"), ("changed", "signal")} <= set(kinds)
    assert {("added", "note"), ("dropped", "issue")} <= set(kinds)


@dataclass(frozen=True)
class Pair:
    stage: Stage
    first: RunRecord
    same: RunRecord
    other: RunRecord

    def diff(self, *arguments: str) -> Result:
        here = ("--runs-dir", str(self.stage.runs))
        return CliRunner().invoke(cli, ["diff", *arguments, *here], standalone_mode=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with staged(tmp_path_factory.mktemp("diff")) as stage:
        first = stage.run(model=None, offline=True)
        same = stage.replay(first.run_id)
        yield Pair(stage, first, same, stage.replay(first.run_id, overrides=("sections.ai.limit=2",)))


@pytest.fixture
def pair(made: Pair) -> Iterator[Pair]:
    """What a test runs goes when it ends: others ask for the newest run."""
    before = set(made.stage.runs.iterdir())
    yield made
    for run in set(made.stage.runs.iterdir()) - before:
        shutil.rmtree(run)


def test_the_command_ends_with_0_where_the_reports_are_equal(pair: Pair) -> None:
    result = pair.diff(pair.first.run_id, pair.same.run_id)
    assert result.return_value == 0
    assert "the same report" in result.stdout


def test_the_command_ends_with_1_and_names_the_key_that_differs(pair: Pair) -> None:
    result = pair.diff(pair.first.run_id, pair.other.run_id, "--json")
    assert result.return_value == 1
    found = json.loads(result.stdout)
    assert (found["equal"], found["exit_code"]) == (False, 1)
    assert found["causes"] == [
        {"part": "config", "name": "sections.ai.limit", "before": "8", "after": "2", "rewordings": None}
    ]
    assert {"dropped"} == {change["kind"] for change in found["reports"][0]["changes"] if change["part"] == "row"}
    assert "elapsed_seconds" in found["figures"]


def test_of_a_changed_prompt_the_changed_words_are_shown(pair: Pair, tmp_path: Path) -> None:
    pair.stage.edit("table_writer", "\n9. <b>文字要短</b>。")
    try:
        child = pair.stage.replay(pair.first.run_id)
    finally:
        shutil.copy(ROOT / "prompts" / "table_writer.md", pair.stage.folder / "prompts")
    page = tmp_path / "diff.html"
    lines = pair.diff(pair.first.run_id, child.run_id).stdout.splitlines()
    found = json.loads(pair.diff(pair.first.run_id, child.run_id, "--json", "--html", str(page)).stdout)["causes"][0]
    assert found["rewordings"]["places"] == [
        {"line": number, "pieces": [{"sign": "+", "text": "9. <b>文字要短</b>。"}]}
        for number in [found["rewordings"]["places"][0]["line"]]
    ]
    assert f"    line {found['rewordings']['places'][0]['line']}: {{+9. <b>文字要短</b>。+}}" in lines
    assert "<ins>9. &lt;b&gt;文字要短&lt;/b&gt;。</ins>" in page.read_text("utf-8")


def test_the_evaluation_of_both_is_shown_and_decides_nothing(pair: Pair) -> None:
    found = json.loads(pair.diff(pair.first.run_id, pair.other.run_id, "--json").stdout)["evaluation"]
    assert found["before"]["rows"] > found["after"]["rows"] > 2
    assert found["after"]["quotes_exact"]["share"] == 1
    assert found["after"]["cost"]["calls"] == 0
    lines = [line.split() for line in pair.diff(pair.first.run_id, pair.other.run_id).stdout.splitlines()]
    assert ["rows", str(found["before"]["rows"]), "->", str(found["after"]["rows"])] in lines
    same = pair.diff(pair.first.run_id, pair.same.run_id)
    assert ["rows", str(found["before"]["rows"])] in [line.split() for line in same.stdout.splitlines()]


def test_the_newest_run_is_compared_with_its_parent_where_none_is_named(pair: Pair) -> None:
    child = pair.stage.replay(pair.same.run_id, NOW + timedelta(hours=1), overrides=("sections.web3.limit=2",))
    for named in ((), ("last",), (child.run_id,)):
        assert pair.diff(*named).stdout.startswith(f"{pair.same.run_id} -> {child.run_id}: ")


def test_a_run_that_failed_is_not_taken_and_the_one_that_is_is_told(pair: Pair) -> None:
    child = pair.stage.replay(pair.first.run_id, NOW + timedelta(hours=2))
    failed = pair.stage.run(NOW + timedelta(hours=3), period="2025-W30", model=None, offline=True)
    result = pair.diff()
    assert result.stdout.startswith(f"{pair.first.run_id} -> {child.run_id}: ")
    assert f"{failed.run_id} (failed)" in result.stderr


def test_a_place_is_told_as_a_reader_counts_and_by_the_id_that_show_takes(pair: Pair) -> None:
    changes = json.loads(pair.diff(pair.other.run_id, pair.first.run_id, "--json").stdout)["reports"][0]["changes"]
    added = [change["where"] for change in changes if (change["kind"], change["part"]) == ("added", "row")]
    report = json.loads((pair.stage.runs / pair.first.run_id / "report.json").read_text("utf-8"))
    rows = next(section["rows"] for section in report["sections"] if section["id"] == "ai")
    assert added == [f"ai row {number} ({row['id']})" for number, row in enumerate(rows, 1)][2:]


def test_the_writer_of_keywords_signals_and_risks_is_compared(changed: Changed) -> None:
    def edit(data: dict[str, Any]) -> None:
        for part in ("keywords", "signals", "risks"):
            data["synthesis"][part][0]["by"] = "hand"

    found = changed(edit)
    assert [(one.part, one.by and one.by[1]) for one in found] == [(p, "hand") for p in ("keyword", "signal", "risk")]


def test_a_page_is_written_and_said_and_the_differences_are_not_printed_again(pair: Pair, tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    result = pair.diff(pair.first.run_id, pair.other.run_id, "--html", str(page))
    head, *_, last = result.stdout.splitlines()
    assert head.startswith(f"{pair.first.run_id} -> {pair.other.run_id}: ")
    assert last == str(page)
    assert "dropped row" not in result.stdout
    assert "ai row 3 (" in page.read_text("utf-8")


def test_evidence_that_cannot_be_read_leaves_the_evaluation_open(pair: Pair) -> None:
    step = pair.stage.runs / pair.same.run_id / "1-retrieval.json"
    held = step.read_bytes()
    step.write_text("{")
    try:
        result = pair.diff(pair.first.run_id, pair.same.run_id, "--json")
    finally:
        step.write_bytes(held)
    found = json.loads(result.stdout)
    assert (result.return_value, found["evaluation"]["after"]) == (0, None)


def test_a_page_of_the_differences_holds_no_markup_of_the_news(pair: Pair, tmp_path: Path) -> None:
    hostile = '<script>alert("x")</script>'
    folder = pair.stage.runs / pair.other.run_id
    before = (folder / "report.json").read_text("utf-8")
    data = json.loads(before)
    data["sections"][0]["rows"][0]["cells"][0]["text"] = hostile + "\x1b[31m\u202e"
    (folder / "report.json").write_text(json.dumps(data), "utf-8")
    page = tmp_path / "diff.html"
    try:
        result = pair.diff(pair.first.run_id, pair.other.run_id, "--html", str(page))
    finally:
        (folder / "report.json").write_text(before, "utf-8")
    text = page.read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "http-equiv" in text
    assert "\x1b" not in text + result.stdout
    assert "\u202e" not in text + result.stdout


def test_a_run_without_a_report_cannot_be_compared(pair: Pair) -> None:
    empty = pair.stage.run(period="2025-W30", model=None, offline=True)
    result = CliRunner().invoke(cli, ["diff", empty.run_id, pair.first.run_id, "--runs-dir", str(pair.stage.runs)])
    assert "has no report" in str(result.exception)


def test_what_it_cost_is_shown(pair: Pair) -> None:
    dear = pair.same.model_copy(update={"cost_usd": 1.5, "elapsed_seconds": 99.0})
    shown = {one.name: (one.before, one.after) for one in figures(pair.first, dear)}
    assert shown["cost_usd"] == (pair.first.cost_usd, 1.5)
    assert causes(pair.first, dear, same_evidence=True) == ()


def test_of_a_list_only_the_members_that_differ_are_told(pair: Pair) -> None:
    run = {**pair.first.configuration["run"], "noise": [*pair.first.configuration["run"]["noise"], "新增词"]}
    other = pair.first.model_copy(update={"configuration": {**pair.first.configuration, "run": run}})
    (cause,) = causes(pair.first, other, same_evidence=True)
    assert (cause.name, cause.before, cause.after) == ("run.noise", "[]", '["新增词"]')


def test_other_evidence_prompts_and_models_are_causes(pair: Pair) -> None:
    other = pair.first.model_copy(
        update={
            "prompt_versions": {**pair.first.prompt_versions, "critic": "0" * 12},
            "chains": {**pair.first.chains, "critic": ("fake:m", "extractive")},
            "instruction": "多写储能",
            "amendments": ("e12 is left out",),
            "taken_over": ("table-ai",),
        }
    )
    found = {(cause.part, cause.name) for cause in causes(pair.first, other, same_evidence=False)}
    by_hand = {("instruction", "writers"), ("edit", "e12 is left out"), ("taken over", "table-ai")}
    assert found == {("evidence", "1-retrieval"), ("prompt", "critic"), ("model", "critic"), *by_hand}


def test_who_judges_is_no_cause(pair: Pair) -> None:
    judged = {**pair.first.configuration["models"], "judge": ["fake:judge"]}
    other = pair.first.model_copy(update={"configuration": {**pair.first.configuration, "models": judged}})
    assert causes(pair.first, other, same_evidence=True) == ()
