"""Separates an answer from the thinking before it."""

import re

_NAME = r"(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis)"
_BEGINS = re.compile(rf"<{_NAME}>|\[THINK\]|◁think▷|<\|channel\|>analysis<\|message\|>", re.IGNORECASE)
_ENDS = re.compile(rf"</{_NAME}>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>", re.IGNORECASE)


def spoken(text: str) -> str:
    """The text after the last end tag of thinking, and before thinking that has no end tag.

    The begin tag is often missing, as chat templates put it into the prompt.
    """
    said = text[max((found.end() for found in _ENDS.finditer(text)), default=0) :]
    unended = _BEGINS.search(said)
    return said[: unended.start()] if unended else said
