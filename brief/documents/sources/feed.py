"""RSS and Atom feeds: fetched over HTTP, parsed by feedparser, entries returned as RawDocuments."""

import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from brief.documents.sources.base import NO_VALIDATORS, Ask, Flaw, Item, RawDocument, Reading, SourceFailed, Validators
from brief.documents.sources.bulk import expect_parsable
from brief.documents.sources.published import parse_published
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
        return Reading(items, fetched.validators)


def parse_feed(content: bytes, headers: Mapping[str, str], url: str, lang: str | None = None) -> Iterator[Item]:
    """The entries in a server's answer.

    `headers` (lower-case names) may name the encoding, `url` resolves relative links. A malformed feed gives the
    readable entries and a Flaw. Raises SourceFailed for content that is no feed.
    """
    expect_parsable(content)
    parsed, misread = _in_its_encoding(content, headers, url)
    malformed = _malformation(parsed)
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        raise SourceFailed(f"is no feed: {_looks_like(content, headers)}")
    if malformed and not parsed.entries:
        raise SourceFailed(malformed)
    yield from (Flaw(None, what) for what in (misread, malformed) if what)
    told_lang = lang or parsed.feed.get("language")
    literal = version.startswith("atom")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _item(number, entry, told_lang, literal)


def _parsed(content: bytes, headers: Mapping[str, str], url: str) -> Any:
    import feedparser

    type_headers = {name: headers[name] for name in ("content-type", "content-language") if name in headers}
    try:
        # a stream: feedparser may take a text for a path or an address and open it; markup becomes text later
        return feedparser.parse(
            io.BytesIO(content),
            response_headers={**type_headers, "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise SourceFailed(f"cannot be parsed: {type(error).__name__}: {error}") from error


_GUESSED_ENCODINGS = ("windows-1252", "iso-8859-2")
_CHINESE_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")


def _in_its_encoding(content: bytes, headers: Mapping[str, str], url: str) -> tuple[Any, str | None]:
    """The parsed feed, and what was wrong with its encoding.

    If the named encoding does not fit, feedparser falls back to a western one and reads Chinese as letters with
    accents. Bytes that pair up as in GB 2312 are then decoded by its successor GB 18030 instead.
    """
    import feedparser

    parsed = _parsed(content, headers, url)
    misnamed = isinstance(parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride)
    guessed = parsed.get("encoding")
    if not misnamed or guessed not in _GUESSED_ENCODINGS:
        return parsed, None
    rest = _CHINESE_PAIR.sub(b"", content)
    if 20 * sum(byte > 127 for byte in rest) > len(content) - len(rest):
        return parsed, f"its encoding is not what it says; read as {guessed}"
    text = content.decode("gb18030", errors="replace").encode()
    parsed = _parsed(text, {**headers, "content-type": "application/xml; charset=utf-8"}, url)
    return parsed, "its encoding is not what it says; read as gb18030"


def _malformation(parsed: Any) -> str | None:
    """What was wrong with the XML; None for a wrong content type or encoding that the parser could handle."""
    import feedparser

    error = parsed.get("bozo_exception")
    if error is None or isinstance(error, feedparser.NonXMLContentType | feedparser.CharacterEncodingOverride):
        return None
    return f"malformed: {clean(str(error))[:200]}"


def _looks_like(content: bytes, headers: Mapping[str, str]) -> str:
    if not content.strip():
        return "the answer is empty"
    if re.search(rb"<(?:!doctype\s+)?html", content[:2000], re.IGNORECASE):
        return "a web page"
    return f"the answer is of type {headers.get('content-type', 'unknown')!r}"


def _item(number: int, entry: Any, lang: str | None, literal: bool) -> Item:
    url, title = _link(entry), _text(entry.get("title_detail"), literal)
    if not url or not title:
        return Flaw(f"entry {number}", f"has no {'title' if url else 'link'}", title)
    summary, body = _text(entry.get("summary_detail"), literal), _body(entry, literal)
    return RawDocument(
        url=url,
        title=" ".join(title.split()),
        published=_published(entry),
        lang=lang or (entry.get("title_detail") or {}).get("language"),
        summary=summary if summary and summary != body else None,
        body=body,
        publisher=_syndicated_from(url, entry),
        place=f"entry {number}",
        guid=entry.get("id") or None,
    )


def _link(entry: Any) -> str | None:
    """The entry's link; an alternate link if the first is no web address but an id (urn:, tag:)."""
    links = [
        entry.get("link"),
        *(link.get("href") for link in entry.get("links") or () if link.get("rel") == "alternate"),
    ]
    return next((link for link in links if link and not _OTHER_SCHEME.match(link)), None)


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
    """The entry's first date as it is written; as ISO 8601 if only feedparser can read it."""
    for key in ("published", "updated", "created"):
        if not dict.get(entry, key):  # feedparser's own get falls back to another date
            continue
        date_text = str(dict.get(entry, key))
        read = dict.get(entry, f"{key}_parsed")
        if read and parse_published(date_text, UTC).problem == "unreadable":
            return datetime.fromtimestamp(timegm(read), UTC).isoformat()
        return date_text
    return None


def _syndicated_from(url: str, entry: Any) -> str | None:
    """The publisher behind an aggregator's redirect, which is named in <source>; None for other feeds."""
    try:
        if publisher(url) != "google.com":
            return None
        return publisher((entry.get("source") or {}).get("href") or "")
    except UrlError:
        return None
