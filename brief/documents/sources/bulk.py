"""Refuses what is made to keep a parser busy, before it is parsed."""

import re

from brief.documents.sources.base import SourceFailed

MOST_TAGS = 250_000
"""Of a feed of ten thousand entries. Parsers take a minute for many more, whether it is a feed or not."""
MOST_ATTRIBUTES = 500
"""Of an element. The time that it takes grows with the square of them."""
_REFERENCES_A_TAG = 4
"""How many references (&amp;) take a parser as long as a tag."""
_TAG = re.compile(r"<[A-Za-z]")
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_SCRIPT_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_COST, _MOST_WORK = 16, 10
"""What it takes to look at an attribute, and at all of a text, in characters and in times its length. Only tags within
tags take more: an attribute has two characters at least."""


def expect_parsable(text: str) -> None:
    """Raises SourceFailed for more markup than any feed or page has."""
    if text.count("<") + text.count("&") // _REFERENCES_A_TAG > MOST_TAGS:
        raise SourceFailed(f"holds more than {MOST_TAGS} tags")
    expect_light_tags(text)


def markup_of(page: str) -> str:
    """A page without what its scripts and styles hold: to a parser of HTML that is text, whatever it looks like."""
    kept, position = [], 0
    while opening := _SCRIPT.search(page, position):
        kept.append(page[position : opening.start()])
        closing = _SCRIPT_END[opening[1].lower()].search(page, opening.end())
        position = closing.end() if closing else len(page)
    return "".join((*kept, page[position:]))


def expect_light_tags(text: str) -> None:
    """Raises SourceFailed for a text with an element that has more attributes than any has.

    Every beginning of a tag counts, wherever it stands: what is a quoted value, a comment or a script to one parser may
    be none to another. Takes time in proportion to the text.
    """
    work = _MOST_WORK * len(text)
    for tag in _TAG.finditer(text):
        end, attributes = tag.end(), -1  # the first one is the rest of the element's name
        while found := _ATTRIBUTE.match(text, end):
            end, attributes = found.end(), attributes + 1
            work -= len(found.group()) + _COST
            if attributes > MOST_ATTRIBUTES:
                raise SourceFailed(f"has an element with more than {MOST_ATTRIBUTES} attributes")
            if work < 0:
                raise SourceFailed("has tags within tags, again and again")
