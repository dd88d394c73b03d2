"""A model's text as it comes: made encodable as UTF-8, and without the thinking before the answer."""

import re
from typing import Any

_HALF_AN_EMOJI = re.compile("[\ud83c-\ud83e]")
_ANY_HALF = re.compile("[\ud800-\udfff]")
_NAME = r"(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis)"
_BEGINS = re.compile(rf"<{_NAME}>|\[THINK\]|◁think▷|<\|channel\|>analysis<\|message\|>", re.IGNORECASE)
_ENDS = re.compile(rf"</{_NAME}>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>", re.IGNORECASE)


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


def encodable_value(value: Any) -> Any:
    """A JSON value with all its strings made encodable."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [encodable_value(part) for part in value]
    if isinstance(value, dict):
        return {encodable(str(name)): encodable_value(part) for name, part in value.items()}
    return value


def spoken(text: str) -> str:
    """The text after the last end tag of thinking, and before thinking that has no end tag.

    The begin tag is often missing, as chat templates put it into the prompt.
    """
    said = text[max((found.end() for found in _ENDS.finditer(text)), default=0) :]
    unended = _BEGINS.search(said)
    return said[: unended.start()] if unended else said
