"""The language a text is written in, as far as its script tells."""

import re
from typing import Literal

_HAN = re.compile(r"[㐀-鿿]")
LONGER = 3.3
"""How many characters of other languages say what one of Chinese does; the words of English say the same (`chars`)."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> Literal["zh", "en"]:
    """zh where Chinese characters outnumber Latin words two to three; Chinese news is full of Latin names."""
    return "zh" if len(_HAN.findall(text)) * 3 >= len(_LATIN_WORD.findall(text)) * 2 and _HAN.search(text) else "en"


def latin_length(text: str) -> float:
    """In characters of other languages than Chinese."""
    return len(text) + (LONGER - 1) * len(_HAN.findall(text))


def as_long(chars: float, of: str, written: str) -> float:
    """How many characters of the language `written` say what so many of the language `of` do."""
    return chars if (of == "zh") == (written == "zh") else chars * LONGER if of == "zh" else chars / LONGER
