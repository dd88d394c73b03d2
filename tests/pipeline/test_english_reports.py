"""Reports in English: the same formats, in other words and with room for longer ones."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import EXAMPLE, ROOT

from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.report.format import list_formats, load_format
from brief.settings.project import find_project
from facts.text.language import LONGER

NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
FORMATS = ("quantshark-weekly", *(one for one in list_formats(ROOT / "formats") if one != "quantshark-weekly"))
CHINESE = re.compile("[\u3400-\u9fff]")
MARKED = "[zh, untranslated]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    options = RunOptions(
        period="2026-W02",
        as_of="2026-01-12",
        formats=FORMATS,
        corpus_files=(EXAMPLE,),
        runs_dir=tmp_path_factory.mktemp("runs"),
        offline=True,
        overrides=("report.language=en", "report.byline=Written by Brief"),
    )
    record = execute(plan_run(options, find_project(ROOT), NOW), NOW, PlainProgress(io.StringIO()))
    assert record.exit_code == 0, record.error
    return options.runs_dir / record.run_id if options.runs_dir else Path()


@pytest.mark.parametrize("number", range(len(FORMATS)))
def test_whatever_is_chinese_in_an_english_report_is_quoted_and_says_so(folder: Path, number: int) -> None:
    name = "report.md" if number == 0 else f"report.{FORMATS[number]}.en.md"
    page = re.sub(r"\]\([^)]*\)", "]", (folder / name).read_text("utf-8"))
    for line in page[page.index("# ") :].splitlines():  # front matter is for machines
        for cell in line.split(" | "):
            if CHINESE.search(cell.replace("；", "")) and not cell.startswith("- **Read**"):
                assert MARKED in cell.replace("\\", "")


def test_sentences_and_words_stand_apart(folder: Path) -> None:
    page = (folder / "report.md").read_text("utf-8")
    assert page.startswith("# Key Sectors Weekly: ")
    assert " (2026-W02) · Written without a language model" in page
    assert "**Second-order effects**: " in page
    assert "  " not in page.replace(": \n", "")


def test_the_page_names_its_language(folder: Path) -> None:
    assert '<html lang="en"' in (folder / "report.html").read_text("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_language_of_longer_words_has_more_room(name: str) -> None:
    chinese, english = (load_format(ROOT / "formats", name, language) for language in ("zh", "en"))
    assert english.reader.chars == LONGER
    assert english.lengths.risk == round(LONGER * chinese.lengths.risk)
    assert english.sections[0].columns[0].max_chars == round(LONGER * chinese.sections[0].columns[0].max_chars)
    assert [block.most for block in english.blocks] == [block.most for block in chinese.blocks]
    assert {block.id: block.max_chars for block in english.blocks} == {
        block.id: round(LONGER * block.max_chars) for block in chinese.blocks
    }
