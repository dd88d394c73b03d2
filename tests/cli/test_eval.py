"""`brief eval`: the ruler finds what was planted, in a run's report and in any Markdown."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from brief.cli.main import cli
from brief.cli.views.scores import as_rows, judged_rows
from brief.evaluation.markdown_reader import read_statements
from brief.evaluation.scores import Gold, Measured, Quotation, Scores, Statement, score
from schemas.reasons import IssueKind, Reason
from schemas.retrieval import Document

ROOT = Path(__file__).resolve().parents[2]
WEEK = ROOT / "examples" / "2026-W02.jsonl"
URL = "https://outlet.example/1"
TITLE = "宁德时代建成100兆瓦储能电站，总投资12亿元"


def document(url: str = URL, title: str = TITLE) -> Document:
    return Document(
        id=url,
        url=url,
        title=title,
        published_at=datetime(2026, 1, 7, tzinfo=UTC),
        source="outlet",
        publisher="outlet.example",
        lang="zh",
        content_hash="",
    )


def scored(*statements: Statement, **more: Any) -> Scores:
    return score(Measured("report", statements, (document(),), **more), more.pop("gold", None))


def test_a_statement_that_its_source_carries_is_good_in_every_figure() -> None:
    found = scored(Statement("s", "宁德时代的电站投资12亿元", (URL,), (Quotation("12亿元", TITLE),), row="r", head="h"))
    good = (found.link_coverage, found.link_validity, found.figures_borne_out, found.quotes_exact, found.rows_told_once)
    assert [one and one.share for one in good] == [1.0] * 5
    assert found.names_borne_out.failed == ()


@pytest.mark.parametrize("said", ["投资12亿美元", "投资1.2亿元", "建成100吉瓦电站", "投资一百亿元"])
def test_a_figure_that_its_source_does_not_carry_is_found(said: str) -> None:
    assert scored(Statement("s", said, (URL,))).figures_borne_out.good == 0


def test_a_name_that_its_source_does_not_carry_is_found() -> None:
    assert scored(Statement("s", "Zyxwell与宁德时代签约", (URL,))).names_borne_out.failed == ("s: Zyxwell",)


def test_a_link_outside_the_evidence_is_found_and_a_tracking_parameter_is_none() -> None:
    found = scored(Statement("s", "甲", (URL + "?utm_source=x", "https://outlet.example/2")))
    assert found.link_validity
    assert found.link_validity.failed == ("s: https://outlet.example/2",)


def test_a_quote_that_is_not_verbatim_is_found() -> None:
    found = scored(Statement("s", "甲", (URL,), (Quotation("12 亿元", TITLE), Quotation("甲", None))))
    assert found.quotes_exact
    assert (found.quotes_exact.good, found.quotes_exact.all) == (0, 2)


def test_rows_that_share_a_document_or_a_headline_are_repeats() -> None:
    shared = (Statement("a", "甲", (URL,), row="1", head="甲"), Statement("b", "乙", (URL,), row="2", head="乙"))
    alike = (Statement("a", TITLE, row="1", head=TITLE), Statement("b", TITLE, row="2", head=TITLE + "！"))
    assert scored(*shared).rows_told_once.good == scored(*alike).rows_told_once.good == 1


def test_a_signal_needs_two_sections_and_a_figure_of_the_synthesis_needs_a_row() -> None:
    row = Statement("a", "储能", (URL,), row="1")
    told = (Statement("s", "投资12亿元", is_synthesis=True), Statement("t", "投资38亿元", is_synthesis=True))
    found = scored(row, *told, signals=(("ai", "energy"), ("ai", "ai")))
    assert found.signals_joined
    assert (found.signals_joined.good, found.signals_joined.all) == (1, 2)
    assert found.synthesis_figures_with_row.failed == ("t: 38亿元",)


def test_a_gold_event_is_covered_by_address_or_by_headline() -> None:
    measured = Measured("report", (Statement("a", TITLE, (URL,), row="1", head=TITLE),), ())
    gold = (Gold(url=URL + "/?utm_medium=y"), Gold(title=TITLE + "。"), Gold(title="另一件事"))
    covered = score(measured, gold).gold_covered
    assert covered
    assert covered.failed == ("另一件事",)


def test_a_row_of_a_table_is_one_statement_with_its_links() -> None:
    table = f"# T\n\n| a | b |\n|---|---|\n| [甲方签约]({URL}) | 5GW |\n| 乙方签约 | 6GW |\n"
    first, second = read_statements(table)
    assert (first.text, first.urls, first.head, first.row) == ("甲方签约；5GW", (URL,), "甲方签约", first.row)
    assert second.urls == ()
    assert second.row not in ("", first.row)


def test_labels_outlets_front_matter_and_scripts_of_addresses_say_nothing() -> None:
    head = "---\ntitle: x\n---\n**核心**\n\n"
    text = f"{head}**风险**：供应仍存在不确定性的因素（[财经网]({URL})）\n依据：[甲]({URL})、[乙]({URL}2)\n"
    first, second = read_statements(text + "\n[点此](javascript:alert(1))\n")
    assert (first.text, first.urls) == ("供应仍存在不确定性的因素", (URL, f"{URL}2"))
    assert second.urls == ()


@given(st.text(alphabet="ab1|-[]()<>*#\n` ：、\0", max_size=80))
def test_any_markdown_can_be_measured(text: str) -> None:
    assert all(one.text or one.urls for one in read_statements(text))


def brief(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    done = brief(
        "run", "--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", WEEK, "--offline", "--runs-dir", folder
    )
    assert done.exit_code == 0
    return folder


def test_an_extractive_run_is_right_in_every_figure(runs: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"url": "https://bay-business.example/capital/20260109-minimax"}\n"没有这件事"\n', encoding="utf-8"
    )
    (found,) = json.loads(brief("eval", "last", "--runs-dir", runs, "--gold", gold, "--json").stdout)["reports"]
    names = ("link_coverage", "link_validity", "figures_borne_out", "names_borne_out", "quotes_exact")
    assert {name: found[name]["share"] for name in names} == dict.fromkeys(names, 1.0)
    assert (found["rows"], found["gold_covered"]["good"], found["cost"]["calls"]) == (24, 1, 0)


def test_a_runs_own_markdown_keeps_links_figures_and_rows_of_the_evidence(runs: Path) -> None:
    (markdown,) = runs.glob("*/report.md")
    (found,) = json.loads(brief("eval", "--markdown", markdown, "--corpus", WEEK, "--json").stdout)["reports"]
    assert (found["rows"], found["cost"]) == (24, None)
    assert found["link_validity"]["share"] == found["figures_borne_out"]["share"] == 1.0
    assert found["rows_told_once"]["failed"] == []


def test_reports_stand_side_by_side(runs: Path) -> None:
    (markdown,) = runs.glob("*/report.md")
    lines = brief("eval", "last", "--markdown", markdown, "--runs-dir", runs).stdout.split("\n")
    assert "report.md" in lines[0]
    assert "weekly" in lines[0]


@pytest.mark.parametrize("arguments", [(), ("last", "--corpus", "x"), ("--markdown", "missing.md"), ("nothing",)])
def test_what_cannot_be_measured_is_a_usage_error(arguments: tuple[str, ...], runs: Path) -> None:
    from brief.cli.main import exit_status

    assert exit_status(["eval", *arguments, "--runs-dir", str(runs)]) == 2


def test_each_line_of_the_table_has_a_line_in_the_guide() -> None:
    guide = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    explained = {line.split(" | ")[0].removeprefix("| ") for line in guide.splitlines() if line.startswith("| ")}
    labels = [row[0] for row in (*as_rows([("r", scored())])[1:], *judged_rows([]))]
    assert len(labels) > 30
    combined = {f"{line.split()[0]} {part}" for line in explained if ", " in line for part in _parts(line)}
    assert [label for label in labels if label not in explained | combined] == []


def _parts(line: str) -> list[str]:
    """`9 judge: calls asked, calls reused` -> what each stands for, without the number."""
    _, _, names = line.partition(" ")
    head = f"{names.partition(':')[0]}: " if ":" in names else ""
    return [head + part for part in names.removeprefix(head).split(", ")]


def test_each_reason_of_a_fallback_has_a_line_in_the_guide() -> None:
    guide = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    of_answers = set(get_args(Reason)) - set(get_args(IssueKind))
    assert [code for code in of_answers if f"`{code}`" not in guide] == []
