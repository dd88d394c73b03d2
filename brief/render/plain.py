"""Text of the news -> one line of characters that do nothing but show themselves."""

import re
import unicodedata

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_INVISIBLE = {"Cc", "Cf", "Cs"}
"""Control characters; formatting ones, such as bidirectional overrides and zero-width marks; lone surrogates."""


def plain(text: str) -> str:
    """`text` on one line, less what is invisible."""
    spaced = _SPACE.sub(" ", text)
    visible = "".join(character for character in spaced if unicodedata.category(character) not in _INVISIBLE)
    return _SPACE.sub(" ", visible).strip()
