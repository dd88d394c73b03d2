"""A project remembers what its reports told: later ones leave it out, go on from it, and answer what was left open."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import EXAMPLE, ROOT

from brief.cli.main import exit_status
from brief.delivery.folder import send
from brief.delivery.parcel import parcel_of
from brief.documents.corpus import Corpus
from brief.documents.corpus.history import History
from brief.documents.ingest import file_source, ingest
from brief.documents.sources.base import RawDocument
from brief.exports.offered import offered
from brief.exports.stories import stories_of
from brief.pipeline import estimate
from brief.pipeline.gather import gather
from brief.pipeline.graph import GraphResult, walk
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress, Stopwatch
from brief.pipeline.runner import execute, replay
from brief.provenance.fates import fates_of
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.loaded import LoadedRun
from brief.runs.store import stored_run
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.project import find_project
from schemas.history import ToldReport
from schemas.report import Report, ReportBlock, ReportRemark
from schemas.retrieval import Retrieval

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
MORE = (
    (
        "小鹏第二代VLA提前推送，首批车主2月收到",
        "小鹏汽车宣布，第二代VLA的推送由3月提前，首批覆盖5000名车主，直接由视觉生成动作。",
        "2026-01-09T10:00:00+08:00",
    ),
    ("小鹏第二代VLA全量推送", "小鹏汽车向全部车主推送第二代VLA大模型，覆盖32万辆车。", "2026-03-31T10:00:00+08:00"),
)
"""Beside the example week: what becomes of 小鹏第二代VLA定于3月推送, told on 8 January."""


@dataclass(frozen=True)
class Made:
    folder: Path
    runs: dict[str, Path]

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus.sqlite"

    def run(self, period: str, **options: Any) -> Path:
        asked = {"corpus_path": self.corpus} | options
        plan = plan_run(
            RunOptions(period=period, offline=True, runs_dir=self.folder / "runs", **asked), find_project(ROOT), NOW
        )
        record = execute(plan, NOW, PlainProgress(io.StringIO()))
        assert record.exit_code == 0
        return plan.runs_dir / record.run_id

    def told(self) -> list[ToldReport]:
        with History(self.corpus) as history:
            return history.told()


def project(folder: Path, periods: Iterable[str]) -> Made:
    made = Made(folder, {})
    with Corpus(made.corpus) as corpus:
        ingest([file_source(EXAMPLE)], corpus, ZONE)
        more = (
            RawDocument(url=f"https://cars.example/{n}", title=title, body=body, published=at)
            for n, (title, body, at) in enumerate(MORE)
        )
        corpus.add(more, "cars", ZONE)
    for period in periods:
        made.runs[period] = made.run(period)
    return made


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return project(tmp_path_factory.mktemp("history"), ("2026-01-08", "2026-01-09"))


def report(folder: Path) -> Report:
    return Report.model_validate_json((folder / "report.json").read_bytes())


def headlines(folder: Path) -> list[str]:
    return [row.cells[0].text for section in report(folder).sections for row in section.rows]


def told(folder: Path) -> Iterator[tuple[str, ReportRemark]]:
    """What earlier reports told, by the headlines of the rows beside which it stands."""
    for section in report(folder).sections:
        for row in section.rows:
            yield from ((row.cells[0].text, one) for one in row.remarks if one.kind == "told")


def answers(folder: Path) -> ReportBlock | None:
    return next((one for one in report(folder).blocks if one.id == "answers"), None)


def compared(folder: Path) -> Retrieval:
    return Retrieval.model_validate_json((folder / "1-retrieval.json").read_bytes())


@pytest.mark.uncounted
def test_what_a_report_told_stands_as_typed_data_once_a_period(week: Made) -> None:
    (later, earlier) = week.told()
    assert (earlier.period.label, earlier.format, earlier.language) == ("2026-01-08", "quantshark-weekly", "zh")
    assert [row.text for row in earlier.rows] == headlines(week.runs["2026-01-08"])
    (bloom,) = (row for row in earlier.rows if "Bloom" in row.text)
    assert "美国电力公司向Bloom Energy采购26.5亿美元燃料电池" in bloom.figures
    assert any("Bloom Energy" in name for name in bloom.names)
    assert set(bloom.cited) <= {url for url, _ in bloom.documents}
    again = week.run("2026-01-09")
    assert [one.run_id for one in week.told()] == [again.name, earlier.run_id]
    assert again.name != later.run_id


def test_what_was_told_gets_no_row_and_the_run_says_why(week: Made) -> None:
    folder = week.runs["2026-01-09"]
    assert not [one for one in headlines(folder) if "Bloom" in one]
    (fate, *_) = fates_of("Bloom Energy获美国电力公司26.5亿美元燃料电池订单", LoadedRun(stored_run(folder))).fates
    assert fate.standing
    assert fate.standing.why.startswith("told before, and nothing new: ")
    assert week.runs["2026-01-08"].name in fate.standing.why
    again = sum(
        one.reason.startswith("told before") for one in LoadedRun(stored_run(folder)).classification.assignments
    )
    assert f"往期写过、这一期没有新内容的 {again} 件事不再收录。" in " ".join(report(folder).notes)
    assert "往期写过" not in " ".join(report(week.runs["2026-01-08"]).notes)


def test_an_estimate_leaves_out_what_was_told_as_the_run_does(week: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = list[GraphResult]()

    def spied(*asked: Any, **more: Any) -> GraphResult:
        walked.append(walk(*asked, **more))
        return walked[-1]

    monkeypatch.setattr(estimate, "walk", spied)
    options = RunOptions(period="2026-01-09", offline=True, runs_dir=week.folder / "runs", corpus_path=week.corpus)
    plan = plan_run(options, find_project(ROOT), NOW)
    estimate.estimate(plan, gather(plan, lambda _: None), Stopwatch(PlainProgress(io.StringIO())))
    (drafted,) = (one.drafts[-1] for one in walked)
    rows = [row.cells[0].text for table in drafted.tables for row in table.rows]
    assert rows == headlines(week.runs["2026-01-09"])


def test_what_goes_on_says_what_was_told_and_leads_to_that_report(week: Made) -> None:
    ((headline, remark),) = [one for one in told(week.runs["2026-01-09"]) if "小鹏" in one[0]]
    assert headline.startswith("小鹏第二代VLA提前推送")
    assert remark.text.startswith("持续跟踪：1月8日曾报“小鹏第二代VLA定于3月推送")
    assert remark.earlier
    assert remark.earlier.path == f"../{week.runs['2026-01-08'].name}/report"
    folder = week.runs["2026-01-09"]
    assert (folder / f"{remark.earlier.path}.md").is_file()
    assert f"]({remark.earlier.path}.md)" in (folder / "report.md").read_text("utf-8")
    assert f'href="{remark.earlier.path}.html"' in (folder / "report.html").read_text("utf-8")


@pytest.mark.uncounted
def test_in_a_folder_of_a_site_it_leads_to_the_report_beside_it(week: Made, tmp_path: Path) -> None:
    site, channel = tmp_path / "site", ChannelConfig(kind="folder", path=tmp_path / "site")
    for folder in week.runs.values():
        send(parcel_of("site", channel, stored_run(folder), find_project(ROOT), NOW), 0, lambda _: None)
    page = (site / "2026-01-09.quantshark-weekly.zh.md").read_text("utf-8")
    assert "](2026-01-08.quantshark-weekly.zh.md)" in page
    assert (site / "2026-01-08.quantshark-weekly.zh.md").is_file()


@pytest.mark.uncounted
def test_a_site_gathers_what_goes_on_and_what_was_told_on_the_page_of_one_story(week: Made) -> None:
    runs = [stored_run(one) for one in week.runs.values()]
    stories = stories_of(one.shelved() for one in offered(runs, ROOT / "formats", False, pytest.fail).values())
    (story,) = [one for one in stories if "小鹏第二代VLA" in one.title]
    assert [str(one.by.report.period.end) for one in story.tellings] == ["2026-01-08", "2026-01-09"]


@pytest.mark.uncounted
def test_a_replay_reads_no_database_and_leaves_nothing_in_it(week: Made, tmp_path: Path) -> None:
    parent = stored_run(week.runs["2026-01-09"])
    before = week.told()
    week.corpus.rename(tmp_path / "away")
    try:
        plan = plan_replay(parent, ReplayOptions(as_recorded=True, offline=True), find_project(ROOT))
        record = replay(plan, parent, NOW, PlainProgress(io.StringIO()))
        assert not week.corpus.exists()
    finally:
        (tmp_path / "away").rename(week.corpus)
    child = plan.runs_dir / record.run_id
    assert (child / "report.json").read_bytes() == (parent.path / "report.json").read_bytes()
    assert week.told() == before


@pytest.mark.uncounted
def test_runs_on_files_of_their_own_neither_read_nor_write_it(week: Made) -> None:
    before = week.told()
    folder = week.run("2026-01-09", corpus_files=(EXAMPLE,), corpus_path=None)
    assert any("Bloom" in one for one in headlines(folder))
    assert {"earlier", "watched", "dailies"}.isdisjoint(json.loads((folder / "1-retrieval.json").read_bytes()))
    assert "remembers" not in json.loads((folder / "run.json").read_bytes())
    assert week.told() == before


@pytest.mark.uncounted
def test_a_weekly_is_not_compared_with_its_own_dailies_but_may_be_built_from_them(week: Made) -> None:
    folder = week.run("2026-W02")
    assert compared(folder).earlier == ()
    assert any("Bloom" in one for one in headlines(folder))
    rolled = week.run("2026-W02", overrides=("history.rollup=true",))
    assert compared(rolled).dailies == ("2026-01-08", "2026-01-09")
    first = compared(rolled).events[0]
    assert [(one.factor, one.weight) for one in first.reasons if one.factor == "dailies"] == [("dailies", 1.0)]
    assert "2026-01-08、2026-01-09" in "".join(report(rolled).notes)


@pytest.mark.uncounted
def test_what_was_promised_is_answered_when_it_is_due_and_what_a_user_watches_in_every_report(tmp_path: Path) -> None:
    made = project(tmp_path, ("2026-01-08",))
    with History(made.corpus) as history:
        history.watch("宁德时代 钠电池", NOW.date())
    quiet = made.run("2026-01-10")
    block = answers(quiet)
    assert block
    assert block.leads == ("宁德时代 钠电池 (01-08)",), "the day on which a report last told of it"
    assert "今日没有写到：宁德时代 钠电池 (01-08)。" in (quiet / "report.md").read_text("utf-8")
    told_of = answers(made.run("2026-01-08"))
    assert told_of
    assert [(one.paragraph, "钠电池" in one.text) for one in told_of.entries] == [(1, True)]
    with History(made.corpus) as history:
        assert history.watch_no_more("宁德时代 钠电池")
        assert not history.watch_no_more("宁德时代 钠电池")
    for command in (["add", "虚拟 电厂"], ["list"], ["done", "虚拟 电厂"]):
        assert exit_status(["watch", *command, "--corpus-path", str(made.corpus)]) == 0
    assert exit_status(["watch", "done", "虚拟 电厂", "--corpus-path", str(made.corpus)]) == 2
    assert answers(made.run("2026-01-11")) is None
    due = answers(made.run("2026-03-31"))
    assert due
    assert due.leads[0].startswith("小鹏第二代VLA定于3月推送")
    assert [one.text.startswith("小鹏第二代VLA全量推送") for one in due.entries] == [True]


@pytest.mark.uncounted
def test_letters_within_a_word_tell_of_nothing_that_is_watched(tmp_path: Path) -> None:
    made = project(tmp_path, ("2026-01-08",))
    assert any("小鹏第二代VLA" in row.text for row in made.told()[0].rows)
    with History(made.corpus) as history:
        history.watch("小鹏 LA", NOW.date())
        history.watch("小鹏 vla", NOW.date())
    block = answers(made.run("2026-01-10"))
    assert block
    assert block.leads == ("小鹏 LA (04-02)", "小鹏 vla (01-08)")


@pytest.mark.uncounted
def test_a_correction_takes_the_place_of_what_was_told_and_its_row_is_cited_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = project(tmp_path, ("2026-01-08",))
    first = made.runs["2026-01-08"]
    (row,) = (row for row in made.told()[0].rows if "小鹏" in row.text)
    monkeypatch.chdir(tmp_path)
    said = ("--text", "小鹏第二代VLA将推送", "--why", "月份有误")
    assert exit_status(["correct", first.name, f"{row.row_id}.event", *said, "--runs-dir", str(first.parent)]) == 0
    (entry,) = made.told()
    assert entry.run_id != first.name
    assert [one.row_id for one in entry.rows if one.corrected] == [row.row_id]
    assert not [one for one in told(made.run("2026-01-09")) if "小鹏" in one[0]]
    capsys.readouterr()
    assert exit_status(["history", "list", "--corpus-path", str(made.corpus), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["reports"]
    assert [one["period"] for one in listed] == ["2026-01-09", "2026-01-08"]
    assert exit_status(["history", "forget", "2026-01-08", "--corpus-path", str(made.corpus)]) == 0
    assert exit_status(["history", "show", "2026-01-08", "--corpus-path", str(made.corpus)]) == 2
