"""Feeds: RSS, RDF and Atom by feedparser, and JSON Feed, versions 1 and 1.1."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from brief.documents.sources.base import Flaw, Item, RawDocument, SourceFailed, usable
from brief.documents.sources.decoding import decode
from brief.documents.sources.wellformed import expect_parsable, well_formed
from brief.documents.urls import UrlError, publisher, resolved
from facts.text.cleaning import clean, clean_html


def parse_feed(content: bytes, headers: Mapping[str, str], url: str, lang: str | None = None) -> Iterator[Item]:
    """The usable entries in a server's answer, RSS, RDF, Atom or JSON Feed by its bytes, and Flaws.

    `headers` (lower-case names) may name the encoding, `url` resolves relative links. A malformed feed gives the
    readable entries and a Flaw. Raises SourceFailed for content that is no feed.
    """
    for entry in feed_entries(content, headers, url, lang):
        yield usable(entry) if isinstance(entry, RawDocument) else entry


def feed_entries(content: bytes, headers: Mapping[str, str], url: str, lang: str | None = None) -> Iterator[Item]:
    """As `parse_feed`, but as they stand: an entry may lack its address or its title."""
    text, misnamed = decode(content, headers)
    expect_parsable(text)
    if misnamed:
        yield Flaw(None, f"its encoding is not what it says; read as {misnamed}")
    if is_json_feed(text):
        yield from json_documents(text, url, lang)
        return
    parsed = _parsed(text, headers, url)
    error = parsed.get("bozo_exception")
    malformed = f"malformed: {clean(str(error))[:200]}" if error else None
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise SourceFailed(f"is no feed: {_looks_like(content, headers)}")
    if malformed and not parsed.entries:
        raise SourceFailed(malformed)
    if malformed:
        yield Flaw(None, malformed)
    told_lang = lang or parsed.feed.get("language")
    literal = version.startswith("atom")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _document(number, entry, told_lang, literal)


def _parsed(text: str, headers: Mapping[str, str], url: str) -> Any:
    import feedparser

    language = {"content-language": headers["content-language"]} if "content-language" in headers else {}
    try:
        # a stream: feedparser may take a text for a path or an address and open it; markup becomes text later
        return feedparser.parse(
            io.BytesIO(well_formed(text).encode()),
            response_headers={**language, "content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise SourceFailed(f"cannot be parsed: {type(error).__name__}: {error}") from error


def _looks_like(content: bytes, headers: Mapping[str, str]) -> str:
    if not content.strip():
        return "the answer is empty"
    if re.search(rb"<(?:!doctype\s+)?html", content[:2000], re.IGNORECASE):
        return "a web page"
    return f"the answer is of type {headers.get('content-type', 'unknown')!r}"


def _document(number: int, entry: Any, lang: str | None, literal: bool) -> RawDocument:
    url = _link(entry) or ""
    summary, body = _text(entry.get("summary_detail"), literal), _body(entry, literal)
    return RawDocument(
        url=url,
        # of two titles feedparser keeps the right one here and the kind of the other there
        title=_text({**(entry.get("title_detail") or {}), "value": entry.get("title")}, literal),
        published=_published(entry),
        lang=lang or (entry.get("title_detail") or {}).get("language"),
        summary=summary if summary and summary != body else None,
        body=body,
        publisher=_syndicated_from(url, entry),
        place=f"entry {number}",
        guid=entry.get("id") or None,
    )


def _link(entry: Any) -> str | None:
    """The entry's link; an alternate one if the first is an enclosure, or no web address but an id (urn:, tag:)."""
    links = entry.get("links") or ()
    alternates = [link.get("href") for link in links if link.get("rel") == "alternate"]
    enclosures = [link.get("href") for link in links if link.get("rel") == "enclosure"]
    first = entry.get("link")
    told = [*alternates, first] if first in enclosures else [first, *alternates]
    return next((link for link in told if link and not _OTHER_SCHEME.match(link)), None)


_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def _text(detail: Any, literal: bool) -> str:
    """The text of a title, summary or content. RSS does not say whether it is HTML, so it is guessed."""
    value, kind = (detail.get("value") or "", detail.get("type") or "") if detail else ("", "")
    is_html = kind.endswith(("html", "xml")) or (not literal and _MARKUP.search(value))
    return clean_html(value) if is_html else clean(value).strip()


_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")


def _body(entry: Any, literal: bool) -> str | None:
    for content in entry.get("content") or ():
        if (content.get("type") or "text/plain").startswith(("text/", "application/xhtml")):
            return _text(content, literal) or None
    return None


def _published(entry: Any) -> str | None:
    """The entry's first date as it is written."""
    # feedparser's own get falls back to another date
    dates = (dict.get(entry, key) for key in ("published", "updated", "created"))
    return next((str(date) for date in dates if date), None)


def _syndicated_from(url: str, entry: Any) -> str | None:
    """The publisher behind an aggregator's redirect, which is named in <source>; None for other feeds."""
    try:
        if publisher(url) != "google.com":
            return None
        return publisher((entry.get("source") or {}).get("href") or "")
    except UrlError:
        return None


# -- JSON Feed -------------------------------------------------------------------------------------------------------


def is_json_feed(text: str) -> bool:
    """Whether a text says of itself that it is one."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and "jsonfeed.org/version/" in text.replace("\\/", "/")


def json_documents(text: str, url: str, lang: str | None) -> Iterator[RawDocument]:
    """Its entries; one without an address has an empty one. Raises SourceFailed for what is no JSON."""
    try:
        feed = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise SourceFailed(f"malformed: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SourceFailed("is no feed: it has no list of items")
    lang = lang or _json_text(feed, "language") or None
    for number, item in enumerate(items, start=1):
        yield _json_document(number, item if isinstance(item, dict) else {}, url, lang)


def _json_document(number: int, item: Mapping[str, Any], base: str, lang: str | None) -> RawDocument:
    guid = _json_text(item, "id")
    address = _json_text(item, "url") or _json_text(item, "external_url") or (guid if guid.startswith("http") else "")
    return RawDocument(
        url=resolved(base, address) if address else "",
        title=clean(_json_text(item, "title")),
        published=_json_text(item, "date_published") or _json_text(item, "date_modified") or None,
        lang=_json_text(item, "language") or lang,
        summary=clean(_json_text(item, "summary")) or None,
        body=clean_html(_json_text(item, "content_html")) or clean(_json_text(item, "content_text")) or None,
        place=f"entry {number}",
        guid=guid or None,
    )


def _json_text(values: Mapping[str, Any], key: str) -> str:
    """The text of a field; a number, as some write their ids, as its digits."""
    value = values.get(key)
    return str(value).strip() if isinstance(value, str | int) else ""
