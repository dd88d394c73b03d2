"""Which dates of a text another text bears out, each read against the day on which that text was published."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache

from facts.text.cleaning import plain
from facts.text.quoting import places_of
from facts.values.dates import DateMention, Precision, read_dates
from facts.values.numerals import fold_width

Dated = tuple[str, date | None]
"""A text and the day it was published."""

_read = lru_cache(maxsize=4096)(read_dates)
_ORDER: tuple[Precision, ...] = ("day", "ten_days", "week", "month", "quarter", "half", "year", "decade")
_MARKS = re.compile(r"[\s*`]+")


def unsupported_dates(said: str, evidence: Iterable[Dated]) -> tuple[str, ...]:
    """The dates and periods of `said` of which no day is one that `evidence` names, or on which it was published.

    So are spans of years that run backwards. What happened when is not asked.
    """
    read = _Read(said, evidence)
    strange = (read.text_of(span) for span, days in read.mentions if not any(map(read.is_met, days)))
    return tuple(dict.fromkeys((*strange, *_backward_spans(read.said, read.texts))))


def doubtful_dates(said: str, evidence: Iterable[Dated]) -> tuple[str, ...]:
    """Those that are met, but perhaps of something else.

    `evidence` names only an overlapping period, or another one of that length, or what stands beside the date stands at
    another there.
    """
    read = _Read(said, evidence)
    met = ((span, days) for span, days in read.mentions if any(map(read.is_met, days)))
    return tuple(dict.fromkeys(read.text_of(span) for span, days in met if not any(map(read.is_in_place, days))))


class _Read:
    """A text with its dates, each as it reads on every day on which the evidence was published."""

    def __init__(self, said: str, evidence: Iterable[Dated]) -> None:
        self.said, self.texts = plain(said), [(plain(text), day) for text, day in evidence]
        anchors = dict.fromkeys(day for _, day in self.texts) or [None]
        found: dict[tuple[int, int], list[DateMention]] = {}
        for anchor in anchors:
            for mention in _read(self.said, anchor):
                found.setdefault((mention.start, mention.end), []).append(mention)
        self.mentions = sorted(found.items())
        self.known = [mention for text, day in self.texts for mention in _read(text, day)]
        self.published = [day for day in anchors if day]

    def text_of(self, span: tuple[int, int]) -> str:
        return self.said[slice(*span)]

    def is_met(self, mention: DateMention) -> bool:
        """Some day of it is named, or cannot be told; or it stands there sign by sign."""
        return (
            mention.days is None
            or any(map(mention.holds, self.published))
            or any(_overlap(mention, other) for other in self.known)
            or _is_written(mention, self.texts)
        )

    def is_in_place(self, mention: DateMention) -> bool:
        return (self._is_named(mention) or _is_written(mention, self.texts)) and not self._is_anothers(mention)

    def _is_named(self, mention: DateMention) -> bool:
        """It is named; or a shorter period within it or the day of publication is, and no other of its own length."""
        if mention.days is None or any(mention.days == other.days for other in self.known):
            return True
        if any(other.precision == mention.precision and other.text not in self.said for other in self.known):
            return False
        return any(map(mention.holds, self.published)) or any(_covers(mention, other) for other in self.known)

    def _is_anothers(self, mention: DateMention) -> bool:
        """What stands before or behind it stands so at another date of that length there, never at this one."""
        return any(self._stands_elsewhere(mention, beside) for beside in (_behind, _before))

    def _stands_elsewhere(self, mention: DateMention, beside: Callable[[str, DateMention], str]) -> bool:
        words = beside(self.said, mention)
        placed = ((other, text) for text, day in self.texts for other in _read(text, day))
        same = [other for other, text in placed if len(words) == _CONTEXT and beside(text, other) == words]
        return bool(same) and all(one.precision == mention.precision and not _alike(mention, one) for one in same)


def _alike(mention: DateMention, other: DateMention) -> bool:
    return _covers(mention, other) or _squeezed(mention.text) == _squeezed(other.text)


def _behind(text: str, mention: DateMention) -> str:
    """The characters right behind a date, where they are words and not the end of a clause."""
    following = text[mention.end : mention.end + _CONTEXT]
    return following if following.isalnum() else ""


def _before(text: str, mention: DateMention) -> str:
    words = text[max(0, mention.start - _CONTEXT) : mention.start]
    return words if words.isalpha() else ""


_CONTEXT = 2


def _overlap(a: DateMention, b: DateMention) -> bool:
    return a.days is not None and b.days is not None and a.days[0] <= b.days[1] and b.days[0] <= a.days[1]


_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?\s*(?:至|到|[—–~～-]+|to)\s*((?:19|20)\d\d)(?!\d)")


def _backward_spans(said: str, evidence: Iterable[Dated]) -> Iterator[str]:
    """Spans of years that end before or where they begin, though each of the two years may be known."""
    written = "\n".join(_squeezed(text) for text, _ in evidence)
    for found in _YEARS.finditer(said):
        if found[1] >= found[2] and _squeezed(found.group()) not in written:
            yield found.group()


def known_dates(evidence: Iterable[Dated]) -> tuple[str, ...]:
    """The dates that `evidence` names, as it writes them."""
    found = (mention.text for text, day in evidence for mention in _read(plain(text), day))
    return tuple(dict.fromkeys(found))


def _covers(mention: DateMention, other: DateMention) -> bool:
    """It names the same days, or a longer period that holds them."""
    if mention.days is None or other.days is None:
        return False
    is_longer = _ORDER.index(mention.precision) > _ORDER.index(other.precision)
    return mention.days == other.days or (is_longer and all(map(mention.holds, other.days)))


def _is_written(mention: DateMention, texts: Iterable[Dated]) -> bool:
    """It stands there sign by sign, as no part of another number."""
    wanted = _squeezed(mention.text)
    for text, _ in texts:
        squeezed = _squeezed(text)
        if any(not squeezed[place - 1 : place].isdigit() for place in places_of(wanted, squeezed)):
            return True
    return False


def _squeezed(text: str) -> str:
    return _MARKS.sub("", fold_width(text))
