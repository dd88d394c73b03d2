import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from brief.errors import ConfigError
from brief.llm.prompt_template import style_of
from brief.pipeline.plan import request_of
from brief.report.format import Format, list_formats, load_format
from brief.settings.config import load_config
from brief.settings.periods import parse_period
from facts.text.language import LONGER
from schemas.claim import ClaimKind
from schemas.period import PeriodKind
from schemas.reasons import IssueKind
from schemas.retrieval import Request
from schemas.section import Lengths

SHIPPED = Path(__file__).resolve().parents[2] / "formats"


@pytest.fixture
def formats(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "formats"))


def edit(directory: Path, old: str, new: str, name: str = "quantshark-weekly.toml") -> None:
    path = directory / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def error_of(directory: Path, name: str = "quantshark", section_ids: tuple[str, ...] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_format(directory, name, section_ids=section_ids)
    return str(caught.value)


def test_the_shipped_format_has_the_sections_and_columns_of_its_house(quantshark: Format) -> None:
    assert [(section.id, section.title) for section in quantshark.sections] == [
        ("ai", "AI & Capabilities"),
        ("energy", "Energy & Infrastructure"),
        ("web3", "Web3 & Financial Flow"),
    ]
    assert [[column.title for column in section.columns] for section in quantshark.sections] == [
        ["核心事件", "硬核技术点", "商业/行业洞察"],
        ["核心事件", "技术/进展", "财经/供应链洞察"],
        ["核心事件", "资金/协议动向", "金融/宏观洞察"],
    ]


@pytest.mark.parametrize(
    ("kind", "this", "report"),
    [("daily", "今日", "日报"), ("weekly", "本周", "周报"), ("monthly", "本月", "月报"), ("range", "本期", "专报")],
)
def test_labels_follow_the_kind_of_period(quantshark: Format, kind: PeriodKind, this: str, report: str) -> None:
    assert (quantshark.this(kind), quantshark.reader.periods[kind].report) == (this, report)


def test_every_kind_that_code_can_name_has_words(quantshark: Format) -> None:
    reader = quantshark.reader
    assert set(get_args(IssueKind)) <= reader.issues.keys()
    assert set(get_args(ClaimKind)) == reader.kinds.keys()
    assert set(get_args(PeriodKind)) == reader.periods.keys()


def test_columns_are_handed_to_the_catalogue_with_their_lengths(quantshark: Format) -> None:
    columns = quantshark.sections[0].catalogue_columns()
    assert [column.id for column in columns] == ["event", "technical", "insight"]
    assert all(column.title and column.max_chars >= 8 for column in columns)


def test_lengths_are_those_of_the_language_where_the_format_says_nothing_else(formats: Path) -> None:
    own = {"effect": 70, "effects": 3, "meaning": 20}
    assert load_format(formats, "quantshark").lengths == Lengths().model_copy(update=own)
    edit(formats, "effect = 70", "effect = 60")
    assert load_format(formats, "quantshark").lengths == Lengths().model_copy(update={**own, "effect": 60})
    text = (formats / "quantshark-weekly.toml").read_text(encoding="utf-8")
    without = re.sub(r"\[words.zh.lengths\]\n.*?\n\n", "", text, flags=re.DOTALL)
    (formats / "quantshark-weekly.toml").write_text(without, encoding="utf-8")
    assert load_format(formats, "quantshark").lengths == Lengths()


def test_a_models_prompt_and_the_checks_of_its_answer_have_the_lengths_of_the_format(formats: Path) -> None:
    edit(formats, "effect = 70", "effect = 60")
    shorter = load_format(formats, "quantshark")
    assert style_of(shorter, "weekly")["effect_chars"] == "60"
    assert asked_of(shorter).lengths == shorter.lengths


def asked_of(one: Format) -> Request:
    config = load_config(SHIPPED.parent / "config.toml", (), SHIPPED.parent)
    as_of = datetime(2026, 1, 12, tzinfo=UTC)
    return request_of(config, one, parse_period("2026-W02", as_of, ZoneInfo("UTC")), as_of)


def test_nothing_is_asked_for_that_no_part_shows(formats: Path) -> None:
    lengths = load_format(formats, "personal-daily").lengths
    assert (lengths.effects, lengths.keywords, lengths.signals, lengths.risks) == (0, 0, 0, 0)


def test_a_section_that_gathers_others_has_the_words_of_all_and_rows_of_its_own() -> None:
    (items,) = asked_of(load_format(SHIPPED, "personal-daily")).sections
    config = load_config(SHIPPED.parent / "config.toml", (), SHIPPED.parent)
    assert (items.id, items.limit) == ("items", 6)
    for section in (one for one in config.sections if not one.apart):
        assert set(section.core) <= set(items.core)
        assert section.description.strip() in items.description


def test_blocks_are_asked_for_where_they_stand_with_the_words_for_the_period() -> None:
    prose, daily = (asked_of(load_format(SHIPPED, name)) for name in ("quantshark-prose", "personal-daily"))
    assert [block.id for block in prose.sections[1].blocks] == ["progress", "hard_points", "business"]
    assert prose.sections[1].blocks[2].title == "财经/供应链洞察"
    assert [block.id for block in prose.blocks] == ["answers", "lesson"]
    assert [block.title for block in daily.blocks][2] == "本周三件事"


@pytest.mark.parametrize(
    ("outputs", "said"),
    [('["htm"]', "did you mean 'html'"), ('["epub"]', "there are md, html, json, pdf"), ("[]", "must hold 1 or more")],
)
def test_an_unknown_kind_of_file_is_told_with_its_line_and_the_nearest_one(
    formats: Path, outputs: str, said: str
) -> None:
    edit(formats, "[[sections]]", f"outputs = {outputs}\n[[sections]]")
    found = error_of(formats)
    assert said in found
    text = (formats / "quantshark-weekly.toml").read_text("utf-8").splitlines()
    assert f"quantshark-weekly.toml:{text.index(f'outputs = {outputs}') + 1}" in found


def test_an_earlier_name_leads_to_the_format(formats: Path) -> None:
    assert load_format(formats, "quantshark").name == "quantshark-weekly"
    shutil.copy(formats / "quantshark-weekly.toml", formats / "quantshark.toml")
    edit(formats, 'name = "quantshark-weekly"', 'name = "quantshark"', "quantshark.toml")
    assert load_format(formats, "quantshark").name == "quantshark"


def test_a_format_alone_in_a_folder_has_the_shipped_words_and_page(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "quantshark-weekly.toml", tmp_path)
    alone = load_format(tmp_path, "quantshark-weekly")
    assert alone == load_format(SHIPPED, "quantshark-weekly")
    assert {file.name for file in alone.files} >= {"shared/report.md.j2", "shared/report.html.j2", "shared/zh.toml"}


def test_the_version_is_that_of_the_content(formats: Path) -> None:
    before = load_format(formats, "quantshark")
    assert load_format(SHIPPED, "quantshark").version == before.version
    edit(formats, "## ", "### ", "shared/report.md.j2")
    after = load_format(formats, "quantshark").version
    assert after != before.version
    assert re.fullmatch("[0-9a-f]{12}", after)


def test_the_files_of_a_format_load_as_the_same_format_elsewhere(quantshark: Format, tmp_path: Path) -> None:
    for file in quantshark.files:
        path = tmp_path / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    assert load_format(tmp_path, "quantshark") == quantshark


def test_formats_are_listed_by_name_and_shared_files_are_none(formats: Path) -> None:
    shutil.copy(formats / "quantshark-weekly.toml", formats / "another.toml")
    assert list_formats(formats) == (
        *("ai-daily", "another", "industry-weekly", "personal-daily"),
        *("quantshark-prose", "quantshark-weekly"),
    )


@pytest.mark.parametrize("name", ["weekly", "../formats/quantshark", "shared/zh", ""])
def test_an_unknown_format_is_refused_with_those_that_are_known(formats: Path, name: str) -> None:
    known = "Known formats: ai-daily, industry-weekly, personal-daily, quantshark-prose, quantshark-weekly."
    assert known in error_of(formats, name)


def test_an_error_names_the_file_the_line_and_the_field(formats: Path) -> None:
    edit(formats, "title_thesis_max_chars = 22", 'title_thesis_max_chars = "long"')
    path = formats / "quantshark-weekly.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if text.startswith("title_thesis_max_chars"))
    assert error_of(formats).startswith(f"{path}:{line}: title_thesis_max_chars: input should be a valid integer")


BLOCK = '[[blocks]]\nid = "odds"\nholds = "stated"\nmost = 3\nmax_chars = 60\n\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "quantshark-weekly"', 'name = "other"', "name: is 'other', unlike the file's name"),
        ("[[sections]]", "[[sections]", "quantshark-weekly.toml:8: is not valid TOML"),
        ('emoji = "🤖"', 'emoij = "🤖"', "unknown key sections.1.emoij. Did you mean 'emoji'?"),
        ("max_chars = 60", "maxchars = 60", "unknown key sections.1.columns.1.maxchars. Did you mean 'max_chars'?"),
        ("effects = 3", "efects = 3", "unknown key words.zh.lengths.efects. Did you mean 'effects'?"),
        ('emoji = "🤖"', "gathers = []", ":10: sections.1.gathers: must hold 1 or more"),
        ('id = "energy"', 'id = "ai"', "'ai' stands twice"),
        ('id = "energy"', 'id = "power"', "words.zh.sections: the words for 'power' are missing"),
        ('id = "technical", holds', 'id = "impact", holds', "the words for 'impact' are missing"),
        ('id = "technical", holds', 'id = "event", holds', "sections.1.columns: 'event' stands twice"),
        ("{report}：{theses}", "{report}：{thesis}", "words.zh.title: {thesis} is not filled in here; known: {report}"),
        ("[[sections]]", "parts = ['sections', 'riscs']\n[[sections]]", "parts: 'riscs' is neither a block nor one of"),
        ("[[sections]]", "parts = ['risks']\n[[sections]]", "parts: lacks 'sections'"),
        ("[[sections]]", "section_parts = ['effects']\n[[sections]]", "section_parts: lacks 'rows'"),
        ("[words.zh]", f"{BLOCK}[words.zh]", "blocks.1.id: 'odds' must stand once"),
        ("[words.zh]", f"{BLOCK.replace('odds', 'e1')}[words.zh]", "blocks.1.id: 'e1' is no id of a block"),
        (
            "[words.zh]",
            f"{BLOCK.replace('odds', 'event')}[words.zh]",
            "blocks.1.id: 'event' stands twice, or is a column",
        ),
        ("effects = 3", "effects = 30", "words.zh.lengths.effects: input should be less than"),
        ('id = "insight", holds', 'id = "odds", holds', "the words for 'odds' are missing"),
        ("[[sections]]", "themes = true\n[[sections]]", "themes: needs one [[sections]]"),
        ("[words.zh]", "[words.ja]", "has no 'zh'; it has ja, en"),
        ('holds = "stated"', 'most = 2, holds = "stated"', "columns: 'event' says what happened, once in each row"),
        ('"technical", holds', '"technical", most = 3, holds', "'technical' has several texts: `most` needs rows_as"),
        (
            '"technical", holds',
            '"technical", needs = [{ chars = -1 }], holds',
            "needs.1.chars: input should be greater",
        ),
        ('"technical", holds', '"technical", needs = [{ chrs = 9 }], holds', "Did you mean 'chars'?"),
        ("[words.zh]", '[kinds]\ndeals = "融资"\n[words.zh]', "the words for 'deals' are missing"),
    ],
)
def test_a_mistake_in_a_format_is_told(formats: Path, old: str, new: str, said: str) -> None:
    if new == "[words.ja]":
        path = formats / "quantshark-weekly.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("[words.zh", "[words.ja"), encoding="utf-8")
    else:
        edit(formats, old, new)
    assert said in error_of(formats)


def test_a_mistake_in_the_shared_words_names_their_file(formats: Path) -> None:
    edit(formats, "共读取 {read}", "共读取 {all}", "shared/zh.toml")
    message = error_of(formats)
    assert message.startswith(str(formats / "shared" / "zh.toml"))
    assert "notes.read: {all} is not filled in here" in message


def test_a_word_that_an_older_project_lacks_is_the_shipped_one(formats: Path) -> None:
    edit(formats, 'edited = "经人工修订"\n', "", "shared/zh.toml")
    assert load_format(formats, "quantshark").reader.page.edited == "经人工修订"


def test_a_word_that_no_report_says_is_an_error(formats: Path) -> None:
    edit(formats, "[notes]\n", '[notes]\nmisspelt = "x"\n', "shared/zh.toml")
    assert "notes.misspelt" in error_of(formats)


def test_a_section_outside_the_catalogue_is_an_error(formats: Path) -> None:
    assert "'web3' is not in the catalogue (ai, energy)" in error_of(formats, section_ids=("ai", "energy"))
    assert load_format(formats, "quantshark", section_ids=("ai", "energy", "web3", "more")).name == "quantshark-weekly"


# -- typed columns, counts, leads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "date" },', 'kind = "choice" },', "needs `choices` if its kind is 'choice', and none if not"),
        ('by = "stage"', 'by = "amount"', "by = 'amount' is no column with kind = 'choice'"),
        ('sums = "amount"', 'sums = "date"', "sums = 'date' is no column with kind = 'money'"),
        ('sections = ["public"]\ncounts', 'sections = ["energy"]\ncounts', "'energy' is no section of this format"),
        ('sections = ["public"]\ncounts', "counts", "by = 'stage' is no column with kind = 'choice' of 'ai'"),
        ('"rows", "totals"]', '"rows"]', "must stand once"),
        ('sections = ["ai"]\nwith_rows', "with_rows", "blocks.1.with_rows: needs one section in `sections`"),
        ('silent = "{this}未收录：{leads}。"', 'silent = "{count}"', "is not filled in here"),
    ],
)
def test_what_is_typed_or_counted_must_be_of_its_kind(formats: Path, before: str, after: str, said: str) -> None:
    edit(formats, before, after, "industry-weekly.toml")
    assert said in error_of(formats, "industry-weekly")


@pytest.mark.parametrize(("own", "said"), [("table", "'buyer' has several texts"), ("cards", "")])
def test_a_column_has_several_texts_where_its_own_section_has_cards(formats: Path, own: str, said: str) -> None:
    edit(formats, 'rows_as = "list"', f'rows_as = "{"cards" if own == "table" else "table"}"', "industry-weekly.toml")
    edit(formats, 'rows_as = "table"\ncolumns', f'rows_as = "{own}"\ncolumns', "industry-weekly.toml")
    edit(formats, 'id = "buyer", holds', 'id = "buyer", most = 2, holds', "industry-weekly.toml")
    if said:
        assert said in error_of(formats, "industry-weekly")
    else:
        columns = load_format(formats, "industry-weekly").sections[2].columns
        assert [one.id for one in columns[:3]] == ["event", "buyer1", "buyer2"]


def test_a_block_stands_in_its_own_sections_alone() -> None:
    shown = {section.id: section for section in load_format(SHIPPED, "industry-weekly").sections}
    assert [block.id for block in shown["ai"].blocks] == ["analysis", "points"]
    assert [block.id for block in shown["public"].blocks] == ["analysis", "totals"]
    assert (shown["ai"].rows_as, shown["public"].rows_as) == ("list", "table")


def test_a_block_that_is_written_with_rows_is_asked_of_their_writer_wherever_it_stands() -> None:
    layout = load_format(SHIPPED, "industry-weekly")
    asked = asked_of(layout)
    assert [block.id for block in layout.blocks][:3] == ["answers", "layers", "vendors"]
    assert [block.id for block in asked.blocks][:2] == ["answers", "deals"]
    assert [block.id for block in asked.sections[0].blocks] == ["layers", "analysis", "points"]
    assert asked.sections[0].blocks[0].above


def test_the_words_of_english_are_as_long_as_quotations_in_it_are_held_to() -> None:
    assert load_format(SHIPPED, "quantshark", "en").reader.chars == LONGER
