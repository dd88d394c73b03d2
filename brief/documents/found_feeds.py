"""The feeds at an address: the address itself, or those that the page there leads to."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import groupby
from typing import NamedTuple

from brief.documents.sampling import Entry
from brief.documents.sources.base import Ask, Fetched, RawDocument, SourceFailed
from brief.documents.sources.decoding import decode
from brief.documents.sources.discovery import FeedLink, feed_links
from brief.documents.sources.feed import parse_feed
from brief.documents.sources.wellformed import well_formed
from facts.text.cleaning import clean_html

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
