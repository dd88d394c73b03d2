"""Answers in another form than requested: a stream of events instead of a whole answer, or the other way round."""

import json
from collections.abc import Iterator
from typing import Any

from brief.llm.providers.failures import of_body

DONE = "done"
"""Type of the event that stands for `[DONE]`."""
_BEGINNINGS = ("data:", "event:", "id:", "retry:", ":")


def unasked_events(text: str) -> Iterator[Any] | None:
    """The events of a body that is a stream; None for any other body."""
    if not text.lstrip("\ufeff\r\n\t ").startswith(_BEGINNINGS):
        return None
    return _events(text)


def _events(text: str) -> Iterator[Any]:
    """Raises ProviderError for an event that holds an error, ValueError for one that is no JSON."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(":")[2].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
        data = "\n".join(lines).strip()
        if not data:
            continue
        if data == "[DONE]":
            yield {"type": DONE}
            return
        event = json.loads(data)
        if isinstance(event, dict) and (event.get("error") or event.get("type") == "error"):
            raise of_body(event, "stream_broken")
        yield event


def whole_answer(text: str) -> object:
    """The answer as JSON. Raises ProviderError if it is none."""
    try:
        return json.loads(text)
    except ValueError:
        raise of_body(text, "bad_body") from None
