"""Themes found in what was chosen, each a section of its own: the desk's; without one the kinds of happenings that the
format tells apart, or what several events have in common.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from facts.extraction.row_filling import fill
from facts.text.headlines import headline
from facts.text.lexicon import WordList
from schemas.classification import Classification, Evidence, SectionEvidence, Theme
from schemas.section import theme_id

MOST_THEMES = 8
_LINE = 140
"""Characters of what an event tells beside its headline, where it stands under a theme that code found."""


def themed(classification: Classification, found: Sequence[Theme]) -> Classification:
    """With each section that is to be split into themes as its themes, the weightiest first; `found`: the desk's."""
    sections = (
        one for whole in classification.sections for one in (_split(whole, found) if whole.section.themes else (whole,))
    )
    return classification.model_copy(update={"sections": tuple(sections)})


def _split(whole: SectionEvidence, found: Sequence[Theme]) -> Iterator[SectionEvidence]:
    themes = list(_of_desk(found, whole) if found else _of_kinds(whole) if whole.section.kinds else _in_common(whole))
    for number, (title, group) in enumerate((one for one in themes if one[1]), start=1):
        yield _theme(whole, number, title, "" if found else title, group)
    told = {one.event.id for _, group in themes for one in group}
    if rest := [one for one in whole.evidence if one.event.id not in told]:
        yield _theme(whole, 0, whole.section.title, whole.section.title, rest)


def _theme(
    whole: SectionEvidence, number: int, title: str, heading: str, evidence: Sequence[Evidence]
) -> SectionEvidence:
    named = {
        "id": theme_id(whole.section.id, number),
        "title": title,
        "heading": heading,
        "limit": len(evidence),
        "themes": False,
        "theme_of": whole.section.id,
    }
    section = whole.section.model_copy(update=named).asked_as(whole.section)
    return whole.model_copy(update={"section": section, "evidence": tuple(evidence)})


def _of_desk(found: Sequence[Theme], whole: SectionEvidence) -> Iterator[tuple[str, list[Evidence]]]:
    yield from ((one.title, [each for each in whole.evidence if each.event.id in one.event_ids]) for one in found)


def _of_kinds(whole: SectionEvidence) -> Iterator[tuple[str, list[Evidence]]]:
    """Those of one kind that tell more than their headlines; of too many kinds, those of several events."""
    kinds = [(title, WordList(words)) for title, words in whole.section.kinds.items()]
    found: dict[str, list[Evidence]] = {}
    for one in whole.evidence:
        told = headline(one.documents[0].title).text
        kind = next((title for title, words in kinds if words.occurs_in(told)), "")
        if kind and fill(told, one.texts(one.event.document_ids), _LINE, _LINE).technical:
            found.setdefault(kind, []).append(one)
    kept = sorted(found, key=lambda kind: len(found[kind]) == 1)[:MOST_THEMES]
    yield from ((kind, group) for kind, group in found.items() if kind in kept)


def _in_common(whole: SectionEvidence) -> Iterator[tuple[str, list[Evidence]]]:
    """Again and again those whose headlines share the word that most of the rest share."""
    evidence = whole.evidence
    left, words = list(evidence), {one.event.id: _told(one) for one in evidence}
    found: list[tuple[str, list[Evidence]]] = []
    while len(found) < MOST_THEMES - 1:
        shared = Counter(word for one in left for word in words[one.event.id])
        word, count = next(iter(shared.most_common(1)), ("", 0))
        if count < 2:
            break
        found.append((word, [one for one in left if word in words[one.event.id]]))
        left = [one for one in left if word not in words[one.event.id]]
    yield from sorted(found, key=lambda theme: evidence.index(theme[1][0]))


def _told(one: Evidence) -> list[str]:
    """Words of the catalogue and names in its documents' headlines."""
    titles = [passage.text for passage in one.passages if passage.field == "title"]
    return [word for word in dict.fromkeys(one.terms) if any(word in title for title in titles)]
