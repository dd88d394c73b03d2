"""The title of a report: what it is called for its period, and the theses of its sections in short."""

from collections.abc import Iterable

from brief.formats import Format
from facts.sentences import clauses
from schemas.period import Period

_FULL_STOPS = "。．.！!；;，,、 "
_HALVES = "：:、"
"""A clause before one of them is half of a statement: who said it, or the first of a list."""


def report_title(format: Format, period: Period, theses: Iterable[str]) -> str:
    """`硅谷关键赛道周报：<thesis>、<thesis>`; without a thesis, the period in their place."""
    report = format.reader.periods[period.kind].report
    openers = format.reader.title.dependent_openers
    short = [shortened(thesis, format.title_thesis_max_chars, openers) for thesis in theses]
    if not short:
        return format.words.title_without_theses.format(report=report, period=period.label)
    return format.words.title.format(report=report, theses=format.reader.punctuation.list.join(short))


def shortened(thesis: str, max_chars: int, openers: Iterable[str] = ()) -> str:
    """The most whole clauses from the start that fit; the first clause that can stand alone where none fits.

    A thesis with no such clause stays whole: it is never cut within a clause, a word or a number.
    """
    whole = thesis.strip().rstrip(_FULL_STOPS)
    if len(whole) <= max_chars:
        return whole
    beginnings = [whole[: clause.end].rstrip(_FULL_STOPS) for clause in clauses(whole)]
    if thesis.lstrip().startswith(tuple(openers)):
        del beginnings[:1]
    alone = [text for text in beginnings if _stands_alone(text, whole)]
    fitting = [text for text in alone if len(text) <= max_chars]
    return fitting[-1] if fitting else (alone or [whole])[0]


def _stands_alone(text: str, whole: str) -> bool:
    return len(text) > 4 and whole[len(text) :].lstrip()[:1] not in tuple(_HALVES)
