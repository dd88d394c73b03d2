"""The synthesis writer: keywords, signals between sections, risks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from agents.base import Answer, Ask
from agents.claims import Reasons, WrittenText, is_in, make_claim, named_reasons
from agents.synthesis_question import synthesis_question
from facts.text.cleaning import plain
from schemas.claim import Claim
from schemas.claim_ids import last_part, signal_name
from schemas.classification import SectionEvidence, evidence_of
from schemas.draft import Keyword, Signal, Synthesis, SynthesisAnswer, SynthesisQuestion
from schemas.reasons import Reason
from schemas.table import TableDraft

C = TypeVar("C", bound=Claim)

NO_SYNTHESIS = Synthesis(keywords=(), signals=(), risks=())


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
    return _filled(fresh, _extracted(tables, sections, ask, Reasons(answer.lost, otherwise="left_empty")))


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
    reasons = Reasons(named=named_reasons(named, _claims(previous)))
    return _merged(previous, _extracted(tables, sections, ask, reasons), named)


def _extracted(
    tables: Sequence[TableDraft], sections: Sequence[SectionEvidence], ask: Ask, reasons: Reasons
) -> Synthesis:
    """What may stand beside a model's texts: in the report's language."""
    question = synthesis_question(tables, sections)
    answer = ask.extract("synthesis_writer", question, SynthesisAnswer)
    made = _SynthesisBuilder(tables, sections, answer, reasons).synthesis()
    return Synthesis(
        keywords=tuple(one for one in made.keywords if is_in(one, question.language)),
        signals=tuple(one for one in made.signals if is_in(one, question.language)),
        risks=tuple(one for one in made.risks if is_in(one, question.language)),
    )


def _claims(synthesis: Synthesis) -> Iterator[Claim]:
    yield from (*synthesis.keywords, *synthesis.signals, *synthesis.risks)


def _is_lacking(synthesis: Synthesis, question: SynthesisQuestion) -> bool:
    """Whether a model left a part empty: keywords, risks, or a pair's signal."""
    return not (synthesis.keywords and synthesis.risks) or len(synthesis.signals) < len(question.pairs)


def _filled(synthesis: Synthesis, extracted: Synthesis) -> Synthesis:
    """`synthesis` with the parts that a model left empty taken from `extracted`."""
    pairs = {frozenset(signal.sections) for signal in synthesis.signals}
    more = tuple(signal for signal in extracted.signals if frozenset(signal.sections) not in pairs)
    return Synthesis(
        keywords=synthesis.keywords or extracted.keywords,
        signals=synthesis.signals + more,
        risks=synthesis.risks or extracted.risks,
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

    def _claim(self, claim_id: str, text: str, passages: tuple[str, ...], *place: str) -> Claim:
        reason = self._reasons.of(claim_id, *place) if self._by == "extraction" else None
        return make_claim(claim_id, WrittenText(text, passages, self._by, reason), self._passages, inferred=True)


def _merged(previous: Synthesis, fresh: Synthesis, named: Collection[str]) -> Synthesis:
    return Synthesis(
        keywords=tuple(_replaced(previous.keywords, fresh.keywords, named)),
        signals=tuple(_replaced(previous.signals, fresh.signals, named)),
        risks=tuple(_replaced(previous.risks, fresh.risks, named)),
    )


def _replaced(old: Iterable[C], fresh: Iterable[C], named: Collection[str]) -> Iterable[C]:
    by_id = {claim.id: claim for claim in fresh}
    return (claim for one in old if (claim := by_id.get(one.id) if one.id in named else one))
