"""The industry weekly, by extraction on the second example: leads, typed rows, totals, and what is not there."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE, ROOT, silence
from improvising import give_up
from reading import read_well

from agents.base import Answer
from brief.delivery.digest import lines_of
from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.pipeline.gather import gather
from brief.pipeline.graph import walk
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.report.format import load_format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from brief.runs.steps import MemorySteps
from brief.settings.models import ROLES
from brief.settings.project import find_project
from schemas.base import Schema
from schemas.critique import CritiqueQuestion
from schemas.report import Report, ReportSection
from schemas.revision import RevisionQuestion
from schemas.table import EntryAnswer, TableQuestion

JULY = ROOT / "examples" / "2026-W30.jsonl"
NAME, WEEKLY = "industry-weekly", "quantshark-weekly"


def run(runs_dir: Path, *formats: str, corpus: Path = JULY, period: str = "2026-W30", language: str = "zh") -> Path:
    options = RunOptions(
        period=period,
        as_of="2026-08-01",
        formats=formats,
        corpus_files=(corpus,),
        runs_dir=runs_dir,
        offline=True,
        overrides=(f"report.language={language}",),
    )
    now = datetime(2026, 8, 1, 1, 0, tzinfo=UTC)
    record = execute(plan_run(options, find_project(ROOT), now), now, PlainProgress(io.StringIO()))
    assert record.exit_code == 0, record.error
    return runs_dir / record.run_id


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("runs"), NAME)


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.md").read_text("utf-8")


def public_of(folder: Path) -> ReportSection:
    report = Report.model_validate_json((folder / "report.json").read_bytes())
    return next(section for section in report.sections if section.id == "public")


def texts(section: ReportSection, column: str) -> list[str]:
    return [cell.text for row in section.rows for cell in row.cells if cell.column == column and cell.kind != "none"]


def test_every_project_of_the_notices_has_its_row_and_stage(folder: Path) -> None:
    section = public_of(folder)
    told = " ".join(texts(section, "event"))
    projects = "汇岭 巴音岗 砾泉 越浦 颍岗 石杉 寰宁 岷桥 澹湖 汀河 沥湾 鲁川 南璞 汧原".split()
    assert [one for one in projects if one not in told] == []
    assert len(texts(section, "stage")) == len(section.rows) == 15


def test_the_six_awards_are_counted_by_code_alone(folder: Path, page: str) -> None:
    (totals,) = (block for block in public_of(folder).blocks if block.id == "totals")
    assert totals.counted[0].startswith("中标 6 项，合计 9.2694亿元，写明国产化的 4 项（占 67%）")
    assert "金额前 3：澹湖数智投资有限公司（4.62亿元）、汇岭银行" in totals.counted[0]
    assert not [line for line in totals.counted if " 1 项，合计" in line and "占" in line]
    assert [line.split(" ")[0] for line in totals.counted] == ["中标", "招标", "预中标", "流标", "终止"]
    assert all(f"- {line}\n" in page for line in totals.counted)


def test_a_letter_has_the_totals_and_the_leads_too(folder: Path) -> None:
    report = Report.model_validate_json((folder / "report.json").read_bytes())
    told = [line.text for line in lines_of(report, load_format(ROOT / "formats", NAME), full=True)]
    assert any(
        line.startswith("合计（由程序按上表逐行统计，各阶段不相加）：中标 6 项，合计 9.2694亿元") for line in told
    )
    assert any(line.startswith("招标 ") for line in told)
    assert any(line.startswith("资讯汇总 · AI 模型：") for line in told)
    assert any(line.startswith("应用：") for line in told)


def test_layers_have_bold_leads_and_name_those_without_news(page: str) -> None:
    layers = page.partition("## 资讯汇总 · AI")[2].partition("## ")[0]
    assert re.findall(r"^\*\*(\w+)\*\*：", layers, re.MULTILINE) == ["模型", "应用"]
    assert "\n本周未收录：资本。\n" in layers


def test_a_vendor_without_news_is_told_in_one_line(page: str) -> None:
    vendors = page.partition("## 资讯汇总 · 云厂商")[2].partition("## ")[0]
    (silent,) = [line for line in vendors.splitlines() if line.startswith("本周未收录新消息：")]
    assert "阿里云、腾讯云" in silent
    assert all(line.startswith("- ") for line in vendors.strip().splitlines() if line and line != silent)


def test_what_changed_has_a_date_and_two_values(page: str) -> None:
    changes = page.partition("## 重要变化与信号")[2].partition("## ")[0]
    assert "在建容量231兆瓦，比7月15日的214兆瓦多17兆瓦" in changes


def test_what_only_a_model_can_write_is_left_out_and_said_in_one_line_under_its_heading(page: str) -> None:
    for heading in ("## 核心趋势", "**专项分析**", "## 值得关注的问题"):
        assert page.count(heading) == page.count(f"{heading}\n\n此处要用语言模型才能写，从略。\n") > 0
    assert "须由语言模型来写" not in page
    assert "---\n\n---" not in page


def test_an_event_that_the_summary_tells_is_not_listed_again(page: str) -> None:
    cloud = page.partition("## 云厂商与算力平台")[2].partition("\n## ")[0]
    assert "云厂商" in page
    assert not re.findall(r"^- \[[^]]*\]\([^)]*\)（单一信源）$", cloud, re.MULTILINE)


def test_a_week_without_tenders_says_so_and_has_nothing_to_compare(tmp_path: Path) -> None:
    page = (run(tmp_path, NAME, corpus=EXAMPLE, period="2026-W02") / "report.md").read_text("utf-8")
    assert "## 政企与招投标\n" in page
    assert "本周没有可以统计的项目。" in page
    assert "本周没有政企与招投标的条目。" in page


def test_sections_that_stand_apart_change_nothing_in_other_formats(tmp_path: Path) -> None:
    beside, alone = run(tmp_path / "a", NAME, WEEKLY), run(tmp_path / "b", WEEKLY)
    for kind in ("md", "html", "json"):
        assert (beside / f"report.{WEEKLY}.zh.{kind}").read_bytes() == (alone / f"report.{kind}").read_bytes()


def test_the_english_edition_counts_in_its_own_notation_and_marks_what_is_untranslated(tmp_path: Path) -> None:
    folder = run(tmp_path, NAME, language="en")
    (totals,) = (block for block in public_of(folder).blocks if block.id == "totals")
    assert totals.counted[0].startswith("awarded: 6; 926.94 million yuan in total; Chinese technology: 4 (67%)")
    assert "(462 million yuan)" in totals.counted[0]


def test_both_editions_stand_side_by_side_with_their_leads_and_totals(tmp_path: Path) -> None:
    folder = run(tmp_path, NAME, language="both")
    (page,) = (one.read_text("utf-8") for one in folder.glob("report*.zh-en.html"))
    for lead in ("模型", "Models"):
        assert f'<span class="label">{lead}</span>' in page
    for total in ("中标 6 项，合计 9.2694亿元", "awarded: 6; 926.94 million yuan in total"):
        assert f"<p>{total}" in page


def test_the_first_sentence_of_a_trend_stands_out_as_its_claim(folder: Path) -> None:
    layout = load_format(ROOT / "formats", NAME)
    report = Report.model_validate_json((folder / "report.json").read_bytes())
    told = report.blocks[0].entries[0]
    entries = tuple(
        told.model_copy(update={"id": f"trends{n}", "text": text, "paragraph": paragraph, "kind": "inferred"})
        for n, (text, paragraph) in enumerate((("算力在降价", 1), ("T9降到25.3元", 1), ("国产在进场", 2)), 1)
    )
    blocks = (one.model_copy(update={"entries": entries}) if one.id == "trends" else one for one in report.blocks)
    changed = report.model_copy(update={"blocks": tuple(blocks)})
    page = render_markdown(changed, layout).text.partition("## 核心趋势")[2].partition("\n## ")[0]
    claims = re.findall(r"^\*\*\[(.*?)\]\S*。\*\*(?: \S|$)", page.replace("\n\n", "\n"), re.MULTILINE)
    assert claims == ["算力在降价", "国产在进场"]
    html = render_html(changed, layout).partition('id="b-trends"')[2].partition("</section>")[0]
    assert [found.count("算力在降价") + found.count("国产在进场") for found in re.findall("<b>(.*?)</b>", html)] == [
        1,
        1,
    ]


NEWS = "砚池M5上线，上下文扩到100万词元"


def _asked(question: Schema) -> str:
    return question.section.id if isinstance(question, TableQuestion) else type(question).__name__


class Writer:
    """Answers as extraction does, and writes of the tenders a true and a false total, of AI its news alone."""

    name, heard = "writer", "yes"

    def answer(self, role: str, question: Schema, answer: type[Any], again: bool = False) -> Answer[Any]:
        if isinstance(question, CritiqueQuestion):
            return Answer(read_well(question), by="model")
        if isinstance(question, RevisionQuestion):
            return Answer(give_up(question), by="model")
        found = Extractive().answer(role, question, answer).value
        self.blocks = getattr(self, "blocks", {}) | {
            _asked(question): [one.id for one in getattr(question, "blocks", ())]
        }
        if isinstance(question, TableQuestion) and question.section.id == "ai":
            news = EntryAnswer(block="layers", text=NEWS, passages=(question.events[0].passages[0].id,))
            return Answer(found.model_copy(update={"entries": (news,)}), by="model")
        if isinstance(question, TableQuestion) and question.section.id == "public":
            self.question = question
            cited = tuple(one.passages[-1].id for one in question.events[:2])
            told = ("公布结果的中标6项，合计9.2694亿元", "流标的金额合计超过去年，共17亿元")
            said = (EntryAnswer(block="analysis", text=one, passages=cited) for one in told)
            found = found.model_copy(update={"entries": tuple(said)})
        return Answer(found, by="model")


def test_a_model_may_say_what_code_counted_and_no_other_total(tmp_path: Path) -> None:
    options = RunOptions(
        period="2026-W30", as_of="2026-08-01", formats=(NAME,), corpus_files=(JULY,), runs_dir=tmp_path, offline=True
    )
    now, writer = datetime(2026, 8, 1, 1, 0, tzinfo=UTC), Writer()
    plan = plan_run(options, find_project(ROOT), now)
    documents = gather(plan, print).documents
    result = walk(plan.request, documents, Asking(dict.fromkeys(ROLES, writer)), MemorySteps(), silence())
    assert writer.question.counted[0].startswith("中标 6 · 9.2694亿 = 926.94 million CNY · 国产化 4 = 67%")
    assert "totals" not in [block.id for block in writer.question.blocks]
    assert any("砚池" in headline for headline in writer.question.elsewhere)
    (public,) = (one for one in result.drafts[-1].tables if one.section_id == "public")
    assert [entry.text for entry in public.entries] == ["公布结果的中标6项，合计9.2694亿元"]
    assert "total_not_counted" in {issue.kind for issue in result.critiques[0].issues}
    assert writer.blocks["ai"] == ["layers", "analysis", "points"]
    assert not {"layers", "vendors"} & {*writer.blocks["public"], *writer.blocks["SynthesisQuestion"]}


def test_the_news_that_stands_above_all_sections_is_that_of_their_rows_writers(folder: Path) -> None:
    report = Report.model_validate_json((folder / "report.json").read_bytes())
    told = {block.id: [entry.id for entry in block.entries] for block in report.blocks}
    assert told["layers"][0] == "ai.layers1"
    assert told["vendors"][0] == "cloud.vendors1"
    assert [
        block.id for section in report.sections for block in section.blocks if block.id in ("layers", "vendors")
    ] == []
