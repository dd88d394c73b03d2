"""Whose words a document holds: how near its source is to the fact, and whether its page is another's."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from schemas.retrieval import Document, Tier

_OTHERS_WORDS: tuple[Tier, ...] = ("aggregator", "social")


def attributed(document: Document, tiers: tuple[tuple[str, Tier], ...]) -> Document:
    """`document` with the tier of its source, and with `via` where an aggregator's words hang on another's address.

    `tiers`: by the name of a source, or by a host with all that is under it. A source that is named decides; an
    address of a host of the same tier is its own.
    """
    known = _table(tiers)
    named = known.get(document.source)
    hosted = next((known[host] for host in _hosts(document.url) if host in known), None)
    tier = named or hosted
    if not tier:
        return document
    is_elsewhere = named in _OTHERS_WORDS and hosted != named
    return document.model_copy(update={"tier": tier, "via": document.source if is_elsewhere else ""})


@lru_cache(maxsize=8)
def _table(tiers: tuple[tuple[str, Tier], ...]) -> Mapping[str, Tier]:
    return dict(tiers)


def _hosts(url: str) -> Iterator[str]:
    """The address's host, then what it is under, as news.google.com and google.com; none of what is no address."""
    try:
        parts = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        parts = []
    return (".".join(parts[place:]) for place in range(len(parts) - 1))
