"""Pieces of a sentence that can be read alone, and a text cut to a length between them."""

import re

from facts.text.clause_scope import scope_markers
from facts.text.remembered import remembered
from facts.text.sentences import Span, clauses, sentences

_TURNS = re.compile(
    r"但|却|不过|然而|可是|尽管|虽然|而(?!且)|若|如果|除非|前提|尚|仅|只|并非|\b(?:but|however|if|unless|though|although|yet|while)\b",
    re.IGNORECASE,
)
"""How a clause begins without which the one before it says too much."""
_ENDS = "，,；;：:、 "


def shortened(text: str, max_chars: int) -> str:
    """As many whole clauses from the start as fit, where the next one does not turn or tie them; else all of `text`."""
    if len(text) <= max_chars:
        return text
    ends = [sentence.start + piece.end for sentence in sentences(text) for piece in statements(sentence.text)]
    fitting = [end for end in ends if end <= max_chars and not turns(text[end:])]
    return text[: fitting[-1]].rstrip(_ENDS) if fitting else text


def turns(text: str) -> bool:
    """It begins with what the clause before it must not be read without."""
    return _TURNS.match(text.lstrip(f"{_ENDS}。")) is not None


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
