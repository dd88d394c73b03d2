"""How alike two documents in two languages are, by what both write alike: names and figures.

What they share says the more, the rarer it is among all documents (Robertson and Spärck Jones 1976), and nothing where
it goes without saying: a name that stands beside another on other days too (van Rijsbergen 1977 has each term depend on
one other). It says the less, the less either tells of what the other's headline names, and the further apart they are.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from agents.retriever.named import Named, lead
from facts.names.detection import Aliases
from facts.names.event_anchors import figure_anchors
from facts.text.similarity import part_told
from schemas.retrieval import Document

_SAME = 8.25
"""Least information in common of one happening, in nats."""
_BESIDE = 0.5
"""How much of its information a name has that stands in one of the two headlines only, or in none."""
_NOMINATED = 4.8
_COMMON = 200
"""Names in more documents than this nominate no pair."""
_FEW = 1000
"""Among fewer documents than this a name is taken for as rare as if there were so many."""
_RAREST = 8
"""What fewer documents hold says no more: any word may stand in two by chance. A figure says as much; to count it,
every text would have to be read for figures.
"""
_ANOTHER_DAY = 25.0
"""Hours."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_HALVED = 72.0
"""So many hours apart, what two share says half as much."""


class Languages:
    """The documents whose names those in another language write too, each under its place."""

    def __init__(self, documents: Sequence[Document], aliases: Aliases) -> None:
        several = len({document.lang for document in documents}) > 1
        self._documents = documents if several else ()
        self._named = Named(self._documents, aliases)
        self._hours = [(one.published_at or _NEVER).timestamp() / 3600 for one in self._documents]
        self._names = [self._named.of(lead(document)) for document in self._documents]
        self._holders = self._shared_names()
        self._number = max(len(documents), _FEW)
        self._anchors = cache(self._anchors_of)

    def _shared_names(self) -> dict[str, dict[int, None]]:
        """Name that documents in several languages hold -> their places."""
        holders: dict[str, dict[int, None]] = defaultdict(dict)
        for place, names in enumerate(self._names):
            for name in names:
                holders[name][place] = None
        return {name: held for name, held in holders.items() if len({self._documents[one].lang for one in held}) > 1}

    def nominations(self) -> Iterator[tuple[int, int]]:
        """Pairs in two languages that may report one happening, the later place first."""
        seen: dict[str, list[int]] = defaultdict(list)
        for place, names in enumerate(self._names):
            shared: dict[int, float] = defaultdict(float)
            for name in (one for one in names if 0 < len(self._holders.get(one, ())) <= _COMMON):
                for other in seen[name]:
                    shared[other] += self._worth(name)
                seen[name].append(place)
            yield from ((place, other) for other, worth in shared.items() if self._may_meet(place, other, worth))

    def _may_meet(self, place: int, other: int, worth: float) -> bool:
        return worth >= _NOMINATED and self._documents[place].lang != self._documents[other].lang

    def likeness(self, a: int, b: int) -> float:
        """From 1 on, both report one happening."""
        (first, first_title), (second, second_title) = self._anchors(a), self._anchors(b)
        shared = [name for name in first if name in second]
        told = part_told(first_title, second) * part_told(second_title, first)
        near = 1.0 - 0.5 * abs(self._hours[a] - self._hours[b]) / _HALVED
        worths = self._further_worths(shared, a, b)
        said = sum(one if name in first_title and name in second_title else _BESIDE * one for name, one in worths)
        return said * math.sqrt(told) * near / _SAME

    def _further_worths(self, names: Iterable[str], a: int, b: int) -> Iterator[tuple[str, float]]:
        """What each name says beyond the rarer ones."""
        ordered = sorted(names, key=lambda name: (len(self._holders.get(name, ())), name))
        for number, name in enumerate(ordered):
            yield name, min((self._beside(name, rarer, a, b) for rarer in ordered[:number]), default=self._worth(name))

    def _beside(self, name: str, rarer: str, a: int, b: int) -> float:
        """What `name` says to who knows that `rarer` is named: nothing where it always stands beside it. That is learnt
        from other days, since the documents of one happening share all of its names.
        """
        instants = self._hours[a], self._hours[b]
        held = ((one, self._hours[one]) for one in self._holders.get(rarer, ()))
        elsewhere = [one for one, hour in held if min(abs(hour - then) for then in instants) > _ANOTHER_DAY]
        chance = math.exp(-self._worth(name))
        both = sum(one in self._holders.get(name, ()) for one in elsewhere)
        return min(self._worth(name), -math.log((both + chance) / (len(elsewhere) + 1)))

    def _worth(self, name: str) -> float:
        """Of figures, too, which have no holders."""
        return math.log(self._number / max(len(self._holders.get(name, ())), _RAREST))

    def _anchors_of(self, place: int) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """What pins the document's lead, and what pins its headline, with what each is worth."""
        document = self._documents[place]
        title = self._named.of(document.title)
        return self._worths(self._names[place], lead(document)), self._worths(title, document.title)

    def _worths(self, names: Sequence[str], text: str) -> dict[str, float]:
        known = (name for name in names if name in self._holders)
        return {name: self._worth(name) for name in (*known, *sorted(figure_anchors(text)))}
