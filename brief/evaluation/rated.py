"""What was rated of a report: lines with their texts, and what they teach as examples for sections and prompts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from brief.llm.prompt_template import pasted, prompt_file
from brief.provenance.printed_lines import Printed
from brief.report.format import Format
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import ratings_of
from schemas.claim_ids import last_part, section_of, without_number
from schemas.rating import Preference, Rating


@dataclass(frozen=True)
class Rated:
    """What somebody said, and the text; of a row, all its texts. None where the run has no such line."""

    said: Rating | Preference
    texts: tuple[Printed, ...]


def rated(loaded: LoadedRun, claims: Sequence[Printed]) -> tuple[Rated, ...]:
    """What stands of the report in that format and language, in the report's order. `claims`: its own."""
    ratings, asked = ratings_of(loaded.run), (loaded.name, loaded.edition)
    lines: tuple[Rating | Preference, ...] = (*ratings.marks, *ratings.preferences)
    said = [one for one in lines if (one.format, one.language) == asked]
    places = {name: place for place, one in reversed([*enumerate(claims)]) for name in (one.claim.id, one.row_id)}
    said.sort(key=lambda one: places.get(one.claim_id, len(claims)))
    return tuple(Rated(one, named(one.claim_id, claims)) for one in said)


def named(claim_id: str, claims: Sequence[Printed]) -> tuple[Printed, ...]:
    """The text of that id; of a row, all that it says."""
    told = (one for one in claims if one.place and one.claim.kind != "none")
    return tuple(one for one in told if claim_id in (one.claim.id, one.row_id))


@dataclass(frozen=True)
class Examples:
    headlines: Mapping[str, tuple[str, ...]]
    """By section of the catalogue, for its `examples`: of the documents that starred lines cite."""
    prompts: Mapping[str, str]
    """By prompt file, lines to paste: of each row or text what it rests on, and what was starred or struck of it."""


class _Marked(NamedTuple):
    """A text on whose mark all agree."""

    claim_id: str
    is_starred: bool
    comments: tuple[str, ...]
    texts: tuple[Printed, ...]

    @property
    def whole(self) -> str:
        """The row that it is of, or its own id."""
        return self.texts[0].row_id or self.claim_id


def examples_of(loaded: LoadedRun, found: Sequence[Rated], format: Format) -> Examples:
    marked = list(_agreed(found))
    headlines: dict[str, dict[str, None]] = {}
    prompts: dict[str, list[str]] = {}
    for one in marked:
        if one.is_starred and (section := _section(one.claim_id, loaded)) in format.of_catalogue:
            titles = (loaded.documents[cited].title for cited in _cited(one.texts))
            headlines.setdefault(section, {}).update(dict.fromkeys(titles))
    for _, group in groupby(marked, key=lambda one: one.whole):
        own = list(group)
        role = "table_writer" if _section(own[0].claim_id, loaded) else "synthesis_writer"
        prompts.setdefault(prompt_file(role, loaded.language), []).extend(_example(own, loaded))
    return Examples(
        {section: tuple(titles) for section, titles in headlines.items()},
        {file: "\n".join(lines) for file, lines in prompts.items()},
    )


def _agreed(found: Sequence[Rated]) -> Iterator[_Marked]:
    """What is said of a text holds before what is said of its row."""
    said: dict[str, dict[Rating, tuple[Printed, ...]]] = {}
    for one in found:
        if isinstance(one.said, Rating) and one.said.mark != "none":
            said.setdefault(one.said.claim_id, {})[one.said] = one.texts
    for claim_id, own in said.items():
        whole = next(iter(own.values()))
        texts = tuple(text for text in whole if text.claim.id == claim_id or text.claim.id not in said)
        if texts and len({rating.mark for rating in own}) == 1:
            comments = tuple(filter(None, (rating.comment for rating in own)))
            yield _Marked(claim_id, next(iter(own)).mark == "starred", comments, texts)


class _Words(NamedTuple):
    material: str
    good: str
    bad: str
    said: str
    why: str


_WORDS = {
    "zh": _Words("材料：{}", "好：{}", "坏：{}", "{} “{}”", "（{}）"),
    "en": _Words("Material: {}", "Good: {}", "Bad: {}", '{} "{}"', " ({})"),
}
"""As the examples of the shipped prompts are worded."""


def _example(marked: Sequence[_Marked], loaded: LoadedRun) -> Iterator[str]:
    words = _WORDS[loaded.language]
    texts = [text for one in marked for text in one.texts]
    yield pasted(words.material.format(json.dumps(_material(texts, loaded), ensure_ascii=False, separators=(",", ":"))))
    for one in marked:
        told = "; ".join(words.said.format(_label(text), text.said) for text in one.texts)
        why = words.why.format("; ".join(one.comments)) if one.comments else ""
        yield pasted((words.good if one.is_starred else words.bad).format(told + why))


def _material(texts: Sequence[Printed], loaded: LoadedRun) -> dict[str, object]:
    """The headlines of the documents that the texts cite, and the cited passages."""
    cited = {citation.passage_id: None for text in texts for citation in text.claim.citations}
    documents = _cited(texts)
    heads = [one.id for one in loaded.passages.values() if one.field == "title" and one.document_id in documents]
    passages = [loaded.passages[one] for one in dict.fromkeys((*heads, *cited))]
    event = {"event_id": last_part(texts[0].row_id)} if texts[0].row_id else {}
    flags = ({"headline": True} if one.field == "title" else {} for one in passages)
    told = [{"id": one.id, **flag, "text": one.text} for one, flag in zip(passages, flags, strict=True)]
    return {**event, "passages": told}


def _cited(texts: Sequence[Printed]) -> dict[str, None]:
    """Ids of documents."""
    return {citation.document_id: None for text in texts for citation in text.claim.citations}


def _label(one: Printed) -> str:
    return without_number(last_part(one.claim.id))


def _section(claim_id: str, loaded: LoadedRun) -> str:
    """Of the run, or of what it is a theme of; empty for a text of the synthesis."""
    sections = (one.section for one in loaded.classification.sections)
    return next((one.theme_of or one.id for one in sections if one.id == section_of(claim_id)), "")
