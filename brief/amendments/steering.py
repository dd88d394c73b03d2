"""Applies an editor's decisions to what the agents make, whoever answers for them."""

from collections.abc import Iterable, Mapping, Sequence

from agents.base import Ask
from agents.section_classifier import rearranged
from agents.synthesis_writer import write_synthesis
from agents.table_writer import write_table
from checks.base import claims_of, rows_of
from checks.dropping import emptied
from schemas.amendment import UNSTEERED, AnyClaim, Drop, Keep, Place, Put, Standing, Steering
from schemas.claim import C, Claim, is_emptied
from schemas.claim_ids import cell_name, effects_name, last_part, owner_of, row_name, section_of, thesis_name
from schemas.classification import Classification, SectionEvidence
from schemas.critique import Critique, Issue
from schemas.draft import NO_SYNTHESIS, Draft, Keyword, Signal, Synthesis
from schemas.retrieval import Retrieval
from schemas.section import Column
from schemas.table import Cell, Entry, Row, TableDraft

_NOTHING_STANDS = Standing(tables=(), synthesis=None, critiques=(), asked="")


class Steer:
    """An editor's decisions about one format of a run, sorted by what they are about."""

    def __init__(self, decisions: Steering = UNSTEERED) -> None:
        self._standing = decisions.standing or _NOTHING_STANDS
        self._comments = decisions.comments
        self._moves: list[Drop | Place] = []
        self._section_of: dict[str, str] = {}
        self._cells: dict[str, dict[str, Cell]] = {}
        """Event id -> column -> cell; cells follow their event into another section."""
        self._claims: dict[str, AnyClaim] = {}
        put = [one for one in decisions.amendments if isinstance(one, Put)]
        self.corrections = tuple((one.claim.id, correction) for one in put for correction in one.corrections)
        """What readers are told of, each with the id of its claim."""
        for table in self._standing.tables:
            self._section_of |= {row.event_id: table.section_id for row in table.rows}
        for amendment in decisions.amendments:
            self._sort(amendment)

    def _sort(self, amendment: Drop | Place | Keep | Put) -> None:
        if isinstance(amendment, Keep):
            row, after = amendment.row, amendment.after
            for cell in row.cells:
                self._fix(cell)
            if after != "":
                self._moves.append(Place(event_id=row.event_id, section_id=section_of(row.id), after=after))
        elif not isinstance(amendment, Put):
            self._moves.append(amendment)
        elif isinstance(amendment.claim, Cell):
            self._fix(amendment.claim)
        else:
            self._claims[amendment.claim.id] = amendment.claim

    def _fix(self, cell: Cell) -> None:
        section_id, event_id = cell_place(cell)
        self._cells.setdefault(event_id, {})[cell.column] = cell
        self._section_of[event_id] = section_id

    # -- what is made -------------------------------------------------------------------------------------------------

    def classification(self, made: Classification, retrieval: Retrieval) -> Classification:
        """`made`, with the rows that the editor chose; rows taken over or written by hand keep their section."""
        rows = {one.section.id: [e.event.id for e in one.evidence] for one in made.sections}
        wanted = self._placed(rows, {event.id for event in retrieval.events})
        return made if wanted == rows else rearranged(made, retrieval, wanted)

    def table(self, evidence: SectionEvidence, ask: Ask) -> TableDraft:
        """The table that is taken over; else the writer's, with the editor's cells put in."""
        for table in self._standing.tables:
            if table.section_id == evidence.section.id:
                return table
        return self.applied_to_table(write_table(self.to_ask(evidence), ask), evidence)

    def synthesis(self, tables: Sequence[TableDraft], sections: Sequence[SectionEvidence], ask: Ask) -> Synthesis:
        """The synthesis that is taken over; else the writer's, with the editor's claims put in."""
        if self._standing.synthesis:
            return self._standing.synthesis
        return self.applied_to_synthesis(write_synthesis(tables, sections, ask))

    def to_ask(self, evidence: SectionEvidence) -> SectionEvidence:
        """`evidence` without events whose rows are completely written by the editor."""
        columns = {column.id for column in evidence.section.columns}
        left = tuple(one for one in evidence.evidence if not columns <= self._cells.get(one.event.id, {}).keys())
        return evidence.model_copy(update={"evidence": left})

    def applied_to(self, draft: Draft, sections: Sequence[SectionEvidence]) -> Draft:
        """`draft` with the editor's claims, and of its rows those of `sections`, where the editor put them."""
        evidence = {one.section.id: one for one in sections}
        return Draft(
            revision=draft.revision,
            tables=tuple(self.applied_to_table(table, evidence[table.section_id]) for table in draft.tables),
            synthesis=self.applied_to_synthesis(draft.synthesis),
        )

    # -- what is not asked --------------------------------------------------------------------------------------------

    def fixed(self, draft: Draft) -> frozenset[str]:
        """Ids of the rows and claims of `draft` that no writer may change."""
        ids = set(self._claims)
        for row in rows_of(draft):
            if own := self._cells.get(row.event_id):
                ids |= {row.id, *(cell_name(row.id, column) for column in own)}
        return frozenset(ids)

    def unread(self, draft: Draft) -> frozenset[str]:
        """Ids of claims that only code checks: the editor's, and claims that an earlier critique read unchanged."""
        return self.fixed(draft) | (self._unchanged(draft) - {issue.claim_id for issue in self._open_still})

    def mendable(self, issues: Iterable[Issue], draft: Draft) -> tuple[Issue, ...]:
        """Those with claims that a writer may change: neither the editor's, nor what was printed though weak."""
        fixed, taken_over = self.fixed(draft), self._unchanged(draft)
        printed = {issue.claim_id for issue in self._open_still if issue.kind == "weak"} & taken_over
        open_issues = (issue for issue in issues if issue.claim_id not in fixed)
        return tuple(issue for issue in open_issues if issue.kind != "weak" or issue.claim_id not in printed)

    def commented(self, made: Critique, draft: Draft) -> Critique:
        """With what the editor says of texts that a writer may change."""
        written = {claim.id for claim in claims_of(draft) if claim.by == "model"} - self.fixed(draft)
        said = ((claim_id, text) for claim_id, text in self._comments.items() if claim_id in written)
        issues = (Issue(claim_id=claim_id, kind="comment", message=text) for claim_id, text in said)
        return made.model_copy(update={"issues": (*made.issues, *issues)})

    def stands(self, part: str) -> bool:
        """Whether that section's table, or the `synthesis`, is taken over unchanged."""
        if part == "synthesis":
            return self._standing.synthesis is not None
        return part in {table.section_id for table in self._standing.tables}

    @property
    def emptied(self) -> tuple[str, ...]:
        """Ids of texts outside of rows that the editor removed."""
        return tuple(claim.id for claim in self._claims.values() if is_emptied(claim))

    @property
    def earlier(self) -> tuple[Critique, ...]:
        """Earlier critiques of the parts that this run takes over."""
        return self._standing.critiques

    @property
    def _open_still(self) -> tuple[Issue, ...]:
        """With what this run takes over."""
        return tuple(issue for critique in self.earlier[-1:] for issue in critique.issues)

    def _unchanged(self, draft: Draft) -> set[str]:
        """Ids of claims that are taken over as they were."""
        synthesis = self._standing.synthesis or NO_SYNTHESIS
        before = claims_of(Draft(revision=1, tables=self._standing.tables, synthesis=synthesis))
        known = {claim.id: claim for claim in before}
        return {claim.id for claim in claims_of(draft) if claim == known.get(claim.id)}

    # -- inside -------------------------------------------------------------------------------------------------------

    def _placed(self, rows: Mapping[str, Sequence[str]], known: set[str]) -> dict[str, list[str]]:
        placed = {section_id: list(ids) for section_id, ids in rows.items()}
        for event_id, home in self._section_of.items():
            if event_id in known and event_id not in placed.get(home, [event_id]):
                _take_out(placed, event_id)
                placed[home].append(event_id)
        for move in self._moves:
            if isinstance(move, Drop):
                _take_out(placed, move.event_id)
            elif move.section_id in placed and move.event_id in known:
                _take_out(placed, move.event_id)
                _put_in(placed[move.section_id], move)
        return placed

    def applied_to_table(self, written: TableDraft, evidence: SectionEvidence) -> TableDraft:
        section, rows = evidence.section, {row.event_id: row for row in written.rows}
        made = (self._row(section.id, one, section.columns, rows) for one in self._order(written, evidence))
        thesis = self._claims.get(thesis_name(section.id), written.thesis)
        return TableDraft(
            section_id=section.id,
            heading=section.heading,
            thesis=thesis if thesis and thesis.kind != "none" else None,
            rows=tuple(row for row in made if row),
            effects=_overlaid(written.effects, self._numbered(effects_name(section.id))),
            entries=_overlaid(written.entries, self._entries(section.id)),
            unread=written.unread,
        )

    def _order(self, written: TableDraft, evidence: SectionEvidence) -> list[str]:
        """Event ids in their writer's order, each of the others behind the one before it in the evidence; and then as
        the editor moved them.
        """
        section_id, known = written.section_id, [one.event.id for one in evidence.evidence]
        ids = [row.event_id for row in written.rows if row.event_id in known]
        for before, one in zip((None, *known), known, strict=False):
            if one not in ids:
                _put_in(ids, Place(event_id=one, section_id=section_id, after=before))
        for move in self._moves:
            if isinstance(move, Place) and move.section_id == section_id and move.event_id in ids:
                ids.remove(move.event_id)
                _put_in(ids, move)
        return ids

    def _row(self, section_id: str, event_id: str, columns: Sequence[Column], written: Mapping[str, Row]) -> Row | None:
        """The writer's row with the editor's cells; None if nobody gives its headline."""
        row_id, row, own = row_name(section_id, event_id), written.get(event_id), self._cells.get(event_id, {})
        if not own:
            return row
        cells = {cell.column: cell for cell in row.cells} if row else {}
        cells |= {cell.column: cell.model_copy(update={"id": cell_name(row_id, cell.column)}) for cell in own.values()}
        if columns[0].id not in cells:
            return None
        first = cells[columns[0].id]
        # A cell by hand without a text is one that an editor removed.
        by = "extraction" if first.by == "hand" else first.by
        none = emptied(first).model_copy(update={"by": by, "instead": None})
        made = (
            cells.get(column.id) or none.model_copy(update={"id": cell_name(row_id, column.id), "column": column.id})
            for column in columns
        )
        return Row(id=row_id, event_id=event_id, cells=tuple(made))

    def applied_to_synthesis(self, written: Synthesis) -> Synthesis:
        keywords = {one.id: one for one in self._claims.values() if isinstance(one, Keyword)}
        signals = {one.id: one for one in self._claims.values() if isinstance(one, Signal)}
        terms = {keyword.term for keyword in keywords.values()}
        others = [one for one in written.keywords if one.id in keywords or one.term not in terms]
        return Synthesis(
            keywords=_overlaid(others, keywords),
            signals=_overlaid(written.signals, signals),
            risks=_overlaid(written.risks, self._numbered("risk")),
            entries=_overlaid(written.entries, self._entries("")),
        )

    def _entries(self, section_id: str) -> dict[str, Entry]:
        """The editor's texts of blocks: of that section, or of the report."""
        own = (one for one in self._claims.values() if isinstance(one, Entry))
        return {one.id: one for one in own if owner_of(one.id) == section_id}

    def _numbered(self, prefix: str) -> dict[str, Claim]:
        """The editor's claims whose ids are `prefix` and a number."""
        return {name: one for name, one in self._claims.items() if name.removeprefix(prefix).isdecimal()}


def cell_place(cell: Cell) -> tuple[str, str]:
    """Section id and event id of a cell, from the cell's id."""
    row_id = owner_of(cell.id)
    return section_of(row_id), last_part(row_id)


def _overlaid(written: Iterable[C], own: Mapping[str, C]) -> tuple[C, ...]:
    """The written claims, each replaced by the editor's claim of the same id; one without text removes it."""
    claims = {**{claim.id: claim for claim in written}, **own}
    return tuple(claim for claim in claims.values() if claim.kind != "none")


def _take_out(placed: Mapping[str, list[str]], event_id: str) -> None:
    for ids in placed.values():
        if event_id in ids:
            ids.remove(event_id)


def _put_in(ids: list[str], place: Place) -> None:
    """Puts the event after the one that `place` names: first if it names none, last if that one is gone."""
    behind = len(ids) if place.after not in ids else ids.index(place.after)
    ids.insert(0 if place.after is None else behind + 1, place.event_id)
