"""Texts of one answer that say no more than what stands before them."""

from collections.abc import Iterable, Iterator, Sequence

from checks.answers.finding import Finding, Place
from facts.text.novelty import adds_nothing, novelty

_LONG, _HELD = 20, 0.1
"""Characters of a cell that no later one holds by chance; most of its terms that one may lack which holds it."""
Text = tuple[Place, str, str]
"""Its place, its name for a message, and what it says."""


def sound(texts: Iterable[Text], found: Iterable[Finding]) -> list[Text]:
    """Those of `texts` with which nothing was `found` yet: what will not be printed is repeated by nobody."""
    wrong = {finding.place for finding in found}
    return [text for text in texts if text[0] not in wrong]


def repeats_in_row(cells: Sequence[Text]) -> Iterator[Finding]:
    """Cells that say no more than those before them together, or hold all of one: the same sentence, and more of it.

    All but headlines: what is said below one may hold it.
    """
    for number, (place, _, text) in enumerate(cells):
        before = [(name, other) for _, name, other in cells[:number]]
        goes_on = any(name != "event" and _holds(text, other) for name, other in before)
        if goes_on or adds_nothing(text, [other for _, other in before]):
            yield Finding(place, "repeats the cells before it; write what the column asks for, or nothing.", "repeats")


def _holds(text: str, other: str) -> bool:
    return len(other) >= _LONG and novelty(other, (text,)) < _HELD


def repeats_in(texts: Iterable[Text], known: Sequence[str] = ()) -> Iterator[Finding]:
    """Texts that say no more than one before them, or than the `known` ones together."""
    told: list[tuple[str, str]] = []
    for place, name, text in texts:
        if adds_nothing(text, known):
            yield Finding(place, "says no more than the rows; say what follows from them, or nothing.", "repeats")
        elif repeated := next((one for one, other in told if adds_nothing(text, (other,))), None):
            yield Finding(place, f"repeats the text of {repeated}; say something else, or nothing.", "repeats")
        else:
            told.append((name, text))
