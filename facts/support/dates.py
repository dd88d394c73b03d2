"""Which dates of a text another text bears out, each read against the day on which that text was published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from facts.text.cleaning import plain
from facts.values.dates import DateMention, Precision, read_dates
from facts.values.numerals import fold_width

Dated = tuple[str, date | None]
"""A text and the day it was published."""

_read = lru_cache(maxsize=4096)(read_dates)
_THAT = "当"
"""当日 is a day named before, which the reader of dates does not look for."""
_ORDER: tuple[Precision, ...] = ("day", "ten_days", "week", "month", "quarter", "half", "year", "decade")
_MARKS = re.compile(r"[\s*`]+")


def unsupported_dates(said: str, evidence: Iterable[Dated]) -> tuple[str, ...]:
    """The dates and periods of `said` that no text of `evidence` names.

    A month may stand for a day of it. A day that no text names may be the day of publication.
    """
    texts = [(plain(text), day) for text, day in evidence]
    anchors = list(dict.fromkeys(day for _, day in texts)) or [None]
    known = [mention for text, day in texts for mention in _read(text, day) if mention.text[0] != _THAT]
    placed = [(mention, text) for text, day in texts for mention in _read(text, day)]
    borne = {
        (mention.start, mention.end)
        for anchor in anchors
        for mention in _read(plain(said), anchor)
        if (_is_borne(mention, known, anchor, plain(said)) or _is_written(mention, texts))
        and not _is_anothers(mention, plain(said), placed)
    }
    strange = (one.text for one in _read(plain(said), anchors[0]) if (one.start, one.end) not in borne)
    return tuple(dict.fromkeys((*strange, *_backward_spans(plain(said), texts))))


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


def _is_borne(mention: DateMention, known: Sequence[DateMention], published: date | None, said: str) -> bool:
    if mention.first is None or mention.last is None:
        return False
    if any((mention.first, mention.last) == (other.first, other.last) for other in known):
        return True
    if any(other.precision == mention.precision and other.text not in said for other in known):
        return False  # the text has another period of that length, which this one stands in for
    if any(_covers(mention, other) for other in known):
        return True
    names_another = any(other.precision == mention.precision for other in known)
    return published is not None and not names_another and mention.first <= published <= mention.last


def _is_anothers(mention: DateMention, said: str, placed: Sequence[tuple[DateMention, str]]) -> bool:
    """What stands before or behind it stands so at another date of that length in the evidence, never at this one."""
    return any(
        _stands_elsewhere(mention, beside(said, mention), [(one, beside(text, one)) for one, text in placed])
        for beside in (_behind, _before)
    )


def _stands_elsewhere(mention: DateMention, words: str, placed: Iterable[tuple[DateMention, str]]) -> bool:
    same = [other for other, beside in placed if len(words) == _CONTEXT and beside == words]
    return bool(same) and all(other.precision == mention.precision and not _alike(mention, other) for other in same)


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


def _covers(mention: DateMention, other: DateMention) -> bool:
    """It names the same days, or a longer period that holds them."""
    if other.first is None or other.last is None or mention.first is None or mention.last is None:
        return False
    if (mention.first, mention.last) == (other.first, other.last):
        return True
    is_longer = _ORDER.index(mention.precision) > _ORDER.index(other.precision)
    return is_longer and mention.first <= other.first and other.last <= mention.last


def _is_written(mention: DateMention, texts: Iterable[Dated]) -> bool:
    """It stands there sign by sign, as no part of another number."""
    wanted = _squeezed(mention.text)
    for text, _ in texts:
        squeezed = _squeezed(text)
        if any(not squeezed[place - 1 : place].isdigit() for place in _places(wanted, squeezed)):
            return True
    return False


def _squeezed(text: str) -> str:
    return _MARKS.sub("", fold_width(text))


def _places(wanted: str, text: str) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)
