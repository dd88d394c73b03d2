"""Answers of a synthesis writer: keywords, one signal or none for each pair of sections, risks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.answers.finding import Finding, Place, at, listed, numbered, repeated
from checks.answers.lengths import LENGTHS, MOST
from checks.answers.table import NOTHING, among, found_in_passages, found_in_statement, tidied_statement
from checks.answers.wording import Wording, make_wording, says_nothing
from schemas.draft import KeywordAnswer, SignalAnswer, SynthesisAnswer, SynthesisQuestion

Pair = tuple[str, str]
NO_KEYWORD = KeywordAnswer(term="", meaning="", passages=())


def find(question: SynthesisQuestion, answer: SynthesisAnswer) -> Iterator[Finding]:
    desk = _desk(question)
    lengths = LENGTHS[question.language]
    for index, keyword in enumerate(answer.keywords):
        yield from _found_in_keyword(numbered("keyword", index), keyword, desk, lengths["meaning"])
    for index, keyword in enumerate(answer.keywords):
        if keyword.term and keyword.term in [one.term for one in answer.keywords[:index]]:
            yield Finding(numbered("keyword", index), "its term stands twice; name another.")
    yield from _found_in_pairs(question, answer)
    for signal in answer.signals:
        if signal.sections in question.pairs:
            yield from _found_in_signal(_place(signal.sections), signal, desk, lengths["signal"])
    for index, risk in enumerate(answer.risks):
        yield from found_in_statement(numbered("risk", index), risk, desk.passages, desk.wording, lengths["risk"])


def keep(question: SynthesisQuestion, answer: SynthesisAnswer) -> SynthesisAnswer:
    """What stands, keywords and risks at the places they had, those that fell empty.

    A pair is put in the question's order, and unknown ids go where a known one stands beside them.
    """
    desk = _desk(question)
    tidied = SynthesisAnswer(
        keywords=tuple(_tidied_keyword(one, desk) for one in answer.keywords[: MOST["keywords"]]),
        signals=_tidied_signals(question, answer, desk),
        risks=tuple(tidied_statement(one, desk.passages) for one in answer.risks[: MOST["risks"]]),
    )
    wrong = {finding.place for finding in find(question, tidied)}
    return SynthesisAnswer(
        keywords=tuple(NO_KEYWORD if numbered("keyword", n) in wrong else one for n, one in enumerate(tidied.keywords)),
        signals=tuple(one for one in tidied.signals if _place(one.sections) not in wrong),
        risks=tuple(NOTHING if numbered("risk", n) in wrong else one for n, one in enumerate(tidied.risks)),
    )


@dataclass(frozen=True)
class _Desk:
    """What a question offers."""

    section_of_row: Mapping[str, str]
    section_of_passage: Mapping[str, str]
    wording: Wording

    @property
    def passages(self) -> tuple[str, ...]:
        return tuple(self.section_of_passage)


def _desk(question: SynthesisQuestion) -> _Desk:
    rows = [(table.section.id, row) for table in question.tables for row in table.rows]
    section_of_row = {row.row_id: section for section, row in rows}
    section_of_passage = {passage.id: section for section, row in rows for passage in row.passages}
    documents = {passage_id.partition("#")[0] for passage_id in section_of_passage}
    events = {row_id.rpartition(".")[2] for row_id in section_of_row}
    ids = (*section_of_row, *section_of_passage, *sorted(documents), *sorted(events))
    texts = [text for _, row in rows for text in (*row.cells, *(passage.text for passage in row.passages))]
    return _Desk(section_of_row, section_of_passage, make_wording(question.language, ids, texts))


def _place(pair: Pair) -> Place:
    return "signal", "-".join(pair)


def _found_in_keyword(place: Place, keyword: KeywordAnswer, desk: _Desk, max_chars: int) -> Iterator[Finding]:
    if says_nothing(keyword.term) and says_nothing(keyword.meaning):
        return
    if says_nothing(keyword.term):
        yield Finding(place, "it has no term; name one or leave the keyword out.")
    if says_nothing(keyword.meaning):
        yield Finding(place, "it has no meaning; say what the term means in this period or leave the keyword out.")
    yield from at(place, desk.wording.stray(keyword.term))
    yield from at(place, desk.wording.problems(keyword.meaning, max_chars))
    yield from found_in_passages(place, keyword.passages, desk.passages)


def _found_in_pairs(question: SynthesisQuestion, answer: SynthesisAnswer) -> Iterator[Finding]:
    answered = [signal.sections for signal in answer.signals]
    for pair in question.pairs:
        if pair not in answered:
            yield Finding(_place(pair), 'is left out; where no link can be shown, its text is "".')
    for place in repeated("-".join(pair) for pair in answered):
        yield Finding(("signal", place), "is written more than once; write it once.")
    for pair in dict.fromkeys(answered):
        if pair not in question.pairs:
            asked = listed("-".join(one) for one in question.pairs)
            yield Finding(_place(pair), f"this pair was not asked for; those are {asked or 'none'}, in this order.")


def _found_in_signal(place: Place, signal: SignalAnswer, desk: _Desk, max_chars: int) -> Iterator[Finding]:
    if says_nothing(signal.text):
        return
    yield from at(place, desk.wording.problems(signal.text, max_chars))
    for row_id in signal.rows:
        if row_id not in desk.section_of_row:
            yield Finding(place, f"{row_id} is no row; copy the row_id of the rows it rests on.")
    if {desk.section_of_row[one] for one in signal.rows if one in desk.section_of_row} != set(signal.sections):
        yield Finding(
            place, 'name at least one row of each of its two sections, and of no other; or leave its text "".'
        )
    yield from found_in_passages(place, signal.passages, desk.passages)
    if signal.passages and not {desk.section_of_passage.get(one) for one in signal.passages} >= set(signal.sections):
        yield Finding(place, "name at least one passage of a row of each of its two sections.")


def _tidied_keyword(keyword: KeywordAnswer, desk: _Desk) -> KeywordAnswer:
    if says_nothing(keyword.term) and says_nothing(keyword.meaning):
        return NO_KEYWORD
    return keyword.model_copy(update={"passages": among(keyword.passages, desk.passages)})


def _tidied_signals(question: SynthesisQuestion, answer: SynthesisAnswer, desk: _Desk) -> tuple[SignalAnswer, ...]:
    first: dict[frozenset[str], SignalAnswer] = {}
    for signal in answer.signals:
        first.setdefault(frozenset(signal.sections), signal)
    found = ((pair, first.get(frozenset(pair))) for pair in question.pairs)
    return tuple(_tidied_signal(pair, signal, desk) for pair, signal in found if signal)


def _tidied_signal(pair: Pair, signal: SignalAnswer, desk: _Desk) -> SignalAnswer:
    if says_nothing(signal.text):
        return SignalAnswer(sections=pair, text="", rows=(), passages=())
    own = [row_id for row_id, section in desk.section_of_row.items() if section in pair]
    return SignalAnswer(
        sections=pair,
        text=signal.text,
        rows=among(signal.rows, own),
        passages=among(signal.passages, desk.passages),
    )
