"""A site's own page of news, for a site without a feed: the links that look like headlines, each with its date."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from brief.documents.sources.article import date_in_address, dates_in, element_text, without_scripts
from brief.documents.sources.base import RawDocument, SourceFailed
from brief.documents.urls import resolved
from facts.text.cleaning import clean

MOST_LINKS = 200
_MOST_ANCHORS = 5000
_LEAST_IN_A_LIST = 3
_LEAST_LETTERS = 20
"""Of a headline. A Chinese character counts as two and a half letters, which is about what it says."""
_TEASER_LETTERS = 40
_MOST_SIBLINGS = 5
_FURNITURE = frozenset({"nav", "footer", "aside"})


def listed_articles(tree: Any, base: str, select: str | None = None) -> list[RawDocument]:
    """What a page lists: the links that `select` (an XPath) names, else those of its weightiest repeated structures.

    Raises SourceFailed for what is no XPath, and for a page that shows no list.
    """
    without_scripts(tree)
    found = headlines(_selected(tree, select) if select else _lists(tree), base)
    if not found:
        raise SourceFailed("shows no list of articles; `select` may name its links by an XPath")
    return found


def headlines(anchors: Sequence[Any], base: str) -> list[RawDocument]:
    """A document for each address that the links lead to: the longest text is its title."""
    links: dict[str, Any] = {}
    for anchor in anchors:
        address = resolved(base, anchor.get("href") or "")
        if address and len(headline(anchor)) > len(headline(links[address]) if address in links else ""):
            links[address] = anchor
    inside = Counter(above for anchor in links.values() for above in anchor.iterancestors())
    return [
        _document(number, address, anchor, inside)
        for number, (address, anchor) in enumerate(list(links.items())[:MOST_LINKS], start=1)
    ]


def is_headline(anchor: Any) -> bool:
    """Whether a link's text is as long as a headline, and it stands where pages have their text."""
    return weight(headline(anchor)) >= _LEAST_LETTERS and not any(
        above.tag in _FURNITURE for above in anchor.iterancestors()
    )


def headline(anchor: Any) -> str:
    """What a link says: the heading within it, or its title where its text is cut off, else all of its text."""
    text = element_text(next(anchor.iter("h1", "h2", "h3", "h4", "h5", "h6"), anchor))
    whole = " ".join(clean(anchor.get("title") or "").split())
    return whole if whole.startswith(text.rstrip(". …")) and text else text


def weight(text: str) -> float:
    """The length of a text in letters."""
    return sum(2.5 if "\u3040" <= one <= "\uffef" else 1 for one in text)


def _selected(tree: Any, select: str) -> list[Any]:
    from lxml.etree import XPathError

    try:
        found = tree.xpath(select)
    except XPathError as error:
        raise SourceFailed(f"`select` is no XPath: {error}") from error
    elements = [one for one in found if hasattr(one, "iter")] if isinstance(found, list) else []
    return [anchor for one in elements for anchor in one.iter("a")]


def _lists(tree: Any) -> list[Any]:
    """The links of the weightiest structure, or of all that are dated, in the page's order."""
    anchors = [anchor for anchor in tree.xpath("//a[@href]")[:_MOST_ANCHORS] if is_headline(anchor)]
    inside = Counter(above for anchor in anchors for above in anchor.iterancestors())
    lists = _repeated(anchors)
    best = [links for links in lists if _are_dated(links, inside)] or [max(lists, key=_letters, default=[])]
    chosen = {link for links in best for link in links}
    return [anchor for anchor in anchors if anchor in chosen]


def _are_dated(links: Sequence[Any], inside: Counter[Any]) -> bool:
    return 2 * sum(bool(_dates(link, inside)) for link in links) > len(links)


def _letters(links: Sequence[Any]) -> float:
    return sum(weight(headline(link)) for link in links)


def _repeated(anchors: Sequence[Any]) -> list[list[Any]]:
    """The links that stand in elements of the same names, where they lead to several addresses."""
    places: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for anchor in anchors:
        places[tuple(above.tag for above in anchor.iterancestors())].append(anchor)
    return [links for links in places.values() if len({link.get("href") for link in links}) >= _LEAST_IN_A_LIST]


# -- one headline ----------------------------------------------------------------------------------------------------


def _document(number: int, address: str, anchor: Any, inside: Counter[Any]) -> RawDocument:
    dates = _dates(anchor, inside) or date_in_address(address)
    return RawDocument(
        url=address,
        title=headline(anchor),
        published=dates[0] if dates else None,
        summary=_teaser(anchor, inside) or None,
        place=f"link {number}",
    )


def _item(anchor: Any, inside: Counter[Any]) -> Any:
    """The largest element around a link that holds no other headline."""
    item = anchor
    while (above := item.getparent()) is not None and inside[above] == 1:
        item = above
    return item


def _dates(anchor: Any, inside: Counter[Any]) -> list[str]:
    item = _item(anchor, inside)
    return [*item.xpath(".//time/@datetime"), *dates_in(" ".join(item.itertext()))]


def _teaser(anchor: Any, inside: Counter[Any]) -> str:
    """The text beside a headline: in its item, else in what follows it up to the next one."""
    item = _item(anchor, inside)
    beside = " ".join(_all_text(item).replace(headline(anchor), " ").split())
    following: Any = item
    for _ in range(_MOST_SIBLINGS):
        if weight(beside) >= _TEASER_LETTERS:
            return beside
        beside = f"{beside} {' '.join(clean(following.tail or '').split())}".strip()
        following = following.getnext()
        if following is None or following.tag == "hr" or any(map(is_headline, following.iter("a"))):
            break
        beside = f"{beside} {_all_text(following)}".strip()
    return beside if weight(beside) >= _TEASER_LETTERS else ""


def _all_text(element: Any) -> str:
    """The text of an element that holds others, which stand apart."""
    return " ".join(clean(" ".join(element.itertext())).split())
