from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.documents.found_feeds import FeedLink, feed_links
from brief.documents.sources.base import SourceFailed

URL = "https://news.example/section/index.html"


def links(html: str) -> list[FeedLink]:
    return feed_links(html.encode(), URL)


def test_what_a_page_names_comes_before_what_it_links_to_and_the_usual_places() -> None:
    found = links(
        '<html><head><link rel="alternate" type="application/rss+xml" title="News" href="../rss/all.xml">'
        '<link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json">'
        '<link rel="sitemap" href="/sm.xml"><link rel="alternate" hreflang="en" href="/en"></head>'
        '<body><a href="/atom.xml">Atom</a><a href="/about">About</a></body></html>'
    )
    assert found[:3] == [
        FeedLink("https://news.example/rss/all.xml", "News", "named"),
        FeedLink("https://cdn.example/feed.json", "", "named"),
        FeedLink("https://news.example/atom.xml", "Atom", "linked"),
    ]
    assert {link.how for link in found[3:]} == {"usual"}
    assert len({link.url for link in found}) == len(found)


def test_a_feed_of_comments_comes_last() -> None:
    named = '<link rel="alternate" type="application/rss+xml" href="{}">'
    found = links(f"<html><head>{named.format('/comments/feed')}{named.format('/feed')}</head><body>x</body></html>")
    assert found[0].url == "https://news.example/feed"
    assert found[-1].url == "https://news.example/comments/feed"


def test_a_base_element_decides_what_an_address_is_relative_to() -> None:
    html = (
        '<html><head><base href="/blog/"><link rel="alternate" type="text/xml" href="rss"></head><body>x</body></html>'
    )
    assert links(html)[0].url == "https://news.example/blog/rss"


@pytest.mark.parametrize(
    ("address", "is_feed"),
    [
        ("/rss", True),
        ("/feed/", True),
        ("/news.rss", True),
        ("/index.php?format=feed", True),
        ("/feeds/all.atom.xml", True),
        ("https://feeds.example/all", False),
        ("/feedback", False),
        ("/press", False),
        ("javascript:rss", False),
    ],
)
def test_an_anchor_leads_to_a_feed_where_its_address_says_so(address: str, is_feed: bool) -> None:
    found = [link for link in links(f'<html><body><a href="{address}">x</a></body></html>') if link.how == "linked"]
    assert bool(found) is is_feed


@given(st.binary(max_size=300))
def test_any_bytes_give_links_or_are_refused(content: bytes) -> None:
    with suppress(SourceFailed):
        assert all(link.url.startswith(("http://", "https://")) for link in feed_links(content, URL))
