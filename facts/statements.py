"""Pieces of a sentence that can be read alone: clauses, with enumerations kept whole."""

from facts.sentences import Span, clauses

_ENUMERATES = "、"


def statements(text: str) -> tuple[Span, ...]:
    """The clauses of one sentence in order; those of an enumeration are one, since half a list says nothing."""
    merged: list[Span] = []
    for clause in clauses(text):
        if merged and text[merged[-1].end : clause.start].strip() == _ENUMERATES:
            start = merged.pop().start
            merged.append(Span(start, clause.end, text[start : clause.end]))
        else:
            merged.append(clause)
    return tuple(merged)
