import re

import pytest

from brief.documents.sources.article import page_tree
from brief.evaluation.markdown_reader import read_sentences
from brief.evaluation.page_text import page_text
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.markdown import render_markdown
from schemas.report import Report

SAID = "某厂建成100兆瓦储能电站，总投资5亿元"
CITED = "<a href='https://plant.example/a'>{}</a>"


def text_of(page: str) -> str:
    return page_text(page_tree(page.encode(), {"content-type": "text/html; charset=utf-8"}), "file:///report.html")


def told(body: str) -> list[tuple[str, tuple[str, ...]]]:
    found = read_sentences(text_of(f"<!DOCTYPE html><html><body>{body}</body></html>"))
    return [(one.text, one.urls) for one in found]


@pytest.mark.parametrize(
    "beside",
    [
        "<nav>{}</nav>", "<aside>{}</aside>", "<dialog>{}</dialog>", "<div hidden>{}</div>", "<div popover>{}</div>",
        "<div aria-hidden='true'>{}</div>", "<div role='note'>{}</div>", "<div role='doc-bibliography'>{}</div>",
        "<small>{}</small>", "<script>{}</script>", "<p><button>{}</button></p>",
    ],
)  # fmt: skip
def test_what_a_page_marks_as_beside_its_text_is_no_statement(beside: str) -> None:
    line = f"{SAID}（{CITED.format('来源')}）。"
    page = f"<main><h1>周报</h1><p>{line}</p>{beside.format(f'这里另有一句本来够长的话，却不是正文。{line}')}</main>"
    assert [text for text, _ in told(page)] == [f"{SAID}。"]


def test_what_lies_around_the_main_part_of_a_page_is_no_statement() -> None:
    around = "<div><p>这一行很长很长，它写在正文的外面。</p></div>"
    assert told(f"{around}<main><p>{SAID}。</p></main>{around}") == [(f"{SAID}。", ())]


@pytest.mark.parametrize(
    ("reference", "note"),
    [
        ("<button popovertarget='n'>3</button>", "<span popover id='n'>某报 · 1月5日 {}</span>"),
        ("<sup><a href='#n'>[3]</a></sup>", "<ol><li id='n'>某报，1月5日，题为：{}</li></ol>"),
        ("<a role='doc-noteref' href='#n'>*</a>", "<aside id='n'>某报 {}</aside>"),
    ],
)
def test_a_statement_cites_what_the_note_links_to_which_its_number_leads(reference: str, note: str) -> None:
    page = f"<main><p>{SAID}{reference}。</p>{note.format(CITED.format('某厂的储能电站建成了'))}</main>"
    assert told(page) == [(f"{SAID}。", ("https://plant.example/a",))]


def test_a_link_to_a_place_of_the_same_site_is_whole_and_one_to_a_file_is_none() -> None:
    page = f"<main><p>{SAID}（<a href='/a'>来源</a>）。</p></main>"
    tree = page_tree(page.encode(), {"content-type": "text/html; charset=utf-8"})
    assert "](https://plant.example/a)" in page_text(tree, "https://plant.example/report")
    assert "file:" not in text_of(f"<p>{SAID * 3}（<a href='a.html'>来源</a>）。</p><p>{SAID * 4}。</p>")


def test_a_number_that_leads_to_a_whole_section_hides_nothing() -> None:
    section = f"<section id='n'><p>{SAID}（{CITED.format('来源')}）。</p></section>"
    assert (f"{SAID}。", ("https://plant.example/a",)) in told(f"<main><p><a href='#n'>1</a></p>{section}</main>")


def test_lists_cells_terms_and_headings_of_a_main_part_are_all_read() -> None:
    linked = [CITED.format(f"第{n}座储能电站建成并网运行") for n in "一二三四"]
    table = f"<table><tr><td>{linked[1]}</td><td>耗资<br>五亿元|整</td></tr></table>"
    page = f"<main><ul><li>{linked[0]}</li></ul>{table}<dl><dd>{linked[2]}</dd></dl><h3>{linked[3]}</h3></main>"
    found = [text for text, _ in told(page)]
    assert found == [f"第{n}座储能电站建成并网运行" + ("；耗资 五亿元|整" if n == "二" else "") for n in "一二三四"]


def test_a_page_and_the_markdown_of_one_report_cite_the_same_for_the_same(
    sample_report: Report, quantshark: Format
) -> None:
    page = read_sentences(text_of(render_html(sample_report, quantshark)))
    markdown = read_sentences(render_markdown(sample_report, quantshark).text)
    said, links = "".join(one.text for one in page), {url for one in page for url in one.urls}
    assert links >= {url for one in markdown for url in one.urls}
    assert [run for one in markdown if one.urls for run in re.findall(r"\w{6,}", one.text) if run not in said] == []
    assert len([one for one in page if not one.urls]) < len([one for one in markdown if not one.urls])
