"""Whether two editions of a report agree."""

import json
from pathlib import Path

import pytest

from checks.editions import agreement
from schemas.report import Report

REPORT = Report.model_validate_json((Path(__file__).parents[1] / "quantshark_report.json").read_text("utf-8"))


def changed(old: str, new: str) -> Report:
    text = REPORT.model_dump_json()
    assert old in text
    return Report.model_validate_json(text.replace(old, new))


def first_cell() -> tuple[str, str]:
    row = next(row for section in REPORT.sections for row in section.rows)
    return f"{row.id}.{row.cells[0].column}", row.cells[0].text


def test_a_report_agrees_with_itself() -> None:
    found = agreement(REPORT, REPORT)
    assert found.apart == ()
    assert found.units > 3


def test_other_words_with_the_same_figures_agree_and_another_figure_does_not() -> None:
    place, text = first_cell()
    body = json.loads(REPORT.model_dump_json())
    row = next(row for section in body["sections"] for row in section["rows"])
    for told, apart in ((f"{text}，换句话说", ()), (f"{text}，共98765吨", (place,))):
        row["cells"][0]["text"] = told
        assert agreement(REPORT, Report.model_validate(body)).apart == apart


@pytest.mark.parametrize("part", ["rows", "citations"])
def test_a_row_or_a_link_that_is_gone_is_told(part: str) -> None:
    place, _ = first_cell()
    body = json.loads(REPORT.model_dump_json())
    section = next(section for section in body["sections"] if section["rows"])
    if part == "rows":
        del section["rows"][0]
    else:
        section["rows"][0]["cells"][0]["citations"] = []
    assert place in agreement(REPORT, Report.model_validate(body)).apart
    assert place in agreement(Report.model_validate(body), REPORT).apart


def test_rows_in_another_order_are_told() -> None:
    body = json.loads(REPORT.model_dump_json())
    section = next(section for section in body["sections"] if len(section["rows"]) > 1)
    section["rows"].reverse()
    assert agreement(REPORT, Report.model_validate(body)).apart
