"""Which sentences of a text tell of something else than the event of its headline.

By their subjects: one that begins with an organisation, a place, a model or a numbered thing that nothing told of the
event names is of that, and so is one behind it that names nobody.
"""

import re
from collections.abc import Iterator

from facts.extraction.pointers import frame_of, subject_of
from facts.extraction.self_contained import shared_terms
from facts.names.name_words import COUNTRIES
from facts.text.furniture import HEADLINE
from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.remembered import remembered
from facts.text.segmenter import words
from facts.text.sentences import Span, sentences
from facts.text.shortening import statements
from facts.values.digit_names import read_names_with_digits
from facts.values.figures import read_figures

_NAMED = frozenset({"nt", "ns"})
"""Tags of organisations and places. Half of what bears that of a person, or of other names, is none."""
_COUNTRIES = frozenset(COUNTRIES.values())
_SIGNS = re.compile(r"[\W_]+")
_STEM = re.compile(r"[a-z]{3,}")


@remembered
def of_another(text: str, headline: str, told: str) -> tuple[Span, ...]:
    """The sentences of `text` that are of something else; `told`: what opens the event's texts."""
    return tuple(_of_another(text, headline, told)) if language_of(text) == "zh" else ()


def is_guessed_outside(text: str, headline: str, told: str) -> bool:
    """It begins with who expects it, and shares no word with the event: 机构预计，全国市场规模可达1万亿元."""
    speaker = text[: frame_of(text)]
    return word_list("guess").occurs_in(speaker) and not shared_terms(text, f"{headline}\n{told}")


def _of_another(text: str, headline: str, told: str) -> Iterator[Span]:
    is_another = False
    for sentence in sentences(text):
        if not HEADLINE.match(sentence.text):
            is_another = _is_another(sentence.text, headline, told, is_another)
            if is_another:
                yield sentence


def _is_another(sentence: str, headline: str, told: str, before: bool) -> bool:
    clause = next((one.text for one in statements(sentence)), sentence)
    subject = subject_of(clause)
    if not subject or word_list("leaning", "pointing", "referring", "general").begins(subject):
        return before and not shared_terms(sentence, headline)
    is_linked = shared_terms(clause.partition(subject)[2], headline) or word_list("future", "plan").occurs_in(sentence)
    return not is_linked and _names_another(subject, f"{headline}\n{told}")


def _names_another(subject: str, known: str) -> bool:
    names = (subject[one.start : one.end] for one in words(subject) if one.tag in _NAMED)
    if not shared_terms(subject, known) and any(len(one) > 1 and one not in _COUNTRIES for one in names):
        return True
    numbered = [one.text for one in read_figures(subject) if one.kind == "ordinal"]
    numbered += [one.text for one in read_names_with_digits(subject)]
    return bool(numbered) and not any(_is_known(one, known) for one in numbered)


def _is_known(name: str, known: str) -> bool:
    """It stands there, or its letters do: GPT-5.4 is of GPT-5.3's family."""
    squeezed, there = (_SIGNS.sub("", one.lower()) for one in (name, known))
    stem = _STEM.match(squeezed)
    return squeezed in there or bool(stem and stem.group() in there)
