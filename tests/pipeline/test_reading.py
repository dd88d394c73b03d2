"""A run that reads the pages of its picks, from a real server on loopback."""

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import Server, answer
from staging import ROOT

from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute, replay, resume
from brief.provenance.document_origins import page_origin
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.loaded import LoadedRun
from brief.runs.pages import PAGES, kept_page
from brief.runs.store import find_run
from brief.settings.project import find_project
from schemas.run import RunRecord

NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
PLANT = "某厂建成100兆瓦储能电站并接入电网"
MODEL = "OpenAI发布大模型新版本并开放接口"
COIN = "稳定币机构完成3亿元融资用于结算"
ARTICLE = (
    "某厂建成的100兆瓦储能电站昨日接入电网，规模为100兆瓦/200兆瓦时，采用构网型变流器与液冷电池舱，"
    "循环寿命超过8000次，项目总投资5亿元，由当地电网公司统一调度。分析人士预计，储能电站投产将推动当地峰谷价差缩小三成，"
    "独立储能项目的回本周期因此延长到九年，同类项目的融资条件会随之收紧。"
)


def page(*paragraphs: str) -> bytes:
    told = "".join(f"<p>{one}</p>" for one in paragraphs)
    article = f"<article><h1>{PLANT}</h1>{told}</article>"
    return f"<html lang='zh'><head><title>{PLANT}</title></head><body>{article}</body></html>".encode()


@dataclass
class Reader:
    """A project whose corpus leads to pages of the server."""

    folder: Path
    server: Server

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    def add(self, path: str, title: str, summary: str, **more: Any) -> None:
        line = {"url": self.server.url(path), "title": title, "published": "2026-01-07", "summary": summary, **more}
        with (self.folder / "week.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def run(self, **options: Any) -> tuple[RunRecord, str]:
        """The record, and what was told on the way."""
        told = io.StringIO()
        overrides = ("reading.allow_private_addresses=true", *options.pop("overrides", ()))
        asked = RunOptions(period="2026-W02", as_of="2026-01-12", overrides=overrides, **options)
        return execute(plan_run(asked, find_project(self.folder), NOW), NOW, PlainProgress(told)), told.getvalue()

    def loaded(self, record: RunRecord) -> LoadedRun:
        return LoadedRun(find_run(self.runs, record.run_id))

    def asked_for(self, path: str) -> int:
        return sum(one == path for one, _ in self.server.asked)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr("brief.pipeline.reading.clock", lambda: NOW)
    for name in ("prompts", "formats"):
        shutil.copytree(ROOT / name, tmp_path / name)
    source = '\n[[sources]]\nname = "week"\nkind = "jsonl"\npath = "week.jsonl"\n'
    (tmp_path / "config.toml").write_text((ROOT / "config.toml").read_text("utf-8") + source, "utf-8")
    found = Reader(tmp_path, Server())
    found.add("/plant", PLANT, "规模为100兆瓦。")
    found.add("/model", MODEL, "上下文窗口达100万token，推理价格下降一半。")
    found.add("/coin", COIN, "领投方出资1.2亿元，估值达20亿元。")
    found.server.answers["/plant"] = answer(body=page(ARTICLE), Content_Type="text/html; charset=utf-8")
    yield found
    found.server.close()


def cells(reader: Reader, record: RunRecord) -> str:
    return "\n".join(
        cell.text for one in reader.loaded(record).report.sections for row in one.rows for cell in row.cells
    )


def test_a_row_is_written_from_the_page_that_its_flash_leads_to(reader: Reader) -> None:
    record, told = reader.run()
    assert record.exit_code == 0
    assert "构网型变流器" in cells(reader, record)
    assert "/model: it answered 404" in told
    loaded = reader.loaded(record)
    assert [one.document.url for one in loaded.reading.pages] == [reader.server.url("/plant")]
    assert {one.url for one in loaded.reading.unread} == {reader.server.url("/model"), reader.server.url("/coin")}


def test_a_citation_stands_when_its_page_is_gone_and_says_where_it_is_kept(reader: Reader) -> None:
    record, _ = reader.run()
    (read,) = reader.loaded(record).reading.pages
    origin = page_origin(read, record)
    kept = kept_page(reader.folder / PAGES, read.kept)
    assert str(kept) in origin.lines[1]
    kept.unlink()
    assert page_origin(read, record).note == "is not kept here any more"


def test_a_page_of_another_matter_leaves_what_was_there(reader: Reader) -> None:
    reader.server.answers["/plant"] = answer(
        body=page("请完成验证后继续访问。" * 10).replace(PLANT.encode(), b"verify"), Content_Type="text/html"
    )
    record, told = reader.run()
    assert "does not tell of what its headline says" in told
    assert not reader.loaded(record).reading.pages
    assert PLANT in cells(reader, record)


def test_what_a_publisher_reserves_or_its_robots_txt_forbids_is_not_read(reader: Reader) -> None:
    reserved = answer(body=page(ARTICLE), Content_Type="text/html; charset=utf-8", tdm_reservation="1")
    reader.server.answers["/plant"] = reserved
    assert "is reserved" in reader.run()[1]
    reader.server.answers["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /plant", Content_Type="text/plain")
    before = reader.asked_for("/plant")
    assert "robots.txt does not let it be read" in reader.run()[1]
    assert reader.asked_for("/plant") == before


AWAY = [("/plant", 503), ("/plant", 429), ("/robots.txt", 503)]


@pytest.mark.parametrize(("path", "status"), AWAY)
def test_a_page_whose_server_is_away_is_read_as_it_was_kept_and_the_run_says_so(
    reader: Reader, path: str, status: int
) -> None:
    first = reader.loaded(reader.run()[0])
    reader.server.answers[path] = answer(status)
    record, told = reader.run(overrides=("fetch.retries=0",))
    assert "构网型变流器" in cells(reader, record)
    assert f"answered {status}" in told
    assert "; read as it was kept" in told
    (read,) = reader.loaded(record).reading.pages
    assert (read.kept, read.read_at) == (first.reading.pages[0].kept, first.reading.pages[0].read_at)
    assert f"answered {status}" in read.unreached
    assert page_origin(read, record).lines[1] == f"not fetched by this run ({read.unreached})"
    assert any("其中 1 个当时打不开，读的是此前留存的副本" in one for one in reader.loaded(record).report.notes)
    assert not any("留存的副本" in one for one in first.report.notes)


def test_what_is_kept_takes_the_place_of_no_answer_and_is_left_where_it_is_damaged_or_too_late(reader: Reader) -> None:
    (read,) = reader.loaded(reader.run()[0]).reading.pages
    reader.server.answers["/plant"] = answer(410)
    assert not reader.loaded(reader.run()[0]).reading.pages
    reader.server.answers["/plant"] = answer(503)
    (last,) = (reader.folder / PAGES).glob("*/*.json")
    whole = last.read_text("utf-8")
    last.write_text(whole.replace(f"{read.read_at:%Y-%m-%dT}", "2026-01-14T"), "utf-8")
    assert not reader.loaded(reader.run(overrides=("fetch.retries=0",))[0]).reading.pages
    last.write_text(whole, "utf-8")
    kept_page(reader.folder / PAGES, read.kept).write_bytes(b"cut off")
    assert not reader.loaded(reader.run(overrides=("fetch.retries=0",))[0]).reading.pages


def test_where_a_page_gives_nothing_a_row_that_its_feed_can_fill_is_printed_instead(reader: Reader) -> None:
    reader.server.answers["/plant"] = answer(404)
    reader.add(
        "/grid",
        "某省电网公司启动储能招标项目",
        "招标规模为300兆瓦，总投资9亿元。分析人士预计，储能电价将因此下降两成。",
    )
    for outlet in ("/b", "/c"):  # which makes it weightier
        reader.add(outlet, PLANT, "规模为100兆瓦。", publisher=outlet)
    one_row = ("sections.energy.limit=1",)
    record, _ = reader.run(overrides=one_row)
    loaded = reader.loaded(record)
    (row,) = next(section for section in loaded.report.sections if section.id == "energy").rows
    assert "储能招标" in row.cells[0].text
    assert loaded.reading.rows["energy"] == (row.event_id,)
    assert next(one for one in loaded.classification.assignments if one.event_id == row.event_id).shown
    parent = find_run(reader.runs, record.run_id)
    child = replay(
        plan_replay(parent, ReplayOptions(), find_project(reader.folder)), parent, NOW, PlainProgress(io.StringIO())
    )
    assert (reader.runs / child.run_id / "report.json").read_bytes() == (parent.path / "report.json").read_bytes()


def one_row(reader: Reader, **options: Any) -> tuple[LoadedRun, str]:
    """The run and the headline of its only row of energy, where /plant is weighty and its page gives nothing."""
    reader.server.answers["/plant"] = answer(404)
    for outlet in ("/b", "/c"):
        reader.add(outlet, PLANT, "规模为100兆瓦。", publisher=outlet)
    reader.add("/dam", DAM, "装机100万千瓦。")
    overrides = ("sections.energy.limit=1", *options.pop("overrides", ()))
    record, _ = reader.run(overrides=overrides, **options)
    loaded = reader.loaded(record)
    (row,) = next(section for section in loaded.report.sections if section.id == "energy").rows
    return loaded, row.cells[0].text


DAM = "某省抽水蓄能储能电站正式开工建设"
DAM_PAGE = page(ARTICLE.replace(PLANT, DAM).replace("某厂建成的100兆瓦储能电站昨日接入电网", DAM)).replace(
    PLANT.encode(), DAM.encode()
)


def test_the_row_that_comes_instead_is_the_next_by_weight_and_its_page_is_read(reader: Reader) -> None:
    reader.server.answers["/dam"] = answer(body=DAM_PAGE, Content_Type="text/html; charset=utf-8")
    loaded, headline = one_row(reader)
    assert DAM in headline
    assert reader.server.url("/dam") in {one.document.url for one in loaded.reading.pages}
    assert len({one.document.id for one in loaded.reading.pages}) == len(loaded.reading.pages)


def test_no_more_pages_are_read_in_two_rounds_than_in_one_and_what_was_not_asked_for_is_said(reader: Reader) -> None:
    loaded, headline = one_row(reader, overrides=("reading.max_pages=5",))
    assert len(loaded.reading.pages) + len(loaded.reading.unread) == 5
    assert DAM in headline
    (row,) = loaded.reading.rows["energy"]
    told = next(one for one in loaded.classification.assignments if one.event_id == row)
    assert "no page of it was asked for" in told.reason


def test_a_page_on_the_server_of_a_source_at_a_private_address_is_read(reader: Reader) -> None:
    config = reader.folder / "config.toml"
    feed = f'[[sources]]\nname = "wire"\nkind = "feed"\nurl = "{reader.server.url("/feed")}"\n'
    config.write_text(f"{config.read_text('utf-8')}\n{feed}", "utf-8")
    strict = ("reading.allow_private_addresses=false",)
    record, told = reader.run(overrides=strict)
    assert not reader.loaded(record).reading.pages
    assert "of [reading] pages" in told
    config.write_text(f"{config.read_text('utf-8')}allow_private_addresses = true\n", "utf-8")
    record, _ = reader.run(overrides=strict)
    assert "构网型变流器" in cells(reader, record)


def test_the_notes_tell_how_many_pages_were_read(reader: Reader) -> None:
    record, _ = reader.run()
    notes = reader.loaded(record).report.notes
    assert any("为成稿查阅网页 3 个，读到 1 个" in one and "共读取 3 篇文档" in one for one in notes)


def test_a_page_that_tells_no_more_than_the_feed_is_left(reader: Reader) -> None:
    reader.server.answers["/plant"] = answer(body=page("规模为100兆瓦。"), Content_Type="text/html; charset=utf-8")
    assert "/plant: tells no more than is known" in reader.run()[1]


@pytest.mark.parametrize("options", [{"offline": True}, {"overrides": ("reading.max_pages=0",)}])
def test_nothing_is_read_offline_or_where_no_page_may_be(reader: Reader, options: dict[str, Any]) -> None:
    record, _ = reader.run(**options)
    assert not reader.server.asked
    assert not (reader.runs / record.run_id / "2b-reading.json").exists()


def test_what_a_page_says_after_the_moment_of_a_report_is_not_read_and_a_late_report_says_so(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated = page(ARTICLE).replace(b"<head>", b"<head><meta property='article:published_time' content='2026-03-09'>")
    reader.server.answers["/plant"] = answer(body=dated, Content_Type="text/html; charset=utf-8")
    assert "was written after the moment of the report" in reader.run()[1]
    monkeypatch.setattr("brief.pipeline.reading.clock", lambda: NOW + timedelta(days=2))
    asked = len(reader.server.asked)
    record, _ = reader.run()
    assert len(reader.server.asked) == asked
    loaded = reader.loaded(record)
    assert loaded.reading.late
    assert any("本报告是事后补做的" in one for one in loaded.report.notes)
    parent = find_run(reader.runs, record.run_id)
    plan = plan_replay(parent, ReplayOptions(), find_project(reader.folder))
    child = replay(plan, parent, NOW, PlainProgress(io.StringIO()))
    assert (reader.runs / child.run_id / "report.json").read_bytes() == (parent.path / "report.json").read_bytes()


def test_files_that_are_private_to_a_run_lead_to_pages_only_where_that_is_asked(reader: Reader) -> None:
    week = (reader.folder / "week.jsonl",)
    reader.run(corpus_files=week)
    assert not reader.server.asked
    record, _ = reader.run(corpus_files=week, overrides=("reading.corpus=true",))
    assert "构网型变流器" in cells(reader, record)


def test_as_many_pages_are_read_as_may_be(reader: Reader) -> None:
    record, _ = reader.run(overrides=("reading.max_pages=2",))
    reading = reader.loaded(record).reading
    assert len(reading.pages) + len(reading.unread) == 2


def test_a_replay_reads_nothing_and_is_written_from_what_was_read(reader: Reader) -> None:
    record, _ = reader.run(formats=("quantshark-weekly", "personal-daily"))
    asked = len(reader.server.asked)
    parent = find_run(reader.runs, record.run_id)
    plan = plan_replay(parent, ReplayOptions(), find_project(reader.folder))
    child = replay(plan, parent, NOW, PlainProgress(io.StringIO()))
    assert len(reader.server.asked) == asked
    both = [file.name for file in (reader.runs / record.run_id).glob("*report*.json")]
    for name in (*both, "2b-reading.json", "personal-daily.2b-reading.json"):
        assert (reader.runs / child.run_id / name).read_bytes() == (reader.runs / record.run_id / name).read_bytes()


def test_a_run_that_is_resumed_reads_only_what_it_had_not(reader: Reader) -> None:
    record, _ = reader.run()
    folder = reader.runs / record.run_id
    killed = {"status": "running", "exit_code": None, "reports": ()}
    (folder / "run.json").write_text(record.model_copy(update=killed).model_dump_json(), "utf-8")
    asked, before = len(reader.server.asked), (folder / "report.json").read_bytes()
    resume(find_run(reader.runs, record.run_id), PlainProgress(io.StringIO()))
    assert len(reader.server.asked) == asked
    assert (folder / "report.json").read_bytes() == before


def test_a_folder_that_cannot_hold_a_page_ends_the_run_with_a_way_on(reader: Reader) -> None:
    (reader.folder / PAGES).write_text("in the way")
    record, _ = reader.run()
    assert (record.exit_code, record.status) == (2, "failed")
    assert record.error is not None
    assert "max_pages" in (record.error.next or "")
