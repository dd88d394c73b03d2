"""Lines that stand outside a row: whether a reader knows what they speak of, and what to say before them."""

import re
from collections.abc import Sequence

from facts.extraction.cues import OPENER
from facts.names.headline_subjects import KINDS
from facts.text.clause_scope import scope_markers
from facts.text.headlines import without_question
from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.quoting import JOINER
from facts.text.sentences import Span, clauses, sentences
from facts.text.similarity import terms

_SHORTEST_LABEL = 5


def refers(text: str) -> bool:
    """It speaks of something that another sentence names; 这 after its first clause means that clause."""
    is_general = any(word_list("general").begins(clause.text) for clause in clauses(text))
    return is_general or word_list("pointing", "referring").occurs_in(text) or _without_frame(text).startswith("这")


def _without_frame(text: str) -> str:
    """What is said, without who says it."""
    ends = [marker.span.end for marker in scope_markers(text) if marker.span.start == 0]
    return text[ends[0] :].lstrip("，：, ") if ends else text


def opening(sentence: str) -> int:
    """Where it begins behind the words that join it to the sentence before, or tell who read or heard it where."""
    if joined := next((place for place in word_list("joining").places(sentence) if place.start == 0), None):
        return joined.end + len(sentence) - joined.end - len(sentence[joined.end :].lstrip("，, "))
    opener = OPENER.match(sentence)
    return opener.end() if opener else 0


def breaks_off(text: str, span: Span) -> bool:
    """Right behind it its sentence turns: 但整体仍未得到利用."""
    return bool(_TURNS.match(text, span.end))


_TURNS = re.compile(r"[，,]\s*(?:但|却|不过|然而|只是)")


def keeps_subject(text: str, span: Span, headline: str) -> bool:
    """A cut within a sentence that is of the headline's subject, or of something that the span itself names.

    What stands before the cut tells whom the sentence is of: it shares a word with the headline, or points to it.
    """
    sentence = next((one for one in sentences(text) if one.start <= span.start < one.end), span)
    before = text[sentence.start : span.start]
    cut = before[opening(before) :].strip(" ，,：:；")
    if not cut or language_of(span.text) != language_of(headline):
        return True
    known = {term for term in terms(headline) if not term[0].isdigit()} - KINDS
    return bool(known & {*terms(cut), *terms(span.text)}) or word_list("general", "referring").begins(
        _without_frame(cut)
    )


def with_label(headline: str, text: str) -> str:
    """`text` after the first clause of its event's headline that says enough."""
    told = without_question(headline)
    ends: Sequence[int] = [clause.end for clause in clauses(told) if clause.end >= _SHORTEST_LABEL]
    return f"{told[: ends[0]] if ends else told}{JOINER}{text}"
