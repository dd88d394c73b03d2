"""The synthesis writer: keywords, signals between sections, risks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TypeVar

from agents.base import Answer, Ask
from agents.claims import Reasons, Wording, brief_passages, make_claim, named_reasons
from facts.hygiene import plain
from schemas.claim import Claim
from schemas.classification import Evidence, SectionBrief, SectionEvidence
from schemas.draft import Keyword, RowBrief, Signal, Synthesis, SynthesisAnswer, SynthesisQuestion, TableBrief
from schemas.reasons import Reason
from schemas.table import Remark, Row, TableDraft

C = TypeVar("C", bound=Claim)

_ROW_TOKENS = 380
"""Most tokens of evidence put to the writer for one row."""


def write_synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    remarks: Sequence[Remark] = (),
    previous: Synthesis | None = None,
) -> Synthesis:
    """What the tables say together. With remarks, only the claims they name are written anew."""
    if not any(table.rows for table in tables):
        return Synthesis(keywords=(), signals=(), risks=())
    evidence = {one.event.id: one for section in sections for one in section.evidence}
    question = _question(tables, sections, evidence, remarks)
    answer = ask("synthesis_writer", question, SynthesisAnswer, again=bool(remarks))
    named: dict[str, Reason] = {remark.claim_id: remark.kind for remark in remarks}
    if previous and answer.by == "extraction" and _by_model(previous, named):
        return quote_synthesis(tables, sections, ask, previous, named)
    reasons = Reasons(answer.lost, named_reasons(named, _claims(previous)))
    fresh = _synthesis(answer, tables, evidence, reasons)
    if answer.by != "extraction" and _is_lacking(fresh, question):
        extracted = ask.extract("synthesis_writer", question, SynthesisAnswer)
        rest = _synthesis(extracted, tables, evidence, replace(reasons, otherwise="left_empty"))
        fresh = _filled(fresh, rest)
    return _merged(previous, fresh, named) if previous else fresh


def _by_model(previous: Synthesis, named: Collection[str]) -> bool:
    return any(claim.by == "model" for claim in _claims(previous) if claim.id in named)


def _claims(synthesis: Synthesis | None) -> Iterator[Claim]:
    if synthesis:
        yield from (*synthesis.keywords, *synthesis.signals, *synthesis.risks)


def quote_synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    previous: Synthesis,
    named: Mapping[str, Reason],
) -> Synthesis:
    """`previous` with the named claims quoted from the evidence in place of what a model wrote.

    `named`: by id, what was found with it.
    """
    evidence = {one.event.id: one for section in sections for one in section.evidence}
    question = _question(tables, sections, evidence, ())
    extracted = ask.extract("synthesis_writer", question, SynthesisAnswer)
    reasons = Reasons(named=named_reasons(named, _claims(previous)))
    return _merged(previous, _synthesis(extracted, tables, evidence, reasons), named)


def _is_lacking(synthesis: Synthesis, question: SynthesisQuestion) -> bool:
    """A model left a part empty: keywords, risks, or a pair's signal."""
    return not (synthesis.keywords and synthesis.risks) or len(synthesis.signals) < len(question.pairs)


def _filled(synthesis: Synthesis, extracted: Synthesis) -> Synthesis:
    """What a model left out, where the evidence has it."""
    pairs = {frozenset(signal.sections) for signal in synthesis.signals}
    more = tuple(signal for signal in extracted.signals if frozenset(signal.sections) not in pairs)
    return Synthesis(
        keywords=synthesis.keywords or extracted.keywords,
        signals=synthesis.signals + more,
        risks=synthesis.risks or extracted.risks,
    )


def _question(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    evidence: Mapping[str, Evidence],
    remarks: Sequence[Remark],
) -> SynthesisQuestion:
    briefs = {
        section.section.id: SectionBrief(id=section.section.id, title=section.section.title, description="")
        for section in sections
    }
    return SynthesisQuestion(
        tables=tuple(_table(briefs[table.section_id], table, evidence) for table in tables),
        pairs=tuple(combinations((table.section_id for table in tables), 2)),
        language=sections[0].language,
        lengths=sections[0].lengths,
        remarks=tuple(remarks),
    )


def _table(section: SectionBrief, table: TableDraft, evidence: Mapping[str, Evidence]) -> TableBrief:
    return TableBrief(
        section=section,
        rows=tuple(_row(row, evidence[row.event_id]) for row in table.rows),
        effects=tuple(effect.text for effect in table.effects if effect.kind != "none"),
    )


def _row(row: Row, evidence: Evidence) -> RowBrief:
    return RowBrief(
        row_id=row.id,
        cells=tuple(cell.text for cell in row.cells if cell.kind != "none"),
        terms=evidence.terms,
        passages=brief_passages(evidence.passages, _ROW_TOKENS),
    )


def _synthesis(
    answer: Answer[SynthesisAnswer], tables: Sequence[TableDraft], evidence: Mapping[str, Evidence], reasons: Reasons
) -> Synthesis:
    return _Writing(answer, tables, evidence, reasons).synthesis()


class _Writing:
    """One answer being turned into a synthesis; what extraction writes of it carries its reason."""

    def __init__(
        self,
        answer: Answer[SynthesisAnswer],
        tables: Sequence[TableDraft],
        evidence: Mapping[str, Evidence],
        reasons: Reasons,
    ) -> None:
        self._answer, self._by, self._reasons = answer.value, answer.by, reasons
        self._section_of = {row.id: table.section_id for table in tables for row in table.rows}
        events = [row.event_id for table in tables for row in table.rows]
        self._passages = {passage.id: passage for event_id in events for passage in evidence[event_id].passages}

    def synthesis(self) -> Synthesis:
        risks = (
            self._claim(f"risk{n}", risk.text, risk.passages, "risk")
            for n, risk in enumerate(self._answer.risks, start=1)
        )
        return Synthesis(
            keywords=tuple(self._keywords()),
            signals=tuple(self._signals()),
            risks=tuple(risk for risk in risks if risk.kind != "none"),
        )

    def _keywords(self) -> Iterable[Keyword]:
        for n, keyword in enumerate(self._answer.keywords, start=1):
            claim = self._claim(f"keyword{n}", keyword.meaning, keyword.passages, "keyword")
            if (term := plain(keyword.term)) and claim.kind != "none":
                yield Keyword(term=term, **dict(claim))

    def _signals(self) -> Iterable[Signal]:
        """One per pair of sections at most; a signal that does not rest on a row of each is none."""
        order = tuple(dict.fromkeys(self._section_of.values()))
        made: set[tuple[str, ...]] = set()
        for signal in self._answer.signals:
            pair = tuple(section for section in order if section in signal.sections)
            rows = tuple(dict.fromkeys(row for row in signal.rows if self._section_of.get(row) in pair))
            if len(pair) < 2 or pair in made or {self._section_of[row] for row in rows} != set(pair):
                continue
            name = "-".join(pair)
            claim = self._claim(f"signal.{name}", signal.text, signal.passages, "signal", name)
            if claim.kind != "none":
                made.add(pair)
                yield Signal(sections=(pair[0], pair[1]), rows=rows, **dict(claim))

    def _claim(self, claim_id: str, text: str, passages: tuple[str, ...], *place: str) -> Claim:
        reason = self._reasons.of(claim_id, *place) if self._by == "extraction" else None
        return make_claim(claim_id, Wording(text, passages, self._by, reason), self._passages, inferred=True)


def _merged(previous: Synthesis, fresh: Synthesis, named: Collection[str]) -> Synthesis:
    return Synthesis(
        keywords=tuple(_replaced(previous.keywords, fresh.keywords, named)),
        signals=tuple(_replaced(previous.signals, fresh.signals, named)),
        risks=tuple(_replaced(previous.risks, fresh.risks, named)),
    )


def _replaced(old: Iterable[C], fresh: Iterable[C], named: Collection[str]) -> Iterable[C]:
    by_id = {claim.id: claim for claim in fresh}
    return (claim for one in old if (claim := by_id.get(one.id) if one.id in named else one))
