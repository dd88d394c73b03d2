"""The title of a report: its name for the period, and the theses of its sections in short."""

import re
from collections.abc import Iterable
from itertools import islice

from brief.report.format import Format
from facts.text.sentences import clauses
from schemas.period import Period

_FULL_STOPS = "。．.！!；;，,、 "
_COLONS = "：:"
_HALVES = f"{_COLONS}、"
"""A clause before one of these characters is only half a statement: who said it, or the first item of a list."""
_HEADLINE_BREAK = re.compile(r"(?<=[\u3400-\u9fff”》」）])\s+(?=[\u3400-\u9fff“《「])")
"""A blank between Chinese characters, which separates the halves of a headline."""
_PAIRS = (("“", "”"), ("《", "》"), ("「", "」"), ("（", "）"), ("(", ")"), ("【", "】"))
_SHORTEST = 5


def report_title(format: Format, period: Period, theses: Iterable[str]) -> str:
    """`硅谷关键赛道周报：<thesis>、<thesis>`; without a thesis, the period in their place."""
    report = format.period(period.kind).report
    openers = format.reader.title.dependent_openers
    named = islice(theses, format.title_theses)
    short = [shortened(thesis, format.title_thesis_max_chars, openers) for thesis in named]
    if not short:
        return format.words.title_without_theses.format(report=report, period=period.label)
    marks = format.reader.punctuation
    return format.words.title.format(report=report, theses=(marks.theses or marks.list).join(short))


def shortened(thesis: str, max_chars: int, openers: Iterable[str] = ()) -> str:
    """The longest beginning of whole clauses that fits; if none fits, the first clause that can stand alone.

    Without such a clause the thesis stays whole: it is never cut within a clause, a word or a number. A clause that
    begins with one of `openers` makes no sense without the next.
    """
    whole = thesis.strip().rstrip(_FULL_STOPS)
    if len(whole) <= max_chars:
        return whole
    alone = [text for text in _beginnings(whole) if _stands_alone(text, whole, tuple(openers))]
    fitting = [text for text in alone if len(text) <= max_chars]
    return fitting[-1] if fitting else (alone or [whole])[0]


def _beginnings(text: str) -> list[str]:
    """All beginnings that end with a clause, shortest first."""
    ends = {clause.end for clause in clauses(text)} | {found.start() for found in _HEADLINE_BREAK.finditer(text)}
    return [text[:end].rstrip(_FULL_STOPS) for end in sorted(ends)]


def _stands_alone(text: str, whole: str, openers: tuple[str, ...]) -> bool:
    if len(text) < _SHORTEST or whole[len(text) :].lstrip()[:1] in tuple(_HALVES):
        return False
    if any(text.count(opening) != text.count(closing) for opening, closing in _PAIRS):
        return False
    said = re.split(f"[{_COLONS}]", text)[-1]
    return not said.startswith(openers) or len(_beginnings(said)) > 1
