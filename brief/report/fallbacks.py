"""What extraction wrote in a model's place: defined and counted here alone, from the claims that a report prints.

A fallback is a printed text that is by extraction, though a model stands behind the role that owns it. Where both
writers are models, fallbacks are just what `brief eval` does not count as own words. A claim keeps its reason wherever
it is taken over to; one that has none comes from a run that kept none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from brief.report.format import Format
from brief.report.printable import CitableDocuments, placed, printable
from brief.settings.model_settings import EXTRACTIVE
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.reasons import Reason
from schemas.retrieval import Retrieval
from schemas.run import Fallback, Written
from schemas.table import TableDraft

Models = Mapping[str, str]
"""Role -> provider:model, or `extractive`."""


def instead_of_model(claim: Claim, role: str, models: Models) -> Reason | None:
    """Why extraction wrote what a model was asked for; None for what a model or a hand wrote, and without a model."""
    if claim.by != "extraction" or claim.kind == "none":
        return None
    unrecorded: Reason | None = "unrecorded" if models.get(role, EXTRACTIVE) != EXTRACTIVE else None
    return claim.instead or unrecorded


def in_table(table: TableDraft, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    """Every text of a section, and why extraction wrote it, if it did so in a model's place."""
    cells = (cell for row in table.rows for cell in row.cells)
    return _reasoned((*filter(None, (table.thesis,)), *cells, *table.effects), "table_writer", models)


def in_synthesis(draft: Draft, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    """The same of the synthesis."""
    synthesis = draft.synthesis
    return _reasoned((*synthesis.keywords, *synthesis.signals, *synthesis.risks), "synthesis_writer", models)


def in_draft(draft: Draft, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    """The same of all sections and the synthesis."""
    for table in draft.tables:
        yield from in_table(table, models)
    yield from in_synthesis(draft, models)


def written(draft: Draft, retrieval: Retrieval, format: Format, models: Models) -> Written:
    """Who wrote what of the report that `draft` makes in `format`."""
    shown = printable(draft, format, CitableDocuments(retrieval))
    this = format.this(retrieval.request.period.kind)
    places = {one.claim_id: one.place for one in placed(shown, format, this)}
    found = list(in_draft(shown, models))
    by = Counter(claim.by for claim, _ in found)
    return Written(
        by_model=by["model"],
        by_extraction=by["extraction"],
        by_hand=by["hand"],
        fallbacks=tuple(
            Fallback(claim_id=claim.id, place=places[claim.id], reason=reason) for claim, reason in found if reason
        ),
    )


def counted(found: Iterable[tuple[Claim, Reason | None]]) -> tuple[int, Counter[Reason]]:
    """How many texts there are, and how many fallbacks for each reason, the commonest first."""
    reasons = [reason for _, reason in found]
    return len(reasons), Counter(reason for reason in reasons if reason)


def told(texts: int, reasons: Counter[Reason]) -> str:
    """`3 of 26 texts by extraction in the model's place (left_empty 2, too_long 1)`; empty where there are none."""
    if not reasons:
        return ""
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    return f"{reasons.total()} of {texts} texts by extraction in the model's place ({why})"


def told_of(written: Written) -> str:
    """The same of a whole report."""
    return told(written.texts, Counter(one.reason for one in written.fallbacks))


def _reasoned(claims: Iterable[Claim], role: str, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    return ((claim, instead_of_model(claim, role, models)) for claim in claims if claim.kind != "none")
