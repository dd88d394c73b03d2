"""What sources of the standing corpus allow, from config.toml to the last question and the last quote."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from staging import Stage, staged

from brief.runs.loaded import LoadedRun
from brief.runs.store import find_run
from schemas.run import RunRecord

KEPT = "某厂建成100兆瓦储能电站并接入电网"
SECRET = "总投资5亿元，采用构网型变流器，循环寿命超过8000次"
SUMMARY = f"项目规模为100兆瓦/200兆瓦时，{SECRET}。分析人士预计，储能电站投产将推动当地电价下降两成。"
SOURCES = """
[[sources]]
name = "open"
kind = "jsonl"
path = "week.jsonl"

[[sources]]
name = "kept"
kind = "jsonl"
path = "kept.jsonl"
{rights}
"""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as found:
        line = {"url": "https://kept.example/1", "title": KEPT, "published": "2026-01-07", "summary": SUMMARY}
        (tmp_path / "kept.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", "utf-8")
        yield found


def run(stage: Stage, rights: str, model: str | None = "fake:m") -> RunRecord:
    config = stage.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + SOURCES.format(rights=rights), "utf-8")
    no_pages = ("reading.max_pages=0",)
    return stage.run(corpus_files=(), model=model, overrides=no_pages)


def asked(stage: Stage) -> str:
    return json.dumps(stage.server.bodies, ensure_ascii=False)


def printed(stage: Stage, record: RunRecord) -> str:
    return LoadedRun(find_run(stage.runs, record.run_id)).report.model_dump_json()


def test_what_no_model_may_read_is_sent_to_none_and_is_evidence_of_a_run_without(stage: Stage) -> None:
    with stage.asked() as requests:
        record = run(stage, 'models = "none"')
    assert requests
    assert KEPT not in asked(stage)
    assert SECRET not in asked(stage)
    assert KEPT not in printed(stage, record)


def test_what_the_models_of_the_run_may_read_is_sent_to_them(stage: Stage) -> None:
    run(stage, 'models = ["fake"]')
    assert KEPT in asked(stage)


def test_without_a_model_nothing_is_withheld(stage: Stage) -> None:
    record = run(stage, 'models = "none"', model="extractive")
    assert "构网型变流器" in printed(stage, record)


def test_of_what_may_only_be_linked_the_headline_alone_is_printed(stage: Stage) -> None:
    shown = printed(stage, run(stage, 'quote = "link"', model="extractive"))
    assert "构网型变流器" not in shown
    assert "电价下降两成" not in shown
