"""Groups the documents that report one happening into one event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from agents.retriever.articles import Articles
from agents.retriever.headlines import APART, Headlines
from agents.retriever.languages import Languages
from agents.retriever.meanings import Meanings
from facts.names.detection import aliases_of
from facts.support.figure_matching import figures_clash
from schemas.retrieval import Document

_WINDOW = timedelta(hours=24)
"""In one language outlets follow each other within hours; what is worded alike later is the next instalment."""
_ROUND = timedelta(hours=20)
"""A notice of every day comes round after a day, or some hours less."""
_FOREIGN_WINDOW = timedelta(hours=72)
_REPEATED = timedelta(hours=3)
"""What one source tells of again later is news of its own."""
_DAY = timedelta(hours=24)
"""What a date without a time may hide."""
_SAME = 1.0
"""Least likeness of two documents of one happening, whatever it is measured by."""
_SAME_ON_AVERAGE = 0.81
_CLASH = 0.3
"""What figures that clash take away from a likeness of headlines and leads."""
_MEMBERS = 5
_BESIDE_MEANING = 0.52
"""What names and figures count where meaning is known as well; fitted by `benchmarks/choice/languages.py`."""


def cluster(
    documents: Sequence[Document],
    aliases: tuple[tuple[str, ...], ...] = (),
    vectors: Mapping[str, Any] | None = None,
) -> list[list[Document]]:
    """Groups of documents, ordered by their first document; each document is in exactly one group.

    A document joins the earlier group of its language whose members are on average most like it, if one of them all is
    the same happening. Then groups of different languages meet. `aliases` are groups of names for the same, by which
    they do; so they do by `vectors` of what documents mean, by document id.
    """
    pairs = Pairs(documents, aliases, vectors or {})
    groups: list[list[int]] = []
    group_of: list[int] = []
    for index in range(len(documents)):
        place = _best_group(index, groups, group_of, pairs)
        if place is None:
            place = len(groups)
            groups.append([])
        groups[place].append(index)
        group_of.append(place)
    return [[documents[index] for index in group] for group in _over_languages(groups, group_of, pairs)]


def _best_group(index: int, groups: list[list[int]], group_of: list[int], pairs: "Pairs") -> int | None:
    """The place of the group that tells of the happening of document `index`; None where none does."""
    nearest: dict[int, float] = defaultdict(float)
    for other in pairs.nominated(index, foreign=False):
        nearest[group_of[other]] = max(nearest[group_of[other]], pairs.likeness(index, other))
    likeness = {place: _likeness(index, groups[place], pairs) for place, one in nearest.items() if one >= _SAME}
    fitting = [place for place, likeness in likeness.items() if likeness >= _SAME_ON_AVERAGE]
    return max(fitting, key=lambda place: likeness[place], default=None)


def _likeness(index: int, group: Sequence[int], pairs: "Pairs") -> float:
    """Mean likeness to the first members of a group, so that a chain of pairs cannot join two happenings."""
    likeness = [pairs.likeness(index, other) for other in group]
    if APART in likeness:
        return APART
    counted = likeness[:_MEMBERS]
    return sum(counted) / len(counted)


def _over_languages(groups: Sequence[list[int]], group_of: Sequence[int], pairs: "Pairs") -> list[list[int]]:
    """`groups`, joined where two languages report one happening: those first whose nearest documents are most alike.

    Whole groups meet, since a short notice may lack the names that its longer twin shares with other languages; several
    of one language may meet in another, where words of their own had kept them apart.
    """
    found = {place: list(group) for place, group in enumerate(groups)}
    home = list(range(len(groups)))
    for both in _most_alike(group_of, pairs):
        first, second = sorted(home[place] for place in both)
        if first != second and not _are_two(found[first], found[second], pairs):
            found[first] = sorted(found[first] + found.pop(second))
            home = [first if place == second else place for place in home]
    return list(found.values())


def _are_two(first: Iterable[int], second: Sequence[int], pairs: "Pairs") -> bool:
    """Two of their documents in one language surely report two happenings."""
    return any(
        not pairs.are_foreign(one, other) and pairs.likeness(one, other) == APART for one in first for other in second
    )


def _most_alike(group_of: Sequence[int], pairs: "Pairs") -> list[tuple[int, int]]:
    """Places of groups in two languages of which two documents report one happening, by how alike those are."""
    nearest: dict[tuple[int, int], float] = defaultdict(float)
    for index, place in enumerate(group_of):
        for other in pairs.nominated(index, foreign=True):
            both = group_of[other], place
            nearest[both] = max(nearest[both], pairs.likeness(index, other))
    return sorted((both for both in nearest if nearest[both] >= _SAME), key=lambda both: -nearest[both])


class Pairs:
    """Likeness of pairs of documents by all that is measured of them."""

    def __init__(
        self, documents: Sequence[Document], aliases: tuple[tuple[str, ...], ...], vectors: Mapping[str, Any]
    ) -> None:
        self._documents = documents
        self._headlines, self._articles = Headlines(documents), Articles(documents)
        self._languages = Languages(documents, aliases_of(aliases))
        self._meanings = Meanings(documents, vectors, _FOREIGN_WINDOW)
        self._nominated: dict[int, dict[int, None]] = defaultdict(dict)
        measures = (self._headlines, self._articles, self._languages, self._meanings)
        for later, earlier in chain.from_iterable(measure.nominations() for measure in measures):
            if self._are_near_in_time(later, earlier):
                self._nominated[later][earlier] = None
            elif not self.are_foreign(later, earlier):
                self._headlines.recurs(later, earlier)

    def _are_near_in_time(self, a: int, b: int) -> bool:
        gap = self._gap(a, b)
        if self.are_foreign(a, b):
            return gap <= _FOREIGN_WINDOW
        first, second = self._documents[a], self._documents[b]
        if first.date_only or second.date_only:
            gap -= _DAY
        return gap <= (_REPEATED if first.source == second.source else _WINDOW)

    def _come_round(self, a: int, b: int) -> bool:
        """Dates without times tell nothing, and a day to the second is two of them."""
        are_timed = not (self._documents[a].date_only or self._documents[b].date_only)
        return are_timed and _ROUND < self._gap(a, b) < _DAY

    def _gap(self, a: int, b: int) -> timedelta:
        first, second = self._documents[a].published_at, self._documents[b].published_at
        return abs(second - first) if first and second else timedelta.max

    def nominated(self, index: int, foreign: bool) -> Iterable[int]:
        """The earlier documents within the time window that may report the same happening, in its language or not."""
        return (other for other in self._nominated.get(index, ()) if self.are_foreign(index, other) == foreign)

    def are_foreign(self, a: int, b: int) -> bool:
        return self._documents[a].lang != self._documents[b].lang

    def likeness(self, a: int, b: int) -> float:
        """From `_SAME` on, both report one happening."""
        return self.measured(a, b)[1]

    def over_languages(self, a: int, b: int) -> tuple[float, float | None]:
        """What names and figures say of two in two languages, and what their meaning does, where that is known."""
        return self._languages.likeness(a, b), self._meanings.likeness(a, b)

    def measured(self, a: int, b: int) -> tuple[str, float]:
        """The measure by which the two are most alike, and their likeness."""
        if self.are_foreign(a, b):
            names, meaning = self.over_languages(a, b)
            if meaning is None:
                return "names and figures", names
            names *= _BESIDE_MEANING
            return "names and figures" if names >= meaning else "meaning", names + meaning
        if not self._are_near_in_time(a, b) or self._come_round(a, b):
            return "time", 0.0
        headlines = self._headlines.likeness(a, b)
        if headlines >= _SAME and figures_clash(self._headlines.opening(a), self._headlines.opening(b)):
            headlines -= _CLASH
        articles = self._articles.likeness(a, b) if headlines > APART else APART
        likeness = max(headlines, articles)
        counted = self._headlines.part_counted(a, b) if likeness >= _SAME else 1.0
        return "articles" if articles > headlines else "headlines", likeness * counted
