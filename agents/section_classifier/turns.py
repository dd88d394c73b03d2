"""What became of a thing reported: later documents of the period that may deny, stop, take back or undo it.

Code is sure only where a headline says what is not so, or no longer, and an earlier one says that very thing.
Other candidates are for a writer who can read.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from facts.names.headline_subjects import of_other_subjects
from facts.names.inner_terms import inner_terms
from facts.support.turning import may_turn, may_undo, undone
from facts.text.cleaning import plain
from facts.text.similarity import TermIndex, part_told, weights_by_language
from schemas.retrieval import Document

_LEAD_CHARS = 300
_COMMON = 600
"""Terms in more headlines than this nominate no pair."""
_LEAST_SHARED = 2
_LIKELY = 0.15
"""Least likeness of a turn that a writer is shown."""
_SHOWN = 3
_HEARD = 1 / 3
"""Least part of an earlier headline that a document tells which surely undoes it; of what goes the other way, half."""
_CLAIMED = 0.5
_TOLD = 0.6
"""Least part of what is undone that the earlier headline tells, and that its lead does."""


class Turn(NamedTuple):
    document: Document
    is_certain: bool


class Turns:
    """Over the documents of a period."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {one.id: one for one in documents}
        leads = {one.id: inner_terms(f"{one.title} {plain(one.opening)[:_LEAD_CHARS]}") for one in documents}
        self._idf = weights_by_language((one.lang, leads[one.id]) for one in documents)
        self._leads = {one: frozenset(found) for one, found in leads.items()}
        self._headlines = {one.id: self._weights(one.title, one.lang) for one in documents}
        self._index = TermIndex(self._headlines, _COMMON)
        self._undone_by = cache(self._undone)

    def of(self, documents: Sequence[Document], since: datetime, asides: Sequence[Document] = ()) -> list[Turn]:
        """Of an event first reported at `since`, of which `documents` tell, and of whose matter `asides` do: what is
        certain first, then the most likely, at most a few.
        """
        own, aside = ({one.id for one in told} for told in (documents, asides))
        likely = self._likely((*documents, *asides), own, since, self._leads.__getitem__)
        if len(likely) < _SHOWN:  # what was told in passing may be undone too
            likely = self._likely((*documents, *asides), own, since, self._whole) | likely
        ranked = ((self._undone_by(one) in own, likeness, one) for one, likeness in likely.items())
        turns = sorted((one for one in ranked if one[0] or one[2] not in aside), reverse=True)
        return [Turn(self._documents[one], is_certain) for is_certain, _, one in turns[:_SHOWN]]

    def undoing(self, documents: Sequence[Document], since: datetime) -> Document | None:
        """What surely undoes what `documents` tell, of an event first reported at `since`."""
        own = {one.id for one in documents}
        near = (other for one in documents for other in self._near(one, self._leads[one.id]))
        later = (one for one in near if one.id not in own and _is_after(one, since))
        return next((one for one in later if self._undone_by(one.id) in own), None)

    def _likely(
        self, documents: Iterable[Document], own: Container[str], since: datetime, read: Callable[[str], frozenset[str]]
    ) -> dict[str, float]:
        """Later documents but for `own`, each with its likeness to the nearest of `documents`, as far as `read`."""
        found: dict[str, float] = {}
        for one in documents:
            tells = read(one.id)
            for other in self._near(one, tells):
                if other.id not in own and _is_after(other, since) and self._may_follow(one, other):
                    found[other.id] = max(found.get(other.id, 0.0), self._likeness(one, other, tells))
        return {one: likeness for one, likeness in found.items() if likeness >= _LIKELY}

    def _whole(self, document_id: str) -> frozenset[str]:
        document = self._documents[document_id]
        return frozenset(inner_terms(f"{document.title} {plain(document.text)}"))

    def _undone(self, document_id: str) -> str | None:
        """The earlier document that it most surely undoes."""
        later = self._documents[document_id]
        if not may_undo(later.title):
            return None
        earlier = [one for one in self._near(later, self._leads[document_id]) if self._may_follow(one, later)]
        sure = [(sureness, one.id) for one in earlier if (sureness := self._sureness(one, later))]
        return max(sure)[1] if sure else None

    def _sureness(self, earlier: Document, later: Document) -> float:
        """0 where it is not sure that `later` undoes what `earlier` tells."""
        heard = part_told(self._headlines[earlier.id], self._leads[later.id])
        if heard < _HEARD or of_other_subjects(earlier.title, later.title):
            return 0.0
        told = (one.what for one in undone(earlier.title, later.title) if heard >= _CLAIMED or not one.is_reversed)
        said = max((self._said(earlier, what) for what in told), default=0.0)
        return heard + said if said else 0.0

    def _said(self, document: Document, what: str) -> float:
        """0..1: what part of `what` the document says; 0 where that is too little, or there is too little to say."""
        claim = {term: weight**2 for term, weight in self._weights(what, document.lang).items()}
        said = part_told(claim, self._leads[document.id])
        is_said = len(claim) > 1 and said >= _TOLD and part_told(claim, self._headlines[document.id]) >= _CLAIMED
        return said if is_said else 0.0

    def _weights(self, text: str, language: str) -> dict[str, float]:
        return {term: self._idf[language].get(term, 1.0) for term in inner_terms(text)}

    def _near(self, document: Document, tells: frozenset[str]) -> list[Document]:
        found = self._index.sharing(tells, _LEAST_SHARED)
        return [self._documents[one] for one in found if one != document.id]

    def _may_follow(self, earlier: Document, later: Document) -> bool:
        since = earlier.published_at
        return earlier.lang == later.lang and since is not None and _is_after(later, since)

    def _likeness(self, earlier: Document, later: Document, tells: frozenset[str]) -> float:
        """0..1: how much the later lead tells of the earlier headline, and what the earlier text `tells` of the later.

        Half of it where no word tells of a turn.
        """
        told = part_told(self._headlines[earlier.id], self._leads[later.id])
        likeness = (told + part_told(self._headlines[later.id], tells)) / 2
        return likeness if likeness >= _LIKELY and may_turn(earlier.title, later.title) else likeness / 2


def _is_after(document: Document, instant: datetime) -> bool:
    return document.published_at is not None and document.published_at > instant
