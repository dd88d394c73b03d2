"""Whether a reader knows what a text speaks of, and what to say before it where a text stands outside its row."""

import re
from collections.abc import Sequence
from itertools import takewhile

from facts.extraction.pointers import Lean, frame_of, has_one_party
from facts.names.headline_subjects import KINDS
from facts.text.headlines import without_question
from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.overlap import overlap
from facts.text.quoting import joined
from facts.text.segmenter import words
from facts.text.sentences import clauses, match_end
from facts.text.similarity import terms
from facts.text.term_list import Terms

_OPENER = re.compile(
    r"^(?:《[^》]{1,20}》(?:指出|提出|显示|明确)，|[^，。独]{0,10}记者[^，。独]{0,10}获悉，)\s*",
    re.IGNORECASE,
)
"""Who read or heard it where: a quotation begins behind it."""
_SHORTEST_LABEL = 5
_BETWEEN_NAMES = re.compile(r"[\s（）()、：:，,“”《》]+|[和与及]")
_OF_THE_HEADLINE = 0.3
"""Share of a headline's terms in a sentence that has its subject."""


def shares_words(headline: str, text: str) -> bool:
    """It says itself what it is of; true where the two are of different languages."""
    return language_of(text) != language_of(headline) or bool(shared_terms(headline, text))


def refers(text: str) -> bool:
    """It speaks of something that another sentence names; 这 after its first clause means that clause."""
    is_general = any(word_list("general").begins(clause.text) for clause in clauses(text))
    return is_general or word_list("pointing", "referring").occurs_in(text) or text[frame_of(text) :].startswith("这")


def opening(sentence: str) -> int:
    """Where it begins behind the words that join it to the sentence before, or tell who read or heard it where."""
    if joined := next((place for place in word_list("joining").places(sentence) if place.start == 0), None):
        return len(sentence) - len(sentence[joined.end :].lstrip("，, "))
    return match_end(_OPENER, sentence, 0)


def keeps_subject(text: str, before: str, leans: Lean, headline: str) -> bool:
    """What is quoted is of the headline's subject, or of something that it itself names.

    `before` tells whom it is of: it shares a word with the headline, or points to it; where the quotation leans on it,
    it has to be of what the headline is of, and a party that it leans on has to be its only one.
    """
    if leans == "party":
        return has_one_party(headline) and bool(shared_terms(headline, before))
    if leans:
        is_told = overlap(headline, (before,)) >= _OF_THE_HEADLINE
        return is_told or bool(shared_terms(headline, text)) or names_subject(before, headline)
    cut = before[opening(before) :].strip(" ，,：:；")
    if not cut or language_of(text) != language_of(headline):
        return True
    said = cut[frame_of(cut) :]
    return bool(shared_terms(headline, f"{cut}\n{text}")) or word_list("general", "referring").begins(said)


def names_subject(text: str, headline: str) -> bool:
    """It holds a name with which `headline` begins, whole: what is done, and to whom, tells no subject."""
    said = list(takewhile(lambda word: word.tag[0] not in "vdpm", words(headline)))
    parts = _BETWEEN_NAMES.split(headline[: said[-1].end]) if said else []
    return bool(Terms(part for part in parts if len(part) > 1 and part.lower() not in KINDS).found_in(text))


def keeps_speaker(said_by: str, headline: str) -> bool:
    """Whoever says it is named in the headline, or speaks there; nobody unnamed, and nobody who only expects it."""
    if word_list("hearsay", "guess").occurs_in(said_by):
        return False
    if said_by.startswith(("他", "她")):
        return re.match(r"[^，,：:]{2,14}[：:]", headline) is not None
    return not said_by or any(
        not word_list("general", "speech").begins(term) for term in shared_terms(headline, said_by)
    )


def shared_terms(headline: str, text: str) -> set[str]:
    """Terms that both hold, without counts and what names no one."""
    return ({term for term in terms(headline) if not term[0].isdigit()} - KINDS) & set(terms(text))


def with_label(headline: str, text: str) -> str:
    """`text` after the first clause of its event's headline that says enough."""
    told = without_question(headline)
    ends: Sequence[int] = [clause.end for clause in clauses(told) if clause.end >= _SHORTEST_LABEL]
    return joined((told[: ends[0]] if ends else told, text))
