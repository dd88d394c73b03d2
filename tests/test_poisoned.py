"""Hostile documents among the example week: nothing is obeyed, nothing renders, no hostile character is shown."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from lying import lying_server
from model_server import schema_name
from poison import MARK, PAYLOADS, Page, harm_in, outside_data, page_of, poisoned, report_of, without_address
from reading import trust_critic
from rehearsal import texts_of
from weeks import NOW, example_lines, plan_of

from brief.pipeline.plan import Plan
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute


def week() -> list[dict[str, Any]]:
    return [json.loads(line) for line in example_lines()]


def poisoned_week() -> list[dict[str, Any]]:
    """The example week with every second document poisoned, and three whose address is none."""
    documents = week()
    hostile = list(poisoned(documents[2::2]))
    documents[2 : 2 + 2 * len(hostile) : 2] = hostile
    return [*documents, *without_address(documents[2])]


def plan(folder: Path, model: str | None, poison: bool = True) -> Plan:
    documents = poisoned_week() if poison else week()
    return plan_of((json.dumps(one, ensure_ascii=True) for one in documents), folder, model)


def made(plan: Plan) -> Path:
    record = execute(plan, NOW, PlainProgress(io.StringIO()))
    assert (record.status, record.exit_code) == ("finished", 0)
    return plan.runs_dir / record.run_id


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of(made(plan(tmp_path_factory.mktemp("clean"), None, poison=False)))


def honest(_prompt: str, _question: object, value: dict[str, Any]) -> dict[str, Any]:
    """A model that quotes whatever it is shown."""
    return value


@pytest.fixture(scope="module", params=["extractive", "model"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The folder of a poisoned run, and what a model was sent: a critic that is heard reads it too."""
    folder = tmp_path_factory.mktemp("poisoned")
    if request.param == "extractive":
        return made(plan(folder, None)), []
    with pytest.MonkeyPatch.context() as patch, lying_server(honest) as server:
        patch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        patch.setenv("OPENAI_BASE_URL", server.base_url)
        poisoned_plan = plan(folder, "openai:honest")
        trust_critic(folder, poisoned_plan)
        return made(poisoned_plan), server.bodies


def test_they_are_all_there_and_some_of_them_are_reported_on(run: tuple[Path, list[dict[str, Any]]]) -> None:
    assert sum(MARK in document["url"] for document in poisoned_week()[:-3]) == len(PAYLOADS) == 42
    assert sum(MARK in source["url"] for source in report_of(run[0])["sources"]) >= 8


@pytest.mark.parametrize(
    "kind", ["hostile characters", "markdown that renders", "html that renders", "addresses", "endless texts"]
)
def test_nothing_of_it_reaches_the_reader_but_as_harmless_text(
    run: tuple[Path, list[dict[str, Any]]], clean: Page, kind: str
) -> None:
    assert harm_in(run[0], clean)[kind] == []


def test_prompts_hold_the_news_only_within_data_blocks(run: tuple[Path, list[dict[str, Any]]]) -> None:
    _, bodies = run
    sent = [text for body in bodies for text in texts_of(body.get("messages") or body.get("input"))]
    assert not bodies or any(MARK in text for text in sent)
    read = [body for body in bodies if schema_name(body) == "CritiqueAnswer"]
    assert not bodies or any(MARK in text for body in read for text in texts_of(body))
    assert list(outside_data(bodies)) == []


def test_poison_that_came_through_would_be_found(tmp_path: Path, clean: Page) -> None:
    cell = {"text": "长" * 300}
    report = {"sections": [{"rows": [{"cells": [cell]}]}], "sources": [{"url": "javascript:x"}], "notes": []}
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (tmp_path / "report.md").write_text("\u202e<b>x</b>", encoding="utf-8")
    (tmp_path / "report.html").write_text("<script></script>", encoding="utf-8")
    assert all(harm_in(tmp_path, clean).values())
    broken = {"messages": [{"content": f'<data name="events">\n{{}}\n</data>{MARK}'}]}
    assert len(list(outside_data([broken]))) == 1
