"""The feeds at an address: the address itself, or those that the page there leads to."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby

from brief.documents.sampling import Entry, entry_of
from brief.documents.sources.base import Ask, Fetched, RawDocument, SourceFailed
from brief.documents.sources.decoding import decode
from brief.documents.sources.discovery import FeedLink, feed_links
from brief.documents.sources.feed import parse_feed
from brief.documents.sources.wellformed import well_formed
from facts.text.cleaning import clean_html

MOST_TRIED = 10
"""Of the links that a page has; they are asked one after the other."""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was fetched and could be read."""

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
    if fetched is None:
        raise SourceFailed("did not answer with anything")
    if itself := _feed(url, fetched, zone, at):
        return [itself]
    links = [link for link in feed_links(fetched.content, fetched.url) if link.kind == "feed" and link.url != url]
    for _, group in groupby(links, key=lambda link: link.how):
        if found := list(_unlike(_tried(list(group), ask, zone, at))):
            return found
    return []


def _tried(links: Sequence[FeedLink], ask: Ask, zone: tzinfo, at: datetime) -> Iterator[FoundFeed]:
    for link in links[:MOST_TRIED]:
        try:
            fetched = ask(link.url)
        except SourceFailed:  # one of many that may be there
            continue
        if fetched and (feed := _feed(link.url, fetched, zone, at)):
            yield feed


def _unlike(feeds: Iterator[FoundFeed]) -> Iterator[FoundFeed]:
    seen = set()
    for feed in feeds:
        headlines = frozenset(entry.title for entry in feed.entries)
        if headlines not in seen:
            seen.add(headlines)
            yield feed


def _feed(url: str, fetched: Fetched, zone: tzinfo, at: datetime) -> FoundFeed | None:
    try:
        items = list(parse_feed(fetched.content, fetched.headers, fetched.url))
    except SourceFailed:
        return None
    entries = tuple(entry_of(item, zone, at) for item in items if isinstance(item, RawDocument))
    return FoundFeed(url, _title(decode(fetched.content, fetched.headers)[0]), entries)


def _title(text: str) -> str:
    import feedparser

    try:
        title = json.loads(text).get("title")
    except (ValueError, AttributeError):
        title = feedparser.parse(io.BytesIO(well_formed(text).encode()), sanitize_html=False).feed.get("title")
    return " ".join(clean_html(str(title or "")).split())
