"""The full-text index of the corpus, filled only where somebody looks: a run with --corpus files never builds it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import NamedTuple

from brief.documents.corpus.database import Database, marks, some_at_once, stamp
from brief.documents.corpus.indexed import phrase
from facts.text.segmenter import words

_WEIGHTS = {"title": 2.0, "text": 1.0}
_INDEXED_AT_ONCE = 20_000


class Scope(NamedTuple):
    """Which documents are looked at, of those with a date; both ends are included."""

    start: datetime = datetime.min.replace(tzinfo=UTC)
    end: datetime = datetime.max.replace(tzinfo=UTC)
    source: str = ""
    """The outlet that a document names, or the configured source that brought it in; empty for all."""


EVERYWHERE = Scope()
"""Documents without a date too."""


class Hits(NamedTuple):
    """What holds every word; where nothing does, what holds most of them."""

    numbers: tuple[int, ...]
    """Of documents, best first."""
    absent: tuple[str, ...]
    """Words that no document looked at holds."""
    parted: tuple[str, ...]
    """Words that none holds in one piece, so that their parts were looked for."""
    held: int
    words: int
    """How many of how many words each document holds."""


_THERE = "published_at BETWEEN ? AND ? AND ? IN ('', source, origin)"


def titles(database: Database, scope: Scope) -> Iterator[tuple[int, str, str]]:
    """Number, title and language of the dated documents there, in no order."""
    yield from database.execute(f"SELECT number, title, lang FROM documents WHERE {_THERE}", _values(scope))  # noqa: S608


def within(database: Database, scope: Scope) -> frozenset[int] | None:
    """Numbers of the documents there; None for all that there are."""
    if scope == EVERYWHERE:
        return None
    found = database.execute(f"SELECT number FROM documents WHERE {_THERE}", _values(scope))  # noqa: S608
    return frozenset(number for (number,) in found)


def _values(scope: Scope) -> tuple[str | None, ...]:
    return stamp(scope.start), stamp(scope.end), scope.source


def index(database: Database, among: frozenset[int] | None = None) -> int:
    """Indexes some thousands of the documents that are not indexed yet; returns how many, 0 where none was left."""
    if next(_waiting(database, among), None) is None:
        return 0

    def work() -> int:
        numbers = list(islice(_waiting(database, among), _INDEXED_AT_ONCE))
        database.index(numbers)
        _mark(database, numbers, 1)
        return len(numbers)

    return database.write(work)


def unindex(database: Database, numbers: Iterable[int]) -> None:
    """Removes documents from the index; must be called before they change."""
    if numbers := list(numbers):
        database.unindex(numbers)
        _mark(database, numbers, 0)


def _waiting(database: Database, among: frozenset[int] | None) -> Iterator[int]:
    """Numbers of those that are not indexed."""
    first, last = _span(among)
    query = "SELECT number FROM documents WHERE indexed = 0 AND number BETWEEN ? AND ? ORDER BY number LIMIT ?"
    while found := database.execute(query, (first, last, _INDEXED_AT_ONCE)).fetchall():
        yield from (number for (number,) in found if among is None or number in among)
        first = found[-1][0] + 1


def _mark(database: Database, numbers: Iterable[int], indexed: int) -> None:
    for some in some_at_once(numbers):
        query = f"UPDATE documents SET indexed = ? WHERE number IN ({marks(some)})"  # noqa: S608
        database.execute(query, (indexed, *some))


def find(database: Database, words: str, among: frozenset[int] | None) -> Hits:
    """Those `among` which hold most of the words, all of them if any does. A word counts by its rarity there, once in a
    text and twice in a title; then the newest come first.
    """
    found = {word: _holders(database, phrase(word), among) for word in words.split() if phrase(word)}
    parted = tuple(word for word, holders in found.items() if not holders and len(written_together(word)) > 1)
    for word in parted:
        del found[word]
        found |= {part: _holders(database, phrase(part), among) for part in written_together(word)}
    held = Counter(chain.from_iterable(found.values()))
    most = max(held.values(), default=0)
    best = _ranked(database, [number for number in held if held[number] == most], found.values(), among)
    return Hits(best, tuple(word for word, holders in found.items() if not holders), parted, most, len(found))


def _ranked(
    database: Database, best: list[int], words: Iterable[dict[int, float]], among: frozenset[int] | None
) -> tuple[int, ...]:
    (last,) = database.execute("SELECT max(number) FROM documents").fetchone()
    size = last if among is None else len(among)
    rarities = [(holders, math.log1p(size / len(holders))) for holders in words if holders]
    told: dict[int, tuple[str, str]] = {}
    for some in some_at_once(best):
        query = f"SELECT number, published_at, url FROM documents WHERE number IN ({marks(some)})"  # noqa: S608
        told |= {number: (at or "", url) for number, at, url in database.execute(query, some)}

    def place(number: int) -> tuple[float, str, str]:
        return sum(holders.get(number, 0.0) * rarity for holders, rarity in rarities), *told[number]

    return tuple(sorted(sorted(best), key=place, reverse=True))


def _holders(database: Database, wanted: str, among: frozenset[int] | None) -> dict[int, float]:
    """Who holds a phrase, and what that weighs."""
    found: dict[int, float] = defaultdict(float)
    for column, weight in _WEIGHTS.items():
        for number in database.holders(column, wanted, *_span(among)):
            if among is None or number in among:
                found[number] += weight
    return found


def _span(among: frozenset[int] | None) -> tuple[int, int]:
    """The first and the last number; what lies between is read faster than each by itself."""
    return (0, 2**62) if among is None else (min(among, default=1), max(among, default=0))


def written_together(word: str) -> tuple[str, ...]:
    """The words of what was written without blanks, as Chinese is; single characters and signs are left out."""
    cut = (word[one.start : one.end] for one in words(word))
    return tuple(dict.fromkeys(part for part in cut if len(part) > 1 and phrase(part)))
