"""The Atom feed of a site's reports."""

import re
from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from brief.exports.stories import Shelved
from brief.report.reader_words import ReaderWords
from brief.report.render.plain import plain

_ATOM = "http://www.w3.org/2005/Atom"
_OWN_ID = re.compile(r"<id>urn:uuid:([0-9a-f-]{36})</id>")
_MOST = 50


def feed_of(shelf: Sequence[Shelved], words: ReaderWords, before: str) -> bytes:
    """`shelf`: newest first. `before`: the feed that stands there, whose id it keeps; a first one has it of its oldest
    report.
    """
    known = _OWN_ID.search(before)
    own = UUID(known[1]) if known else uuid5(NAMESPACE_URL, shelf[-1].report.model_dump_json())
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": words.html_lang})
    _add(feed, "id", own.urn)
    _add(feed, "title", words.site.title)
    _add(feed, "updated", max(one.record.updated for one in shelf).isoformat())
    SubElement(feed, "link", {"rel": "self", "href": "feed.xml"})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": "index.html"})
    for one in shelf[:_MOST]:
        entry, report = SubElement(feed, "entry"), one.report
        _add(entry, "id", uuid5(own, one.name).urn)
        _add(entry, "title", report.title)
        _add(entry, "updated", one.record.updated.isoformat())
        _add(SubElement(entry, "author"), "name", report.byline or "Brief")
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"reports/{one.name}.html"})
        leads = (section.thesis.text for section in report.sections if section.thesis)
        _add(entry, "summary", " · ".join(leads))
    indent(feed)
    return tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = plain(text)
