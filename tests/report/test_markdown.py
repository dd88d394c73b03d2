import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from builders import ROOT
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from brief.errors import ConfigError
from brief.report.format import Format, load_format
from brief.report.format_file import FormatFile
from brief.report.render.markdown import escape_markdown, render_markdown
from brief.report.render.plain import plain
from brief.report.render.templates import fill
from schemas.report import Report

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "a | b || c \\| d \\\\| e \\",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- x -->",
    "](javascript:alert(1)) [x](javascript:alert(1)) ![x](https://evil.example/p.png)",
    "`code` ``` ~~~ ~~struck~~ ~one~",
    "one\n\n# two\r\n- three\x0b> four\x85| five |\u2028six\u2029seven",
    "**bold** _it_ *it* __b__ ***",
    "# heading",
    "- item",
    "1. item",
    "12) item",
    "> quote",
    "=== ---",
    "&lt;b&gt; &amp; &#60;script&#62; AT&T &copy",
    "https://evil.example/ www.evil.example <https://evil.example> a@evil.example",
    "مرحبا \u202eevil\u202c שלום \u2066x\u2069",
    "$x$ and $5 and $ 6",
    "[^1] [x]: https://evil.example {.class} {{ page.title }} {% raw %}",
    "*",
    "x\\",
]
MARKUP = st.text(
    alphabet=st.sampled_from("\\`*_~[]()<>!|@&#;:/.-+=$^{}'\" \n\t0129aZw中，\u202e\u200b\xa0"), max_size=40
)


def inline_text(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in {"text", "softbreak"})


def skeleton(markdown: str) -> list[tuple[str, ...]]:
    """Every token that is markup, in order, with the addresses of links; no text."""
    found: list[tuple[str, ...]] = []
    for token in PARSER.parse(markdown):
        found.append((token.type, token.tag))
        found += [
            (child.type, str(child.attrs.get("href", ""))) for child in token.children or () if child.type != "text"
        ]
    return found


def tables(markdown: str) -> list[list[list[Token]]]:
    """Tables of rows of the inline tokens of cells."""
    found: list[list[list[Token]]] = []
    for before, token in zip([None, *PARSER.parse(markdown)], PARSER.parse(markdown), strict=False):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and before and before.type in {"td_open", "th_open"}:
            found[-1][-1].append(token)
    return found


def rendered(report: Report, format: Format) -> str:
    return render_markdown(report, format).text


def links(markdown: str) -> list[str]:
    return [
        str(child.attrs["href"])
        for token in PARSER.parse(markdown)
        for child in token.children or ()
        if child.type == "link_open"
    ]


def texts(report: Report) -> list[str]:
    """What the report says, piece by piece, in the order of a reader."""
    found: list[str] = []
    for section in report.sections:
        found += [cell.text for row in section.rows for cell in row.cells]
        found += [effect.text for effect in section.effects]
    for keyword in report.synthesis.keywords:
        found += [keyword.term, keyword.meaning]
    found += [signal.text for signal in report.synthesis.signals]
    return found + [risk.text for risk in report.synthesis.risks] + list(report.notes)


def shown(markdown: str) -> str:
    return "\n".join(inline_text(token) for token in PARSER.parse(markdown) if token.type == "inline")


# -- structure -------------------------------------------------------------------------------------------------------


def test_the_report_has_the_structure_of_its_house(sample_report: Report, quantshark: Format) -> None:
    lines = rendered(sample_report, quantshark).splitlines()
    marked = [line for line in lines if line.startswith(("#", "**", "✅", "➖", "---", "|:"))]
    assert [re.sub("(?<=[：])(?!三域|本周).{40,}", "…", line) for line in marked if not line.startswith("# ")] == [
        "## 🤖 AI & Capabilities：…",
        "|:---|:---|:---|",
        "**二阶效应**：…",
        "---",
        "## ⚡ Energy & Infrastructure：高盛：美国电网备用容量降至19%，2030年电力缺口或达50吉瓦",
        "|:---|:---|:---|",
        "**二阶效应**：…",
        "---",
        "## 🌐 Web3 & Financial Flow：…",
        "|:---|:---|:---|",
        "**二阶效应**：本周未摘录到可引证的连带影响。",
        "---",
        "## 🔗 The Synthesis：三域联动信号",
        "**本周关键词**：",
        "**跨界观察**：",
        "✅ **AI-能源联动**：…",
        "➖ **AI-Web3联动**：本周未摘录到两个领域之间可引证的联动。",
        "✅ **能源-Web3联动**：…",
        "**风险提示**：",
        "---",
        "**取舍与说明**",
    ]
    assert lines[0] == f"# {sample_report.title}"
    assert lines[2] == sample_report.byline


def test_every_row_is_linked_and_every_cell_stands_in_its_column(sample_report: Report, quantshark: Format) -> None:
    read = tables(rendered(sample_report, quantshark))
    assert [[len(row) for row in table] for table in read] == [[3] * 6, [3] * 5, [3] * 3]
    for table, section in zip(read, sample_report.sections, strict=True):
        for cells, row in zip(table[1:], section.rows, strict=True):
            first = next(child for child in cells[0].children or () if child.type == "link_open")
            assert first.attrs["href"] == row.cells[0].citations[0].url
            for cell, said in zip(cells, row.cells, strict=True):
                assert inline_text(cell).startswith(said.text)


def test_every_citation_is_an_inline_link_and_every_link_a_citation(sample_report: Report, quantshark: Format) -> None:
    markdown = rendered(sample_report, quantshark)
    assert set(links(markdown)) == {source.url for source in sample_report.sources}
    assert set(re.findall(r"\[[^\]\n]+\]\(([^)\s]+)\)", markdown)) == set(links(markdown))
    footer = markdown[markdown.rindex("\n---\n") :]
    assert links(footer) == []
    assert all(plain(note) in shown(footer) for note in sample_report.notes)


def test_a_text_in_another_language_is_marked(sample_report: Report, quantshark: Format) -> None:
    markdown = rendered(sample_report, quantshark)
    foreign = [cell for s in sample_report.sections for row in s.rows for cell in row.cells if cell.lang == "en"]
    foreign_risks = [risk for risk in sample_report.synthesis.risks if risk.lang == "en"]
    assert foreign
    assert markdown.count("(en)") == len(foreign) + len(foreign_risks)


def test_a_models_chinese_text_full_of_latin_names_is_not_marked(sample_report: Report, quantshark: Format) -> None:
    text = "OpenAI发布GPT-5.4 mini与GPT-5.4 nano"
    (risk, *_) = sample_report.synthesis.risks
    told = risk.model_copy(update={"text": text, "lang": "en", "kind": "inferred", "by": "model"})
    synthesis = sample_report.synthesis.model_copy(update={"risks": (told,)})
    (line,) = (
        one
        for one in rendered(sample_report.model_copy(update={"synthesis": synthesis}), quantshark).splitlines()
        if "OpenAI发布GPT" in one
    )
    assert "(en)" not in line


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("Lanchuan (澜川) rents out its cards from September, below the spot price of rivals", False),
        ("澜川九月起出租加速卡，低于同行的现货价", True),
    ],
)
def test_in_an_english_report_a_chinese_name_in_brackets_makes_no_text_chinese(
    sample_report: Report, text: str, is_marked: bool
) -> None:
    english = load_format(ROOT / "formats", "quantshark-weekly", "en")
    signal = sample_report.synthesis.signals[0].model_copy(update={"text": text})
    synthesis = sample_report.synthesis.model_copy(update={"signals": (signal,)})
    report = sample_report.model_copy(update={"language": "en", "synthesis": synthesis})
    (line,) = (one for one in rendered(report, english).splitlines() if plain(text)[:7] in one)
    assert ("untranslated" in line) is is_marked


@pytest.mark.parametrize(
    ("label", "end", "shown_as", "keywords"),
    [
        ("2026-W02", "2026-01-11", "2026-01-05 至 2026-01-11（2026-W02）", "本周关键词"),
        ("2026-01", "2026-01-31", "2026-01-05 至 2026-01-31（2026-01）", "本月关键词"),
        ("2026-01-05", "2026-01-05", "2026-01-05", "今日关键词"),
        ("2026-01-05..2026-01-08", "2026-01-08", "2026-01-05 至 2026-01-08", "本期关键词"),
    ],
)
def test_the_period_is_written_as_its_kind_asks(
    sample_report: Report, quantshark: Format, label: str, end: str, shown_as: str, keywords: str
) -> None:
    data = sample_report.model_dump(mode="json")
    data["period"] = {"start": "2026-01-05", "end": end, "label": label}
    lines = rendered(Report.model_validate(data), quantshark).splitlines()
    assert lines[4] == f"{shown_as} · 本内容由人工智能生成 · 经人工修订"
    assert f"**{keywords}**：" in lines


def test_blocks_with_nothing_to_say_keep_their_heading_and_say_so(sample_report: Report, quantshark: Format) -> None:
    silent = sample_report.model_copy(
        update={
            "sections": tuple(
                section.model_copy(update={"thesis": None, "rows": (), "effects": ()})
                for section in sample_report.sections
            ),
            "synthesis": sample_report.synthesis.model_copy(update={"keywords": (), "signals": (), "risks": ()}),
            "sources": (),
        }
    )
    markdown = rendered(silent, quantshark)
    assert links(markdown) == []
    assert "## ⚡ Energy & Infrastructure\n\n本周没有可以刊出的事件。\n\n**二阶效应**：本周未摘录到" in markdown
    assert markdown.count("➖ ") == 3
    assert "**本周关键词**：\n\n本周未摘录到在多条内容中起作用的关键词。" in markdown
    assert "**风险提示**：\n\n本周在上列各条之外未摘录到风险表述。" in markdown


def test_the_same_report_gives_the_same_bytes_and_ends_with_one_newline(
    sample_report: Report, quantshark: Format
) -> None:
    markdown = rendered(sample_report, quantshark)
    assert markdown == rendered(sample_report.model_copy(deep=True), quantshark)
    assert markdown.endswith("'\n")
    assert "\n\n\n" not in markdown


# -- hostile text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_the_news_changes_the_structure(
    poisoned: Callable[[str], Report], quantshark: Format, hostile: str
) -> None:
    harmless = rendered(poisoned("harmless"), quantshark)
    markdown = rendered(poisoned(hostile), quantshark)
    assert skeleton(markdown) == skeleton(harmless)
    assert shown(markdown).count(plain(hostile)) >= shown(harmless).count("harmless")


@given(MARKUP)
@example("\\|")
@example("1)")
@example("123456789.")
@example("a ##")
@example("#")
@example("---")
@example("==")
def test_an_escaped_text_is_shown_as_it_is_wherever_it_stands(text: str) -> None:
    expected = plain(text)
    assume(expected)
    escaped = escape_markdown(text)
    assert "\n" not in escaped
    for before, after in [("", ""), ("- ", ""), ("## ", ""), ("1. **", "** →"), ("a [", "](https://x.example/)")]:
        markdown = f"{before}{escaped}{after}"
        around = ("" if not before.startswith("a") else "a ", " →" if "→" in after else "")
        assert shown(markdown) == f"{around[0]}{expected}{around[1]}"
        assert not [kind for kind, *_ in skeleton(markdown) if kind in {"html_inline", "code_inline", "em_open"}]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("https://x.example www.x.example a@b.example", r"https\://x.example www\.x.example a\@b.example"),
        ("$2.65B、$500M 与 $x$", r"$2.65B、$500M 与 \$x\$"),
        ("38~95GW ~~x~~", r"38\~95GW \~\~x\~\~"),
        ("17.4万立方米", "17.4万立方米"),
        ("+50% - #1", "+50% - #1"),
        ("C #", r"C \#"),
        ("R&D &amp; C++ #1 (x) a-b 1.5", r"R&D \&amp; C++ #1 (x) a-b 1.5"),
    ],
)
def test_what_github_would_link_strike_or_typeset_is_escaped_and_no_more(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


@given(st.lists(MARKUP, min_size=2, max_size=2))
def test_escaped_texts_stay_in_their_cells(cells: list[str]) -> None:
    escaped = [escape_markdown(cell) for cell in cells]
    markdown = f"| a | b |\n|:---|:---|\n| {escaped[0]} | [{escaped[1] or '-'}](https://x.example/) |\n"
    ((_, row),) = tables(markdown)
    assert [inline_text(cell) for cell in row] == [plain(cells[0]), plain(cells[1]) or "-"]


def test_an_address_that_is_none_is_not_linked(sample_report: Report, quantshark: Format) -> None:
    data = sample_report.model_dump(mode="json")
    for source in data["sources"]:
        source["url"] = "javascript:alert(1)"
    markdown = rendered(Report.model_validate(data), quantshark)
    assert links(markdown) == []
    assert "javascript" not in markdown


# -- templates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% for %}", "formats/shared/report.md.j2:1: "),
        ("a\n{{ page.titel }}", "formats/shared/report.md.j2: cannot be filled in: "),
        (None, "format quantshark-weekly: has no template shared/report.md.j2"),
    ],
)
def test_a_broken_template_is_told(sample_report: Report, quantshark: Format, text: str | None, said: str) -> None:
    files = [
        file.model_copy(update={"text": text}) if file.name == "shared/report.md.j2" else file
        for file in quantshark.files
        if file.name != "shared/report.md.j2" or text is not None
    ]
    with pytest.raises(ConfigError) as caught:
        rendered(sample_report, quantshark.model_copy(update={"files": tuple(files)}))
    assert said in str(caught.value)


def test_a_report_is_not_rendered_in_a_format_it_was_not_composed_in(sample_report: Report, quantshark: Format) -> None:
    with pytest.raises(ValueError, match="cannot be rendered as other"):
        rendered(sample_report, quantshark.model_copy(update={"name": "other"}))


def test_each_claim_is_found_on_the_line_that_prints_it(sample_report: Report, quantshark: Format) -> None:
    page = render_markdown(sample_report, quantshark)
    lines = page.text.split("\n")
    section = sample_report.sections[0]
    row = section.rows[0]
    for cell in row.cells:
        if cell.kind != "none":
            assert escape_markdown(cell.text) in lines[page.lines[f"{row.id}.{cell.column}"] - 1]
    (risk, *_) = sample_report.synthesis.risks
    assert escape_markdown(risk.text) in lines[page.lines[risk.id] - 1]
    assert not {character for character in page.text if "\ufdd0" <= character <= "\ufdef"}


def test_what_is_compiled_once_is_filled_for_each_period() -> None:
    one = load_format(ROOT / "formats", "quantshark-weekly")
    page = FormatFile(name="quantshark-weekly.md.j2", text='{{ "in {this}" | this }}')
    own = one.model_copy(update={"files": (page,)})
    views: list[Any] = [SimpleNamespace(this="this week"), SimpleNamespace(this="today")]
    assert [fill("md", view, own, str, {}) for view in views] == ["in this week\n", "in today\n"]
