"""Prose whose links are the clauses that tell what their documents tell."""

from collections.abc import Iterable, Sequence

from brief.report.render.plain import plain
from brief.report.render.view import Mark, PrintedStatement
from facts.names.event_anchors import figure_anchors, name_anchors
from facts.text.language import language_of
from facts.text.overlap import overlap
from facts.text.sentences import clauses, without_end

_ENDS = ("。", "！", "？", "…", ".", "!", "?", "”", "；")
_CLOSING = ")\"'’"
_SPANS = (" s", " month")
"""Units in which a figure is no sign of what it is of."""
_ENOUGH = 0.3
"""Share of a clause's terms that one of several documents must have, to be what it tells."""


def woven(statement: PrintedStatement) -> list[tuple[str, Mark | None]]:
    """The text on one line in pieces, in order, each with the document that it leads to, if any: each document once.

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


def ending(text: str, full_stop: str) -> str:
    """What is missing behind a sentence of prose."""
    return "" if plain(text).rstrip(_CLOSING).endswith(_ENDS) else full_stop


def _linked(text: str, spans: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> dict[tuple[int, int], Mark]:
    """To a document alone, the clause that tells most of it. Of several, each only to a clause that shares more with
    its headline and what is quoted of it than with those of the others: the rest stand behind the sentence.
    """
    found: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        others = [told for other in marks if other is not mark for told in (*other.quotes, other.title)]
        own = (*mark.quotes, mark.title)
        worth = {span: _told(text[slice(*span)], own, others) for span in spans if span not in found}
        best = max(worth, key=lambda span: (worth[span], -span[0]), default=None)
        if best is not None and (worth[best] > 0 or len(marks) == 1):
            found[best] = mark
    return found


def _told(clause: str, told: Sequence[str], others: Sequence[str]) -> int:
    """About how many of its characters stand in what is told: a long clause tells more than `业内人士认为`. None where
    too few do, or as many in `others`, but for what another language writes alike.
    """
    own, elsewhere = overlap(clause, told), overlap(clause, others) if others else 0.0
    if own > elsewhere and (own >= _ENOUGH or not others):
        return round(own * len(clause))
    is_translated = language_of(clause) != language_of("".join(told))
    return len(_anchors((clause,)) & _anchors(told) - _anchors(others)) if is_translated else 0


def _anchors(texts: Iterable[str]) -> frozenset[str]:
    """Figures and names in Latin letters: all that a text and one in another language write alike. So many days are as
    many in any document.
    """
    found = frozenset().union(*(figure_anchors(text) | name_anchors(text) for text in texts))
    return frozenset(one for one in found if not one.endswith(_SPANS))
