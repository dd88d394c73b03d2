"""Splits the text of a form into parts with their lines. YAML gives only the structure: values such as `2026` and `no`
stay texts.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from facts.text.cleaning import plain


class FormError(Exception):
    def __init__(self, line: int, what: str, next: str | None = None) -> None:
        super().__init__(what)
        self.line = line
        """Counted from 1."""
        self.what = what
        self.next = next
        """What to do now."""


@dataclass(frozen=True)
class Part:
    node: Any
    line: int
    """The line where it begins, with its name; counted from 1."""
    source: list[str] = field(repr=False)
    """All lines of the form."""

    def entries(self) -> dict[str, "Part"]:
        """Parts of a mapping, by key. Raises FormError for other nodes, and for a repeated key."""
        found: dict[str, Part] = {}
        for key, value in self._children("mapping", "names with a colon behind them"):
            name = str(key.value)
            if name in found:
                what = f"{name} stands on line {found[name].line} already."
                raise FormError(_line(key), what, "Take one of them out.")
            found[name] = Part(value, _line(key), self.source)
        return found

    def items(self) -> list["Part"]:
        """Parts of a list; empty for an empty node."""
        return [Part(node, _line(node), self.source) for node in self._children("sequence", "a list")]

    def text(self) -> str:
        """The text on one line, in the form for readers. Raises FormError if a part of it would be lost."""
        said, end = self.word(), self.node.end_mark
        behind = self.source[end.line][end.column :] if end.line < len(self.source) else ""
        if self.node.style is None and _COMMENT.search(behind):
            raise FormError(self.line, "what follows # is not read.", "Write the text indented below `text: |-`.")
        return plain(_BROKEN_LINE.sub(_joined, said))

    def word(self) -> str:
        if self.node.id != "scalar":
            raise FormError(self.line, "is no text.", "Write it indented below `text: |-`.")
        return str(self.node.value)

    def words(self) -> tuple[str, ...]:
        return tuple(item.word() for item in self.items())

    def _children(self, kind: str, wanted: str) -> list[Any]:
        if self.node.id == "scalar" and not self.node.value:
            return []
        if self.node.id != kind:
            raise FormError(self.line, f"is not {wanted}.")
        return list(self.node.value)


_COMMENT = re.compile(r"\s#")
_BROKEN_LINE = re.compile(r"(\S?)[ \t]*\n\s*(\S?)")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")


def _joined(found: re.Match[str]) -> str:
    """Joins two lines; between Chinese characters without a space."""
    before, after = found.groups()
    return before + ("" if _WIDE.match(before) and _WIDE.match(after) else " ") + after


def read_form(text: str) -> dict[str, Part]:
    """The parts of a form by name. Raises FormError."""
    import yaml

    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        line, known = _line_of_problem(error)
        where = "cannot be read" if known else "cannot be read, from here or from just above"
        raise FormError(line, f"{where}: {error.problem}.", _ADVICE) from error
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise FormError(line, "holds a character that cannot be shown.", "Take it out.") from error
    except RecursionError as error:
        raise FormError(1, "is nested too deep.", "Begin anew.") from error
    return Part(root, 1, text.splitlines()).entries() if root else {}


@lru_cache(maxsize=8)
def _composed(text: str) -> Any:
    """Read once: the form of a run is compared with every change that is made to it."""
    import yaml

    return yaml.compose(text, Loader=yaml.SafeLoader)


_ADVICE = "Lines stand indented as in the form that --print gives; texts below `text: |-`."


def _line_of_problem(error: Any) -> tuple[int, bool]:
    """The line of the problem, and whether YAML knows it: it does for a wrong indent or a bracket; otherwise it only
    knows the first line that no longer fits.
    """
    begun = error.context_mark if re.search("simple key|flow", error.context or "") else None
    mark = begun or error.problem_mark or error.context_mark
    return (mark.line + 1 if mark else 1), begun is not None


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def must_be_known(parts: dict[str, Part], known: Collection[str], where: str) -> None:
    """Raises FormError for the first name in `given` that is not in `known`."""
    for name, part in parts.items():
        if name not in known:
            raise FormError(part.line, f"{name} is nothing that {where} has.", f"It has {', '.join(known)}.")
