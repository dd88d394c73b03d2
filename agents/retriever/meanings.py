"""How alike two documents in two languages are in what they mean, by vectors that somebody made of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from schemas.retrieval import Document

_SURE = 0.725
"""Cosine of two that are one happening, though they share neither name nor figure."""
_ORDINARY = 0.3
"""Cosine of two that merely share a subject."""
_NEARLY = 0.1
"""How much less alike than its nearest a document may be to one that it may be like: others may tell the same."""
_AT_ONCE = 256
"""Documents whose cosines are held in memory together."""


class Meanings:
    """How alike in meaning are documents of two languages.

    Vectors are centred for each language (Mu and Viswanath 2018 remove the same common direction): otherwise all texts
    of one language are more alike than two that say the same.
    """

    def __init__(self, documents: Sequence[Document], vectors: Mapping[str, Any], within: timedelta) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(documents):
            if document.id in vectors and document.published_at:
                places[document.lang].append(place)
        self._documents, self._within = documents, within
        self._places = dict(places) if len(places) > 1 else {}
        self._vectors = {
            lang: _centred([vectors[documents[one].id] for one in held]) for lang, held in self._places.items()
        }
        self._own = {
            place: own
            for lang, held in self._places.items()
            for place, own in zip(held, self._vectors[lang], strict=True)
        }

    def nominations(self) -> Iterator[tuple[int, int]]:
        """Pairs within the time that news travels of which one is nearly the other's nearest, the later place first."""
        languages = sorted(self._places)
        for number, first in enumerate(languages):
            for second in languages[number + 1 :]:
                for row, column in self._near(first, second):
                    pair = self._places[first][row], self._places[second][column]
                    yield max(pair), min(pair)

    def likeness(self, a: int, b: int) -> float | None:
        """Of two languages: from 1 on, both report one happening; None where either has no vector."""
        if a not in self._own or b not in self._own:
            return None
        return float(self._own[a] @ self._own[b]) / _SURE

    def _near(self, first: str, second: str) -> list[tuple[int, int]]:
        """Rows of the vectors of both."""
        import numpy as np

        times = [np.array([_seconds(self._documents[one]) for one in self._places[lang]]) for lang in (first, second)]
        found = list[Any]()
        nearest = np.full(len(times[1]), -1.0)
        for start in range(0, len(times[0]), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            far = np.abs(times[0][part, None] - times[1][None]) > self._within.total_seconds()
            cosines = np.where(far, -1.0, self._vectors[first][part] @ self._vectors[second].T)
            nearest = np.maximum(nearest, cosines.max(0))
            rows, columns = np.nonzero(cosines > _ORDINARY)
            told = cosines[rows, columns]
            found.append((rows + start, columns, told, cosines.max(1)[rows] - told))
        rows, columns, told, behind = map(np.concatenate, zip(*found, strict=True))
        near = np.minimum(behind, nearest[columns] - told) <= _NEARLY
        return list(zip(rows[near].tolist(), columns[near].tolist(), strict=True))


def _seconds(document: Document) -> float:
    return document.published_at.timestamp() if document.published_at else 0.0


def _centred(vectors: Sequence[Any]) -> Any:
    """One row each, of length 1."""
    import numpy as np

    rows = np.asarray(vectors, np.float32)
    rows = rows - rows.mean(0)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
