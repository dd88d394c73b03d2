"""How alike two texts are, by the rare character pairs and words that they share.

Cosine of TF-IDF vectors over overlapping character pairs for scripts written without spaces and over words for the rest
(Salton and Buckley 1988, with logarithmic term frequency left out: headlines hardly repeat a term).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Generic, TypeVar

_RUN = re.compile(r"[㐀-鿿豈-﫿]+|[a-z0-9][a-z0-9.+%-]*[a-z0-9+%]|[a-z0-9]")

K = TypeVar("K", bound=Hashable)
Vector = Mapping[str, float]
"""Term -> weight, of length 1."""


def runs(text: str) -> list[str]:
    """Chinese runs, words and numbers, lower-cased, in order."""
    return _RUN.findall(text.lower())


def is_chinese(run: str) -> bool:
    return run[0] >= "㐀"


def terms(text: str) -> tuple[str, ...]:
    """Character pairs of Chinese runs, whole words and numbers of the rest, lower-cased, in order."""
    found: list[str] = []
    for run in runs(text):
        if is_chinese(run):
            found.extend(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        else:
            found.append(run)
    return tuple(found)


def weights(texts: Iterable[Sequence[str]]) -> dict[str, float]:
    """Inverse document frequency of each term: log(N / n) + 1."""
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        counts.update(set(text))
        number += 1
    return {term: math.log(number / count) + 1.0 for term, count in counts.items()}


def weights_by_language(texts: Iterable[tuple[str, Sequence[str]]]) -> dict[str, dict[str, float]]:
    """The `weights` of each language's own texts, of (language, terms): among a thousand Chinese texts the commonest
    words of ten English ones would look rare.
    """
    found: dict[str, list[Sequence[str]]] = defaultdict(list)
    for language, text in texts:
        found[language].append(text)
    return {language: weights(own) for language, own in found.items()}


def vector(found: Iterable[str], idf: Mapping[str, float]) -> Vector:
    """Unit vector over the distinct terms; empty for a text without terms."""
    return _of_length_1({term: idf.get(term, 1.0) for term in dict.fromkeys(found)})


def _of_length_1(raw: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return {term: weight / length for term, weight in raw.items()} if length else {}


def damped_vector(found: Iterable[str], idf: Mapping[str, float]) -> Vector:
    """Unit vector in which a term that stands n times in a text weighs 1 + log(n) times its own: for whole texts."""
    raw = {term: idf.get(term, 1.0) * (1.0 + math.log(count)) for term, count in Counter(found).items()}
    return _of_length_1(raw)


def cosine(a: Vector, b: Vector) -> float:
    """0 for nothing in common, 1 for the same terms."""
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return sum(weight * large.get(term, 0.0) for term, weight in small.items())


def part_told(weights: Mapping[str, float], text: Container[str]) -> float:
    """0..1: what part of the whole weight the terms have that `text` holds; 0 where nothing has a weight."""
    whole = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in text) / whole if whole else 0.0


class TermIndex(Generic[K]):
    """Which of some texts, each under a key, hold a term: to find those that may be like another."""

    def __init__(self, texts: Mapping[K, Iterable[str]], most_common: int) -> None:
        """`texts`: the distinct terms of each. Terms that more than `most_common` of them hold nominate none."""
        holders: dict[str, list[K]] = defaultdict(list)
        for key, found in texts.items():
            for term in found:
                holders[term].append(key)
        self._holders = {term: keys for term, keys in holders.items() if len(keys) <= most_common}

    def sharing(self, found: Iterable[str], least: int) -> list[K]:
        """The keys of the texts that share `least` of these distinct terms or more; in no order."""
        shared = Counter(key for term in found for key in self._holders.get(term, ()))
        return [key for key, count in shared.items() if count >= least]


def neighbours(vectors: Sequence[Vector], most_common: int) -> Iterable[tuple[int, dict[int, float]]]:
    """For each vector the cosines with the earlier ones it shares a term with.

    Terms that occur in more than `most_common` vectors neither nominate a pair nor add to its score,
    so the score is a lower bound of the cosine; that keeps the work near linear in the number of texts.
    """
    occurrences = Counter(term for v in vectors for term in v)
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for index, v in enumerate(vectors):
        scores: dict[int, float] = defaultdict(float)
        rare = [(term, weight) for term, weight in v.items() if occurrences[term] <= most_common]
        for term, weight in rare:
            for earlier, other in seen[term]:
                scores[earlier] += weight * other
            seen[term].append((index, weight))
        yield index, scores


def shared_words(text: str, other: str) -> tuple[str, ...]:
    """Each once, in the order of `text`, lower-cased; of Chinese the longest runs whose pairs all stand in `other`."""
    known = frozenset(terms(other))
    return tuple(dict.fromkeys(word for run in runs(text) for word in _shared(run, known)))


def _shared(run: str, known: frozenset[str]) -> Iterator[str]:
    if len(run) < 2 or not is_chinese(run):
        if run in known:
            yield run
        return
    for is_known, places in groupby(range(len(run) - 1), key=lambda place: run[place : place + 2] in known):
        if is_known:
            found = [*places]
            yield run[found[0] : found[-1] + 2]
