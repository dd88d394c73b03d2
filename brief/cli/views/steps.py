"""Shows a hand-over as rows of a table for a terminal, header first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from checks.base import claims_in, claims_of
from schemas.base import Schema
from schemas.claim import Claim
from schemas.classification import Classification
from schemas.critique import Critique
from schemas.draft import Draft, Keyword
from schemas.reading import Reading
from schemas.retrieval import Retrieval
from schemas.table import TableDraft

Rows = Iterator[tuple[str, ...]]

STEP_KINDS: Mapping[str, type[Schema]] = {
    "retrieval": Retrieval,
    "classification": Classification,
    "reading": Reading,
    "table": TableDraft,
    "draft": Draft,
    "critique": Critique,
}
"""First word of a step's name, after its number -> its type."""


def step_rows(value: Schema) -> list[tuple[str, ...]]:
    """The step's content: one row for each event, assignment, claim or issue."""
    return list(_ROWS[type(value)](value))


def _events(value: Retrieval) -> Rows:
    yield "EVENT", "SALIENCE", "DOCUMENTS", "PUBLISHED", "TITLE"
    for event in value.events:
        day = f"{event.published_at:%Y-%m-%d}"
        yield event.id, f"{event.salience:.2f}", str(len(event.document_ids)), day, event.title


def _assignments(value: Classification) -> Rows:
    yield "EVENT", "SECTION", "ROW", "SCORE", "REASON"
    for one in value.assignments:
        yield one.event_id, one.section_id or "", "yes" if one.shown else "", f"{one.score:.1f}", one.reason


def _pages(value: Reading) -> Rows:
    yield "PAGE", "OF", "CHARACTERS", "URL", "WHY NOT"
    for one in value.pages:
        yield (
            one.document.id,
            one.of,
            str(len(one.document.text)),
            one.document.url,
            one.unreached and f"{one.unreached}; read as it was kept",
        )
    for gone in value.unread:
        yield "-", gone.of, "-", gone.url, gone.why


def _claims(claims: Iterable[Claim]) -> Rows:
    yield "CLAIM", "KIND", "BY", "CITES", "TEXT"
    for claim in claims:
        by = f"{claim.by}: {claim.instead}" if claim.instead else claim.by
        text = f"{claim.term}: {claim.text}" if isinstance(claim, Keyword) else claim.text
        yield claim.id, claim.kind, by, str(len(claim.citations)), text


def _issues(value: Critique) -> Rows:
    yield "CLAIM", "ISSUE", "MESSAGE"
    for issue in value.issues:
        yield issue.claim_id, issue.kind, issue.message


_ROWS: Mapping[type[Schema], Callable[[Any], Rows]] = {
    Retrieval: _events,
    Classification: _assignments,
    Reading: _pages,
    TableDraft: lambda table: _claims(claims_in(table)),
    Draft: lambda draft: _claims(claims_of(draft)),
    Critique: _issues,
}
