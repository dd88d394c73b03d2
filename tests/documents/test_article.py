"""Pages of our own making. How well real ones are read: benchmarks/pages.py."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.article import Article, read_article
from brief.documents.sources.base import SourceFailed

URL = "https://news.example/a/1.html"
SENTENCE = "某公司宣布新建储能电站，规模为二百兆瓦，计划明年并网，投资额约十亿元。"
SENTENCES = [SENTENCE.replace("某", name) * 3 for name in ("某", "另一", "第三家")]
BODY = f"<article>{''.join(f'<p>{one}</p>' for one in SENTENCES)}</article>"
TEXT = "\n".join(SENTENCES)


def read(html: str, encoding: str = "utf-8", url: str = URL, **headers: str) -> Article:
    return read_article(html.encode(encoding), url, headers)


def page(head: str = "", body: str = "", title: str = "储能电站开工_某网") -> str:
    menu = "<nav><ul><li><a href='/'>首页</a></li><li><a href='/b'>财经</a></li></ul></nav>"
    whole = f"<head><title>{title}</title>{head}</head><body>{menu}{body}{BODY}</body>"
    return f"<!DOCTYPE html><html lang='zh-CN'>{whole}</html>"


def test_a_page_gives_its_title_text_date_and_language() -> None:
    head = '<meta property="article:published_time" content="2026-03-05T10:15:00+08:00">'
    assert read(page(head, "<h1>储能电站开工</h1>")) == Article(
        "储能电站开工", TEXT, "2026-03-05T10:15:00+08:00", "zh-CN"
    )


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("head", ["", '<meta charset="gb2312">', '<meta charset="utf-8">'])
def test_a_page_is_read_in_the_encoding_it_is_in(encoding: str, head: str) -> None:
    assert read(page(head), encoding).text == TEXT


def test_a_page_in_big5_is_read_without_a_word_about_it() -> None:
    text = "台積電宣布擴大在美國的投資，預計今年資本支出將超過三百億美元。"
    assert read(f"<html><title>台積電</title><article><p>{text * 9}</p></article></html>", "big5").text == text * 9


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        ("储能电站开工_某网", "", "储能电站开工_某网"),
        ("储能电站开工_某网", "<h1>某网</h1><h2>储能电站开工</h2>", "储能电站开工"),
        ("储能电站开工 - 某网", "<h1>热门：另一条完全不同的新闻标题</h1>", "储能电站开工 - 某网"),
        ("", "<h1>储能电站开工</h1>", "储能电站开工"),
        ("", "", ""),
    ],
)
def test_a_title_is_the_heading_that_the_window_names(title: str, body: str, found: str) -> None:
    assert read(page(body=body, title=title)).title == found


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<script type="application/ld+json">{"datePublished": "2026-03-05T02:00Z"}</script>', "", "2026-03-05T02:00Z"),
        ('<meta name="date" content="soon"><meta name="pubdate" content="2026-03-05">', "", "2026-03-05"),
        ("", "<h1>储能电站开工</h1><p>来源：某报 2026年3月5日 10:15 记者</p>", "2026年3月5日 10:15"),
        ("", "<h1>储能电站开工</h1><p>Mar 5, 2026 by A. Writer</p>", "Mar 5, 2026"),
        ("", "<article><time datetime='2026-03-05T10:00+08:00'>today</time></article>", "2026-03-05T10:00+08:00"),
        ("", "<h1>储能电站开工</h1>" + "<p>x</p>" * 600 + "<span id='pubDate'>2026-03-05</span>", "2026-03-05"),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_date_is_taken_from_where_pages_tell_it(head: str, body: str, date: str | None) -> None:
    assert read(page(head, body)).published == date


def test_a_date_may_stand_in_the_address_alone() -> None:
    assert read(page(), url="https://news.example/2026/03/05/storage.html").published == "2026-03-05"


@pytest.mark.parametrize("html", ["", "   ", "<html></html>"])
def test_a_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(SourceFailed):
        read(html)


def test_text_of_scripts_and_hidden_characters_is_no_text() -> None:
    found = read(page(body="<script>steal()</script><h1>储能\u202e电&#8238;站&#0;开工</h1>"))
    assert "steal" not in found.text
    assert found.title == "储能电站开工"


def test_where_most_of_a_pages_one_article_is_missed_its_paragraphs_are_the_text() -> None:
    part = "<section><p>{}</p></section>"
    scattered = "".join(f"<div class='chunk'><div class='ad'>x</div>{part.format(one)}</div>" for one in SENTENCES * 9)
    assert read(f"<html><title>t</title><body><article>{scattered}</article></body></html>").text.count("\n") == 26


@given(st.binary(max_size=500), st.booleans())
def test_any_bytes_are_a_page_or_refused(content: bytes, framed: bool) -> None:
    with suppress(SourceFailed):
        assert read_article(page().encode() + content if framed else content, URL, {}).text
