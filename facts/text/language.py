"""The language a text is written in, as far as its script tells."""

import re
from typing import Literal

_HAN = re.compile(r"[㐀-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> Literal["zh", "en"]:
    """zh where Chinese characters outnumber Latin words two to three; Chinese news is full of Latin names."""
    return "zh" if len(_HAN.findall(text)) * 3 >= len(_LATIN_WORD.findall(text)) * 2 and _HAN.search(text) else "en"


def is_han(sign: str) -> bool:
    """A Chinese character."""
    return _HAN.match(sign) is not None
