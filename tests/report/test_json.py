import json

from brief.report.render.json import SCHEMA_FILE, render_json, report_schema
from schemas.report import Report


def test_the_stored_schema_is_that_of_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == report_schema(), "run `python -m brief.report.render.json`"


def test_a_report_comes_back_from_its_json(sample_report: Report) -> None:
    text = render_json(sample_report)
    assert Report.model_validate_json(text) == sample_report
    assert text == render_json(sample_report.model_copy(deep=True))
    assert text.endswith("}\n")
    assert "\\u" not in text


def test_the_keys_stand_in_the_order_of_the_contract(sample_report: Report) -> None:
    data = json.loads(render_json(sample_report))
    assert list(data) == [
        "schema_version",
        "title",
        "byline",
        "format",
        "language",
        "period",
        "models",
        "sections",
        "synthesis",
        "blocks",
        "sources",
        "notes",
        "open_issues",
    ]
    section = data["sections"][0]
    assert list(section) == ["id", "title", "thesis", "columns", "rows", "effects"]
    assert list(section["rows"][0]) == ["id", "event_id", "cells"]
    assert list(section["rows"][0]["cells"][0]) == ["column", "text", "lang", "kind", "by", "citations"]
    assert list(section["rows"][0]["cells"][0]["citations"][0]) == [
        "url",
        "title",
        "published",
        "document_id",
        "passage_id",
        "quote",
    ]
    assert list(data["synthesis"]) == ["keywords", "signals", "risks"]
    assert list(data["synthesis"]["keywords"][0]) == ["term", "meaning", "citations"]
    assert list(data["synthesis"]["signals"][0]) == ["sections", "rows", "text", "citations"]


def test_a_report_holds_no_trace_of_its_run() -> None:
    schema = report_schema()
    for name in ("run_id", "created_at", "elapsed", "cost", "calls", "tokens", "seconds"):
        assert f'"{name}"' not in schema
