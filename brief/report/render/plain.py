"""Text of the news -> one line of characters that do nothing but show themselves."""

import re

from facts.text.cleaning import clean

_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """`text` on one line, less what is invisible."""
    return _SPACE.sub(" ", clean(text)).strip()
