"""Reads which documents somebody chose: addresses one a line, or what `brief search --json` printed of them."""

import json
import re
from collections.abc import Iterator

_IN_JSON = re.compile(r'(?<!\\)"url"\s*:\s*("(?:[^"\\]|\\.)*")')
"""What was cut down by hand need not be sound JSON any more. Within a string of JSON every quotation mark has a
backslash before it, so that no text of the news reads as this key.
"""
_OF_JSON = '{}[]",'
"""Begins a line of it that holds no address."""


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """Each with its line, counted from 1; what is no address as it stands. Blank lines and comments are left out."""
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.strip("\ufeff \t\r")
        if not written or written.startswith("#"):
            continue
        if found := _IN_JSON.findall(written):
            yield from ((number, _unquoted(one)) for one in found)
        elif written[0] not in _OF_JSON:
            yield number, written.split()[0]


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text
