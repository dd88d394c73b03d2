"""The synthesis writer: keywords, signals between sections, risks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TypeVar

from agents.base import Answer, Ask
from agents.claims import Reasons, WrittenText, make_claim, named_reasons
from agents.synthesis_question import about, synthesis_question
from facts.text.cleaning import plain
from schemas.claim import Claim
from schemas.claim_ids import last_part, signal_name
from schemas.classification import SectionEvidence, evidence_of
from schemas.draft import Keyword, Signal, Synthesis, SynthesisAnswer, SynthesisQuestion
from schemas.reasons import Reason
from schemas.table import Remark, TableDraft

C = TypeVar("C", bound=Claim)

_NOTHING = Synthesis(keywords=(), signals=(), risks=())


def write_synthesis(tables: Sequence[TableDraft], sections: Sequence[SectionEvidence], ask: Ask) -> Synthesis:
    """What the tables say together."""
    if not any(table.rows for table in tables):
        return _NOTHING
    question = synthesis_question(tables, sections)
    answer = ask("synthesis_writer", question, SynthesisAnswer)
    fresh = _SynthesisBuilder(tables, sections, answer, Reasons(answer.lost)).synthesis()
    if answer.by == "extraction" or not _is_lacking(fresh, question):
        return fresh
    extracted = ask.extract("synthesis_writer", question, SynthesisAnswer)
    return _filled(
        fresh, _SynthesisBuilder(tables, sections, extracted, Reasons(answer.lost, otherwise="left_empty")).synthesis()
    )


def rewrite_synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    previous: Synthesis,
    remarks: Sequence[Remark],
) -> Synthesis:
    """`previous` with the claims that `remarks` name written anew; what a model wrote and leaves out now is quoted."""
    if not any(table.rows for table in tables):
        return _NOTHING
    named: dict[str, Reason] = {remark.claim_id: remark.kind for remark in remarks}
    by_id = {claim.id: claim for claim in _claims(previous)}
    concerned = [by_id[name] for name in named if name in by_id]
    question = about(synthesis_question(tables, sections), remarks, concerned)
    answer = ask("synthesis_writer", question, SynthesisAnswer, again=True)
    reasons = Reasons(answer.lost, named_reasons(named, by_id.values()))
    fresh = _SynthesisBuilder(tables, sections, answer, reasons, [claim.id for claim in concerned]).synthesis()
    withdrawn = _withdrawn(by_id, named, fresh)
    rewritten = _merged(previous, fresh, named.keys() - withdrawn.keys())
    return quote_synthesis(tables, sections, ask, rewritten, withdrawn) if withdrawn else rewritten


def quote_synthesis(
    tables: Sequence[TableDraft],
    sections: Sequence[SectionEvidence],
    ask: Ask,
    previous: Synthesis,
    named: Mapping[str, Reason],
) -> Synthesis:
    """`previous` with the named claims quoted from the evidence in place of what a model wrote.

    `named`: by id, what was found with them.
    """
    extracted = ask.extract("synthesis_writer", synthesis_question(tables, sections), SynthesisAnswer)
    reasons = Reasons(named=named_reasons(named, _claims(previous)))
    return _merged(previous, _SynthesisBuilder(tables, sections, extracted, reasons).synthesis(), named)


def _claims(synthesis: Synthesis) -> Iterator[Claim]:
    yield from (*synthesis.keywords, *synthesis.signals, *synthesis.risks)


def _gist(claim: Claim) -> str:
    """By which a model that writes all anew, not only what was named, is found out."""
    return claim.term if isinstance(claim, Keyword) else claim.text


def _withdrawn(by_id: Mapping[str, Claim], named: Mapping[str, Reason], fresh: Synthesis) -> dict[str, Reason]:
    """The named claims by a model that it leaves out now, or in whose place it repeats one that stays."""
    kept = {_gist(claim) for claim in by_id.values() if claim.id not in named}
    made = {claim.id for claim in _claims(fresh) if _gist(claim) not in kept}
    lost = {claim.id for claim in by_id.values() if claim.by == "model"} - made
    return {name: reason for name, reason in named.items() if name in lost}


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


class _SynthesisBuilder:
    """One answer being turned into a synthesis; what extraction writes of it carries its reason.

    `named`: in a revision the ids of the claims asked for, in the order in which they were; else all are new.
    """

    def __init__(
        self,
        tables: Sequence[TableDraft],
        sections: Sequence[SectionEvidence],
        answer: Answer[SynthesisAnswer],
        reasons: Reasons,
        named: Sequence[str] | None = None,
    ) -> None:
        self._answer, self._by, self._reasons, self._named = answer.value, answer.by, reasons, named
        self._section_of = {row.id: table.section_id for table in tables for row in table.rows}
        evidence = evidence_of(sections)
        events = [row.event_id for table in tables for row in table.rows]
        self._passages = {passage.id: passage for event_id in events for passage in evidence[event_id].passages}

    def synthesis(self) -> Synthesis:
        risks = (
            self._claim(claim_id, risk.text, risk.passages, "risk")
            for claim_id, risk in zip(self._ids("risk"), self._answer.risks, strict=False)
        )
        return Synthesis(
            keywords=tuple(self._keywords()),
            signals=tuple(self._signals()),
            risks=tuple(risk for risk in risks if risk.kind != "none"),
        )

    def _ids(self, kind: str) -> Iterator[str]:
        if self._named is None:
            return (f"{kind}{number}" for number in count(1))
        return (claim_id for claim_id in self._named if claim_id.startswith(kind))

    def _keywords(self) -> Iterable[Keyword]:
        for claim_id, keyword in zip(self._ids("keyword"), self._answer.keywords, strict=False):
            claim = self._claim(claim_id, keyword.meaning, keyword.passages, "keyword")
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
