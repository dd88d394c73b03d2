"""The synthesis writer: keywords, signals between sections, risks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from agents.base import Answer, Ask
from agents.claims import ClaimsOf, Reasons, filled_entries, is_in, lacks_a_block, named_reasons, replaced
from agents.synthesis_question import synthesis_question
from facts.text.cleaning import plain
from schemas.claim import C
from schemas.claim_ids import last_part, signal_name
from schemas.classification import SectionEvidence, evidence_of
from schemas.draft import (
    NO_SYNTHESIS,
    Keyword,
    KeywordAnswer,
    Signal,
    SignalAnswer,
    Synthesis,
    SynthesisAnswer,
    SynthesisQuestion,
)
from schemas.reasons import Reason
from schemas.table import StatementAnswer, TableDraft


def write_synthesis(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence], ask: Ask) -> Synthesis:
    """Keywords, signals and risks across all tables."""
    if not any(table.rows for table in tables):
        return NO_SYNTHESIS
    question = synthesis_question(tables, sections)
    if ask.heard == "no" and ask.model("synthesis_writer"):
        # All of it infers, and nobody would read it: what a model wrote would only be dropped.
        return _extracted(tables, sections, ask, Reasons(otherwise="unread"))
    answer = ask("synthesis_writer", question, SynthesisAnswer)
    fresh = _synthesis(tables, sections, answer, Reasons(answer.lost))
    if answer.by == "extraction" or not _is_lacking(fresh, question):
        return fresh
    extracted = _extracted(tables, sections, ask, Reasons(answer.lost, otherwise="left_empty"))
    return _filled(fresh, extracted, question)


def quote_synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    previous: Synthesis,
    named: Mapping[str, Reason],
) -> Synthesis:
    """`previous` with the named claims quoted from the evidence, instead of the model's text.

    `named`: claim id -> what was found wrong with it.
    """
    reasons = Reasons(named=named_reasons(named, previous.claims))
    return _merged(previous, _extracted(tables, sections, ask, reasons), named)


def _extracted(
    tables: Sequence[TableDraft], sections: Sequence[SectionEvidence], ask: Ask, reasons: Reasons
) -> Synthesis:
    """What may stand beside a model's texts: in the report's language."""
    question = synthesis_question(tables, sections)
    made = _synthesis(tables, sections, ask.extract("synthesis_writer", question, SynthesisAnswer), reasons)

    def in_language(claims: Iterable[C]) -> tuple[C, ...]:
        return tuple(one for one in claims if is_in(one, question.language))

    return Synthesis(
        keywords=in_language(made.keywords),
        signals=in_language(made.signals),
        risks=in_language(made.risks),
        entries=in_language(made.entries),
    )


def _is_lacking(synthesis: Synthesis, question: SynthesisQuestion) -> bool:
    """Whether a model left a part empty that is asked for: keywords, risks, a pair's signal, a block."""
    lengths = question.lengths
    return (
        (lengths.keywords > 0 and not synthesis.keywords)
        or (lengths.risks > 0 and not synthesis.risks)
        or len(synthesis.signals) < len(question.pairs)
        or lacks_a_block(question.blocks, synthesis.entries)
    )


def _filled(synthesis: Synthesis, extracted: Synthesis, question: SynthesisQuestion) -> Synthesis:
    """`synthesis` with the parts that a model left empty taken from `extracted`."""
    pairs = {frozenset(signal.sections) for signal in synthesis.signals}
    more = tuple(signal for signal in extracted.signals if frozenset(signal.sections) not in pairs)
    return Synthesis(
        keywords=synthesis.keywords or extracted.keywords,
        signals=synthesis.signals + more,
        risks=synthesis.risks or extracted.risks,
        entries=filled_entries(question.blocks, synthesis.entries, extracted.entries),
    )


def _synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    answer: Answer[SynthesisAnswer],
    reasons: Reasons,
) -> Synthesis:
    """That of one answer; what extraction writes of it carries its reason."""
    evidence = evidence_of(sections)
    rows = [row for table in tables for row in table.rows]
    made = ClaimsOf(answer.by, reasons, {one.id: one for row in rows for one in evidence[row.event_id].passages})
    return Synthesis(
        keywords=tuple(_keywords(answer.value.keywords, made)),
        signals=tuple(_signals(answer.value.signals, tables, made)),
        risks=made.numbered("risk", "risk", answer.value.risks),
        entries=made.entries("", sections[0].of_report, answer.value.entries),
    )


def _keywords(answers: Iterable[KeywordAnswer], made: ClaimsOf) -> Iterator[Keyword]:
    for number, one in enumerate(answers, start=1):
        meaning = StatementAnswer(text=one.meaning, passages=one.passages)
        claim = made.claim(f"keyword{number}", meaning, "keyword")
        if (term := plain(one.term)) and claim.kind != "none":
            yield Keyword(term=term, **dict(claim))


def _signals(answers: Iterable[SignalAnswer], tables: Sequence[TableDraft], made: ClaimsOf) -> Iterator[Signal]:
    """At most one for each pair of sections; a signal without a row of both sections is left out."""
    section_of = {row.id: table.section_id for table in tables for row in table.rows}
    told: set[tuple[str, ...]] = set()
    for signal in answers:
        pair, rows = _joined(signal, section_of)
        if len(pair) < 2 or pair in told or {section_of[row] for row in rows} != set(pair):
            continue
        claim_id = signal_name(pair[0], pair[1])
        claim = made.claim(claim_id, signal, "signal", last_part(claim_id))
        if claim.kind != "none":
            told.add(pair)
            yield Signal(sections=(pair[0], pair[1]), rows=rows, **dict(claim))


def _joined(signal: SignalAnswer, section_of: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Its sections, in the order of the tables, and its rows of them."""
    pair = tuple(section for section in dict.fromkeys(section_of.values()) if section in signal.sections)
    return pair, tuple(dict.fromkeys(row for row in signal.rows if section_of.get(row) in pair))


def _merged(previous: Synthesis, fresh: Synthesis, named: Collection[str]) -> Synthesis:
    return Synthesis(
        keywords=replaced(previous.keywords, fresh.keywords, named),
        signals=replaced(previous.signals, fresh.signals, named),
        risks=replaced(previous.risks, fresh.risks, named),
        entries=replaced(previous.entries, fresh.entries, named),
    )
