"""Prose whose links are the clauses that tell what their documents tell."""

from collections.abc import Sequence

from brief.report.render.plain import plain
from brief.report.render.view import Mark, PrintedStatement
from facts.text.overlap import overlap
from facts.text.sentences import clauses, without_end


def woven(statement: PrintedStatement) -> list[tuple[str, Mark | None]]:
    """The text on one line in pieces, in order, each with the document that it leads to; every document is led to at most once.

    A document whose page need not carry the words is left out, and so is one for which no clause is left.
    """
    text = plain(statement.text)
    whole = [(clause.start, clause.start + len(without_end(clause.text))) for clause in clauses(text)]
    linked = _linked(text, whole, [mark for mark in statement.marks if not mark.via])
    pieces: list[tuple[str, Mark | None]] = []
    done = 0
    for (start, end), mark in sorted(linked.items()):
        pieces += [(text[done:start], None), (text[start:end], mark)]
        done = end
    return [(piece, mark) for piece, mark in (*pieces, (text[done:], None)) if piece]


def _linked(text: str, spans: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> dict[tuple[int, int], Mark]:
    """To each document the clause that shares most with what is quoted of it, the first where none shares anything."""
    found: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        free = [span for span in spans if span not in found and span[1] > span[0]]
        if free:
            found[max(free, key=lambda span: (_shared(text[slice(*span)], mark.quotes), -span[0]))] = mark
    return found


def _shared(clause: str, quotes: Sequence[str]) -> int:
    """About how many of its characters stand in the quotes: a long clause tells more than `业内人士认为`."""
    return round(overlap(clause, quotes) * len(clause))
