"""Pieces of a sentence that can be read alone: clauses, with enumerations and English clauses kept whole."""

from facts.text.clause_scope import scope_markers
from facts.text.remembered import remembered
from facts.text.sentences import Span, clauses

_ENUMERATES = "、"


@remembered
def statements(text: str) -> tuple[Span, ...]:
    """The clauses of one sentence in order. Half a list says nothing, nor does an English clause without its subject,
    nor who says something without what: those of an enumeration are one, one that begins in lower case belongs to the
    one before, and a clause that governs others to the first of them.
    """
    opening = {marker.span.end for marker in scope_markers(text)}
    merged: list[Span] = []
    for clause in clauses(text):
        if merged and (merged[-1].end in opening or _continues(text, merged[-1], clause)):
            start = merged.pop().start
            merged.append(Span(start, clause.end, text[start : clause.end]))
        else:
            merged.append(clause)
    return tuple(merged)


def _continues(text: str, before: Span, clause: Span) -> bool:
    enumerates = text[before.end : clause.start].strip() == _ENUMERATES
    in_lower_case = clause.text[0].isascii() and clause.text[0].islower()
    return enumerates or in_lower_case
