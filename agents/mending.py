"""Texts that failed, written again by their owners: each is shown its own text, the remark, and all its evidence.

Only the named texts are asked for, and only they change. A writer may keep one, against an objection and never against
proof, by naming the words of its passages on which it stands: then a critic looks once more.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from agents.base import Ask
from agents.claims import WrittenText, brief_passages, make_claim
from agents.critic import role_of
from agents.synthesis_question import shown_of_rows
from agents.table_writer import shown_of
from checks.answers.revision import may_be_kept
from checks.catalogue import PROVEN
from checks.claim_evidence import ground_of
from checks.dropping import with_claims
from checks.evidence_index import EvidenceIndex, asked_at, asked_of, holds_of, library_of
from checks.wording import most_chars
from schemas.claim import Claim
from schemas.classification import Classification, Evidence, evidence_of
from schemas.critique import Issue
from schemas.draft import Draft
from schemas.retrieval import Passage
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion, TextToMend
from schemas.section import Block, Holds
from schemas.table import Entry, PassageBrief


def mend(draft: Draft, issues: Sequence[Issue], classification: Classification, ask: Ask) -> Draft:
    """The next revision, with the texts that `issues` name as their owners write them now.

    A text that its owner gives up says nothing from now on. What is wrong with a whole row no writer can mend.
    """
    remarks: dict[str, list[Issue]] = {}
    for issue in issues:
        remarks.setdefault(issue.claim_id, []).append(issue)
    owned = [one for one in _owned(draft, classification) if one.claim.id in remarks]
    mended = dict(_mended(owned, remarks, ask, classification.request.language))
    return with_claims(draft, mended).model_copy(update={"revision": draft.revision + 1})


_Shown = Mapping[str, tuple[PassageBrief, ...]]
"""By event, what a writer was shown of it."""


@dataclass(frozen=True)
class _Owned:
    """A failed claim, who writes it again, and the passages that it may rest on."""

    role: str
    claim: Claim
    passages: Mapping[str, Passage]
    """All of its events."""
    offered: tuple[PassageBrief, ...]
    """What its writer was shown of them, and what the text rests on beside that."""
    own: frozenset[str] | None
    """Of a cell: the passages of its own event, of which alone it may quote."""
    max_chars: int
    holds: Holds
    asks: str
    """What the format wants there, where the prompt does not say it."""
    beside: tuple[str, ...]
    """Of a cell: the texts of the row's other cells; of a sentence: its paragraph, without its own words."""


def _owned(draft: Draft, classification: Classification) -> Iterator[_Owned]:
    index, by_event = library_of(classification), evidence_of(classification.sections)
    sections = {section.section.id: section for section in classification.sections}

    def owned(
        role: str, claim: Claim, shown: _Shown, beside: tuple[str, ...], own: frozenset[str] | None = None
    ) -> _Owned:
        touched = [one for one in shown if own is not None or _rests_on(claim, by_event[one])]
        passages = {passage.id: passage for one in touched for passage in by_event[one].passages}
        offered = tuple(_offered(claim, passages, [passage for one in touched for passage in shown[one]]))
        asked, holds = asked_of(claim, index), holds_of(claim, index)
        return _Owned(role, claim, passages, offered, own, most_chars(claim, index), holds, asked, beside)

    def among(entries: Sequence[Entry], role: str, claims: Iterable[Claim], shown: _Shown) -> Iterator[_Owned]:
        return (owned(role, claim, shown, tuple(_paragraph(claim, entries, index))) for claim in claims)

    shown = {
        row.event_id: shown_of(by_event[row.event_id], sections[table.section_id])
        for table in draft.tables
        for row in table.rows
    }
    for table in draft.tables:
        for row in table.rows:
            ids = frozenset(one.id for one in by_event[row.event_id].passages)
            of_row = {row.event_id: shown[row.event_id]}
            for cell in row.cells:
                others = tuple(one.text for one in row.cells if one.id != cell.id and one.text)
                yield owned("table_writer", cell, of_row, others, ids)
        yield from among(table.entries, "table_writer", table.beside, shown)
    told = shown_of_rows(draft.tables, classification.sections)
    yield from among(draft.synthesis.entries, "synthesis_writer", draft.synthesis.claims, told)


def _paragraph(claim: Claim, entries: Iterable[Entry], index: EvidenceIndex) -> Iterator[str]:
    """The sentences of its paragraph, with nothing in its own place."""
    block = asked_at(claim, index)
    if isinstance(claim, Entry) and isinstance(block, Block) and block.paragraphs:
        told = [one for one in entries if (one.block, one.paragraph) == (claim.block, claim.paragraph)]
        yield from ("" if one.id == claim.id else one.text for one in told if len(told) > 1)


def _rests_on(claim: Claim, one: Evidence) -> bool:
    own = {passage.id for passage in one.passages}
    return any(each.passage_id in own for each in ground_of(claim))


def _offered(claim: Claim, passages: Mapping[str, Passage], shown: Sequence[PassageBrief]) -> Iterator[PassageBrief]:
    """In the order of its events: what its writer was shown, what it rests on, and what stands before and behind that
    in its document, where a speaker may be named.
    """
    ground = {one.passage_id for one in ground_of(claim)}
    near = ground.union(*_beside(ground, passages.values()))
    added = (one for name, one in passages.items() if name in near)
    by_id = {one.id: one for one in (*brief_passages(added, sys.maxsize), *shown)}
    return (by_id[one] for one in passages if one in by_id)


def _beside(ground: AbstractSet[str], passages: Iterable[Passage]) -> Iterator[set[str]]:
    """Each two ids, of which one is of the ground, that stand side by side in one document."""
    for one, following in pairwise(passages):
        pair = {one.id, following.id}
        if one.document_id == following.document_id and ground & pair:
            yield pair


def _mended(
    owned: Sequence[_Owned], issues: Mapping[str, Sequence[Issue]], ask: Ask, language: str
) -> Iterator[tuple[str, Claim]]:
    """Claim -> what stands in its place; none of it where its owner said nothing of it. One call a model."""
    by_model: dict[str | None, dict[str, _Owned]] = {}
    for one in owned:
        by_model.setdefault(ask.model(one.role), {})[one.claim.id] = one
    for named in by_model.values():
        role = next(iter(named.values())).role
        answer = ask(role, _question(named.values(), issues, language), RevisionAnswer, again=True)
        given = {text.claim_id: text for text in answer.value.texts}
        for claim_id, one in named.items():
            if claim_id in given and not _is_worse(
                given[claim_id], issues[claim_id], ("text", claim_id) in answer.lost
            ):
                yield claim_id, _written(one, given[claim_id], _is_proven(issues[claim_id]))


def _is_worse(given: MendedText, issues: Iterable[Issue], is_lost: bool) -> bool:
    """Nothing is no better than a text that is merely weak, where code took away what was written, nor than one that
    an editor wants otherwise.
    """
    kinds = {issue.kind for issue in issues}
    return (is_lost and kinds == {"weak"}) or (kinds == {"comment"} and not given.text and not given.keep)


def _is_proven(issues: Iterable[Issue]) -> bool:
    return any(issue.kind in PROVEN for issue in issues)


def _question(owned: Iterable[_Owned], issues: Mapping[str, Sequence[Issue]], language: str) -> RevisionQuestion:
    texts: list[TextToMend] = []
    shown: dict[str, PassageBrief] = {}
    for one in owned:
        shown |= {passage.id: passage for passage in one.offered}
        texts.append(
            TextToMend(
                claim_id=one.claim.id,
                role=role_of(one.claim),
                text=one.claim.text,
                beside=one.beside,
                remark=" ".join(issue.message for issue in issues[one.claim.id]),
                max_chars=one.max_chars,
                asks=one.asks,
                proven=_is_proven(issues[one.claim.id]),
                passages=tuple(passage.id for passage in one.offered),
            )
        )
    return RevisionQuestion(passages=tuple(shown.values()), texts=tuple(texts), language=language)


def _written(one: _Owned, given: MendedText, is_proven: bool) -> Claim:
    """The old claim where it is kept with words that are there; else the new one."""
    if may_be_kept(given, (passage.text for passage in one.passages.values()), is_proven=is_proven):
        return one.claim.model_copy(update={"kept": given.keep})
    if given.keep and not given.text:
        return one.claim  # it stands on words that are not there
    written = WrittenText(given.text, given.passages, "model")
    claim = make_claim(one.claim.id, written, one.passages, one.holds, own=one.own)
    return one.claim.model_copy(update={**{name: getattr(claim, name) for name in Claim.model_fields}, "kept": ""})
