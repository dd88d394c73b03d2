"""The words that two texts share, as the first writes them: whole runs, not the pairs by which they are compared."""

from collections.abc import Iterator
from itertools import groupby

from facts.text.similarity import is_chinese, runs, terms


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
