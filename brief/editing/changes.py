"""Turns an edited form of claims into amendments: each changed claim by hand, its quotes cut as for a writer."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from agents.claims import WrittenText, make_claim
from brief.amendments.amendments import moves
from brief.editing.forms.claims import ClaimsForm, Entry
from brief.editing.forms.reading import FormError
from checks.base import claims_of
from checks.dropping import emptied
from checks.evidence_index import asked_in
from facts.text.language import language_of
from schemas.amendment import Amendment, AnyClaim, Put
from schemas.claim import Claim
from schemas.claim_ids import last_part, owner_of, section_of, signal_name, without_number
from schemas.classification import SectionEvidence, evidence_of
from schemas.draft import Draft, Keyword, Signal
from schemas.retrieval import Passage
from schemas.section import Block, Holds
from schemas.table import Cell
from schemas.table import Entry as BlockText


class Rewriting:
    """The draft being edited, and what each of its claims may cite."""

    def __init__(self, draft: Draft, sections: Sequence[SectionEvidence]) -> None:
        self._draft = draft
        self._sections = [one for one in sections if one.section.id in {table.section_id for table in draft.tables}]
        self._rows = {row.id: row for table in draft.tables for row in table.rows}
        self._evidence = evidence_of(self._sections)
        ids = [table.section_id for table in draft.tables]
        self._pairs = {signal_name(a, b): (a, b) for a, b in combinations(ids, 2)}
        self._asked = asked_in(self._sections)
        self._entries = [one for one in claims_of(draft) if isinstance(one, BlockText)]

    def amendments(self, before: ClaimsForm, after: ClaimsForm) -> tuple[Amendment, ...]:
        """The changes from `before` to `after`. Raises FormError, which names the line, for a change that is not
        allowed.
        """
        for row_id, line in after.rows.items():
            if row_id not in self._rows:
                advice = "Rows come from events: `brief edit RUN classification` gives one a row."
                raise FormError(line, f"{row_id} is no row of this draft.", advice)
        return (*moves(self._events(before), self._events(after)), *self._puts(before, after))

    def _events(self, form: ClaimsForm) -> Mapping[str, Sequence[str]]:
        rows = [self._rows[row_id] for row_id in form.rows]
        return {
            table.section_id: [row.event_id for row in rows if section_of(row.id) == table.section_id]
            for table in self._draft.tables
        }

    def _puts(self, before: ClaimsForm, after: ClaimsForm) -> Iterator[Put]:
        for claim_id, entry in after.claims.items():
            if entry != before.claims.get(claim_id):
                yield Put(claim=self._claim(claim_id, entry))
        known = {claim.id: claim for claim in claims_of(self._draft) if claim.kind != "none"}
        for claim_id in (one for one in known if one not in after.claims):
            if owner_of(claim_id) not in before.rows.keys() - after.rows.keys():
                yield Put(claim=self._emptied(claim_id, known[claim_id], after))

    def _claim(self, claim_id: str, entry: Entry) -> AnyClaim:
        owner = owner_of(claim_id)
        if owner in self._rows:
            return self._cell(claim_id, entry)
        if entry.term is not None:
            return self._keyword(claim_id, entry)
        if owner == "signal":
            return self._signal(claim_id, entry)
        passages = _passages([one for one in self._sections if one.section.id == owner] or self._sections)
        block = self._asked.get(owner, {}).get(without_number(last_part(claim_id)))
        if isinstance(block, Block):
            claim = self._made(claim_id, entry, passages, block.holds)
            return BlockText(block=block.id, paragraph=self._paragraph(claim_id), **dict(claim))
        return self._made(claim_id, entry, passages, "stated" if last_part(claim_id) == "thesis" else "inferred")

    def _paragraph(self, claim_id: str) -> int:
        """Where the text stands; a further one goes on with the last of its block."""
        block = without_number(claim_id)
        beside = {one.id: one.paragraph for one in self._entries if without_number(one.id) == block}
        return beside.get(claim_id, max(beside.values(), default=1))

    def _cell(self, claim_id: str, entry: Entry) -> Cell:
        row, column = self._rows[owner_of(claim_id)], last_part(claim_id)
        if not entry.text and column == row.cells[0].column:
            advice = "Take all lines of the row out instead."
            raise FormError(entry.line("text"), f"{claim_id} is empty: a row must say what happened.", advice)
        if entry.is_view and column == row.cells[0].column:
            raise FormError(entry.line("kind"), f"{claim_id} is a view: a row must say what happened, with its source.")
        own = {passage.id: passage for passage in self._evidence[row.event_id].passages}
        claim = self._made(claim_id, entry, own, self._asked[section_of(claim_id)][column].holds)
        return Cell(column=column, **dict(claim))

    def _keyword(self, claim_id: str, entry: Entry) -> Keyword:
        if entry.text and not entry.term:
            raise FormError(entry.line(), f"{claim_id} has no term.", "Write `term:` above its text.")
        claim = self._made(claim_id, entry, _passages(self._sections), "inferred")
        return Keyword(term=entry.term or "", **dict(claim))

    def _signal(self, claim_id: str, entry: Entry) -> Signal:
        if claim_id not in self._pairs:
            raise FormError(entry.line(), f"there can be no {claim_id}.", f"Those are {', '.join(self._pairs)}.")
        for row_id in entry.rows:
            if row_id not in self._rows:
                raise FormError(entry.line("rows"), f"{row_id} is no row.", f"Rows: {', '.join(self._rows)}.")
        claim = self._made(claim_id, entry, _passages(self._sections), "inferred")
        return Signal(sections=self._pairs[claim_id], rows=entry.rows, **dict(claim))

    def _made(self, claim_id: str, entry: Entry, offered: Mapping[str, Passage], holds: Holds) -> Claim:
        for passage_id in entry.passages:
            if passage_id not in offered:
                what = f"{claim_id} may not cite {passage_id}."
                raise FormError(entry.line("passages"), what, f"It may cite {', '.join(offered)}.")
        if entry.is_view:
            return _view(claim_id, entry)
        if entry.text and not entry.passages:
            advice = "Name one that it may cite; or write `kind: view` below the text: then it is printed as your own."
            raise FormError(entry.line("passages"), f"{claim_id} names no passage.", advice)
        claim = make_claim(claim_id, WrittenText(entry.text, entry.passages, "hand"), offered, holds)
        return claim.model_copy(update={"basis": entry.basis}) if claim.text else claim

    def _emptied(self, claim_id: str, claim: Claim, after: ClaimsForm) -> AnyClaim:
        """The replacement for `claim`, whose lines were deleted: a claim without text."""
        if isinstance(claim, Cell) and claim.id == self._rows[owner_of(claim_id)].cells[0].id:
            line = after.rows[owner_of(claim_id)]
            raise FormError(line, f"{claim_id} is missing: a row must say what happened.", "Take the whole row out.")
        return emptied(claim).model_copy(update={"by": "hand", "instead": None})


def _view(claim_id: str, entry: Entry) -> Claim:
    """The editor's own judgement. Raises FormError where it has a source, or says nothing."""
    if entry.passages:
        advice = "Take out `kind: view`, or its passages."
        raise FormError(entry.line("kind"), f"{claim_id} is a view and names passages.", advice)
    if not entry.text:
        raise FormError(entry.line("text"), f"{claim_id} is a view that says nothing.", "Take out its lines.")
    lang = language_of(entry.text)
    return Claim(id=claim_id, text=entry.text, lang=lang, kind="view", by="hand", basis=entry.basis)


def _passages(sections: Sequence[SectionEvidence]) -> dict[str, Passage]:
    return {passage.id: passage for section in sections for one in section.evidence for passage in one.passages}
