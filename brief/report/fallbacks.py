"""Counts fallbacks: printed texts that extraction wrote in a model's place. Defined here only.

A fallback is a printed text by extraction whose role has a model behind it. If both writers are models, the fallbacks
are exactly the texts that `brief eval` does not count as own words. A claim keeps its reason when another run takes it
over; without one, it comes from a run that recorded no reasons.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from brief.report.format import Format
from brief.report.printable import Shown
from brief.settings.model_settings import has_model
from checks.base import claims_in
from schemas.claim import Claim
from schemas.draft import Draft
from schemas.reasons import Reason
from schemas.retrieval import Retrieval
from schemas.run import Fallback, Written
from schemas.table import TableDraft

Models = Mapping[str, str]
"""Role -> provider:model, or `extractive`."""


def instead_of_model(claim: Claim, role: str, models: Models) -> Reason | None:
    """Why extraction wrote a model's text; None for a text by a model or an editor, or if the role has no model."""
    if claim.by != "extraction" or claim.kind == "none":
        return None
    unrecorded: Reason | None = "unrecorded" if has_model(role, models) else None
    return claim.instead or unrecorded


def in_table(table: TableDraft, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    """Every text of a section, with the reason if it is a fallback."""
    return _reasoned(claims_in(table), "table_writer", models)


def in_synthesis(draft: Draft, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    """The same for the synthesis."""
    return _reasoned(draft.synthesis.claims, "synthesis_writer", models)


def in_draft(draft: Draft, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    """The same for all sections and the synthesis."""
    for table in draft.tables:
        yield from in_table(table, models)
    yield from in_synthesis(draft, models)


def written(draft: Draft, retrieval: Retrieval, format: Format, models: Models) -> Written:
    """Who wrote the texts of the report that `draft` makes in `format`."""
    shown = Shown(draft, retrieval, format)
    found = list(in_draft(shown.draft, models))
    by = Counter(claim.by for claim, _ in found)
    return Written(
        by_model=by["model"],
        by_extraction=by["extraction"],
        by_hand=by["hand"],
        fallbacks=tuple(
            Fallback(claim_id=claim.id, place=shown.place_of(claim.id) or "", reason=reason)
            for claim, reason in found
            if reason
        ),
    )


def tallied(found: Iterable[tuple[Claim, Reason | None]]) -> tuple[int, Counter[Reason]]:
    """The number of texts, and of fallbacks by reason, most frequent first."""
    reasons = [reason for _, reason in found]
    return len(reasons), Counter(reason for reason in reasons if reason)


def fallback_summary(texts: int, reasons: Counter[Reason]) -> str:
    """`3 of 26 texts by extraction in the model's place (left_empty 2, too_long 1)`; empty if there are none."""
    if not reasons:
        return ""
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    return f"{reasons.total()} of {texts} texts by extraction in the model's place ({why})"


def written_summary(written: Written) -> str:
    """The same for a whole report."""
    return fallback_summary(written.texts, Counter(one.reason for one in written.fallbacks))


def _reasoned(claims: Iterable[Claim], role: str, models: Models) -> Iterator[tuple[Claim, Reason | None]]:
    return ((claim, instead_of_model(claim, role, models)) for claim in claims if claim.kind != "none")
