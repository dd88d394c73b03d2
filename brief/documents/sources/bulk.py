"""Refuses what is made to keep a parser busy, before it is parsed."""

import re

from brief.documents.sources.base import SourceFailed

MOST_TAGS = 250_000
"""Of a feed of ten thousand entries. Parsers take a minute for many more, whether it is a feed or not."""
_MOST_ATTRIBUTES = 2000
_REFERENCES_A_TAG = 4
"""How many references (&amp;) take a parser as long as a tag."""
_OVERLOADED = re.compile(rb"<\w(?:[^<>=]*=){%d}" % _MOST_ATTRIBUTES)
"""The time that an element takes grows with the square of its attributes."""


def expect_parsable(content: bytes) -> None:
    """Raises SourceFailed for more markup than any feed or list of addresses has."""
    if content.count(b"<") + content.count(b"&") // _REFERENCES_A_TAG > MOST_TAGS:
        raise SourceFailed(f"holds more than {MOST_TAGS} tags")
    if _OVERLOADED.search(content):
        raise SourceFailed(f"has an element with more than {_MOST_ATTRIBUTES} attributes")
