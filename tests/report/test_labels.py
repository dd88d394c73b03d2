"""Several texts of one column: what stands before a colon is their label, and a place without a text is not shown."""

import pytest
from builders import ROOT

from brief.delivery.digest import lines_of
from brief.report.format import Format, load_format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from brief.report.render.page import view_of
from schemas.report import Report


@pytest.fixture(scope="module")
def daily() -> Format:
    return load_format(ROOT / "formats", "ai-daily")


def report_with(sample: Report, **texts: str | tuple[str, str]) -> Report:
    """One item whose cells say that; a pair says who wrote it. What is left out is empty."""
    daily = load_format(ROOT / "formats", "ai-daily")
    section, template = sample.sections[0], sample.sections[0].rows[0]
    cells = []
    for column in daily.sections[0].columns:
        given = texts.get(column.id, "")
        text, by = given if isinstance(given, tuple) else (given, "model")
        kind = ("quoted" if by == "extraction" else "stated") if text else "none"
        cells.append(template.cells[0].model_copy(update={"column": column.id, "text": text, "by": by, "kind": kind}))
    row = template.model_copy(update={"id": "items1.e1", "cells": tuple(cells), "remarks": ()})
    columns = tuple(
        section.columns[0].model_copy(update={"id": one.id, "title": one.title}) for one in daily.sections[0].columns
    )
    update = {"id": "items1", "title": "新模型", "thesis": None, "rows": (row,), "columns": columns, "effects": ()}
    synthesis = sample.synthesis.model_copy(update={"keywords": (), "signals": (), "risks": ()})
    return sample.model_copy(
        update={
            "format": "ai-daily",
            "sections": (section.model_copy(update=update),),
            "synthesis": synthesis,
            "blocks": (),
        }
    )


def label_of(sample: Report, daily: Format, text: str, by: str = "model") -> tuple[str, str]:
    view = view_of(report_with(sample, event="甲公司发布新模型", points1=(text, by)), daily)
    ((cell,),) = view.sections[0].rows[0].told
    return cell.label, cell.statement.text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("上下文：100万词元", "上下文"),
        ("Context window: one million tokens", "Context window"),
        ("价格：输入每百万词元2.4元，输出：9.6元", "价格"),
        ("公司首席执行官在电话会上表示：价格不变", ""),
        ("价格降到2.4元：降了四成", ""),
        ("没有标签的一条，后面：有冒号", ""),
        ("比例为3:1的配比", ""),
        ("上下文：", ""),
    ],
)
def test_a_label_is_short_says_no_figure_and_stands_before_something(
    sample_report: Report, daily: Format, text: str, label: str
) -> None:
    found, rest = label_of(sample_report, daily, text)
    assert found == label
    assert rest == (text[len(label) + 1 :].lstrip() if label else text)


def test_what_a_source_says_before_a_colon_is_no_label(sample_report: Report, daily: Format) -> None:
    assert label_of(sample_report, daily, "中标金额：13,700万元", "extraction") == ("", "中标金额：13,700万元")


def test_an_item_shows_labels_paragraphs_and_nothing_for_what_it_lacks(sample_report: Report, daily: Format) -> None:
    report = report_with(
        sample_report,
        event="甲公司发布新模型",
        lead="甲公司发布新模型，价格降四成。",
        points1="上下文：100万词元",
        points2="只有价格变了",
        depth1="第一段。",
        depth2="第二段。",
        impact1="同业：价格承压",
    )
    page, html = render_markdown(report, daily).text, render_html(report, daily)
    item = page.partition("\n### ")[2].partition("\n---")[0]
    lines = [line.partition("[")[0].rstrip("¹²") for line in item.split("\n")[1:] if line]
    assert lines == [
        "甲公司发布新模型，价格降四成。",
        "- **上下文**：100万词元",
        "- 只有价格变了",
        "**深度解读 & 洞察**：",
        "第一段。",
        "第二段。",
        "**影响**：",
        "- **同业**：价格承压",
    ]
    assert html.count("<dt>") == 4 + html.partition("<main>")[0].count("<dt>")
    assert "<b>上下文</b>：" in html
    told = [line.text for line in lines_of(report, daily, full=True) if line.kind == "cell"]
    assert [one.partition("（")[0] for one in told][1:3] == ["上下文：100万词元", "要点：只有价格变了"]


def test_an_item_without_a_ground_says_no_word_of_it(sample_report: Report, daily: Format) -> None:
    report = report_with(sample_report, event="甲公司发布新模型")
    shown = render_markdown(report, daily).text + render_html(report, daily)
    assert [
        word for word in ("深度解读", "影响", "要点：", "导语", "未录") if word in shown.partition("取舍与说明")[0]
    ] == []
