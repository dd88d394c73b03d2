"""Turns a RawDocument into what the corpus stores: clean text, canonical URL, parsed date, language, publisher."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from brief.documents.sources.base import RawDocument
from brief.documents.sources.published import Published, parse_published
from brief.documents.urls import UrlError, anchor, canonical_url, cited_url, document_key, publisher
from facts.text.cleaning import clean


class NotAdmitted(Exception):
    """A document that cannot be stored; the message says why, for the list of skipped documents."""


@dataclass(frozen=True, slots=True)
class Admitted:
    page: str
    """The canonical URL."""
    anchor: str
    """The part of the page that its address names; empty for the whole page."""
    guid: str
    """Its source's own id of it; empty if that only repeats the address."""
    url: str
    title: str
    summary: str | None
    body: str | None
    published: Published
    published_text: str
    """The date as the source wrote it; empty if it gave none."""
    source: str
    publisher: str
    lang: str


def admit(raw: RawDocument, source: str, zone: tzinfo, fetched_at: datetime | None = None) -> Admitted:
    """Cleans and reads one document; `source` is used if the document names none. Raises NotAdmitted."""
    title = clean(raw.title).strip()
    if not title:
        raise NotAdmitted("has no title")
    try:
        page, part, url = canonical_url(raw.url), anchor(raw.url), cited_url(raw.url)
    except UrlError as error:
        raise NotAdmitted(str(error)) from error
    summary, body = _cleaned(raw.summary), _cleaned(raw.body)
    return Admitted(
        page=page,
        anchor=part,
        guid=_guid(raw.guid, page, part),
        url=url,
        title=title,
        summary=summary,
        body=body,
        published=parse_published(raw.published, zone, fetched_at),
        published_text=clean(raw.published or "").strip(),
        source=_name(raw.source) or source,
        publisher=_name(raw.publisher) or publisher(raw.url),
        lang=_language(raw.lang) or _guessed_language(f"{title} {summary or body or ''}"),
    )


def content_hash(title: str, summary: str | None, body: str | None) -> str:
    """SHA-256 over title, summary and body, separated by NUL; no cleaned text contains NUL."""
    return hashlib.sha256("\0".join((title, summary or "", body or "")).encode()).hexdigest()


def _guid(text: str | None, page: str, part: str) -> str:
    """An address in its canonical form, so that a source may change to https without new ids."""
    guid = _name(text)
    if not (guid_page := document_key(guid)):
        return guid
    guid_part = anchor(guid)
    return "" if (guid_page, guid_part) in ((page, part), (page, "")) else f"{guid_page}#{guid_part}"


def _cleaned(text: str | None) -> str | None:
    return (clean(text).strip() or None) if text else None


def _name(text: str | None) -> str:
    return " ".join(clean(text).split())[:200] if text else ""


_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_HAN = re.compile(r"[㐀-鿿]")
_KANA = re.compile(r"[ぁ-ヿ]")
_LATIN = re.compile(r"[A-Za-z]+")


def _language(text: str | None) -> str | None:
    """The primary language of a BCP 47 tag (zh of zh-CN); None if the text is no such tag."""
    tag = _TAG.fullmatch(text.strip()) if text else None
    return tag[1].lower() if tag else None


def _guessed_language(text: str) -> str:
    """zh or ja if there are at least as many of their characters as Latin words, else en; enough to choose a style."""
    if len(_HAN.findall(text)) + len(_KANA.findall(text)) < max(1, len(_LATIN.findall(text))):
        return "en"
    return "ja" if _KANA.search(text) else "zh"
