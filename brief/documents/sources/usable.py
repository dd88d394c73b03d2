"""What an entry of any kind of source must have: an address, and a title or a text that begins with one."""

from dataclasses import replace

from brief.documents.sources.base import Flaw, Item, RawDocument
from facts.text.sentences import sentences

_LONGEST_TITLE = 200
"""Characters of a title that is made of a text's first sentence."""


def usable(found: RawDocument) -> Item:
    """The document with its title on one line, the first sentence of its text where it has none; else a Flaw."""
    title = " ".join((found.title or _first_sentence(found)).split())
    if found.url and title:
        return replace(found, title=title)
    return Flaw(found.place, f"has no {'title' if found.url else 'link'}", title)


def _first_sentence(found: RawDocument) -> str:
    first = next(iter(sentences(found.summary or found.body or "")), None)
    if first is None or len(first.text) <= _LONGEST_TITLE:
        return first.text if first else ""
    return f"{first.text[:_LONGEST_TITLE].rpartition(' ')[0] or first.text[:_LONGEST_TITLE]}…"
