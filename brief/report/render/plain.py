"""Turns a text from the news into one line of visible characters."""

import re

from facts.text.cleaning import clean

_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` on one line, without invisible characters."""
    return _SPACE.sub(" ", clean(text)).strip()
