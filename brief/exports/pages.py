"""The pages of a site around its reports: lines of words and links, as those of mail are; and its Atom feed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from brief.delivery.digest import Line, Span, said
from brief.delivery.parcel import Letter
from brief.delivery.templates import filled
from brief.exports.stories import Shelved, Story
from brief.report.citable import citable_url
from brief.report.reader_words import ReaderWords
from brief.report.render.plain import plain

_OWN_ID = re.compile(rb"<id>urn:uuid:([0-9a-f-]{36})</id>")
_MOST_ENTRIES = 50


def pages_around(
    newest_first: Sequence[Shelved], stories: Iterable[Story], words: ReaderWords, feed: bytes
) -> dict[str, bytes]:
    """By name. `feed`: the one that stands there; the new one keeps its id."""
    corrections = [line for one in newest_first if one.report.corrections for line in _corrections(one, words)]
    titles = {"index": words.site.title, "stories": words.site.stories, "corrections": words.page.corrections}
    lines: dict[str, Iterable[Line]] = {
        "index": (line for one in newest_first for line in _entry(one, words, ("md", "json"))),
        "stories": (line for one in stories for line in _story_entry(one, words)),
        "corrections": corrections or [said("note", words.site.no_corrections)],
    }
    pages = {f"{name}.html": _page(title, lines[name], words) for name, title in titles.items()}
    for one in stories:
        pages[f"stories/{one.id}.html"] = _page(plain(one.title), _story(one, words), words, "../")
    return {"feed.xml": _feed(newest_first, words, feed), **{name: page.encode() for name, page in pages.items()}}


def _page(title: str, lines: Iterable[Line], words: ReaderWords, root: str = "") -> str:
    """`root`: the way to the site's own folder."""
    named = {
        words.site.title: "index.html",
        words.site.stories: "stories.html",
        words.page.corrections: "corrections.html",
        words.site.feed: "feed.xml",
    }
    spans = [span for label, to in named.items() for span in (Span(" · "), Span(label, root + to))][1:]
    letter = Letter(title, (said("title", title), Line("period", tuple(spans)), *lines))
    return filled("lines.html.j2", letter=letter, html_lang=words.html_lang, feed=f"{root}feed.xml")


def _entry(
    one: Shelved, words: ReaderWords, files: Iterable[str] = (), root: str = "", place: str = ""
) -> Iterator[Line]:
    """`files`: endings of those that are linked beside its page."""
    period, report = one.report.period, f"{root}reports/{one.name}"
    is_corrected = f"{words.punctuation.open}{words.page.corrections}{words.punctuation.close}"
    link = Span(plain(one.report.title), f"{report}.html{place}")
    yield Line("row", (link, *([Span(is_corrected)] if one.report.corrections else [])))
    told = Span(f"{words.punctuation.span(period.start, period.end)} · {one.report.format} · {one.report.language}")
    yield Line("period", (told, *(span for name in files for span in (Span(" · "), Span(name, f"{report}.{name}")))))


def _corrections(one: Shelved, words: ReaderWords) -> Iterator[Line]:
    yield from _entry(one, words)
    yield from (said("correction", words.page.corrected(each)) for each in one.report.corrections)


def _story_entry(story: Story, words: ReaderWords) -> Iterator[Line]:
    days = [one.published.date() for one in story.documents]
    counted = words.site.counted.format(documents=len(days), reports=len({one.by.name for one in story.tellings}))
    yield Line("row", (Span(plain(story.title), f"stories/{story.id}.html"),))
    yield said("period", f"{words.punctuation.span(days[0], days[-1])} · {counted}")


def _story(story: Story, words: ReaderWords) -> Iterator[Line]:
    """Its documents in the order of time, each with what the reports quote of it; who told it; what was corrected."""
    yield said("heading", words.site.timeline)
    for one in story.documents:
        whose = words.page.via.format(source=one.via) if one.via else one.source
        about = f"{one.published.date()} · {plain(whose)} · "
        yield Line("row", (Span(about), Span(plain(one.title), citable_url(one.url))))
        yield from (said("cell", f"“{quote}”") for quote in story.quotes.get(one.url, ()))
    yield said("heading", words.site.told_in)
    for telling in reversed(story.tellings):
        known = telling.by.record.rows.get(telling.row.id)
        yield from _entry(telling.by, words, root="../", place=f"#{known.anchor}" if known else "")
    if corrections := [one for telling in story.tellings for one in telling.corrections]:
        yield said("heading", words.page.corrections)
    yield from (said("correction", words.page.corrected(one)) for one in corrections)


def _feed(newest_first: Sequence[Shelved], words: ReaderWords, before: bytes) -> bytes:
    """Its id is made of its oldest report, or that which it had `before`; an entry's of the report's name."""
    known = _OWN_ID.search(before)
    oldest = newest_first[-1].report.model_dump_json() if newest_first else ""
    own = UUID(known[1].decode()) if known else uuid5(NAMESPACE_URL, oldest)
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": words.html_lang})
    updated = max((one.record.updated.isoformat() for one in newest_first), default="1970-01-01T00:00:00Z")
    _tell(feed, {"id": own.urn, "title": words.site.title, "updated": updated}, "index.html")
    SubElement(feed, "link", {"rel": "self", "href": "feed.xml"})
    for one in newest_first[:_MOST_ENTRIES]:
        entry, moment = SubElement(feed, "entry"), one.record.updated.isoformat()
        told = {"id": uuid5(own, one.name).urn, "title": one.report.title, "updated": moment}
        leads = (section.thesis.text for section in one.report.sections if section.thesis)
        _tell(entry, {**told, "summary": " · ".join(leads)}, f"reports/{one.name}.html")
        SubElement(SubElement(entry, "author"), "name").text = plain(one.report.byline) or "Brief"
    indent(feed)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _tell(parent: Element, texts: dict[str, str], page: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = plain(text)
    SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "href": page})
