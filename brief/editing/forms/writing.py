"""Writes parts of a form. Texts from the news come after `|-`, in quotation marks or after #, and on one line each,
so that they cannot end these parts.
"""

import json
import re
from collections.abc import Iterable, Iterator

from facts.text.cleaning import plain

_UNSHOWN = re.compile("[^\t -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML reads as a line end, or does not allow."""


def on_one_line(text: str) -> str:
    """The text in the form for readers, without line ends of any script."""
    return " ".join(_UNSHOWN.sub(" ", plain(text)).split())


def comment(text: str, indent: int = 0) -> str:
    return f"{' ' * indent}# {on_one_line(text)}".rstrip()


def text_lines(name: str, text: str, indent: int) -> Iterator[str]:
    """`name: |-`, and the text below it."""
    shown = on_one_line(text)
    yield f"{' ' * indent}{name}: " + ("|-" if shown else '""')
    if shown:
        yield f"{' ' * (indent + 2)}{shown}"


def word_line(name: str, word: str, indent: int) -> str:
    return f"{' ' * indent}{name}: {json.dumps(on_one_line(word), ensure_ascii=False)}"


def list_line(name: str, ids: Iterable[str], indent: int) -> str:
    return f"{' ' * indent}{name}: [{', '.join(ids)}]"
