"""What a draft is checked against: the evidence, and the days it may come from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from zoneinfo import ZoneInfo

from schemas.claim import Claim
from schemas.claim_ids import owner_of, section_of
from schemas.classification import Classification, SectionEvidence
from schemas.lengths import Lengths
from schemas.period import Period
from schemas.retrieval import Document, Passage
from schemas.section import Block, Column, Holds
from schemas.table import Cell, Entry

Places = Mapping[str, Column | Block]
"""What a format asks for, by the id of its column or block."""


@dataclass(frozen=True)
class EvidenceIndex:
    documents: dict[str, Document]
    passages: dict[str, Passage]
    period: Period
    zone: ZoneInfo
    aliases: tuple[tuple[str, ...], ...] = ()
    """Groups of forms under which one name goes."""
    language: str = "zh"
    """Of the report."""
    companions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Document id -> ids of all documents of its event."""
    background: frozenset[str] = frozenset()
    """Documents that were published before the period, and may be cited."""
    lengths: Lengths = field(default_factory=Lengths)
    asked: Mapping[str, Places] = field(default_factory=dict)
    """Id of a section -> what the format asks for there; under "" of the report."""
    persona: tuple[str, ...] = ()
    """What a view may draw on beside its evidence."""
    headings: tuple[str, ...] = ()
    """Titles of the report's sections, to which what is inferred may hand on: …交到Web3一栏."""


def library_of(classification: Classification) -> EvidenceIndex:
    """All evidence that a writer was shown."""
    shown = [one for section in classification.sections for one in section.evidence]
    request = classification.request
    index = make_library(
        (d for one in shown for d in one.documents),
        (p for one in shown for p in one.passages),
        request.period,
        request.timezone,
    )
    companions = {d.id: frozenset(one.event.document_ids) for one in shown for d in one.documents}
    return replace(
        index,
        companions=companions,
        background=frozenset(chain.from_iterable(one.background for one in shown)),
        aliases=request.aliases,
        language=request.language,
        lengths=request.lengths,
        asked=asked_in(classification.sections),
        persona=request.persona,
        headings=tuple(one.section.title for one in classification.sections),
    )


def asked_in(sections: Sequence[SectionEvidence]) -> dict[str, Places]:
    """What the format asks for in each of the sections, by its id, and under "" in the report."""
    asked: dict[str, Places] = {"": {block.id: block for one in sections for block in one.of_report}}
    for section in (one.section for one in sections):
        columns = {column.id: column for column in section.columns}
        asked[section.id] = {**columns, **{block.id: block for block in section.blocks}}
    return asked


def make_library(
    documents: Iterable[Document], passages: Iterable[Passage], period: Period, timezone: str
) -> EvidenceIndex:
    return EvidenceIndex(
        documents={document.id: document for document in documents},
        passages={passage.id: passage for passage in passages},
        period=period,
        zone=ZoneInfo(timezone),
    )


def holds_of(claim: Claim, index: EvidenceIndex) -> Holds:
    """What is to stand in the claim's place."""
    asked = asked_at(claim, index)
    return asked.holds if asked else "stated" if isinstance(claim, Cell) else "inferred"


def asked_of(claim: Claim, index: EvidenceIndex) -> str:
    """The format's sentence on what goes there; empty where it has none."""
    asked = asked_at(claim, index)
    return asked.asks if asked else ""


def asked_at(claim: Claim, index: EvidenceIndex) -> Column | Block | None:
    """What the format asks for in the claim's place."""
    place = claim.column if isinstance(claim, Cell) else claim.block if isinstance(claim, Entry) else ""
    return index.asked.get(section_of(owner_of(claim.id)), {}).get(place)
