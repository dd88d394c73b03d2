"""Turns a text from the news into one line of visible characters."""

import re

from facts.text.cleaning import clean

_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` on one line, without invisible characters."""
    return in_line(text).strip()


def in_line(text: str) -> str:
    """The same for a piece of a line: a blank at its ends stays."""
    return _SPACE.sub(" ", clean(text))
