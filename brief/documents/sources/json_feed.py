"""JSON Feed, versions 1 and 1.1: the entries of its text."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from brief.documents.sources.base import RawDocument, SourceFailed
from brief.documents.urls import resolved
from facts.text.cleaning import clean, clean_html


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
    lang = lang or _text(feed, "language") or None
    for number, item in enumerate(items, start=1):
        yield _document(number, item if isinstance(item, dict) else {}, url, lang)


def _document(number: int, item: Mapping[str, Any], base: str, lang: str | None) -> RawDocument:
    guid = _text(item, "id")
    address = _text(item, "url") or _text(item, "external_url") or (guid if guid.startswith("http") else "")
    return RawDocument(
        url=resolved(base, address) if address else "",
        title=clean(_text(item, "title")),
        published=_text(item, "date_published") or _text(item, "date_modified") or None,
        lang=_text(item, "language") or lang,
        summary=clean(_text(item, "summary")) or None,
        body=clean_html(_text(item, "content_html")) or clean(_text(item, "content_text")) or None,
        place=f"entry {number}",
        guid=guid or None,
    )


def _text(values: Mapping[str, Any], key: str) -> str:
    """The text of a field; a number, as some write their ids, as its digits."""
    value = values.get(key)
    return str(value).strip() if isinstance(value, str | int) else ""
