import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.sources.base import Flaw, Item, RawDocument, SourceFailed
from brief.documents.sources.feed import parse_feed

VERSION = "https://jsonfeed.org/version/1.1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda one: st.lists(one, max_size=3)
)
KEYS = ("url", "external_url", "id", "title", "content_html", "content_text", "summary", "date_published", "language")


def read(*items: object, **more: object) -> list[Item]:
    content = json.dumps({"version": VERSION, "items": items, **more}).encode()
    return list(parse_feed(content, {"content-type": "text/html; charset=gbk"}, "https://a.example/feed.json"))


def test_an_item_is_a_document() -> None:
    item = {
        "id": 7,
        "url": "/7",
        "title": "储能 & 电站",
        "content_html": "<p>第一段</p><p>R&amp;D &#55357;&#56960;</p>",
        "summary": "概要",
        "date_published": "2026-03-05T10:00:00+08:00",
    }
    assert read(item, language="zh") == [
        RawDocument(
            url="https://a.example/7",
            title="储能 & 电站",
            published="2026-03-05T10:00:00+08:00",
            lang="zh",
            summary="概要",
            body="第一段\nR&D 🚀",
            place="entry 1",
            guid="7",
        )
    ]


def test_a_microblog_needs_no_title_and_an_id_may_be_the_address() -> None:
    (found,) = read({"id": "https://a.example/1", "content_text": "Storage is up. More tomorrow."})
    assert isinstance(found, RawDocument)
    assert (found.url, found.title) == ("https://a.example/1", "Storage is up.")


@pytest.mark.parametrize("item", [{}, {"title": "t"}, {"title": "t", "url": "http://["}, [], None, "x"])
def test_an_item_without_an_address_is_a_flaw(item: object) -> None:
    (found,) = read(item)
    assert isinstance(found, Flaw)
    assert (found.where, found.what) == ("entry 1", "has no link")


@pytest.mark.parametrize("rest", ["", ', "items": {}}', ', "items": [' + "[" * 100_000])
def test_what_is_no_json_feed_is_refused(rest: str) -> None:
    with pytest.raises(SourceFailed):
        list(parse_feed(f'{{"version": "{VERSION}"{rest}'.encode(), {}, "https://a.example/"))


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=3))
def test_any_items_are_documents_or_flaws(items: list[object]) -> None:
    with suppress(SourceFailed):
        assert len(read(*items)) == len(items)
