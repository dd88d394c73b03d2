"""Every text that a claim had, in its run and in those that it was made from, with what checks and critics found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from brief.provenance.printed_lines import Printed
from brief.runs.loaded import LoadedRun
from checks.remarks import recognised
from schemas.claim import By
from schemas.critique import Issue
from schemas.draft import Draft
from schemas.reasons import IssueKind


@dataclass(frozen=True)
class Finding:
    """What a check or a critic says of a text."""

    kind: IssueKind
    message: str
    about: tuple[str, ...]
    """Words that it is about, as far as the check names them."""

    def told(self, language: str) -> str:
        """In that language, where a check says it; a critic's words and an editor's stay."""
        found = recognised(self.message)
        return found[0].of(**found[1]).told(language) if found else self.message


@dataclass(frozen=True)
class Revision:
    """A text of a claim, in the run where it had it first."""

    run_id: str
    at: datetime
    """When that run was begun."""
    step: str
    text: str
    """Empty where it was taken out."""
    by: By
    who: str
    """provider:model, or the editor's name; empty for extraction."""
    findings: tuple[Finding, ...]


Found = Mapping[str, tuple[Finding, ...]]
"""By the id of a claim or row."""


def judged(held: LoadedRun) -> Iterator[tuple[str, Draft, Found]]:
    """Each draft with its step, and what was found with it."""
    critiques = list(held.critiques.values())
    for number, (step, draft) in enumerate(held.drafts.items()):
        issues = critiques[number].issues if number < len(critiques) else ()
        yield step, draft, _by_claim(issues)


def revisions(runs: Sequence[LoadedRun], printed: Printed, role: str) -> Iterator[Revision]:
    """Oldest first; a text that was only taken over is told once. `runs`: its run, its parent, and so on; `role`: of
    its writer.
    """
    last, known = "", frozenset[str]()
    for held in reversed(runs):
        editors = [one for one in held.record.edited_by if one not in known] or held.record.edited_by
        known = known.union(editors)
        names: dict[By, str] = {"model": held.record.models.get(role, ""), "hand": ", ".join(editors), "extraction": ""}
        for one in _in_run(held, printed, names):
            if one.text != last or (one.findings and one.text):
                yield one
            last = one.text


def _in_run(held: LoadedRun, printed: Printed, names: Mapping[By, str]) -> Iterator[Revision]:
    """One for each draft."""
    record = held.record
    for step, draft, found in judged(held):
        claim = printed.in_draft(draft)
        text, by = (claim.text, claim.by) if claim else ("", "hand")
        about = (*found.get(printed.claim.id, ()), *found.get(printed.row_id or "", ()))
        yield Revision(record.run_id, record.created_at, step, text, by, names[by], about)


def _by_claim(issues: Iterable[Issue]) -> Found:
    found = defaultdict[str, list[Finding]](list)
    for one in issues:
        known = recognised(one.message)
        about = tuple(known[1].values()) if known else ()
        found[one.claim_id].append(Finding(one.kind, one.message, about))
    return {claim_id: tuple(dict.fromkeys(several)) for claim_id, several in found.items()}
