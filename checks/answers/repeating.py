"""Texts of one answer that say no more than another of its texts."""

from collections.abc import Iterable, Iterator

from checks.answers.finding import Finding, Place
from facts.novelty import novelty

_NEW = 0.3
"""Share of a text's terms that the other has not: less, and it adds nothing."""


Text = tuple[Place, str, str]
"""Its place, its name for a message, and what it says."""


def with_repeats(found: Iterable[Finding], groups: Iterable[Iterable[Text]]) -> Iterator[Finding]:
    """What was `found`, and of two sound texts of one group that are alike the later one."""
    wrong = set[Place]()
    for finding in found:
        wrong.add(finding.place)
        yield finding
    for group in groups:
        yield from _repeats(text for text in group if text[0] not in wrong)


def _repeats(texts: Iterable[Text]) -> Iterator[Finding]:
    told: list[tuple[str, str]] = []
    for place, name, text in texts:
        if not any(map(str.isalnum, text)):
            continue
        if repeated := next((one for one, other in told if novelty(text, (other,)) < _NEW), None):
            yield Finding(place, f"repeats the text of {repeated}; say something else, or nothing.", "repeats")
        else:
            told.append((name, text))
