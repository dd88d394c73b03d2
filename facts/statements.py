"""Pieces of a sentence that can be read alone: clauses, with enumerations and English clauses kept whole."""

from facts.sentences import Span, clauses

_ENUMERATES = "、"


def statements(text: str) -> tuple[Span, ...]:
    """The clauses of one sentence in order. Half a list says nothing, nor does an English clause without its subject:
    those of an enumeration are one, and one that begins in lower case belongs to the one before.
    """
    merged: list[Span] = []
    for clause in clauses(text):
        if merged and _continues(text[merged[-1].end : clause.start], clause.text):
            start = merged.pop().start
            merged.append(Span(start, clause.end, text[start : clause.end]))
        else:
            merged.append(clause)
    return tuple(merged)


def _continues(between: str, clause: str) -> bool:
    return between.strip() == _ENUMERATES or (clause[0].isascii() and clause[0].islower())
