"""Makes the next draft from a criticised one: writers rewrite the named claims; claims that stay faulty are removed."""

from collections.abc import Iterable, Mapping, Sequence

from agents.base import Ask
from agents.critic import infers
from agents.synthesis_writer import quote_synthesis
from agents.table_writer import quote_table
from checks.base import claims_of
from checks.dropping import without_failed
from schemas.claim_ids import section_of, stands_alone
from schemas.classification import SectionEvidence
from schemas.critique import Critique, Heard, Issue
from schemas.draft import Draft
from schemas.reasons import IssueKind, Reason
from schemas.table import TableDraft

_ONCE: frozenset[IssueKind] = frozenset(("weak",))
"""Printed, if no better, after its writer has been asked once."""
_NEVER: frozenset[IssueKind] = frozenset(("empty", "unread"))
"""Left out, or quoted, at once: no wording would mend it."""


def mendable(issues: Iterable[Issue], draft: Draft, heard: Heard) -> tuple[Issue, ...]:
    """Those that the writers of `draft` may be asked to mend: with texts of a model, not with whole rows.

    Without a critic who is `heard`, no inference: it would not be printed, however it is mended.
    """
    of_models = (claim for claim in claims_of(draft) if claim.by == "model")
    written = {claim.id for claim in of_models if heard != "no" or not infers(claim)}
    kinds = _NEVER if draft.revision == 1 else _NEVER | _ONCE
    return tuple(issue for issue in issues if issue.claim_id in written and issue.kind not in kinds)


def failing(critique: Critique) -> tuple[Issue, ...]:
    """Those with texts that are not printed as they are.

    What is merely weak is printed in a cell and above a table; a text that nothing else needs is left out.
    """
    weak_goes = critique.heard == "yes"
    return tuple(one for one in critique.issues if one.kind != "weak" or (weak_goes and stands_alone(one.claim_id)))


def quote(draft: Draft, issues: Sequence[Issue], sections: Sequence[SectionEvidence], ask: Ask) -> Draft:
    """The next revision, with what no model mended quoted from the evidence.

    A text of the synthesis that no source bears out, and one that says nothing, is left out instead.
    """
    synthesis_ids = _synthesis_ids(draft)
    dropped = [one for one in issues if one.kind == "empty" or (one.kind != "unread" and one.claim_id in synthesis_ids)]
    draft = without_failed(draft, dropped)
    issues = [one for one in issues if one not in dropped and one.kind != "weak"]
    named: dict[str, Reason] = {issue.claim_id: issue.kind for issue in issues}
    tables = tuple(_quoted(table, evidence, named, ask) for table, evidence in zip(draft.tables, sections, strict=True))
    synthesis = draft.synthesis
    if named.keys() & _synthesis_ids(draft):
        synthesis = quote_synthesis(tables, sections, ask, synthesis, named)
    return without_failed(Draft(revision=draft.revision + 1, tables=tables, synthesis=synthesis), ())


def _quoted(table: TableDraft, evidence: SectionEvidence, named: Mapping[str, Reason], ask: Ask) -> TableDraft:
    own = {name: why for name, why in named.items() if section_of(name) == table.section_id}
    return quote_table(evidence, ask, table, own) if own else table


def settle(draft: Draft, critique: Critique) -> Draft:
    """The next revision, without what failed."""
    return without_failed(draft, failing(critique)).model_copy(update={"revision": draft.revision + 1})


def _synthesis_ids(draft: Draft) -> set[str]:
    return {claim.id for claim in draft.synthesis.claims}
