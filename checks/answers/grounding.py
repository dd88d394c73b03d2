"""Whether words that a critic copied stand in what it was shown."""

import re
from collections.abc import Iterable

from facts.text.cleaning import plain

_SKIPPED = re.compile(r"[\W_]+")
_LEFT_OUT = re.compile(r"…+|\.{3,}")


def rests_on_ground(words: str, shown: Iterable[str]) -> bool:
    """`words` stand in one of the texts that were shown, whatever the marks between them; parts with … between them
    each do.
    """
    texts = [_letters(text) for text in shown]
    parts = [letters for part in _LEFT_OUT.split(words) if (letters := _letters(part))]
    return bool(parts) and all(any(part in text for text in texts) for part in parts)


def _letters(text: str) -> str:
    return _SKIPPED.sub("", plain(text)).casefold()
