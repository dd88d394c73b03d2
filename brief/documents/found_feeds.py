"""The feeds at an address: the address itself, or those that its page names, links to, or has in the usual places."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any, Literal, NamedTuple

from brief.documents.sampling import Entry
from brief.documents.sources.article import element_text, page_tree
from brief.documents.sources.base import Ask, Fetched, RawDocument, SourceFailed
from brief.documents.sources.decoding import decode
from brief.documents.sources.feed import parse_feed
from brief.documents.sources.wellformed import well_formed
from brief.documents.urls import resolved
from facts.text.cleaning import clean_html

How = Literal["named", "linked", "usual"]
"""named: by <link>. linked: an anchor leads to it. usual: only a place where many sites have one."""

MOST_LINKS = 50
_FEED_TYPES = re.compile(r"application/(?:(?:rss|atom|rdf)\+xml|feed\+json)|text/(?:rss|atom)?\+?xml", re.IGNORECASE)
_FEED_ADDRESS = re.compile(
    r"(?:^|[/._?&=-])(?:rss|atom|rdf|feeds?)(?:2|\.xml|\.json|\.rss|\.php|\.aspx)?/?(?:$|[?#])", re.IGNORECASE
)
_OF_COMMENTS = re.compile("comment|评论|トラックバック", re.IGNORECASE)
_USUAL = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json")


@dataclass(frozen=True, slots=True)
class FeedLink:
    """Where a feed is, or may be; nobody has looked."""

    url: str
    title: str
    how: How


def feed_links(html: bytes, url: str) -> list[FeedLink]:
    """The feeds that a page names and links to, then the usual places of its site; each address once.

    The likeliest first; feeds of comments last. `url` is the page's own address, for relative links. Raises
    SourceFailed for what is no HTML.
    """
    tree = page_tree(html, {})
    base = resolved(url, next(iter(tree.xpath("//base/@href")), "")) or url
    usual = (FeedLink(resolved(url, path), "", "usual") for path in _USUAL)
    found = [*_named(tree, base), *_linked(tree, base), *usual]
    once = {link.url: link for link in reversed(found) if link.url}
    links = [once.pop(link.url) for link in found if link.url in once]
    return sorted(links, key=lambda link: bool(_OF_COMMENTS.search(link.url + link.title)))[:MOST_LINKS]


def _named(tree: Any, base: str) -> Iterator[FeedLink]:
    for link in tree.xpath("//link[@href]"):
        rel, kind = (link.get("rel") or "").lower().split(), link.get("type") or ""
        if "feed" in rel or ("alternate" in rel and _FEED_TYPES.match(kind)):
            yield FeedLink(resolved(base, link.get("href")), link.get("title") or "", "named")


def _linked(tree: Any, base: str) -> Iterator[FeedLink]:
    for anchor in tree.xpath("//a[@href]"):
        if _FEED_ADDRESS.search(anchor.get("href")):
            yield FeedLink(resolved(base, anchor.get("href")), element_text(anchor), "linked")


MOST_TRIED = 10
"""Of the links of one sort that a page has; they are asked one after the other."""


class FoundFeed(NamedTuple):
    url: str
    title: str
    """Its own, on one line; empty if it has none."""
    entries: tuple[Entry, ...]


def feeds_at(url: str, ask: Ask, zone: tzinfo, at: datetime) -> list[FoundFeed]:
    """The feed at an address; if that is a page, the feeds that it names, else those that it links to, else those in
    the usual places of its site. The likeliest first, and of two with the same headlines one.

    Raises SourceFailed if the address itself cannot be fetched, or is neither feed nor page.
    """
    fetched = ask(url)
    if not fetched:
        return []
    if itself := _feed(url, fetched, zone, at):
        return [itself]
    links = (link for link in feed_links(fetched.content, fetched.url) if link.url != url)
    for _, alike in groupby(links, key=lambda link: link.how):
        tried = list(_tried(list(alike), ask, zone, at))
        if once := {tuple(entry.title for entry in feed.entries): feed for feed in reversed(tried)}:
            return [feed for feed in tried if feed in once.values()]
    return []


def _tried(links: Sequence[FeedLink], ask: Ask, zone: tzinfo, at: datetime) -> Iterator[FoundFeed]:
    for link in links[:MOST_TRIED]:
        try:
            fetched = ask(link.url)
        except SourceFailed:  # one of several that may be there
            continue
        if fetched and (feed := _feed(link.url, fetched, zone, at)):
            yield feed


def _feed(url: str, fetched: Fetched, zone: tzinfo, at: datetime) -> FoundFeed | None:
    try:
        items = list(parse_feed(fetched.content, fetched.headers, fetched.url))
    except SourceFailed:
        return None
    entries = tuple(Entry.of(item, zone, at) for item in items if isinstance(item, RawDocument))
    return FoundFeed(url, _title(decode(fetched.content, fetched.headers)[0]), entries)


def _title(text: str) -> str:
    import feedparser

    try:
        title = json.loads(text)["title"]
    except (ValueError, LookupError, TypeError):
        title = feedparser.parse(io.BytesIO(well_formed(text).encode()), sanitize_html=False).feed.get("title")
    return " ".join(clean_html(str(title or "")).split())
