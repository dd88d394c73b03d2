"""Finds the feeds of a site: what its page names, what it links to, and where they commonly lie."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from brief.documents.sources.article import element_text, page_tree
from brief.documents.urls import resolved

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
