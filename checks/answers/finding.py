"""One thing wrong with an answer, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.reasons import Reason

Place = tuple[str, ...]
"""Kind, and then the id or number (from 1) of a part: ("row", "e4", "insight"), ("effect", "2"), ("thesis",)."""


@dataclass(frozen=True, slots=True)
class Finding:
    place: Place
    message: str
    """A sentence for the model, that says what to do."""
    code: Reason = "unusable"
    """For the record, which holds nothing of what the model wrote."""

    def __str__(self) -> str:
        return f"{' '.join(self.place)}: {self.message}"


def at(place: Place, problems: Iterable[tuple[Reason, str]]) -> Iterator[Finding]:
    return (Finding(place, message, code) for code, message in problems)


def numbered(kind: str, index: int) -> Place:
    """The place of the part at `index`, counted from 0."""
    return kind, str(index + 1)


def listed(ids: Iterable[str], most: int = 12) -> str:
    """Ids for a message; long lists are cut."""
    known = list(ids)
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")
