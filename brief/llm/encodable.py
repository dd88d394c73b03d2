"""Makes text from outside encodable as UTF-8: surrogates are joined to pairs, or removed."""

import re
from typing import Any


def encodable(text: str) -> str:
    """`text` without lone surrogates: the first half of an emoji is dropped, any other half becomes U+FFFD.

    Other halves may be part of a name, which must not lose a character silently.
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
    """A JSON value with all its strings made encodable."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [encodable_value(part) for part in value]
    if isinstance(value, dict):
        return {encodable(str(name)): encodable_value(part) for name, part in value.items()}
    return value
