"""Feeds: RSS, RDF and Atom by feedparser, JSON Feed by its own module; fetched over HTTP."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from brief.documents.sources.base import NO_VALIDATORS, Ask, Flaw, Item, RawDocument, Reading, SourceFailed, Validators
from brief.documents.sources.bulk import expect_parsable
from brief.documents.sources.decoding import decode
from brief.documents.sources.json_feed import is_json_feed, json_documents
from brief.documents.sources.usable import usable
from brief.documents.sources.wellformed import well_formed
from brief.documents.urls import UrlError, publisher
from brief.settings.source_settings import SourceConfig
from facts.text.cleaning import clean, clean_html


class Feed:
    """A feed at an address."""

    def __init__(self, config: SourceConfig, ask: Ask, validators: Validators = NO_VALIDATORS) -> None:
        self._config = config
        self._ask = ask
        self._validators = validators

    def read(self) -> Reading:
        """Fetches and parses it; entries without a link or a title are Flaws. Raises SourceFailed."""
        fetched = self._ask(self._config.url or "", self._validators)
        if fetched is None:
            return Reading((), self._validators, unchanged=True)
        items = tuple(parse_feed(fetched.content, fetched.headers, fetched.url, self._config.lang))
        return Reading(items, fetched.validators, reserved=fetched.reserved)


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
    malformed = _malformation(parsed)
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


def _malformation(parsed: Any) -> str | None:
    error = parsed.get("bozo_exception")
    return f"malformed: {clean(str(error))[:200]}" if error else None


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
