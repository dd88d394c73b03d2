"""The synthesis writer: keywords, signals between sections, risks."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from agents.base import Answer, Ask
from agents.claims import (
    Reasons,
    WrittenText,
    entries_of,
    filled_entries,
    is_in,
    lacks_a_block,
    make_claim,
    named_reasons,
    replaced,
)
from agents.synthesis_question import synthesis_question
from facts.text.cleaning import plain
from schemas.claim import C, Claim
from schemas.claim_ids import last_part, signal_name
from schemas.classification import SectionEvidence, evidence_of
from schemas.draft import NO_SYNTHESIS, Keyword, Signal, Synthesis, SynthesisAnswer, SynthesisQuestion
from schemas.reasons import Reason
from schemas.section import Holds
from schemas.table import EntryAnswer, TableDraft


def write_synthesis(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence], ask: Ask) -> Synthesis:
    """Keywords, signals and risks across all tables."""
    if not any(table.rows for table in tables):
        return NO_SYNTHESIS
    question = synthesis_question(tables, sections)
    if ask.heard == "no" and ask.model("synthesis_writer"):
        # All of it infers, and nobody would read it: what a model wrote would only be dropped.
        return _extracted(tables, sections, ask, Reasons(otherwise="unread"))
    answer = ask("synthesis_writer", question, SynthesisAnswer)
    fresh = _SynthesisBuilder(tables, sections, answer, Reasons(answer.lost)).synthesis()
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
    answer = ask.extract("synthesis_writer", question, SynthesisAnswer)
    made = _SynthesisBuilder(tables, sections, answer, reasons).synthesis()

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


class _SynthesisBuilder:
    """One answer being turned into a synthesis; what extraction writes of it carries its reason."""

    def __init__(
        self,
        tables: Sequence[TableDraft],
        sections: Sequence[SectionEvidence],
        answer: Answer[SynthesisAnswer],
        reasons: Reasons,
    ) -> None:
        self._answer, self._by, self._reasons = answer.value, answer.by, reasons
        self._blocks = sections[0].of_report
        self._section_of = {row.id: table.section_id for table in tables for row in table.rows}
        evidence = evidence_of(sections)
        events = [row.event_id for table in tables for row in table.rows]
        self._passages = {passage.id: passage for event_id in events for passage in evidence[event_id].passages}

    def synthesis(self) -> Synthesis:
        risks = (
            self._claim(f"risk{number}", risk.text, risk.passages, "risk")
            for number, risk in enumerate(self._answer.risks, start=1)
        )
        return Synthesis(
            keywords=tuple(self._keywords()),
            signals=tuple(self._signals()),
            risks=tuple(risk for risk in risks if risk.kind != "none"),
            entries=entries_of("", self._blocks, self._answer.entries, self._entry),
        )

    def _keywords(self) -> Iterable[Keyword]:
        for number, keyword in enumerate(self._answer.keywords, start=1):
            claim = self._claim(f"keyword{number}", keyword.meaning, keyword.passages, "keyword")
            if (term := plain(keyword.term)) and claim.kind != "none":
                yield Keyword(term=term, **dict(claim))

    def _signals(self) -> Iterable[Signal]:
        """At most one for each pair of sections; a signal without a row of both sections is left out."""
        order = tuple(dict.fromkeys(self._section_of.values()))
        made: set[tuple[str, ...]] = set()
        for signal in self._answer.signals:
            pair = tuple(section for section in order if section in signal.sections)
            rows = tuple(dict.fromkeys(row for row in signal.rows if self._section_of.get(row) in pair))
            if len(pair) < 2 or pair in made or {self._section_of[row] for row in rows} != set(pair):
                continue
            claim_id = signal_name(pair[0], pair[1])
            claim = self._claim(claim_id, signal.text, signal.passages, "signal", last_part(claim_id))
            if claim.kind != "none":
                made.add(pair)
                yield Signal(sections=(pair[0], pair[1]), rows=rows, **dict(claim))

    def _entry(self, claim_id: str, answer: EntryAnswer, holds: Holds) -> Claim:
        return self._claim(claim_id, answer.text, answer.passages, "entry", holds=holds)

    def _claim(
        self, claim_id: str, text: str, passages: tuple[str, ...], *place: str, holds: Holds = "inferred"
    ) -> Claim:
        reason = self._reasons.of(claim_id, *place) if self._by == "extraction" else None
        return make_claim(claim_id, WrittenText(text, passages, self._by, reason), self._passages, holds)


def _merged(previous: Synthesis, fresh: Synthesis, named: Collection[str]) -> Synthesis:
    return Synthesis(
        keywords=replaced(previous.keywords, fresh.keywords, named),
        signals=replaced(previous.signals, fresh.signals, named),
        risks=replaced(previous.risks, fresh.risks, named),
        entries=replaced(previous.entries, fresh.entries, named),
    )
