"""A cell of a typed column holds one value of its kind that its evidence has; a total is what code counts."""

from dataclasses import replace

import pytest
from builders import cite, claim_values, classification, draft, evidence, section_evidence, table

from checks.catalogue import examine
from checks.evidence_index import EvidenceIndex, library_of
from checks.numbers import NUMBERS
from checks.typed_cells import KINDS, TOTALS, counted
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.section import Block, Choice, Column, Counts, Section
from schemas.table import Cell, Row

STAGES = (Choice(title="中标", words=("中标", "定标")), Choice(title="流标", words=("流标",)))
COLUMNS = (
    Column(id="event", title="项目", max_chars=60),
    Column(id="amount", title="金额", max_chars=20, kind="money"),
    Column(id="stage", title="阶段", max_chars=8, kind="choice", choices=STAGES),
    Column(id="date", title="日期", max_chars=16, kind="date"),
)
TOTAL = Block(
    id="totals", title="", holds="stated", most=1, max_chars=9, asks="", counts=Counts(by="stage", sums="amount")
)
PUBLIC = Section(id="public", title="政企", description="d", columns=COLUMNS, blocks=(TOTAL,))
FIRST = ("澹湖市算力设备采购中标结果公告", "中标金额4亿元，公告日期2026年1月6日。")
SECOND = ("南璞大学计算集群采购中标结果公告", "中标金额8000万元。")


def row(event_id: str, texts: tuple[str, str], **cells: str) -> Row:
    row_id, document = f"public.{event_id}", f"d{event_id[1:]}"
    said = {"event": (texts[0], 1), **{column: (text, 2) for column, text in cells.items()}}
    made = [
        Cell(column=column, **claim_values(f"{row_id}.{column}", text, cite(document, texts[number - 1], number)))
        for column, (text, number) in said.items()
    ]
    return Row(id=row_id, event_id=event_id, cells=tuple(made))


def index() -> EvidenceIndex:
    shown = section_evidence(PUBLIC, evidence("e1", *FIRST), evidence("e2", *SECOND))
    return library_of(classification(shown))


def with_rows(*effects: str, **cells: str) -> Draft:
    """Two awards, and what is said of both below them."""
    first = {"amount": "4亿元", "stage": "中标", "date": "2026-01-06"} | cells
    rows = (row("e1", FIRST, **first), row("e2", SECOND, amount="8000万元", stage="中标"))
    grounds = (cite("d1", FIRST[1], 2), cite("d2", SECOND[1], 2))
    said = tuple(Claim(**claim_values(f"public.effect{n}", text, *grounds)) for n, text in enumerate(effects, 1))
    return draft(table("public", *rows, effects=said))


def found(given: Draft) -> list[tuple[str, str]]:
    return [
        (issue.claim_id, issue.kind) for check in (KINDS, TOTALS, NUMBERS) for issue in check.issues(given, index())
    ]


def test_values_of_their_kinds_that_the_evidence_has_pass() -> None:
    assert found(with_rows()) == []
    assert "wrong_kind" not in {issue.kind for issue in examine(with_rows(), index())}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("amount", "4亿元，期限三年8000万元"),
        ("amount", "金额较大"),
        ("stage", "已经中标"),
        ("stage", "流标"),
        ("date", "近日"),
        ("date", "2025-11-02"),
    ],
)
def test_a_value_of_another_kind_or_that_no_document_has_is_refused(column: str, text: str) -> None:
    assert (f"public.e1.{column}", "wrong_kind") in found(with_rows(**{column: text}))


@pytest.mark.parametrize("text", ["两项中标合计4.8亿元", "中标共2项", "澹湖一项的中标金额合计4亿元"])
def test_what_code_counts_and_what_a_passage_says_may_be_said(text: str) -> None:
    assert found(with_rows(text)) == []


@pytest.mark.parametrize("text", ["两项中标合计5亿元", "中标共3项", "国产占比67%"])
def test_another_total_is_refused_and_the_writer_is_told_the_right_one(text: str) -> None:
    given = with_rows(text)
    assert ("public.effect1", "total_not_counted") in found(given)
    (told,) = [issue.message for issue in TOTALS.issues(given, index())]
    assert "4.8亿 = 480 million CNY" in told


def test_each_block_that_counts_is_counted() -> None:
    makers = Column(id="maker", title="", max_chars=9, kind="choice", choices=(Choice(title="国产"),))
    second = Block(**{**dict(TOTAL), "id": "makers", "counts": Counts(by="maker", sums="amount")})
    (made,) = with_rows(maker="国产").tables
    asked = {one.id: one for one in (*COLUMNS, makers, TOTAL, second)}
    assert [(one.basis, one.rows) for one in counted(made, {"public": asked})] == [("中标", 2), ("国产", 1), ("", 1)]


def test_a_format_that_counts_nothing_has_no_totals_to_refuse() -> None:
    known = replace(index(), asked={"public": {column.id: column for column in COLUMNS}})
    assert list(TOTALS.issues(with_rows("中标共3项"), known)) == []
