"""What a model thinks aloud, told apart from what it says."""

import re

_NAME = r"(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis)"
_BEGINS = re.compile(rf"<{_NAME}>|\[THINK\]|◁think▷|<\|channel\|>analysis<\|message\|>", re.IGNORECASE)
_ENDS = re.compile(rf"</{_NAME}>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>", re.IGNORECASE)


def spoken(text: str) -> str:
    """What stands after the last end of thinking, and before a thinking that never ends.

    The begin of it is often missing: templates put it into the prompt.
    """
    said = text[max((found.end() for found in _ENDS.finditer(text)), default=0) :]
    unended = _BEGINS.search(said)
    return said[: unended.start()] if unended else said
