import html
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.plain import plain
from facts.text.cleaning import plain as reader_form
from schemas.report import Report

VOID = {"meta", "br", "hr", "img", "input", "link"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></table></main><iframe src=https://evil.example></iframe>",
    "\"><svg onload='alert(1)'>",
    "' onmouseover='alert(1)",
    "</style><link rel=stylesheet href=https://evil.example/x.css>",
    "<!-- --><base href=https://evil.example/>",
    "{{ 7 * 7 }} {% include 'x' %}",
    "&lt;b&gt; &amp;lt; &#x3c;i&#x3e; &copy",
    "one\ntwo\r\nthree\x00\x1b[0m",
    "מיזם \u202egnp.exe\u202c \u2066x\u2069 \u200b",
    "x" * 400,
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Page(HTMLParser):
    """What a parser sees: tags with their attributes in order, text, and whether every element is closed."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        wanted = attributes.items()
        return [found for name, found in self.tags if name == tag and wanted <= found.items()]


def parsed(text: str) -> Page:
    """Without the strip of figures: whether there is one hangs on what the texts say."""
    page = Page()
    page.feed(re.sub(r'<ul class="figures">.*?</ul>', "", text, flags=re.DOTALL))
    page.close()
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def page(sample_report: Report, quantshark: Format) -> Page:
    return parsed(render_html(sample_report, quantshark))


# -- structure -------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_nothing_and_runs_nothing(page: Page, sample_report: Report, quantshark: Format) -> None:
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert page.all("meta", **{"http-equiv": "Content-Security-Policy", "content": policy})
    assert {name for name, _ in page.tags} & {"script", "link", "img", "iframe", "object", "base", "form"} == set()
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    style = render_html(sample_report, quantshark).partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_is_readable_in_its_language_on_any_screen(page: Page) -> None:
    assert page.all("html", lang="zh-CN")
    assert page.all("meta", name="viewport", content="width=device-width, initial-scale=1")
    foreign = [attributes for name, attributes in page.tags if name in {"bdi", "span"} and "lang" in attributes]
    assert {attributes["lang"] for attributes in foreign} == {"en"}


def test_ids_are_unique_and_every_inner_link_leads_somewhere(page: Page) -> None:
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert set(ids.values()) == {1}
    inner = {found["href"][1:] for found in page.all("a") if found["href"].startswith("#")}
    assert inner
    assert inner <= ids.keys()
    assert {"sources", "notes", "synthesis", "s1", "s2", "s3"} <= inner
    assert {found["popovertarget"] for found in page.all("button")} <= ids.keys()


def test_outer_links_are_the_cited_documents_and_tell_them_nothing(page: Page, sample_report: Report) -> None:
    outer = [found for found in page.all("a") if not found["href"].startswith("#")]
    assert {found["href"] for found in outer} == {source.url for source in sample_report.sources}
    assert {(found["rel"], found["target"]) for found in outer} == {("noopener noreferrer", "_blank")}


def test_each_citation_opens_its_quote(sample_report: Report, quantshark: Format) -> None:
    text = render_html(sample_report, quantshark)
    popovers = dict(re.findall(r'popover id="(\w+)">(.*?)</span></span></span>', text, re.DOTALL))
    buttons = re.findall(r'popovertarget="(\w+)"[^>]*>(\d+)</button>', text)
    assert len(buttons) == len(popovers)
    for target, number in buttons:
        source = sample_report.sources[int(number) - 1]
        assert html.escape(source.title) in popovers[target].replace("&#39;", "&#x27;")
        assert f'href="{source.url}"' in popovers[target]
        assert f"{source.source} · {source.published.date()}" in popovers[target]
    cell = sample_report.sections[0].rows[0].cells[2]
    for citation in cell.citations:
        assert any(f">{citation.quote}</q>" in popover for popover in popovers.values())


def test_the_source_list_leads_back_to_every_place_that_cites(page: Page, sample_report: Report) -> None:
    anchors = {found["id"] for found in page.all("button")}
    backward = [found["href"][1:] for found in page.all("a") if found["href"][1:] in anchors]
    assert len(backward) >= len(sample_report.sources)
    assert [found["id"] for found in page.all("li") if found.get("id", "").startswith("source")] == [
        f"source{number}" for number in range(1, len(sample_report.sources) + 1)
    ]


def test_every_kind_of_statement_is_marked_and_explained(page: Page, sample_report: Report) -> None:
    classes = {name for found in page.all("span") for name in found.get("class", "").split()}
    assert {"stated", "inferred", "quoted", "none"} <= classes
    text = "".join(page.text)
    assert all(meaning in text for meaning in ("由来源推出的判断", "来源原文，未经改写", "未能从来源摘录到"))
    assert "来源所述，经改写" not in text, "what most of it is goes without saying"
    assert all(note in text for note in sample_report.notes)
    assert "引文不在来源原文中" in text


def test_what_its_title_joins_is_a_list_that_leads_into_the_page(page: Page, sample_report: Report) -> None:
    theses = [section.thesis.text for section in sample_report.sections if section.thesis]
    title, *_ = sample_report.title.partition("：")
    text = "".join(page.text)
    assert page.all("ul", **{"class": "leads"})
    assert all(thesis in text for thesis in theses)
    assert f"\n{title}\n" in text
    assert page.all("meta", property="og:description", content="，".join(theses))


def test_a_thesis_that_is_the_first_rows_headline_is_no_heading_too(sample_report: Report, quantshark: Format) -> None:
    section = sample_report.sections[0]
    headline = section.rows[0].cells[0].text
    assert section.thesis
    told = section.model_copy(update={"thesis": section.thesis.model_copy(update={"text": headline})})
    page = parsed(render_html(sample_report.model_copy(update={"sections": (told,)}), quantshark))
    assert page.all("span", **{"class": "thesis"}) == [{"class": "thesis"}]
    assert page.all("a", href="#s1r1")
    places = {found["id"] for _, found in page.tags if "id" in found}
    assert {found["href"][1:] for found in page.all("a") if found["href"].startswith("#")} <= places


def test_rows_beyond_the_fourth_can_be_unfolded_where_the_screen_is_narrow(page: Page, sample_report: Report) -> None:
    long = [section for section in sample_report.sections if len(section.rows) > 4]
    assert len(page.all("input", type="checkbox")) == len(long)


def test_every_cell_names_its_column_for_narrow_screens(page: Page, sample_report: Report) -> None:
    titles = [column.title for section in sample_report.sections for _ in section.rows for column in section.columns]
    assert [found["data-label"] for found in page.all("td", role="cell")] == titles


def test_the_same_report_gives_the_same_bytes_and_ends_with_one_newline(
    sample_report: Report, quantshark: Format
) -> None:
    text = render_html(sample_report, quantshark)
    assert text == render_html(sample_report.model_copy(deep=True), quantshark)
    assert text.endswith("</html>\n")


def test_a_report_with_nothing_to_say_is_a_page_that_says_so(sample_report: Report, quantshark: Format) -> None:
    sections = tuple(
        section.model_copy(update={"thesis": None, "rows": (), "effects": ()}) for section in sample_report.sections
    )
    nothing = sample_report.synthesis.model_copy(update={"keywords": (), "signals": (), "risks": ()})
    silent = sample_report.model_copy(update={"sections": sections, "synthesis": nothing, "sources": ()})
    page = parsed(render_html(silent, quantshark))
    assert page.all("table") == []
    assert "".join(page.text).count("本周没有可以刊出的事件。") == 3
    assert "".join(page.text).count("本周未摘录到两个领域之间可引证的联动。") == 1


# -- hostile text ----------------------------------------------------------------------------------------------------


def structure(page: Page) -> list[tuple[str, dict[str, str]]]:
    """Tags and attributes, but for those that hold texts."""
    texts = {"title", "data-label", "lang", "content"}
    return [
        (name, {key: value for key, value in attributes.items() if key not in texts}) for name, attributes in page.tags
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_the_news_is_markup(poisoned: Callable[[str], Report], quantshark: Format, hostile: str) -> None:
    harmless = parsed(render_html(poisoned("harmless"), quantshark))
    page = parsed(render_html(poisoned(hostile), quantshark))
    assert structure(page) == structure(harmless)
    told = "".join(harmless.text).count("harmless")
    quoted = len(page.all("q")) if plain(reader_form(hostile)) != plain(hostile) else 0
    assert "".join(page.text).count(plain(hostile)) == told - quoted


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>&\"'/=`{}%#!-ax\n\u202e\x00"), min_size=1, max_size=30))
def test_any_text_leaves_the_page_as_it_is(poisoned: Callable[[str], Report], quantshark: Format, text: str) -> None:
    page = parsed(render_html(poisoned(f"x{text}x"), quantshark))
    assert structure(page) == structure(parsed(render_html(poisoned("x"), quantshark)))


def test_an_address_that_is_none_is_not_linked(sample_report: Report, quantshark: Format) -> None:
    data = sample_report.model_dump(mode="json")
    for source in data["sources"]:
        source["url"] = "javascript:alert(1)"
    text = render_html(Report.model_validate(data), quantshark)
    assert [found for found in parsed(text).all("a") if not found["href"].startswith("#")] == []
    assert "javascript:" not in text


# -- in a browser ----------------------------------------------------------------------------------------------------

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCHER = """<!doctype html><meta charset="utf-8"><pre id="seen"></pre><script>
const texts = %s, seen = [];
function look(frame) {
  const page = frame.contentDocument, root = page.documentElement, button = page.querySelector("td .cite");
  const hidden = () => [...page.querySelectorAll("[popover]")].every((quote) => quote.getClientRects().length === 0);
  const found = {
    width: root.clientWidth, scroll: root.scrollWidth, hidden: hidden(),
    stacked: frame.contentWindow.getComputedStyle(page.querySelector("td")).display === "block",
    foreign: page.querySelectorAll("script, img, iframe, svg:not(.charts svg), link, base, [onerror], [onload]").length,
  };
  button.click();
  const quote = page.getElementById(button.getAttribute("popovertarget"));
  const box = quote.getBoundingClientRect();
  found.opened = box.height > 0 && box.left >= 0 && box.right <= root.clientWidth;
  found.quote = quote.querySelector("q").textContent;
  return found;
}
let left = texts.length * 2;
for (const width of [390, 1280]) for (const text of texts) {
  const frame = document.createElement("iframe");
  frame.style = `width:${width}px;height:800px;border:0`;
  frame.onload = () => {
    seen.push({asked: width, poisoned: text !== texts[0], ...look(frame)});
    if (!--left) document.getElementById("seen").textContent = JSON.stringify(seen);
  };
  frame.srcdoc = text;
  document.body.append(frame);
}
</script>"""


@pytest.fixture(scope="module")
def seen(
    sample_report: Report,
    poisoned: Callable[[str], Report],
    quantshark: Format,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[dict[str, Any]]:
    """What a browser makes of the sample and of a hostile report, on a phone and on a desk."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: how the page looks in a browser is not tested")
    folder = tmp_path_factory.mktemp("browser")
    pages = [render_html(sample_report, quantshark), render_html(poisoned("".join(HOSTILE)), quantshark)]
    watcher = folder / "watcher.html"
    watcher.write_text(WATCHER % json.dumps(pages).replace("<", "\\u003c"), encoding="utf-8")
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", watcher.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r'<pre id="seen">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    return list(json.loads(html.unescape(found[1])))


def test_a_browser_shows_the_page_without_sideways_scrolling(seen: list[dict[str, Any]]) -> None:
    assert [(one["asked"], one["scroll"] <= one["width"]) for one in seen] == [(one["asked"], True) for one in seen]
    assert {(one["asked"], one["stacked"]) for one in seen} == {(390, True), (1280, False)}
    assert len(seen) == 4


def test_a_browser_finds_no_foreign_element(seen: list[dict[str, Any]]) -> None:
    assert {one["foreign"] for one in seen} == {0}


def test_a_click_on_a_citation_opens_its_quote_on_screen(seen: list[dict[str, Any]], sample_report: Report) -> None:
    quote = sample_report.sections[0].rows[0].cells[0].citations[0].quote
    assert {(one["hidden"], one["opened"]) for one in seen} == {(True, True)}
    assert {one["quote"] for one in seen if not one["poisoned"]} == {quote}


def test_the_sources_tell_how_often_each_is_cited_and_what_of_it_was_kept(
    sample_report: Report, quantshark: Format
) -> None:
    page = document_fromstring(render_html(sample_report, quantshark))
    listed = page.xpath('//section[@id="sources"]//li')
    for item, source in zip(listed, sample_report.sources, strict=True):
        quotes, said = [one.text for one in item.iter("q")], item.text_content()
        assert len(set(quotes) - {source.title}) == len(quotes)
        assert re.search(r"引用 [1-9]\d* 次", said)
        assert ("仅标题" in said) == (not quotes)
