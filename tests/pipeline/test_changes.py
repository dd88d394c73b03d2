"""What changed since earlier reports: typed rows side by side, each with the report that told it and both sources."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from builders import ENERGY, ROOT, request

from agents.retriever import retrieve
from brief.delivery.digest import lines_of
from brief.documents.corpus import Corpus
from brief.documents.sources.base import RawDocument
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.report.changes import Changes
from brief.report.format import Format, load_format
from brief.settings.project import find_project
from schemas.history import ToldReport, ToldRow
from schemas.period import Period
from schemas.report import Report, ReportCell, ReportChange, ReportCitation, ReportRow, ReportSection

NOW = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
FORMAT = "industry-weekly"
TOLD = (
    (
        "青川市政务云智算中心项目招标，预算1.2亿元",
        "采购人：青川市大数据局。青川市政务云智算中心项目发布招标公告，预算金额：1.2亿元，采用液冷服务器。",
        "01-06",
    ),
    (
        "云启科技智算平台月活用户达320万",
        "云启科技宣布，其智算平台的月活用户达320万，人工智能模型日均调用量4亿次。",
        "01-06",
    ),
    (
        "云启科技智算平台月活用户达350万",
        "云启科技宣布，其智算平台的月活用户达350万，人工智能模型日均调用量5亿次。",
        "01-07",
    ),
    (
        "云启大模型二代定于1月8日全量推送",
        "云启科技宣布，云启大模型二代定于1月8日全量推送，人工智能推理成本下降40%。",
        "01-07",
    ),
    (
        "青川市政务云智算中心项目中标，华信数科1.18亿元中标",
        "采购人：青川市大数据局。青川市政务云智算中心项目公布中标结果，中标人：华信数科，中标金额：1.18亿元，采用液冷服务器。",
        "01-08",
    ),
    (
        "云启科技智算平台月活用户达410万",
        "云启科技宣布，其智算平台的月活用户达410万，人工智能模型日均调用量7亿次。",
        "01-08",
    ),
    ("云启大模型二代全量推送", "云启大模型二代今日全量推送，人工智能推理成本下降40%。", "01-08"),
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("changes")
    with Corpus(folder / "corpus.sqlite") as corpus:
        documents = (
            RawDocument(
                url=f"https://news{n}.example/{n}", title=title, body=body, published=f"2026-{day}T10:00:00+08:00"
            )
            for n, (title, body, day) in enumerate(TOLD)
        )
        corpus.add(documents, "trade press", ZoneInfo("Asia/Shanghai"))
    return {day: made(folder, f"2026-{day}") for day in ("01-06", "01-07", "01-08")}


def made(folder: Path, period: str) -> Path:
    options = RunOptions(
        period=period,
        formats=(FORMAT,),
        offline=True,
        runs_dir=folder / "runs",
        corpus_path=folder / "corpus.sqlite",
    )
    plan = plan_run(options, find_project(ROOT), NOW)
    return plan.runs_dir / execute(plan, NOW, PlainProgress(io.StringIO())).run_id


def report(folder: Path) -> Report:
    return Report.model_validate_json((folder / "report.json").read_bytes())


def page(folder: Path) -> str:
    return (folder / "report.md").read_text("utf-8")


def changes(folder: Path) -> dict[str, ReportChange]:
    (block,) = (one for one in report(folder).blocks if one.id == "changes")
    return {one.kind: one for one in block.changes}


@pytest.mark.uncounted
def test_each_kind_of_change_says_what_was_told_and_what_is_told_now_with_both_sources(runs: dict[str, Path]) -> None:
    assert changes(runs["01-06"]) == {}
    assert "没有可与往期对照的变化。" in page(runs["01-06"])
    found = changes(runs["01-08"])
    told = {name: (one.of, one.then.text, one.then.earlier.period, one.text) for name, one in found.items()}
    assert told == {
        "typed": (
            "青川市政务云智算中心项目中标，华信数科1.18亿元中标",
            "1.2亿元、招标",
            "2026-01-06",
            "1.18亿元、中标",
        ),
        "figure": ("", "云启科技智算平台月活用户达350万", "2026-01-07", "云启科技智算平台月活用户达410万"),
        "due": ("原定1月8日", "云启大模型二代定于1月8日全量推送", "2026-01-07", "云启大模型二代全量推送"),
    }
    for one in found.values():
        assert {*one.then.urls}.isdisjoint(cited.url for cited in one.citations)
        assert one.then.urls
        assert one.citations
        assert (runs["01-08"] / f"{one.then.earlier.path}.md").exists()


@pytest.mark.uncounted
def test_pages_and_messages_print_changes_with_their_links_and_say_first_what_is_new(runs: dict[str, Path]) -> None:
    last, before = runs["01-08"], f"../{runs['01-07'].name}/report"
    then = f"[云启科技智算平台月活用户达350万](https://news2.example/2)（[2026-01-07]({before}.md)）"
    assert f"{then} → [云启科技智算平台月活用户达410万](https://news5.example/5)" in page(last)
    assert f"[自 2026-01-07 以来]({before}.md)：持续跟踪 3 条（AI 1、AI 2、政企 1） · 答复往期 1 件" in page(last)
    html = (last / "report.html").read_text("utf-8")
    assert f'<p class="since"><a href="{before}.html">自 2026-01-07 以来</a>：<a href="#s1">持续跟踪 3 条' in html
    assert '<a href="#s3r1">政企 1</a>' in html.partition("以来")[2].partition("</p>")[0]
    assert "以来" not in page(runs["01-06"])
    lines = lines_of(report(last), load_format(ROOT / "formats", FORMAT), full=True)
    (line,) = (one for one in lines if "350万" in one.text and " → " in one.text)
    assert [span.url for span in line.spans if span.url] == ["https://news2.example/2", "https://news5.example/5"]


@pytest.mark.uncounted
def test_a_measure_that_three_reports_told_is_drawn_over_them(runs: dict[str, Path]) -> None:
    assert report(runs["01-07"]).series == ()
    (series,) = report(runs["01-08"]).series
    assert series.title == "云启科技智算平台月活用户达"
    assert [(one.text, one.url[-1]) for one in series.points] == [("320万", "1"), ("350万", "2"), ("410万", "5")]


def sections_of(rows: Sequence[tuple[str, str]], layout: Format) -> tuple[ReportSection, ...]:
    """`rows`: stage and amount of each, in the last section; the others are empty."""
    *others, public = layout.sections
    made = []
    for number, (stage, amount) in enumerate(rows):
        url = f"https://now.example/{number}"
        citation = ReportCitation(
            url=url, title="t", published=NOW, document_id=f"d{number}", passage_id="p", quote="q"
        )
        texts = {"event": f"项目{number}", "stage": stage, "amount": amount}
        cells = tuple(
            ReportCell(column=column, text=text, lang="zh", kind="stated", by="extraction", citations=(citation,))
            for column, text in texts.items()
        )
        made.append(ReportRow(id=f"public.e{number}", event_id=f"e{number}", cells=cells))
    ids = [(one.id, one.title, ()) for one in others] + [(public.id, public.title, tuple(made))]
    return tuple(
        ReportSection(id=name, title=title, thesis=None, columns=(), rows=rows, effects=()) for name, title, rows in ids
    )


def test_sections_that_rose_and_sums_of_typed_rows_are_told_with_the_sources_of_all_rows() -> None:
    layout = load_format(ROOT / "formats", FORMAT)
    told = [("中标", "1亿元"), ("中标", "3亿元"), ("招标", "5亿元"), ("预中标", "7亿元")]
    rows = tuple(
        ToldRow(
            row_id=f"public.e{number}",
            event_id=f"e{number}",
            section=layout.sections[-1].title,
            text=f"旧项目{number}",
            day=NOW.date(),
            cited=(f"https://then.example/{number}",),
            documents=(),
            typed=(("stage", stage), ("amount", amount)),
            corrected=number == 2,
        )
        for number, (stage, amount) in enumerate(told)
    )
    week = Period(kind="weekly", start=NOW.date(), end=NOW.date(), label="2026-W13")
    earlier = ToldReport(period=week, format=FORMAT, language="zh", run_id="r", path="../r/report.md", rows=rows)
    retrieval = retrieve(request((ENERGY,)), ()).model_copy(update={"earlier": (earlier,)})
    now = [*[("中标", f"{number}亿元") for number in range(1, 12)], ("招标", "9亿元")]
    rose, summed = Changes(retrieval, sections_of(now, layout), layout).found(())
    assert (rose.of, rose.then.text, rose.text) == ("政企与招投标", "3 条", "12 条")
    assert (summed.then.text, summed.text) == ("中标 2 项，合计 4亿元", "中标 11 项，合计 66亿元")
    assert summed.then.urls == ("https://then.example/0", "https://then.example/1")
    assert len(summed.citations) == 11
    assert Changes(retrieval, sections_of(now[:3], layout), layout).found(()) == (
        summed.model_copy(update={"text": "中标 3 项，合计 6亿元", "citations": summed.citations[:3]}),
    )
