"""The critic: code checks every claim; then whoever answers for the critic reads each beside its whole passages.

What code proves stands. What it suspects, a critic that is heard decides: where the claim stands to it, it is told of
the suspicion and looks once more. A critic that is half heard can only object; of one that is not, nothing counts, and
no inference is printed unread.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from agents.base import Ask
from checks.base import claims_in, claims_of, rows_of
from checks.catalogue import OUT_OF_SIGHT, PROVEN, SUSPECTED, examine
from checks.claim_evidence import ground_of
from checks.evidence_index import EvidenceIndex, asked_at, library_of
from checks.remarks import UNREAD
from checks.typed_cells import counted_in
from facts.extraction.pointers import points_back
from facts.text.cleaning import plain
from schemas.claim import Claim
from schemas.claim_ids import owner_of, without_number
from schemas.classification import Classification
from schemas.critique import (
    ClaimBrief,
    Critique,
    CritiqueAnswer,
    CritiqueQuestion,
    Heard,
    Issue,
    Reading,
    ShownPassage,
    Verdict,
)
from schemas.draft import Draft, Keyword, Signal
from schemas.reasons import IssueKind
from schemas.retrieval import Request
from schemas.section import COLUMN_ROLES, Column
from schemas.table import Cell, Entry

_MOST_SENT_BACK, _ENOUGH = 1 / 3, 9
"""Share of the claims that code does not suspect, and the fewest of them that tell anything."""
_ISSUE_OF: Mapping[Verdict, IssueKind] = {"unsupported": "unsupported", "weak": "weak", "empty": "empty"}


def critique(draft: Draft, classification: Classification, ask: Ask, unasked: Collection[str] = ()) -> Critique:
    """Every issue of `draft`.

    `unasked` are ids of claims that nobody reads again and no suspicion touches: those that an editor wrote or keeps.
    """
    index = library_of(classification)
    found = [one for one in examine(draft, index) if one.kind in PROVEN or one.claim_id not in unasked]
    claims = [claim for claim in claims_of(draft) if claim.kind != "none"]
    asked = _to_read(draft, found, unasked)
    readings, heard = _readings(asked, _Reader(draft, index, ask, _doubts(found)))
    issues = [*_open(found, readings, heard), *_objections(readings)]
    known = {*readings, *(issue.claim_id for issue in issues)}
    unread = (one.id for one in asked if infers(one) and one.id not in known)
    issues += [Issue(claim_id=one, kind="unread", message=UNREAD.told(index.language)) for one in unread]
    return Critique(
        revision=draft.revision,
        issues=tuple(issues),
        checked=len(claims),
        readings=tuple(readings.values()),
        heard=heard,
    )


def _readings(asked: Sequence[Claim], reader: "_Reader") -> tuple[dict[str, Reading], Heard]:
    """The critic's last words, and what they count for.

    One that sends back more than a third of what code does not suspect is too strict to clear a suspicion.
    """
    readings = reader.read(asked) if reader.ask.heard != "no" else {}
    heard = reader.ask.heard
    if heard == "no":
        return {}, heard
    unsuspected = [reading for claim_id, reading in readings.items() if claim_id not in reader.doubts]
    sent_back = sum(reading.verdict != "stands" for reading in unsuspected)
    too_strict = len(unsuspected) >= _ENOUGH and sent_back > len(unsuspected) * _MOST_SENT_BACK
    return readings, "half" if too_strict else heard


def _to_read(draft: Draft, found: Iterable[Issue], unasked: Collection[str]) -> list[Claim]:
    """A model's claims, but for those with a proven fault of their own or of their row."""
    faulty = _faulty(found)
    written = (claim for claim in claims_of(draft) if claim.kind != "none" and claim.by == "model")
    return [claim for claim in written if claim.id not in unasked and not _is_among(claim.id, faulty)]


def _faulty(found: Iterable[Issue]) -> frozenset[str]:
    """Claims and rows with a proven fault."""
    return frozenset(issue.claim_id for issue in found if issue.kind in PROVEN)


def _is_among(claim_id: str, faulty: AbstractSet[str]) -> bool:
    """The claim, or its row."""
    return claim_id in faulty or owner_of(claim_id) in faulty


def _open(found: Sequence[Issue], readings: Mapping[str, Reading], heard: Heard) -> Iterator[Issue]:
    """What code found, as far as no critic has decided it, or will."""
    faulty = _faulty(found) if heard == "yes" else frozenset[str]()
    for one in found:
        # A suspicion of what is written anew for a proven fault waits: whoever reads it then decides, and its writer is
        # not told to mend what may be right.
        waits = one.kind in SUSPECTED and _is_among(one.claim_id, faulty)
        if not (waits or _is_cleared(one, readings, heard)):
            yield one


def read_tables(draft: Draft, classification: Classification, ask: Ask, unasked: Collection[str] = ()) -> None:
    """Has a draft of tables alone read while its synthesis is written: `critique` finds the verdicts in the ledger.

    `unasked`: as for `critique`.
    """
    index = library_of(classification)
    _Reader(draft, index, ask, {}).look(_to_read(draft, examine(draft, index, PROVEN), unasked))


def _doubts(found: Iterable[Issue]) -> dict[str, str]:
    """Claim -> what code suspects."""
    doubts: dict[str, list[str]] = {}
    for issue in found:
        if issue.kind in SUSPECTED - OUT_OF_SIGHT:
            doubts.setdefault(issue.claim_id, []).append(issue.message)
    return {claim_id: " ".join(messages) for claim_id, messages in doubts.items()}


def _is_cleared(issue: Issue, readings: Mapping[str, Reading], heard: Heard) -> bool:
    """A suspicion that a heard critic knew of or cannot, or beside which its own objection stands."""
    reading = readings.get(issue.claim_id)
    is_known = reading is not None and (bool(reading.doubt) or issue.kind in OUT_OF_SIGHT)
    is_decided = is_known or (reading is not None and reading.verdict != "stands")
    return heard == "yes" and issue.kind in SUSPECTED and is_decided


def _objections(readings: Mapping[str, Reading]) -> Iterator[Issue]:
    for reading in readings.values():
        if kind := _ISSUE_OF.get(reading.verdict):
            yield Issue(claim_id=reading.claim_id, kind=kind, message=reading.fix)


def infers(claim: Claim) -> bool:
    """A thesis does too, whatever kind it is of: only a cell or a block says no more than its passages."""
    return claim.kind in ("inferred", "view") or (claim.kind == "stated" and not isinstance(claim, Cell | Entry))


@dataclass(frozen=True)
class _Reader:
    """One critic at one draft."""

    draft: Draft
    index: EvidenceIndex
    ask: Ask
    doubts: Mapping[str, str]

    def read(self, asked: Sequence[Claim]) -> dict[str, Reading]:
        """The critic's last word on each claim; in as few calls as may be.

        Of the first draft tables come first: they were read while the synthesis was written. With the synthesis go the
        second looks that they need.
        """
        claims = chain.from_iterable(map(claims_in, self.draft.tables)) if self.draft.revision == 1 else asked
        first = {claim.id for claim in claims}
        found = self.look([claim for claim in asked if claim.id in first])
        again = self._second_looks(asked, found)
        rest = [claim for claim in asked if claim.id not in first]
        found |= self.look(rest, again)
        return found | self.look((), self._second_looks(rest, found))

    def _second_looks(self, claims: Iterable[Claim], found: Mapping[str, Reading]) -> list[tuple[Claim, str]]:
        """Claims that stand to a heard critic though code suspects them, and those that their writer kept."""
        if self.ask.heard != "yes":
            return []
        looks: list[tuple[Claim, str]] = []
        for claim in claims:
            reading = found.get(claim.id)
            if reading and reading.verdict == "stands" and not reading.doubt and claim.id in self.doubts:
                looks.append((claim, self.doubts[claim.id]))
            elif reading and reading.verdict != "stands" and not reading.doubt and claim.kept:
                looks.append((claim, claim.kept))
        return looks

    def look(self, claims: Sequence[Claim], again: Sequence[tuple[Claim, str]] = ()) -> dict[str, Reading]:
        """The verdicts on `claims`, and on those that are looked at once more, each with what is doubted of it."""
        looks = [*((claim, "") for claim in claims), *again]
        if not looks:
            return {}
        answer = self.ask("critic", _question(looks, self.draft, self.index), CritiqueAnswer)
        doubts = {claim.id: doubt for claim, doubt in looks}
        return {
            one.claim_id: Reading(**one.model_dump(), doubt=doubts[one.claim_id])
            for one in answer.value.verdicts
            if one.claim_id in doubts
        }


def _question(looks: Iterable[tuple[Claim, str]], draft: Draft, index: EvidenceIndex) -> CritiqueQuestion:
    """About claims of `draft`, each with what is doubted of it, or nothing."""
    before = dict(_texts_before(draft))
    briefs = tuple(
        ClaimBrief(
            claim_id=claim.id,
            role=role_of(claim),
            text=said_of(claim),
            passages=tuple(dict.fromkeys(one.passage_id for one in ground_of(claim))),
            doubt=doubt,
            before=before.get(claim.id, ""),
            **_context(claim, draft, index),
        )
        for claim, doubt in looks
    )
    passages = dict.fromkeys(one for brief in briefs for one in brief.passages)
    return CritiqueQuestion(
        passages=tuple(_shown(one, index) for one in passages), claims=briefs, language=index.language
    )


def _texts_before(draft: Draft) -> Iterator[tuple[str, str]]:
    """What a reader has just read, for claims that point back to it: the sentence before in the paragraph; of a cell,
    what happened.
    """
    rows = ((row.cells[0], cell) for row in rows_of(draft) for cell in row.cells[1:])
    entries = [*(one for table in draft.tables for one in table.entries), *draft.synthesis.entries]
    for before, claim in (*rows, *pairwise(entries)):
        is_one = isinstance(claim, Cell) or _paragraph(before) == _paragraph(claim)
        if is_one and claim.kind != "none" and points_back(plain(claim.text)):
            yield claim.id, plain(before.text)


def _paragraph(entry: Claim) -> tuple[str, int] | None:
    return (without_number(entry.id), entry.paragraph) if isinstance(entry, Entry) else None


def _context(claim: Claim, draft: Draft, index: EvidenceIndex) -> dict[str, Any]:
    """Of a value, what it is one of; of a total, what code counted."""
    asked, told = asked_at(claim, index), counted_in(claim, draft, index)
    counts = tuple(dict.fromkeys(map(str, told.values())))
    if not (isinstance(asked, Column) and asked.is_read):
        return {"counted": counts}
    return {"counted": counts, "column": asked.title, "choices": tuple(one.title for one in asked.choices)}


def _shown(passage_id: str, index: EvidenceIndex) -> ShownPassage:
    passage = index.passages[passage_id]
    document = index.documents[passage.document_id]
    day = document.published_at.astimezone(index.zone).date().isoformat() if document.published_at else ""
    return ShownPassage(id=passage_id, title=plain(document.title), published=day, text=plain(passage.text))


def role_of(claim: Claim) -> str:
    """What a claim is in the report: a cell's column, or the part that it belongs to; in a place of the format's own,
    what it is.
    """
    if claim.kind == "view":
        return "view"
    if isinstance(claim, Cell) and claim.column in COLUMN_ROLES:
        return claim.column
    if isinstance(claim, Cell | Entry):
        return "inferred" if claim.kind == "inferred" else "stated"
    if isinstance(claim, Keyword | Signal):
        return type(claim).__name__.lower()
    return next((name for name in ("thesis", "effect", "risk") if name in claim.id), "effect")


def critique_renderings(first: Draft, second: Draft, before: Critique, ask: Ask, request: Request) -> Critique:
    """Of texts of `second` that render those of `first`, each read beside the one that it renders: does that say it,
    and does a reader of this edition alone follow it. What is open `before`, in the first, is open in this one too.
    """
    said = {claim.id: said_of(claim) for claim in claims_of(first)}
    made = {one.id: said_of(one) for one in claims_of(second) if ask.heard != "no" and said_of(one) != said[one.id]}
    title, day = "the same text in the other edition", request.period.end.isoformat()
    question = CritiqueQuestion(
        passages=tuple(ShownPassage(id=one, title=title, published=day, text=said[one]) for one in made),
        claims=tuple(
            ClaimBrief(claim_id=one, role="rendering", text=text, passages=(one,)) for one, text in made.items()
        ),
        language=request.language,
    )
    verdicts = ask("critic", question, CritiqueAnswer).value.verdicts if made else ()
    readings = {one.claim_id: Reading(**one.model_dump()) for one in verdicts}
    issues = (*before.issues, *(one for one in _objections(readings) if one.kind == "unsupported"))
    found = {"revision": second.revision, "issues": issues, "readings": tuple(readings.values())}
    return before.model_copy(update=found)


def said_of(claim: Claim) -> str:
    """All that it says: of a keyword with its term before it."""
    colon = "：" if claim.lang == "zh" else ": "
    return f"{claim.term}{colon}{claim.text}" if isinstance(claim, Keyword) else claim.text
