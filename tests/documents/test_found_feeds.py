"""Feeds that are found at an address, asked of servers that are dictionaries."""

import json
from datetime import UTC, datetime

import pytest

from brief.documents.found_feeds import MOST_TRIED, feeds_at
from brief.documents.sources.base import NO_VALIDATORS, Ask, Fetched, SourceFailed, Validators

SITE = "https://news.example"
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def rss(title: str, *headlines: str) -> str:
    items = "".join(
        f"<item><title>{one}</title><link>{SITE}/{number}</link></item>" for number, one in enumerate(headlines)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def page(*links: str) -> str:
    return f"<html><head>{''.join(links)}</head><body><p>News</p></body></html>"


def named(path: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{path}">'


def asked(answers: dict[str, str], log: list[str] | None = None) -> Ask:
    def ask(url: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
        if log is not None:
            log.append(url)
        if (answer := answers.get(url.removeprefix(SITE))) is None:
            raise SourceFailed("answered 404 Not Found")
        return Fetched(url, {}, answer.encode(), validators)

    return ask


def found(answers: dict[str, str], path: str = "/") -> list[tuple[str, str, list[str]]]:
    feeds = feeds_at(f"{SITE}{path}", asked(answers), UTC, NOW)
    return [(feed.url.removeprefix(SITE), feed.title, [entry.title for entry in feed.entries]) for feed in feeds]


def test_a_feed_is_found_at_its_own_address_with_its_title() -> None:
    assert found({"/": rss("电池 &amp; 储能", "钠电池量产")}) == [("/", "电池 & 储能", ["钠电池量产"])]


def test_a_feed_in_another_encoding_than_it_says_has_a_title_that_can_be_read() -> None:
    answer = '<?xml version="1.0" encoding="gb2312"?>' + rss("储能", "量产")
    assert found({"/": answer})[0][1] == "储能"


def test_a_json_feed_is_found_with_its_title() -> None:
    item = {"id": "1", "url": "/1", "title": "x"}
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": [item]})
    assert found({"/": feed}) == [("/", "B", ["x"])]


def test_of_a_page_the_feeds_that_it_names_are_found_in_its_order() -> None:
    answers = {"/": page(named("/a"), named("/gone"), named("/b")), "/a": rss("A", "1"), "/b": rss("B", "2")}
    assert [(url, title) for url, title, _ in found(answers)] == [("/a", "A"), ("/b", "B")]


def test_of_two_feeds_with_the_same_headlines_the_first_is_found() -> None:
    answers = {"/": page(named("/rss"), named("/atom")), "/rss": rss("RSS", "1"), "/atom": rss("Atom", "1")}
    assert [url for url, _, _ in found(answers)] == ["/rss"]


def test_only_where_a_page_names_no_feed_the_usual_places_are_tried() -> None:
    answers = {"/": page(), "/feed": rss("F", "1")}
    assert [url for url, _, _ in found(answers)] == ["/feed"]
    assert [url for url, _, _ in found({**answers, "/": page(named("/a")), "/a": rss("A", "2")})] == ["/a"]


def test_a_page_without_feeds_gives_none() -> None:
    assert found({"/": page(named("/not-xml")), "/not-xml": page()}) == []


def test_an_address_that_does_not_answer_is_told() -> None:
    with pytest.raises(SourceFailed, match="404"):
        found({})


def test_of_hundreds_of_links_few_are_asked() -> None:
    log: list[str] = []
    feeds_at(f"{SITE}/", asked({"/": page(*(named(f"/{number}") for number in range(300)))}, log), UTC, NOW)
    assert len([url for url in log if url.removeprefix(f"{SITE}/").isdecimal()]) == MOST_TRIED
