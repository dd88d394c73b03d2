"""The language a text is written in, as far as its script tells."""

import re
from typing import Literal

_HAN = re.compile(r"[㐀-鿿]")
LONGER = 2.5
"""How many characters of other languages say what one of Chinese does."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> Literal["zh", "en"]:
    """zh where Chinese characters outnumber Latin words two to three; Chinese news is full of Latin names."""
    return "zh" if len(_HAN.findall(text)) * 3 >= len(_LATIN_WORD.findall(text)) * 2 and _HAN.search(text) else "en"


def latin_length(text: str) -> float:
    """In characters of other languages than Chinese."""
    return len(text) + (LONGER - 1) * len(_HAN.findall(text))
