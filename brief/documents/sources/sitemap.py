"""Sitemaps, news sitemaps first of all: the addresses that a site lists for search engines, with titles and dates."""

import io
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from brief.documents.sources.base import (
    NO_VALIDATORS,
    Ask,
    Fetched,
    Flaw,
    Item,
    RawDocument,
    Reading,
    SourceFailed,
    usable,
)
from brief.documents.sources.decoding import decode
from brief.documents.sources.published import parse_published
from brief.documents.sources.wellformed import expect_light_tags, well_formed
from brief.documents.urls import resolved
from brief.settings.source_settings import without_userinfo
from facts.text.cleaning import clean

MOST_FILES = 10
"""Sitemaps read of those that an index names, the newest first."""
DEEPEST = 2
"""Indexes within an index."""
MOST_ENTRIES = 1000
"""Entries taken, the newest first."""
_MOST_LISTED = 50_000
"""Entries of one sitemap, which may have no more by the protocol; what follows is not read."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Listed(NamedTuple):
    pages: list[RawDocument]
    """The title is empty where the sitemap, as most, gives none."""
    sitemaps: list[str]
    """Addresses, the newest first."""


def read_sitemap(fetched: Fetched, ask: Ask) -> Reading:
    """The newest entries of a sitemap or an index of sitemaps; one without a title is a Flaw, as is a sitemap of the
    index that cannot be read. Raises SourceFailed.
    """
    listed = parse_sitemap(fetched.content, fetched.url)
    flaws: list[Item] = []
    pages = [*listed.pages, *_below(listed.sitemaps, ask, flaws)]
    newest = sorted(pages, key=lambda page: parse_published(page.published, UTC).at or _NEVER, reverse=True)
    # what an index names may have changed though the index did not
    validators = NO_VALIDATORS if listed.sitemaps else fetched.validators
    return Reading((*flaws, *map(usable, newest[:MOST_ENTRIES])), validators)


def _below(sitemaps: list[str], ask: Ask, flaws: list[Item]) -> Iterator[RawDocument]:
    waiting = deque((url, 1) for url in sitemaps)
    for _ in range(MOST_FILES):
        if not waiting:
            return
        url, depth = waiting.popleft()
        try:
            fetched = ask(url)
            listed = parse_sitemap(fetched.content, fetched.url) if fetched else Listed([], [])
        except SourceFailed as failure:
            flaws.append(Flaw(None, f"{without_userinfo(url)}: {failure}"))
            continue
        yield from listed.pages
        if depth < DEEPEST:
            waiting.extend((below, depth + 1) for below in listed.sitemaps)


def parse_sitemap(content: bytes, url: str) -> Listed:
    """The pages and sitemaps that a sitemap's bytes list. Raises SourceFailed for what is none."""
    from lxml import etree

    text = well_formed(decode(content, {})[0])
    expect_light_tags(text)
    listed, found = Listed([], []), []
    # as a stream, and nothing is looked up: neither the size of the tree nor a DTD can do harm
    elements = etree.iterparse(
        io.BytesIO(text.encode()), tag=("{*}url", "{*}sitemap"), recover=True, resolve_entities=False, no_network=True
    )
    try:
        for _, element in islice(elements, _MOST_LISTED):
            address = resolved(url, _told(element, "loc"))
            if etree.QName(element).localname == "url":
                listed.pages.append(_page(element, address, len(listed.pages) + 1))
            else:
                found.append((_told(element, "lastmod"), address))
            element.clear()
    except etree.XMLSyntaxError as error:
        raise SourceFailed(f"malformed: {error}") from error
    if not listed.pages and not found and "<urlset" not in text and "<sitemapindex" not in text:
        raise SourceFailed("is no sitemap")
    listed.sitemaps.extend(address for _, address in sorted(found, key=lambda one: one[0], reverse=True) if address)
    return listed


def _page(element: Any, address: str, number: int) -> RawDocument:
    return RawDocument(
        url=address,
        title=clean(_told(element, "news", "title")),
        published=_told(element, "news", "publication_date") or _told(element, "lastmod") or None,
        lang=_told(element, "news", "publication", "language") or None,
        place=f"entry {number}",
    )


def _told(element: Any, *path: str) -> str:
    """The text at a path of names, in whatever namespace."""
    found = element.find("/".join(f"{{*}}{name}" for name in path))
    return (found.text or "").strip() if found is not None else ""
