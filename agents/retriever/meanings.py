"""How alike two documents in two languages are in what they mean, by vectors that somebody made of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from schemas.retrieval import Document

_ORDINARY = 0.4
"""Cosine of two documents that merely share a subject."""
_SURE = 0.6
"""Cosine of two that are one happening, whatever names and figures they share."""
_AT_ONCE = 256
"""Documents whose cosines are held in memory together."""


class Meanings:
    """Pairs of documents in two languages, each of which is the other's nearest within the time that news travels.

    Vectors are centred for each language (Mu and Viswanath 2018 remove the same common direction): otherwise all texts
    of one language are more alike than two that say the same.
    """

    def __init__(self, documents: Sequence[Document], vectors: Mapping[str, Any], within: timedelta) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(documents):
            if document.id in vectors and document.published_at:
                places[document.lang].append(place)
        self._documents, self._within = documents, within
        self._likeness: dict[tuple[int, int], float] = {}
        centred = {lang: _centred([vectors[documents[one].id] for one in held]) for lang, held in places.items()}
        languages = sorted(places)
        for number, first in enumerate(languages):
            for second in languages[number + 1 :]:
                self._meet(places[first], centred[first], places[second], centred[second])

    def nominations(self) -> Iterator[tuple[int, int]]:
        """The pairs, the later place first."""
        yield from self._likeness

    def likeness(self, a: int, b: int) -> float:
        """From 1 on, both report one happening; 0 for all but the pairs."""
        return self._likeness.get((max(a, b), min(a, b)), 0.0)

    def _meet(self, first: Sequence[int], of_first: Any, second: Sequence[int], of_second: Any) -> None:
        import numpy as np

        times = [np.array([_seconds(self._documents[one]) for one in places]) for places in (first, second)]
        forth, back = np.zeros(len(first), int), np.zeros(len(second), int)
        best, best_back = np.zeros(len(first)), np.full(len(second), -1.0)
        for start in range(0, len(first), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            cosines = of_first[part] @ of_second.T
            far = np.abs(times[0][part, None] - times[1][None]) > self._within.total_seconds()
            cosines[far] = -1.0
            forth[part], best[part] = cosines.argmax(1), cosines.max(1)
            nearest = cosines.max(0)
            nearer = nearest > best_back
            back[nearer], best_back[nearer] = start + cosines.argmax(0)[nearer], nearest[nearer]
        for place, other in enumerate(forth):
            if back[other] == place and best[place] > _ORDINARY:
                pair = first[place], second[other]
                self._likeness[max(pair), min(pair)] = (float(best[place]) - _ORDINARY) / (_SURE - _ORDINARY)


def _seconds(document: Document) -> float:
    return document.published_at.timestamp() if document.published_at else 0.0


def _centred(vectors: Sequence[Any]) -> Any:
    """One row each, of length 1."""
    import numpy as np

    rows = np.asarray(vectors, np.float32)
    rows = rows - rows.mean(0)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
