"""What became of a thing reported: later documents of the period that may deny, stop, take back or undo it.

Words alone tell a turn from mere further news only where the two documents tell of little else: each of the two is what
the other tells most of. Other candidates are for a writer who can read.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from facts.support.turning import may_turn
from facts.text.cleaning import plain
from facts.text.similarity import TermIndex, part_told, terms, weights_by_language
from schemas.retrieval import Document

_LEAD_CHARS = 300
_COMMON = 300
"""Terms in more headlines than this nominate no pair."""
_LEAST_SHARED = 2
_LIKELY = 0.05
_CERTAIN = 0.2
"""Least likeness of a turn that a writer is shown, and of one that code tells."""
_SHOWN = 8


class Turn(NamedTuple):
    document: Document
    is_certain: bool


class Turns:
    """Over the documents of a period."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {one.id: one for one in documents}
        leads = {one.id: terms(f"{one.title} {plain(one.opening)[:_LEAD_CHARS]}") for one in documents}
        idf = weights_by_language((one.lang, leads[one.id]) for one in documents)
        self._leads = {one: frozenset(found) for one, found in leads.items()}
        self._headlines = {one.id: {term: idf[one.lang][term] ** 2 for term in terms(one.title)} for one in documents}
        self._index = TermIndex(self._headlines, _COMMON)
        self._most_like_before = cache(self._before)

    def of(self, documents: Iterable[Document], since: datetime) -> list[Turn]:
        """Of an event first reported at `since`, of which `documents` tell: the most likely first, at most a few."""
        own = {one.id: one for one in documents}
        found: dict[str, float] = {}
        for one in own.values():
            for other in self._near(one):
                if other.id not in own and _is_after(other, since) and self._may_follow(one, other):
                    found[other.id] = max(found.get(other.id, 0.0), self._likeness(one, other))
        likely = sorted(((likeness, one) for one, likeness in found.items() if likeness >= _LIKELY), reverse=True)
        return [self._turn(one, likeness, own.values()) for likeness, one in likely[:_SHOWN]]

    def _turn(self, document_id: str, likeness: float, own: Iterable[Document]) -> Turn:
        later = self._documents[document_id]
        is_certain = likeness >= _CERTAIN and any(
            one.id == self._most_like_before(document_id) and may_turn(one.title, later.title) for one in own
        )
        return Turn(later, is_certain)

    def _before(self, document_id: str) -> str | None:
        """What it may have turned that it tells most of."""
        later = self._documents[document_id]
        earlier = [one for one in self._near(later) if self._may_follow(one, later)]
        return max(earlier, key=lambda one: (self._likeness(one, later), one.id)).id if earlier else None

    def _near(self, document: Document) -> list[Document]:
        found = self._index.sharing(self._leads[document.id], _LEAST_SHARED)
        return [self._documents[one] for one in found if one != document.id]

    def _may_follow(self, earlier: Document, later: Document) -> bool:
        since = earlier.published_at
        return earlier.lang == later.lang and since is not None and _is_after(later, since)

    def _likeness(self, earlier: Document, later: Document) -> float:
        """0..1: how much of the headline of each the other's lead tells; half of it where no word tells of a turn."""
        told = part_told(self._headlines[earlier.id], self._leads[later.id])
        likeness = math.sqrt(told * part_told(self._headlines[later.id], self._leads[earlier.id]))
        return likeness if likeness >= _LIKELY and may_turn(earlier.title, later.title) else likeness / 2


def _is_after(document: Document, instant: datetime) -> bool:
    return document.published_at is not None and document.published_at > instant
