"""A model that lies in every sentence, or talks nonsense, never makes a report worse than extraction."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lying import KINDS, Lies, Speaker, false_lines, liar, lies_about, lying_server, nonsense
from weeks import NOW, example_lines, plan_of

from brief.pipeline.gather import gather
from brief.pipeline.plan import Plan
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute


def plan(folder: Path, model: str | None) -> Plan:
    """Of every third document of the example week."""
    return plan_of(example_lines()[::3], folder, model)


def made(plan: Plan) -> tuple[Path, dict[str, Any]]:
    record = execute(plan, NOW, PlainProgress(io.StringIO()))
    folder = plan.runs_dir / record.run_id
    assert (record.status, record.exit_code) == ("finished", 0)
    return folder, json.loads((folder / "report.json").read_bytes())


def events(report: dict[str, Any]) -> list[list[str]]:
    return [sorted(row["event_id"] for row in section["rows"]) for section in report["sections"]]


@pytest.mark.parametrize("speaker", [liar, nonsense])
def test_no_lie_is_printed_and_no_row_is_lost(
    speaker: Callable[[Lies], Speaker], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline = plan(tmp_path, None)
    lies = lies_about(gather(offline, print).documents)
    _, extracted = made(offline)
    with lying_server(speaker(lies)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        folder, report = made(plan(tmp_path, "openai:lying"))
    assert set(lies.said) == (set(KINDS) - {"citation"} if speaker is liar else {"nonsense"})
    assert bool(lies.cited) == (speaker is liar)
    assert false_lines(folder, lies) == {}
    assert events(report) == events(extracted)
    assert report["open_issues"] == []


def test_a_lie_that_is_printed_would_be_found(tmp_path: Path) -> None:
    lies = lies_about(())
    lies.add("figure", "82 亿元")
    (tmp_path / "report.html").write_text("<td>共82&nbsp;亿元</td>", encoding="utf-8")
    (tmp_path / "report.json").write_text(json.dumps({"text": "共82亿元"}), encoding="utf-8")
    assert false_lines(tmp_path, lies) == {"report.html": {"figure": ["82亿元"]}, "report.json": {"figure": ["82亿元"]}}


def test_a_false_citation_that_is_printed_would_be_found(tmp_path: Path) -> None:
    lies = lies_about(())
    lies.cite("据披露，产线投产", "d2")
    cells = [{"text": "据披露，产线投产。", "citations": [{"document_id": one}]} for one in ("d1", "d2")]
    (tmp_path / "report.json").write_text(json.dumps({"cells": cells[:1]}), encoding="utf-8")
    assert false_lines(tmp_path, lies) == {}
    (tmp_path / "report.json").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert false_lines(tmp_path, lies) == {"report.json": {"citation": ["据披露，产线投产"]}}
