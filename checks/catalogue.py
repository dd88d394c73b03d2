"""All checks in order, and the proof in every run that each still rejects its canary."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

from checks.base import Check, claims_of, rows_of
from checks.citations import DATES, LINKS, OUTSIDE_ID, OUTSIDE_TITLE, QUOTES
from checks.evidence_index import EvidenceIndex, make_library
from checks.meaning import CERTAINTY, DIRECTION, JOINING, VOUCHING
from checks.mentioned_dates import MENTIONED_DATES
from checks.names import NAMES, UNFAMILIAR
from checks.numbers import MISPLACED, NUMBERS
from checks.quoting_rights import OVER_QUOTED
from checks.relevance import RELATION
from checks.repeats import DOCUMENTS, EVENTS, FACTS
from checks.says_no_more import REPEATING
from checks.shape import BROKEN, EMPTY, SIGNALS
from checks.typed_cells import KINDS, TOTALS, TYPED
from checks.views import VIEWS
from checks.wording import FILLERS, LANGUAGE, LENGTH, MACHINE_TEXT, MARKUP
from schemas.claim import Citation
from schemas.critique import Issue
from schemas.draft import Draft, Synthesis
from schemas.period import Period
from schemas.reasons import IssueKind
from schemas.retrieval import Document, Passage
from schemas.table import Cell, Row, TableDraft

CHECKS: tuple[Check, ...] = (
    QUOTES,
    LINKS,
    OVER_QUOTED,
    DATES,
    DOCUMENTS,
    EVENTS,
    EMPTY,
    BROKEN,
    SIGNALS,
    NUMBERS,
    MISPLACED,
    NAMES,
    UNFAMILIAR,
    MENTIONED_DATES,
    DIRECTION,
    VOUCHING,
    RELATION,
    JOINING,
    REPEATING,
    FACTS,
    CERTAINTY,
    LANGUAGE,
    MARKUP,
    MACHINE_TEXT,
    FILLERS,
    LENGTH,
    VIEWS,
    KINDS,
    TOTALS,
)


def examine(draft: Draft, index: EvidenceIndex, only: Collection[IssueKind] | None = None) -> tuple[Issue, ...]:
    """Every finding that counts, each once; or those of some kinds. What an editor wrote is the last word: of it only
    those count that no signature mends.
    """
    signed = {claim.id for claim in claims_of(draft) if claim.by == "hand"}
    signed |= {row.id for row in rows_of(draft) if row.cells[0].id in signed}
    found = all_findings(draft, index, only)
    return tuple(issue for issue in found if issue.claim_id not in signed or issue.kind in AGAINST_AN_EDITOR)


def all_findings(
    draft: Draft, index: EvidenceIndex, only: Collection[IssueKind] | None = None, language: str = ""
) -> tuple[Issue, ...]:
    """Every finding of every check, each once, whoever wrote the claim; or those of some kinds. `language`: as of
    `Check.issues`.
    """
    checks = (check for check in CHECKS if only is None or check.kind in only)
    return tuple(dict.fromkeys(issue for check in checks for issue in check.issues(draft, index, language)))


AGAINST_AN_EDITOR: frozenset[IssueKind] = frozenset((QUOTES.kind, LINKS.kind, MARKUP.kind, BROKEN.kind))
"""Also what an editor signs must not have: a quote or link that is not there, and markup."""

GROUNDLESS: frozenset[IssueKind] = frozenset((NUMBERS.kind, NAMES.kind, UNFAMILIAR.kind, MENTIONED_DATES.kind))
"""A figure, name or date that no passage has, or seems to have: an editor must say where it is from."""


PROVEN: frozenset[IssueKind] = frozenset(check.kind for check in CHECKS if check.yields == "proof")
"""Kinds of faults that follow from the texts alone: no critic's word counts against them."""

OUT_OF_SIGHT: frozenset[IssueKind] = frozenset((REPEATING.kind,))
"""What no passage can tell: a critic that sees a claim beside its passages alone is not asked about it."""

SUSPECTED: frozenset[IssueKind] = frozenset(check.kind for check in CHECKS if check.yields == "suspicion")


def accepted_canaries(checks: tuple[Check, ...] | None = None) -> tuple[str, ...]:
    """Kinds of the checks that let their canary pass or reject the sound draft; empty when all are well.

    Without `checks`, those that `examine` runs.
    """
    draft, index = _sound()
    return tuple(
        check.kind
        for check in (CHECKS if checks is None else checks)
        if any(check.issues(draft, index)) or not any(check.issues(check.spoil(draft), index))
    )


def _sound() -> tuple[Draft, EvidenceIndex]:
    """A draft of one row that every check accepts."""
    text = "2026年1月6日，北辰科技建成100兆瓦储能电站Polaris，度电成本下降12%，并计划年内扩建二期"
    inside, outside = _document("d1", text, date(2026, 1, 7)), _document(OUTSIDE_ID, OUTSIDE_TITLE, date(2025, 1, 7))
    passage = Passage(id="d1#1", document_id="d1", field="title", start=0, end=len(text), text=text)
    citation = Citation(document_id="d1", passage_id="d1#1", quote=text)
    cell = Cell(
        id="s.e1.event", text=text, lang="zh", kind="quoted", by="extraction", citations=(citation,), column="event"
    )
    table = TableDraft(section_id="s", thesis=None, rows=(Row(id="s.e1", event_id="e1", cells=(cell,)),), effects=())
    draft = Draft(revision=1, tables=(table,), synthesis=Synthesis(keywords=(), signals=(), risks=()))
    period = Period(kind="weekly", start=date(2026, 1, 5), end=date(2026, 1, 11), label="2026-W02")
    index = make_library((inside, outside), (passage,), period, "Asia/Shanghai")
    return draft, replace(index, asked={"s": {one.id: one for one in TYPED}})


def _document(document_id: str, title: str, day: date) -> Document:
    return Document(
        id=document_id,
        url=f"https://outlet.example/{document_id}",
        title=title,
        published_at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        source="outlet",
        publisher="outlet.example",
        lang="zh",
        content_hash="",
    )
