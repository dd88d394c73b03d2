"""What was rated of a report: lines with their texts, and what they teach as examples for sections and prompts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from brief.llm.prompt_template import pasted, prompt_file
from brief.provenance.printed_lines import Printed
from brief.report.format import Format
from brief.runs.loaded import LoadedRun
from brief.runs.ratings import ratings_of
from schemas.claim_ids import last_part, section_of
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

    @property
    def lines(self) -> list[str]:
        """Tables of the catalogue, then what goes into each prompt file."""
        told = ((name, json.dumps(titles, ensure_ascii=False)) for name, titles in self.headlines.items())
        sections = (("[[sections]]", f'id = "{name}"', f"examples = {titles}", "") for name, titles in told)
        prompts = ((f"# prompts/{file}", *text.splitlines(), "") for file, text in self.prompts.items())
        return list(chain(*sections, *prompts))[:-1]


def examples_of(loaded: LoadedRun, found: Sequence[Rated], format: Format) -> Examples:
    headlines: dict[str, list[str]] = {}
    prompts: dict[str, list[str]] = {}
    marked = list(_agreed(found))
    for rating, texts in marked:
        if rating.mark == "starred" and (section := _section(rating.claim_id, loaded)) in format.of_catalogue:
            headlines.setdefault(section, []).extend(loaded.documents[one].title for one in _cited(texts))
    for _, group in groupby(marked, key=lambda one: one[1][0].row_id or one[0].claim_id):
        of_one = list(group)
        role = "table_writer" if _section(of_one[0][0].claim_id, loaded) else "synthesis_writer"
        prompts.setdefault(prompt_file(role, loaded.language), []).extend(_example(of_one, loaded))
    return Examples(
        {section: tuple(dict.fromkeys(titles)) for section, titles in headlines.items()},
        {file: "\n".join(lines) for file, lines in prompts.items()},
    )


_Marked = tuple[Rating, tuple[Printed, ...]]


def _agreed(found: Sequence[Rated]) -> Iterator[_Marked]:
    """A star or strike that all agree on, with all comments. What is said of a text holds before what is of its row."""
    marks: dict[str, list[_Marked]] = {}
    for one in found:
        if isinstance(one.said, Rating) and one.said.mark != "none":
            marks.setdefault(one.said.claim_id, []).append((one.said, one.texts))
    for claim_id, own in marks.items():
        rating, whole = own[0]
        texts = tuple(text for text in whole if text.claim.id not in marks.keys() - {claim_id})
        if texts and all(one.mark == rating.mark for one, _ in own):
            comment = "; ".join(one.comment for one, _ in own if one.comment)
            yield rating.model_copy(update={"comment": comment}), texts


_WORDS = {
    "zh": ("材料：", "好：", "坏：", "{} “{}”", "（{}）"),
    "en": ("Material: ", "Good: ", "Bad: ", '{} "{}"', " ({})"),
}
"""As the examples of the shipped prompts are worded."""


def _example(marked: Sequence[_Marked], loaded: LoadedRun) -> Iterator[str]:
    material, good, bad, said, why = _WORDS[loaded.language]
    shown = _material([text for _, texts in marked for text in texts], loaded)
    yield pasted(material + json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
    for rating, texts in marked:
        told = "; ".join(said.format(last_part(text.claim.id), text.said) for text in texts)
        comment = why.format(rating.comment) if rating.comment else ""
        yield pasted(f"{good if rating.mark == 'starred' else bad}{told}{comment}")


def _material(texts: Sequence[Printed], loaded: LoadedRun) -> dict[str, object]:
    """The headlines of the documents that the texts cite, and the cited passages, as a writer is shown them."""
    cited, documents = {one.passage_id for text in texts for one in text.claim.citations}, _cited(texts)
    passages = [one for one in loaded.passages.values() if one.document_id in documents]
    told = [{"id": one.id, "headline": True, "text": one.text} for one in passages if one.field == "title"]
    told += [{"id": one.id, "text": one.text} for one in passages if one.field != "title" and one.id in cited]
    return {**({"event_id": last_part(texts[0].row_id)} if texts[0].row_id else {}), "passages": told}


def _cited(texts: Sequence[Printed]) -> dict[str, None]:
    """Ids of documents."""
    return {citation.document_id: None for text in texts for citation in text.claim.citations}


def _section(claim_id: str, loaded: LoadedRun) -> str:
    """Of the run, or of what it is a theme of; empty for a text of the synthesis."""
    sections = (one.section for one in loaded.classification.sections)
    return next((one.theme_of or one.id for one in sections if one.id == section_of(claim_id)), "")
