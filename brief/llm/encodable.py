"""Text from outside as text that can be written: halves of characters are joined, and those left alone replaced."""

import re
from typing import Any


def encodable(text: str) -> str:
    """`text` in which UTF-8 can say everything: two halves of an emoji are one, and the first alone is nothing.

    Half of another character leaves a U+FFFD behind: what it was a part of, such as a name, is no longer known.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return _ANY_HALF.sub("\ufffd", _HALF_AN_EMOJI.sub("", whole))
    return text


_HALF_AN_EMOJI = re.compile("[\ud83c-\ud83e]")
_ANY_HALF = re.compile("[\ud800-\udfff]")


def encodable_value(value: Any) -> Any:
    """A JSON value all of whose texts are."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [encodable_value(part) for part in value]
    if isinstance(value, dict):
        return {encodable(str(name)): encodable_value(part) for name, part in value.items()}
    return value
