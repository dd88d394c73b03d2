"""The synthesis writer: keywords, signals between sections, risks."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import TypeVar

from agents.base import Answer, Ask
from agents.claims import Wording, brief_passages, make_claim
from facts.hygiene import plain
from schemas.claim import Claim
from schemas.classification import Evidence, SectionBrief, SectionEvidence
from schemas.draft import Keyword, RowBrief, Signal, Synthesis, SynthesisAnswer, SynthesisQuestion, TableBrief
from schemas.retrieval import Passage
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
    fresh = _synthesis(answer, tables, evidence)
    named = {remark.claim_id for remark in remarks}
    if previous and answer.by == "extraction" and _by_model(previous, named):
        return quote_synthesis(tables, sections, ask, previous, named)
    lacking = 0 if answer.by == "extraction" else _lacking(fresh, question)
    if lacking:
        extracted = ask.extract("synthesis_writer", question, SynthesisAnswer, filling=lacking)
        fresh = _filled(fresh, _synthesis(extracted, tables, evidence))
    return _merged(previous, fresh, {remark.claim_id for remark in remarks}) if previous else fresh


def _by_model(previous: Synthesis, named: AbstractSet[str]) -> bool:
    claims = (*previous.keywords, *previous.signals, *previous.risks)
    return any(claim.by == "model" for claim in claims if claim.id in named)


def quote_synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    previous: Synthesis,
    named: AbstractSet[str],
) -> Synthesis:
    """`previous` with the named claims quoted from the evidence in place of what a model wrote."""
    evidence = {one.event.id: one for section in sections for one in section.evidence}
    question = _question(tables, sections, evidence, ())
    extracted = ask.extract("synthesis_writer", question, SynthesisAnswer, filling=len(named))
    return _merged(previous, _synthesis(extracted, tables, evidence), named)


def _lacking(synthesis: Synthesis, question: SynthesisQuestion) -> int:
    """How many parts a model left empty: keywords, risks, and each pair without a signal."""
    return (not synthesis.keywords) + (not synthesis.risks) + max(0, len(question.pairs) - len(synthesis.signals))


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
        tables=tuple(
            TableBrief(
                section=briefs[table.section_id], rows=tuple(_row(row, evidence[row.event_id]) for row in table.rows)
            )
            for table in tables
        ),
        pairs=tuple(combinations((table.section_id for table in tables), 2)),
        language=sections[0].language,
        lengths=sections[0].lengths,
        remarks=tuple(remarks),
    )


def _row(row: Row, evidence: Evidence) -> RowBrief:
    return RowBrief(
        row_id=row.id,
        cells=tuple(cell.text for cell in row.cells if cell.kind != "none"),
        terms=evidence.terms,
        passages=brief_passages(evidence.passages, _ROW_TOKENS),
    )


def _synthesis(
    answer: Answer[SynthesisAnswer], tables: Sequence[TableDraft], evidence: Mapping[str, Evidence]
) -> Synthesis:
    passages = {
        passage.id: passage for table in tables for row in table.rows for passage in evidence[row.event_id].passages
    }
    section_of = {row.id: table.section_id for table in tables for row in table.rows}
    return Synthesis(
        keywords=tuple(_keywords(answer, passages)),
        signals=tuple(_signals(answer, passages, section_of)),
        risks=tuple(
            claim
            for n, risk in enumerate(answer.value.risks, start=1)
            if (
                claim := make_claim(f"risk{n}", Wording(risk.text, risk.passages, answer.by), passages, inferred=True)
            ).kind
            != "none"
        ),
    )


def _keywords(answer: Answer[SynthesisAnswer], passages: Mapping[str, Passage]) -> Iterable[Keyword]:
    for n, keyword in enumerate(answer.value.keywords, start=1):
        claim = make_claim(
            f"keyword{n}", Wording(keyword.meaning, keyword.passages, answer.by), passages, inferred=True
        )
        if (term := plain(keyword.term)) and claim.kind != "none":
            yield Keyword(term=term, **dict(claim))


def _signals(
    answer: Answer[SynthesisAnswer], passages: Mapping[str, Passage], section_of: Mapping[str, str]
) -> Iterable[Signal]:
    """One per pair of sections at most; a signal that does not rest on a row of each is none."""
    order = tuple(dict.fromkeys(section_of.values()))
    made: set[tuple[str, ...]] = set()
    for signal in answer.value.signals:
        pair = tuple(section for section in order if section in signal.sections)
        rows = tuple(dict.fromkeys(row for row in signal.rows if section_of.get(row) in pair))
        if len(pair) < 2 or pair in made or {section_of[row] for row in rows} != set(pair):
            continue
        claim = make_claim(
            f"signal.{pair[0]}-{pair[1]}", Wording(signal.text, signal.passages, answer.by), passages, inferred=True
        )
        if claim.kind != "none":
            made.add(pair)
            yield Signal(sections=(pair[0], pair[1]), rows=rows, **dict(claim))


def _merged(previous: Synthesis, fresh: Synthesis, named: AbstractSet[str]) -> Synthesis:
    return Synthesis(
        keywords=tuple(_replaced(previous.keywords, fresh.keywords, named)),
        signals=tuple(_replaced(previous.signals, fresh.signals, named)),
        risks=tuple(_replaced(previous.risks, fresh.risks, named)),
    )


def _replaced(old: Iterable[C], fresh: Iterable[C], named: AbstractSet[str]) -> Iterable[C]:
    by_id = {claim.id: claim for claim in fresh}
    return (claim for one in old if (claim := by_id.get(one.id) if one.id in named else one))
