"""A report tells more than it thinks: it never holds more views than claims that its sources state."""

from collections.abc import Iterator

from checks.base import Check, Finding, claims_of
from checks.dropping import with_claims
from checks.evidence_index import EvidenceIndex
from checks.remarks import remark
from schemas.draft import Draft

_STATED = ("stated", "quoted")


def _surplus(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    """The last of them, as many as are too many. What an editor thinks is the editor's to print."""
    claims = tuple(claims_of(draft))
    stated = sum(claim.kind in _STATED for claim in claims)
    views = [claim for claim in claims if claim.kind == "view" and claim.by == "model"]
    for claim in views[stated:]:
        yield claim.id, remark("more_views_than_facts")


def _opinionated(draft: Draft) -> Draft:
    thought = {"kind": "view", "by": "model"}
    return with_claims(draft, {claim.id: claim.model_copy(update=thought) for claim in claims_of(draft)})


VIEWS = Check("more_views_than_facts", "proof", _surplus, _opinionated)
