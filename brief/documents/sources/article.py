"""The article on a web page: its title, text, date and language, read from bytes that were fetched elsewhere."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any

from brief.documents.sources.base import SourceFailed
from brief.documents.sources.decoding import decode
from brief.documents.sources.published import parse_published
from brief.documents.sources.wellformed import expect_parsable, markup_of
from facts.text.cleaning import clean, sound_references

LONGEST_PAGE = 4 * 1024 * 1024
"""Characters. What follows is not read: finding the text takes time in proportion to the markup."""
_MOST_TAGS = 60_000
"""Of a page. What follows is not read either: some seconds go into as many."""


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    text: str
    """Paragraphs on lines of their own; never empty."""
    published: str | None = None
    """As the page writes it, for `parse_published`."""
    lang: str | None = None
    """As the page names it, BCP 47."""


def read_article(html: bytes, url: str, headers: Mapping[str, str]) -> Article:
    """The article in a page's bytes; `headers` (lower-case names) may name the encoding.

    Raises SourceFailed for a page without a text of its own.
    """
    tree = page_tree(html, headers)
    title = _title(tree)
    published = next((told for told in _dates(tree, url, title) if parse_published(told, UTC).at), None)
    lang = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    text = _text(tree, url)
    if not text:
        raise SourceFailed("holds no article")
    return Article(title, text, published, lang)


def page_tree(html: bytes, headers: Mapping[str, str]) -> Any:
    """A page as lxml's tree of elements. Raises SourceFailed for what is no HTML, or too much of it."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    text = sound_references(clean(_beginning(decode(html, headers)[0])))
    expect_parsable(markup_of(text))
    try:
        # as bytes: a text that declares an encoding is refused by lxml
        return document_fromstring(text.encode(), parser=HTMLParser(encoding="utf-8", remove_comments=True))
    except (LxmlError, ValueError) as error:
        raise SourceFailed("is no web page") from error


def _beginning(text: str) -> str:
    """What is read of a page, which may end within a tag."""
    after = next(islice(re.finditer("<", text), _MOST_TAGS, None), None)
    return text[: min(LONGEST_PAGE, after.start() if after else LONGEST_PAGE)]


def element_text(element: Any) -> str:
    """The text of an element on one line, as `clean` leaves it."""
    return " ".join(clean("".join(element.itertext())).split())


def dates_in(text: str) -> list[str]:
    """The days, with their times, that a text names, as it writes them."""
    return _DATE_IN_TEXT.findall(text)


def date_in_address(url: str) -> list[str]:
    """The day that an address names as a folder or the beginning of a name: /2026/03/05/, /20260305-."""
    found = _DATE_IN_URL.search(url)
    return ["-".join(found.groups())] if found else []


def without_scripts(tree: Any) -> None:
    """Takes out of a page what is no text for its readers."""
    from lxml.etree import strip_elements

    strip_elements(tree, "script", "style", "noscript", with_tail=False)


_LOST = 1.5
"""How many times as long a page's one <article> is as the text that was found in it, where part of it was missed."""


def _text(tree: Any, url: str) -> str:
    own = _article_element(tree)
    lines = (" ".join(line.split()) for line in clean(_extracted(tree, url)).splitlines())
    text = "\n".join(filter(None, lines))
    return own if len(own) > _LOST * len(text) else text


def _extracted(tree: Any, url: str) -> str:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # who asks for an article is told why there is none
    try:
        found: Any = bare_extraction(tree, url=url, fast=True, include_comments=False)
    except Exception as error:
        raise SourceFailed(f"cannot be read: {type(error).__name__}: {error}") from error
    return (found.text or "") if found else ""


def _article_element(tree: Any) -> str:
    """The paragraphs of a page's one <article>; empty where it has none or several."""
    articles = tree.xpath("//article[not(ancestor::article)]")
    paragraphs = articles[0].xpath(".//p[not(ancestor::aside or ancestor::footer)]") if len(articles) == 1 else ()
    return "\n".join(filter(None, map(element_text, paragraphs)))


# -- the title -------------------------------------------------------------------------------------------------------

_TITLES = "//meta[@property='og:title' or @name='twitter:title']/@content | //h1 | //h2"


def _title(tree: Any) -> str:
    """The longest title on the page that its <title> begins with or holds: without the site's name, and no teaser's."""
    whole = next((text for one in tree.iter("title") if (text := element_text(one))), "")
    told = [clean(one) if isinstance(one, str) else element_text(one) for one in tree.xpath(_TITLES)]
    told = [" ".join(one.split()) for one in told if one.strip()]
    within = [one for one in told if _letters(one) in _letters(whole)]
    return max(within, key=len, default=whole or next(iter(told), ""))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# -- the date --------------------------------------------------------------------------------------------------------

_DATE_NAMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "publishdate", "pubdate", "publish_time", "publish-date", "published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
    "weibo: article:create_at", "article:create_at", "og:release_date",
)  # fmt: skip
"""How pages name the date of their publication, in <meta> and in attributes."""
_DATE_IN_TEXT = re.compile(
    r"\b20\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:[T\s]*\d{1,2}[:：时]\d{2}(?:[:：分]\d{2})?秒?)?"
    r"|\b(?:\d{1,2}\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:\d{1,2},?\s)?20\d\d\b"
)
_DATE_IN_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_DATE_PLACE = re.compile("date|time|publi", re.IGNORECASE)
_DATE_IN_URL = re.compile(r"/(20\d\d)[-/_]?([01]\d)[-/_]?([0-3]\d)(?=\D)")


def _dates(tree: Any, url: str, title: str) -> Iterator[str]:
    """The dates that say when the page was published, the surest first, as they are written."""
    named = {
        (one.get("property") or one.get("name") or one.get("itemprop") or "").lower(): one.get("content") or ""
        for one in reversed(tree.xpath("//meta[@content]"))
    }
    yield from (named[name] for name in _DATE_NAMES if name in named)
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        yield from _DATE_IN_DATA.findall(script)
    yield from tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    yield from tree.xpath("//article//time/@datetime")[:1]
    without_scripts(tree)
    yield from dates_in(_after_title(tree, title))[:1]
    places = tree.iter("span", "div", "p", "td", "em", "i", "li", "time")
    for_dates = (one for one in places if _DATE_PLACE.search(f"{one.get('class')} {one.get('id')}"))
    for labelled in islice(for_dates, _MOST):
        yield from dates_in(" ".join(islice(labelled.itertext(), _SHORT))[:_SHORT])[:1]
    yield from date_in_address(url)


_AFTER_TITLE = 1000
"""Characters after the heading, where a page tells its date."""
_MOST = 100
"""Places that may hold a date, looked at."""
_SHORT = 100
"""Characters, and pieces of text. What a page calls a date and is longer holds other things before it."""


def _after_title(tree: Any, title: str) -> str:
    headings = tree.xpath("//h1 | //h2 | //h3")
    heading = next((one for one in headings if element_text(one) == title), next(iter(headings), tree))
    text, length = [], 0
    for piece in heading.xpath("following::text()"):
        text.append(piece)
        length += len(piece.strip())
        if length > _AFTER_TITLE:
            break
    return " ".join(text)
