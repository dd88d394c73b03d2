"""How alike two documents in two languages are, by what both write alike: names and figures.

What they share says the more, the rarer it is among all documents (Robertson and Spärck Jones 1976), and the less,
the less either tells of what the other's headline names.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from facts.names.detection import Aliases
from facts.names.event_anchors import figure_anchors, names_in_any_language
from facts.text.similarity import part_told, shares
from schemas.retrieval import Document

_SAME = 11.0
"""Least information in common of one happening, in nats."""
_BESIDE = 0.5
"""How much of its information a name has that stands in one of the two headlines only, or in none."""
_NOMINATED = 5.0
_LEAD_CHARS = 400
_COMMON = 200
"""Names in more documents than this nominate no pair."""
_FEW = 1000
"""Among fewer documents than this a name is taken for as rare as if there were so many."""
_FIGURE_IN = 8
"""A figure says what a name in so many documents says; to count it, every text would have to be read for figures."""


class Languages:
    """The documents whose names those in another language write too, each under its place."""

    def __init__(self, documents: Sequence[Document], aliases: Aliases) -> None:
        several = len({document.lang for document in documents}) > 1
        self._aliases = aliases
        self._documents = documents if several else ()
        self._names = [names_in_any_language(_lead(document), aliases) for document in self._documents]
        self._holders = self._shared_names()
        number = max(len(documents), _FEW)
        self._worth = {name: math.log(number / len(held)) for name, held in self._holders.items()}
        self._worth_of_figure = math.log(number / _FIGURE_IN)
        self._anchors: dict[int, tuple[Mapping[str, float], Mapping[str, float]]] = {}

    def _shared_names(self) -> dict[str, list[int]]:
        """Name that documents in several languages hold -> their places."""
        holders: dict[str, list[int]] = defaultdict(list)
        for place, names in enumerate(self._names):
            for name in names:
                holders[name].append(place)
        return {name: held for name, held in holders.items() if len({self._documents[one].lang for one in held}) > 1}

    def nominations(self) -> Iterator[tuple[int, int]]:
        """Pairs in two languages that may report one happening, the later place first."""
        seen: dict[str, list[int]] = defaultdict(list)
        for place, names in enumerate(self._names):
            shared: dict[int, float] = defaultdict(float)
            for name in (one for one in names if 0 < len(self._holders.get(one, ())) <= _COMMON):
                for other in seen[name]:
                    shared[other] += self._worth[name]
                seen[name].append(place)
            yield from ((place, other) for other, worth in shared.items() if self._may_meet(place, other, worth))

    def _may_meet(self, place: int, other: int, worth: float) -> bool:
        return worth >= _NOMINATED and self._documents[place].lang != self._documents[other].lang

    def likeness(self, a: int, b: int) -> float:
        """From 1 on, both report one happening."""
        (first, first_title), (second, second_title) = self._anchors_of(a), self._anchors_of(b)
        shared = sum(
            worth * (1.0 if name in first_title and name in second_title else _BESIDE)
            for name, worth in first.items()
            if name in second
        )
        told = part_told(shares(first_title, first_title), second) * part_told(
            shares(second_title, second_title), first
        )
        return shared * math.sqrt(told) / _SAME

    def _anchors_of(self, place: int) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """What pins the document's lead, and what pins its headline, with what each is worth."""
        if place not in self._anchors:
            document = self._documents[place]
            lead = self._worths(self._names[place], _lead(document))
            title = names_in_any_language(document.title, self._aliases)
            self._anchors[place] = lead, self._worths(title, document.title)
        return self._anchors[place]

    def _worths(self, names: Sequence[str], text: str) -> dict[str, float]:
        figures = dict.fromkeys(sorted(figure_anchors(text)), self._worth_of_figure)
        return {name: self._worth[name] for name in names if name in self._worth} | figures


def _lead(document: Document) -> str:
    return f"{document.title} {document.text}"[:_LEAD_CHARS]
