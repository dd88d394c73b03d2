"""Makes the next draft from a criticised one: writers rewrite the named claims; claims that stay faulty are removed."""

from collections.abc import Mapping, Sequence

from agents.base import Ask
from agents.synthesis_writer import quote_synthesis, rewrite_synthesis
from agents.table_writer import quote_table, write_table
from checks.dropping import without_failed
from schemas.claim_ids import section_of
from schemas.classification import SectionEvidence
from schemas.critique import Issue
from schemas.draft import Draft
from schemas.reasons import Reason
from schemas.table import Remark, TableDraft


def revise(
    draft: Draft,
    issues: Sequence[Issue],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    asked: Sequence[SectionEvidence] | None = None,
) -> Draft:
    """The next revision. Only the writer of a named claim is asked, and only its named claims change.

    `asked`: the part of `sections` that writers may be asked about; None means all of it.
    """
    remarks = [Remark(claim_id=issue.claim_id, kind=issue.kind, message=issue.message) for issue in issues]
    tables = tuple(
        _table(table, evidence, remarks, ask) for table, evidence in zip(draft.tables, asked or sections, strict=True)
    )
    own = [remark for remark in remarks if remark.claim_id in _synthesis_ids(draft)]
    synthesis = rewrite_synthesis(tables, sections, ask, draft.synthesis, own) if own else draft.synthesis
    # This removes the signals whose rows are gone.
    return without_failed(Draft(revision=draft.revision + 1, tables=tables, synthesis=synthesis), ())


def quote(draft: Draft, issues: Sequence[Issue], sections: Sequence[SectionEvidence], ask: Ask) -> Draft:
    """The next revision, with the failed claims quoted from the evidence."""
    named: dict[str, Reason] = {issue.claim_id: issue.kind for issue in issues}
    tables = tuple(_quoted(table, evidence, named, ask) for table, evidence in zip(draft.tables, sections, strict=True))
    synthesis = draft.synthesis
    if named.keys() & _synthesis_ids(draft):
        synthesis = quote_synthesis(tables, sections, ask, synthesis, named)
    return without_failed(Draft(revision=draft.revision + 1, tables=tables, synthesis=synthesis), ())


def _quoted(table: TableDraft, evidence: SectionEvidence, named: Mapping[str, Reason], ask: Ask) -> TableDraft:
    own = {name: why for name, why in named.items() if section_of(name) == table.section_id}
    return quote_table(evidence, ask, table, own) if own else table


def settle(draft: Draft, issues: Sequence[Issue]) -> Draft:
    """The next revision, without the failed claims."""
    return without_failed(draft, issues).model_copy(update={"revision": draft.revision + 1})


def _table(table: TableDraft, evidence: SectionEvidence, remarks: Sequence[Remark], ask: Ask) -> TableDraft:
    own = [remark for remark in remarks if section_of(remark.claim_id) == table.section_id]
    return write_table(evidence, ask, own, table) if own and evidence.evidence else table


def _synthesis_ids(draft: Draft) -> set[str]:
    synthesis = draft.synthesis
    return {claim.id for claim in (*synthesis.keywords, *synthesis.signals, *synthesis.risks)}
