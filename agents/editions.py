"""The same claims in another language: a writer renders their texts; ids, rows and citations stay as they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate, chain
from types import MappingProxyType
from typing import NamedTuple

from agents.base import Ask
from agents.claims import is_in
from checks.base import claims_in, claims_of, rows_of
from checks.dropping import with_claims
from facts.names.detection import aliases_of
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.overlap import overlap
from facts.text.segmenter import parts_words
from facts.text.sentences import sentences
from facts.text.tokens import estimate
from facts.values.figures import read_figures
from schemas.claim import Claim
from schemas.classification import SectionEvidence
from schemas.draft import NO_SYNTHESIS, Draft, Keyword
from schemas.reasons import Reason
from schemas.rendering import RenderingAnswer, RenderingQuestion, TextToRender
from schemas.table import TableDraft

_TERM, _HEADING = ".term", ".heading"


class Remark(NamedTuple):
    last: str
    """The rendering."""
    fault: str
    is_false: bool
    """It says something else; otherwise it says it badly."""


Remarks = Mapping[str, Remark]
"""By the id of a claim, what was wrong with its rendering; with some, only those are asked about."""
Published = Mapping[str, tuple[str, ...]]
RenderedOf = Mapping[str, Sequence[tuple[str, str]]]
"""By the id of each document, the texts that cite it, each with its rendering."""
_Told = dict[str, tuple[str, Reason]]
"""By the id of a text, how it was rendered; or else why not."""
_BEGINNING, _EXCERPT = 250, 600
"""Characters of a source: how it begins, and that with the sentences that tell a figure of the texts."""
_SOURCE_TOKENS = 2000
"""Most tokens of them in one question."""


@dataclass(frozen=True)
class Rendering:
    """Of a draft's texts by `ask`, in the language of the question, which is `blank` but for texts and sources."""

    blank: RenderingQuestion
    ask: Ask
    published: Published = field(default_factory=dict)
    told: RenderedOf = field(default_factory=dict)

    def __call__(self, role: str, part: Draft, remarks: Remarks) -> _Told:
        texts = tuple(_asked(part, self.blank, remarks))
        if not texts or self.ask.model(role) is None:
            return {}
        question = self.blank.model_copy(update={"texts": texts, "sources": self._sources(part, texts)})
        answer = self.ask(role, question, RenderingAnswer, again=bool(remarks))
        given, whole = {one.id: one.text for one in answer.value.texts}, answer.lost.get((), "left_out")
        return {one.id: (given.get(one.id, ""), answer.lost.get(("text", one.id), whole)) for one in texts}

    def _sources(self, part: Draft, texts: Iterable[TextToRender]) -> tuple[str, ...]:
        """Each once, as far as there is room, in the order of the texts that cite what tells of the same: first how the
        edition has put it.
        """
        asked = {one.id.removesuffix(_TERM) for one in texts}
        cited = [(claim, one.document_id) for claim in claims_of(part) if claim.id in asked for one in claim.citations]
        put = (_put_alike(claim.text, self.told[one]) for claim, one in cited if one in self.told)
        figures = frozenset(chain.from_iterable(_figures(one.text) for one in texts))
        sources = dict.fromkeys(chain.from_iterable(self.published.get(one, ()) for _, one in cited))
        found = dict.fromkeys((*put, *(_excerpt(one, figures) for one in sources)))
        sizes = accumulate(map(estimate, found))
        return tuple(one for one, size in zip(found, sizes, strict=True) if size <= _SOURCE_TOKENS)


def _excerpt(source: str, figures: AbstractSet[tuple[Decimal, str]]) -> str:
    """How it begins, and what tells one of `figures`: there stand the names of what the texts tell."""
    kept, size = list[str](), 0
    for one in sentences(source):
        is_wanted = size < _BEGINNING or _figures(one.text) & figures
        if is_wanted and size + len(one.text) <= _EXCERPT:
            kept.append(one.text)
            size += len(one.text)
    return " ".join(kept) or source[:_EXCERPT]


def _figures(text: str) -> frozenset[tuple[Decimal, str]]:
    """And numbers as they are written, but for years: 叠嶂256 is Dieshan 256."""
    figures = ((one.low, one.unit) for one in read_figures(text) if one.is_hard)
    return frozenset((*figures, *((Decimal(one), "") for one in _NUMBER.findall(text))))


_NUMBER = re.compile(r"(?<![\d.,])(?!20\d\d)[1-9]\d{2,3}(?![\d.,])")


def _put_alike(text: str, told: Iterable[tuple[str, str]]) -> str:
    """How the one was rendered that shares most with `text`, and so its names."""
    return max(told, key=lambda one: overlap(text, one[:1]))[1]


def rendered_of(tables: Sequence[TableDraft], rendered: Sequence[TableDraft]) -> RenderedOf:
    """Of `tables` and what they were `rendered` as, claim by claim."""
    found: dict[str, list[tuple[str, str]]] = {}
    texts = {claim.id: claim.text for table in rendered for claim in claims_in(table)}
    for claim in (one for table in tables for one in claims_in(table)):
        if texts[claim.id] != claim.text:
            for document_id in {one.document_id for one in claim.citations}:
                found.setdefault(document_id, []).append((claim.text, texts[claim.id]))
    return found


def published_in(sections: Iterable[SectionEvidence], language: str) -> Published:
    """By the id of each document, those in the language that tell of the same event."""
    found: dict[str, tuple[str, ...]] = {}
    for one in chain.from_iterable(section.evidence for section in sections):
        told = tuple(plain(f"{each.title}. {each.text}") for each in one.documents if each.lang == language)
        found |= {each.id: told for each in one.documents}
    return found


def render(draft: Draft, rendering: Rendering, remarks: Remarks = MappingProxyType({})) -> Draft:
    """`draft` in that language: what is quoted in it already stays, and where nobody renders a text it stands as it
    is.
    """
    told = rendering("table_writer", draft.model_copy(update={"synthesis": NO_SYNTHESIS}), remarks)
    told |= rendering("synthesis_writer", draft.model_copy(update={"tables": ()}), remarks)
    headings = {one.section_id: told.get(f"{one.section_id}{_HEADING}", ("", ""))[0] for one in draft.tables}
    tables = (one.model_copy(update={"heading": headings[one.section_id] or one.heading}) for one in draft.tables)
    changed = {claim.id: _rendered(claim, told, rendering.blank.language) for claim in claims_of(draft)}
    return with_claims(draft.model_copy(update={"tables": tuple(tables)}), changed)


def as_it_was(claim: Claim, why: Reason) -> Claim:
    """In the language that it was written in: what its rendering says could not be made sure of."""
    return claim if claim.by == "extraction" else claim.model_copy(update={"instead": why})


def _rendered(claim: Claim, told: _Told, language: str) -> Claim:
    """A quotation in other words quotes no more: it states what its source does."""
    own = {field: told[name] for field, name in (("text", claim.id), ("term", f"{claim.id}{_TERM}")) if name in told}
    if lost := [why for text, why in own.values() if not text]:
        return as_it_was(claim, lost[0])
    new: dict[str, object] = {field: text for field, (text, _) in own.items()}
    if "text" in own:
        kind, by = "stated" if claim.kind == "quoted" else claim.kind, "hand" if claim.by == "hand" else "model"
        new |= {"lang": language, "kind": kind, "by": by, "instead": None}
    return claim.model_copy(update=new)


def _asked(part: Draft, blank: RenderingQuestion, remarks: Remarks) -> Iterator[TextToRender]:
    rows = {cell.id: tuple(one.text for one in row.cells) for row in rows_of(part) for cell in row.cells}
    for name, text in _foreign(part, blank.language):
        if not remarks or name.removesuffix(_TERM) in remarks:
            names, (last, fault, _) = tuple(_names(text, blank)), remarks.get(name, Remark("", "", is_false=False))
            yield TextToRender(id=name, text=text, names=names, row=rows.get(name, ()), last=last, remark=fault)


def _foreign(part: Draft, language: str) -> Iterator[tuple[str, str]]:
    """What is in another language, under its id."""
    for one in part.tables:
        if one.heading and language_of(one.heading) != language:
            yield f"{one.section_id}{_HEADING}", one.heading
    for claim in claims_of(part):
        if isinstance(claim, Keyword) and language_of(claim.term) != language:
            yield f"{claim.id}{_TERM}", claim.term
        if claim.kind != "none" and not is_in(claim, language):
            yield claim.id, plain(claim.text)


def _names(text: str, blank: RenderingQuestion) -> Iterator[str]:
    """The known names in it, each with its forms in the other language."""
    found = (one for one in aliases_of(blank.aliases).found(text) if not parts_words(text, one.start, one.end))
    for name in dict.fromkeys(span.text for span in found):
        forms = (one for group in blank.aliases if name in group for one in group)
        others = dict.fromkeys(one for one in forms if one.isascii() == (blank.language == "en"))
        if others and name not in others:
            yield f"{name} = {' / '.join(others)}"
