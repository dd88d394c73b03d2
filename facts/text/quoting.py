"""From a claim's words to the spans of a passage that carry them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from facts.text.cleaning import plain, plain_spans
from facts.text.language import language_of
from facts.text.sentences import SPACED_NUMBER, Span, clauses, sentences, without_end
from facts.text.similarity import terms

_JOINERS = {"zh": "；", "en": "; "}
"""Stands between the spans of a text that quotes more than one."""


def joined(spans: Iterable[str]) -> str:
    """One text of several quotations."""
    parts = tuple(spans)
    ended = (*map(without_end, parts[:-1]), *parts[-1:])
    return _JOINERS[language_of("".join(parts))].join(ended)


def parted(text: str) -> list[str]:
    """What was joined, none of it empty; a text that was not comes apart where it has a semicolon."""
    return [part for one in re.split("|".join(_JOINERS.values()), text) if (part := one.strip())]


@dataclass(frozen=True, slots=True)
class Quote:
    passage: int
    """Index of the passage among those given."""
    text: str
    """A substring of the passage's raw text."""
    verbatim: bool
    """The claim's words stand there as they are."""


def quotes_for(text: str, passages: Sequence[str]) -> tuple[Quote, ...]:
    """The shortest spans of `passages` that carry `text`, part by part; empty where nothing in them resembles it.

    A translation shares few words with its source: of a passage in another language, the sentence with which it shares
    most figures and names in Latin letters carries it, if it shares any.
    """
    found = [quote for part in parted(text) for quote in _quotes_for_part(part, passages)]
    return tuple(dict.fromkeys(found or _of_translation(text, passages)))


def in_sentences(quotes: Iterable[Quote], passages: Sequence[str]) -> tuple[Quote, ...]:
    """`quotes`, each widened to the sentences that it lies in, so that it keeps its subject, speaker and condition."""
    widened: list[tuple[int, int, int, bool]] = []
    for quote in quotes:
        passage = passages[quote.passage]
        start = passage.index(quote.text)
        end = start + len(quote.text)
        touched = [one for one in sentences(passage) if one.start < end and start < one.end]
        start, end = min([start, *(one.start for one in touched)]), max([end, *(one.end for one in touched)])
        if widened and widened[-1][0] == quote.passage and widened[-1][1] <= start < widened[-1][2]:
            _, before, until, verbatim = widened.pop()
            start, end, sure = before, max(until, end), verbatim and quote.verbatim
        else:
            sure = quote.verbatim
        widened.append((quote.passage, start, end, sure))
    return tuple(dict.fromkeys(Quote(n, passages[n][start:end], sure) for n, start, end, sure in widened))


def closest_sentence(text: str, passage: str) -> str | None:
    """The sentence of `passage` that shares most terms with `text`; None where none shares any."""
    wanted = set(terms(plain(text)))
    shared = [(len(wanted & set(terms(plain(one.text)))), one.text) for one in sentences(passage)]
    best = max(shared, key=lambda one: one[0], default=(0, ""))
    return best[1] if best[0] else None


def _of_translation(text: str, passages: Sequence[str]) -> Iterator[Quote]:
    wanted = _latin(text)
    for index, passage in enumerate(passages):
        if language_of(plain(passage)) != language_of(text):
            best = max(sentences(passage), key=lambda span: len(wanted & _latin(span.text)), default=None)
            if best and wanted & _latin(best.text):
                yield Quote(index, best.text, verbatim=False)


def _latin(text: str) -> set[str]:
    """Figures, and words of three letters or more."""
    return {term for term in terms(plain(text)) if term.isascii() and (len(term) > 2 or term[0].isdigit())}


def _quotes_for_part(part: str, passages: Sequence[str]) -> tuple[Quote, ...]:
    for index, passage in enumerate(passages):
        if span := find_plain(part, passage):
            return (Quote(index, span.text, verbatim=True),)
    return _covering(part, passages)


def find_plain(part: str, passage: str) -> Span | None:
    """Where the reader's form of `passage` holds `part`, as a span of its raw text; never within a number or word."""
    wanted = plain(part)
    if not wanted or wanted not in plain(passage):
        return None
    shown, offsets = plain_spans(passage)
    for place in places_of(wanted, shown):
        end = place + len(wanted)
        if not (_splits(shown, place) or _splits(shown, end)):
            first, last = offsets[place][0], offsets[end - 1][1]
            return Span(first, last, passage[first:last])
    return None


def places_of(wanted: str, text: str) -> Iterator[int]:
    """Where `wanted` stands in `text`; these may overlap."""
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


_WORD = re.compile("[0-9A-Za-z\u00c0-\u024f]{2}")
_DECIMAL = re.compile("[0-9][.,][0-9]")


def _splits(text: str, place: int) -> bool:
    """A number or a word in Latin letters goes on across `place`."""
    if not 0 < place < len(text):
        return False
    around = text[place - 1 : place + 2], text[max(0, place - 2) : place + 1]
    spaced = (number.span() for number in SPACED_NUMBER.finditer(text, max(0, place - 4), place + 4))
    return bool(
        _WORD.match(around[0])
        or any(map(_DECIMAL.fullmatch, around))
        or any(start < place < end for start, end in spaced)
    )


def _covering(part: str, passages: Sequence[str]) -> tuple[Quote, ...]:
    """Clauses that together hold the terms of `part`, the most telling first, until none adds any."""
    wanted = set(terms(part))
    offered = [
        (index, clause, set(terms(clause.text)) & wanted)
        for index, passage in enumerate(passages)
        for clause in clauses(passage)
    ]
    chosen: list[tuple[int, Span]] = []
    while wanted and offered:
        index, clause, held = max(offered, key=lambda one: (len(one[2] & wanted), -len(one[1].text)))
        if len(held & wanted) < 2:
            break
        chosen.append((index, clause))
        wanted -= held
    ordered = sorted(chosen, key=lambda one: (one[0], one[1].start))
    return tuple(Quote(index, clause.text, verbatim=False) for index, clause in _merged(ordered, passages))


def _merged(chosen: Sequence[tuple[int, Span]], passages: Sequence[str]) -> list[tuple[int, Span]]:
    """Neighbouring clauses of one passage become one span."""
    merged: list[tuple[int, Span]] = []
    for index, clause in chosen:
        if merged and merged[-1][0] == index and clause.start - merged[-1][1].end <= 2:
            start = merged[-1][1].start
            merged[-1] = (index, Span(start, clause.end, passages[index][start : clause.end]))
        else:
            merged.append((index, clause))
    return merged
