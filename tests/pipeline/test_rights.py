"""What sources of the standing corpus allow, from config.toml to the last question and the last quote."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from staging import NOW, Stage, staged

from brief.documents.sources.base import SourceFailed
from brief.evaluation.judge import judge_of, judge_run
from brief.evaluation.statements import scored_run
from brief.provenance.fates import fates_of
from brief.runs.loaded import LoadedRun
from brief.runs.store import find_run
from brief.settings.config import load_config
from schemas.run import RunRecord

KEPT = "某厂建成100兆瓦储能电站并接入电网"
SECRET = "总投资5亿元，采用构网型变流器，循环寿命超过8000次"
SUMMARY = f"项目规模为100兆瓦/200兆瓦时，{SECRET}。分析人士预计，储能电站投产将推动当地电价下降两成。"
NO_PAGES = ("reading.max_pages=0",)
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


def run(stage: Stage, rights: str, model: str | None = "fake:m", overrides: tuple[str, ...] = NO_PAGES) -> RunRecord:
    config = stage.folder / "config.toml"
    config.write_text(config.read_text("utf-8") + SOURCES.format(rights=rights), "utf-8")
    return stage.run(corpus_files=(), model=model, overrides=overrides)


@pytest.fixture
def no_page_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are to be read, and none answers."""
    monkeypatch.setattr("brief.pipeline.reading.clock", lambda: NOW)
    monkeypatch.setattr(
        "brief.pipeline.reading.fetch_all", lambda requests, *_: [(one, SourceFailed("is gone")) for one in requests]
    )


def forget_entry(stage: Stage, name: str) -> None:
    """Takes the entry of that source out of config.toml; it is the last one."""
    config = stage.folder / "config.toml"
    before, entry = config.read_text("utf-8").rsplit("[[sources]]", 1)
    assert f'name = "{name}"' in entry
    config.write_text(before, "utf-8")


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
    (fate,) = fates_of(KEPT, LoadedRun(find_run(stage.runs, record.run_id))).fates
    assert fate.standing is not None
    assert "let no model of this run read it" in fate.standing.why


@pytest.mark.parametrize("first", ["open", "kept"])
def test_a_source_is_heard_of_entries_that_name_another_outlet_whoever_brought_them_first(
    stage: Stage, first: str
) -> None:
    line = {**json.loads((stage.folder / "kept.jsonl").read_text("utf-8")), "source": "某报"}
    (stage.folder / "kept.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", "utf-8")
    if first == "open":
        with stage.week.open("a", encoding="utf-8") as week:
            week.write("\n" + json.dumps(line, ensure_ascii=False) + "\n")
    with stage.asked() as requests:
        run(stage, 'models = "none"')
    assert requests
    assert KEPT not in asked(stage)
    assert SECRET not in asked(stage)


def test_what_the_models_of_the_run_may_read_is_sent_to_them(stage: Stage) -> None:
    run(stage, 'models = ["fake"]')
    assert KEPT in asked(stage)


@pytest.mark.parametrize("rights", ['models = "none"', 'quote = "link"'])
def test_what_a_source_allowed_holds_for_its_documents_when_its_entry_is_gone(stage: Stage, rights: str) -> None:
    run(stage, rights, model="extractive")
    forget_entry(stage, "kept")
    model = "fake:m" if "models" in rights else "extractive"
    shown = printed(stage, stage.run(corpus_files=(), model=model, overrides=NO_PAGES))
    assert SECRET not in shown + asked(stage)
    assert KEPT not in asked(stage)


def test_another_entry_of_that_name_says_otherwise(stage: Stage) -> None:
    run(stage, 'quote = "link"', model="extractive")
    config = stage.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('quote = "link"', 'quote = "short"'), "utf-8")
    shown = printed(stage, stage.run(corpus_files=(), model="extractive", overrides=NO_PAGES))
    assert "构网型变流器" in shown


def test_without_a_model_nothing_is_withheld(stage: Stage) -> None:
    record = run(stage, 'models = "none"', model="extractive")
    assert "构网型变流器" in printed(stage, record)


def test_of_what_may_only_be_linked_the_headline_alone_is_printed(stage: Stage) -> None:
    shown = printed(stage, run(stage, 'quote = "link"', model="extractive"))
    assert "构网型变流器" not in shown
    assert "电价下降两成" not in shown
    assert "1 行的来源只许链接，不许摘录正文。" in shown


@pytest.mark.usefixtures("no_page_is_there")
def test_a_row_that_gives_way_for_want_of_a_page_leads_no_licensed_text_to_a_model(stage: Stage) -> None:
    run(stage, 'models = "none"', overrides=('models.table_writer="extractive"',))
    assert stage.server.bodies
    assert KEPT not in asked(stage)
    assert SECRET not in asked(stage)


@pytest.mark.usefixtures("no_page_is_there")
def test_a_replay_with_a_model_sends_it_nothing_that_a_run_without_one_was_free_to_print(stage: Stage) -> None:
    parent = run(stage, 'models = "none"', model="extractive", overrides=())
    stage.replay(parent.run_id, model="fake:m")
    assert stage.server.bodies
    assert KEPT not in asked(stage)
    assert SECRET not in asked(stage)


def test_a_judge_is_sent_nothing_that_it_may_not_read(stage: Stage) -> None:
    record = run(stage, 'models = "none"', model="extractive")
    stored = find_run(stage.runs, record.run_id)
    measured, _ = scored_run(stored, None)
    assert any("构网型变流器" in one.text for one in measured.statements)
    told: list[str] = []
    stage.server.answer = lambda _: "{}"  # whatever it says: only what it is sent counts here
    config = load_config(stage.folder / "config.toml", ("run.max_repairs=0",), stage.folder)
    judge_run(stored, measured.statements, judge_of(config, stage.project.prompts, "fake:m"), told.append)
    assert "may not be sent" in told[0]
    assert stage.server.bodies
    assert "构网型变流器" not in asked(stage)
