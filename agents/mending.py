"""Texts that failed, written again by their owners: each is shown its own text, the remark, and all its evidence.

Only the named texts are asked for, and only they change. A writer may keep one, against an objection and never against
proof, by naming the words of its passages on which it stands: then a critic looks once more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agents.base import Ask
from agents.claims import WrittenText, brief_passages, make_claim
from agents.critic import role_of
from checks.answers.critique import rests_on_ground
from checks.catalogue import PROVEN
from checks.claim_evidence import ground_of
from checks.dropping import with_claims
from checks.evidence_index import asked_of, holds_of, library_of
from checks.wording import most_chars
from schemas.claim import Claim
from schemas.classification import Classification, Evidence, evidence_of
from schemas.critique import Issue
from schemas.draft import Draft
from schemas.retrieval import Passage
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion, TextToMend
from schemas.section import Holds
from schemas.table import PassageBrief

_PASSAGE_TOKENS = 400
"""Most tokens of evidence put to a writer for one event."""


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


@dataclass(frozen=True)
class _Owned:
    """A failed claim, who writes it again, and the passages that it may rest on."""

    role: str
    claim: Claim
    passages: tuple[Passage, ...]
    own: frozenset[str] | None
    """Of a cell: the passages of its own event, of which alone it may quote."""
    max_chars: int
    holds: Holds
    asks: str
    """What the format wants there, where the prompt does not say it."""


def _owned(draft: Draft, classification: Classification) -> Iterator[_Owned]:
    index, by_event = library_of(classification), evidence_of(classification.sections)

    def owned(role: str, claim: Claim, passages: tuple[Passage, ...], own: frozenset[str] | None = None) -> _Owned:
        return _Owned(
            role, claim, passages, own, most_chars(claim, index), holds_of(claim, index), asked_of(claim, index)
        )

    for table in draft.tables:
        for row in table.rows:
            passages = by_event[row.event_id].passages
            ids = frozenset(one.id for one in passages)
            yield from (owned("table_writer", cell, passages, ids) for cell in row.cells)
        yield from (owned("table_writer", claim, _below(claim, by_event)) for claim in table.beside)
    yield from (owned("synthesis_writer", claim, _below(claim, by_event)) for claim in draft.synthesis.claims)


def _below(claim: Claim, by_event: Mapping[str, Evidence]) -> tuple[Passage, ...]:
    """All that its writer had of the events that it rests on."""
    own = {one.passage_id for one in ground_of(claim)}
    touched = (one.passages for one in by_event.values() if own & {passage.id for passage in one.passages})
    return tuple(passage for passages in touched for passage in passages)


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
            if claim_id in given:
                proven = any(issue.kind in PROVEN for issue in issues[claim_id])
                yield claim_id, _written(one, given[claim_id], proven)


def _question(owned: Iterable[_Owned], issues: Mapping[str, Sequence[Issue]], language: str) -> RevisionQuestion:
    texts: list[TextToMend] = []
    shown: dict[str, PassageBrief] = {}
    for one in owned:
        passages = _offered(one)
        shown |= {passage.id: passage for passage in passages}
        texts.append(
            TextToMend(
                claim_id=one.claim.id,
                role=role_of(one.claim),
                text=one.claim.text,
                remark=" ".join(issue.message for issue in issues[one.claim.id]),
                max_chars=one.max_chars,
                asks=one.asks,
                passages=tuple(passage.id for passage in passages),
            )
        )
    return RevisionQuestion(passages=tuple(shown.values()), texts=tuple(texts), language=language)


def _offered(one: _Owned) -> list[PassageBrief]:
    """In their order; what the text rests on is among them whatever else there is room for."""
    ground, order = {each.passage_id for each in ground_of(one.claim)}, [passage.id for passage in one.passages]
    first = sorted(one.passages, key=lambda passage: passage.id not in ground)
    return sorted(brief_passages(first, _budget(one)), key=lambda passage: order.index(passage.id))


def _budget(one: _Owned) -> int:
    documents = len({passage.document_id for passage in one.passages})
    return _PASSAGE_TOKENS if one.own is not None else _PASSAGE_TOKENS * max(1, documents)


def _written(one: _Owned, given: MendedText, is_proven: bool) -> Claim:
    """The old claim where it is kept with words that are there; else the new one."""
    passages = {passage.id: passage for passage in one.passages}
    if given.keep and not is_proven and rests_on_ground(given.keep, (passage.text for passage in one.passages)):
        return one.claim.model_copy(update={"kept": given.keep})
    if given.keep and not given.text:
        return one.claim  # it stands on words that are not there
    written = WrittenText(given.text, given.passages, "model")
    claim = make_claim(one.claim.id, written, passages, one.holds, own=one.own)
    return one.claim.model_copy(update={**{name: getattr(claim, name) for name in Claim.model_fields}, "kept": ""})
