"""Pages of our own making, in the shapes in which sites list their news."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.article import page_tree
from brief.documents.sources.base import NO_VALIDATORS, Fetched, RawDocument, SourceFailed, Validators
from brief.documents.sources.listing_page import listed_articles
from brief.documents.sources.looking import look_at
from brief.settings.source_settings import SourceConfig

URL = "https://firm.example/news/"
TITLES = ["某公司储能电站开工建设", "新一代芯片本月起批量交付", "与电网公司签署合作协议"]
MENU = "<nav><a href='/about'>About the company and its people</a></nav><ul><li><a href='/'>首页</a></li></ul>"


def listed(body: str, select: str | None = None) -> list[RawDocument]:
    return listed_articles(page_tree(f"<html><body>{MENU}{body}</body></html>".encode(), {}), URL, select)


SHAPES = {
    "list": "<ul>{}</ul>|<li><span>{date}</span><a href='{url}'>{title}</a></li>",
    "cards": "<main>{}</main>|<div><a href='{url}'><h3>{title}</h3><p>x</p></a><time datetime='{date}'/></div>",
    "table": "<table>{}</table>|<tr><td><a href='{url}'>{title}</a></td><td>{date}</td></tr>",
    "cut off": "<ul>{}</ul>|<li><a href='{url}' title='{title}'>{short}...</a><i>{date}</i></li>",
    "picture and text": "<div>{}</div>|<div><a href='{url}'><img></a><a href='{url}'>{title}</a> {date}</div>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_is_found_whatever_it_is_made_of(shape: str) -> None:
    whole, item = SHAPES[shape].split("|")
    rows = "".join(
        item.format(url=f"/n/{n}.html", title=title, short=title[:9], date=f"2026-03-0{n}")
        for n, title in enumerate(TITLES, start=1)
    )
    found = listed(whole.format(rows))
    assert [(one.url, one.title, one.published) for one in found] == [
        (f"https://firm.example/n/{n}.html", title, f"2026-03-0{n}") for n, title in enumerate(TITLES, start=1)
    ]


def test_menus_and_short_links_are_no_headlines() -> None:
    footer = "".join(f"<p><a href='/f{n}'>Read more</a></p>" for n in range(9))
    with pytest.raises(SourceFailed, match="shows no list"):
        listed(footer)


def test_a_teaser_is_the_summary_and_a_date_may_stand_in_the_address() -> None:
    teaser = "该项目规模为二百兆瓦，计划明年六月并网，总投资约十亿元人民币。"
    items = "".join(
        f"<div><h3><a href='/2026/03/0{n}/{n}.html'>{t}</a></h3><p>{teaser}</p></div>" for n, t in enumerate(TITLES, 1)
    )
    assert [(one.published, one.summary) for one in listed(items)] == [(f"2026-03-0{n}", teaser) for n in (1, 2, 3)]


def test_a_teaser_beside_a_headline_ends_where_the_next_one_begins() -> None:
    teaser = "A sentence about what happened that is long enough to be a teaser."
    items = "".join(f"<h3><a href='/{n}'>{title}</a></h3><p>{teaser}</p>" for n, title in enumerate(TITLES))
    assert [one.summary for one in listed(items)] == [teaser] * 3


def test_select_names_the_links_or_what_holds_them() -> None:
    html = "<div id='a'><a href='/1'>甲</a></div><div id='b'><a href='/2'>乙</a><a href='javascript:x'>丙</a></div>"
    assert [one.url for one in listed(html, "//div[@id='b']")] == ["https://firm.example/2"]
    assert [one.title for one in listed(html, "//a[@href='/1']")] == ["甲"]
    with pytest.raises(SourceFailed, match="shows no list"):
        listed(html, "count(//a)")
    with pytest.raises(SourceFailed, match="no XPath"):
        listed(html, "//a[")


def test_a_page_is_read_as_a_source() -> None:
    items = "".join(f"<li><a href='{n}'>{title}</a></li>" for n, title in enumerate(TITLES))

    def ask(url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        return None if validators.etag else Fetched(url, {}, pages[url].encode(), Validators('"1"'))

    pages = {URL: f"<ul>{items}</ul>", "https://firm.example/": "<p>Welcome to our site.</p>"}
    config = SourceConfig(name="s", kind="listing", url=URL)
    reading = look_at(config, ask)
    assert len(tuple(reading.items)) == 3
    assert look_at(config, ask, reading.validators).unchanged
    with pytest.raises(SourceFailed, match="shows no list"):
        look_at(config.model_copy(update={"url": "https://firm.example/"}), ask)


@given(st.text(alphabet="<>/ahref='\"ulip 标题abcdefgh-0123456789", max_size=300))
def test_any_page_is_a_list_or_none(text: str) -> None:
    with suppress(SourceFailed):
        assert all(one.url.startswith("http") for one in listed(text))
