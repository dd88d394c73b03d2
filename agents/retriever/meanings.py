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
_NEARLY = 0.2
"""How much less alike than its nearest a document may be to one whose nearest it is: others may tell the same."""
_AT_ONCE = 256
"""Documents whose cosines are held in memory together."""


class Meanings:
    """Pairs of documents in two languages, of which one is the other's nearest within the time that news travels, and
    the other nearly its own.

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
        near = list[tuple[int, int, float, float]]()
        nearest = np.full(len(second), -1.0)
        for start in range(0, len(first), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            far = np.abs(times[0][part, None] - times[1][None]) > self._within.total_seconds()
            cosines = np.where(far, -1.0, of_first[part] @ of_second.T)
            nearest = np.maximum(nearest, cosines.max(0))
            behind = cosines.max(1, keepdims=True) - cosines
            for row, column in np.argwhere((cosines > _ORDINARY) & (behind <= _NEARLY)).tolist():
                near.append((start + row, column, float(cosines[row, column]), float(behind[row, column])))
        for row, column, cosine, behind_row in near:
            behind_column = float(nearest[column]) - cosine
            if min(behind_row, behind_column) <= 0 and behind_column <= _NEARLY:
                pair = first[row], second[column]
                self._likeness[max(pair), min(pair)] = (cosine - _ORDINARY) / (_SURE - _ORDINARY)


def _seconds(document: Document) -> float:
    return document.published_at.timestamp() if document.published_at else 0.0


def _centred(vectors: Sequence[Any]) -> Any:
    """One row each, of length 1."""
    import numpy as np

    rows = np.asarray(vectors, np.float32)
    rows = rows - rows.mean(0)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
