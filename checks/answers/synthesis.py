"""Answers of a synthesis writer: keywords, one signal or none for each pair of sections, risks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from checks.answers.finding import Finding, Place, at, numbered
from checks.answers.statements import (
    NOTHING,
    among,
    found_in_entries,
    found_in_passages,
    found_in_statement,
    kept_entries,
    tidied_entries,
    tidied_statement,
)
from checks.answers.wording import WordingRules, make_wording, says_nothing
from schemas.draft import KeywordAnswer, SignalAnswer, SynthesisAnswer, SynthesisQuestion
from schemas.retrieval import document_of

Pair = tuple[str, str]
_LEAST_LETTERS = 6
"""Letters and digits of a meaning beside its term; 成本降了一半 is long enough."""
NO_KEYWORD = KeywordAnswer(term="", meaning="", passages=())


def tidied(question: SynthesisQuestion, answer: SynthesisAnswer) -> SynthesisAnswer:
    """`answer` with everything mended that needs no writing.

    One signal of each pair, in the question's order; of rows and passages the known ones, and passages that code finds
    where the writer named none; no text for words that stand for having nothing to say.
    """
    desk = _desk(question)
    return SynthesisAnswer(
        keywords=tuple(_tidied_keyword(one, desk) for one in answer.keywords[: question.lengths.keywords]),
        signals=_tidied_signals(question, answer, desk),
        risks=tuple(
            tidied_statement(one, desk.passages, question.lengths.risk)
            for one in answer.risks[: question.lengths.risks]
        ),
        entries=tidied_entries(question.blocks, answer.entries, desk.passages),
    )


def find(question: SynthesisQuestion, answer: SynthesisAnswer) -> Iterator[Finding]:
    """What is wrong with a tidied answer."""
    desk, lengths = _desk(question), question.lengths
    for index, keyword in enumerate(answer.keywords):
        yield from _found_in_keyword(numbered("keyword", index), keyword, desk, lengths.meaning)
    for index, keyword in enumerate(answer.keywords):
        if keyword.term and keyword.term in [one.term for one in answer.keywords[:index]]:
            yield Finding(numbered("keyword", index), "its term stands twice; name another.", "repeats")
    given = {signal.sections for signal in answer.signals}
    for pair in question.pairs:
        if pair not in given:
            yield Finding(_place(pair), 'is left out; where no link can be shown, its text is "".', "left_out")
    for signal in answer.signals:
        yield from _found_in_signal(_place(signal.sections), signal, desk, lengths.signal)
    for index, risk in enumerate(answer.risks):
        yield from found_in_statement(numbered("risk", index), risk, desk.wording, lengths.risk, desk.passages)
    yield from found_in_entries(question.blocks, answer.entries, desk.wording, desk.passages)


def keep(question: SynthesisQuestion, answer: SynthesisAnswer) -> SynthesisAnswer:
    """What stands of a tidied answer, keywords and risks at the places they had, those that fell empty."""
    wrong = {finding.place for finding in find(question, answer)}
    return SynthesisAnswer(
        keywords=tuple(NO_KEYWORD if numbered("keyword", n) in wrong else one for n, one in enumerate(answer.keywords)),
        signals=tuple(one for one in answer.signals if _place(one.sections) not in wrong),
        risks=tuple(NOTHING if numbered("risk", n) in wrong else one for n, one in enumerate(answer.risks)),
        entries=kept_entries(answer.entries, wrong),
    )


@dataclass(frozen=True)
class _Offer:
    """What a question offers."""

    section_of_row: Mapping[str, str]
    of_row: Mapping[str, Mapping[str, str]]
    """Row -> its passages, id -> text."""
    wording: WordingRules

    @property
    def passages(self) -> Mapping[str, str]:
        return {one: text for passages in self.of_row.values() for one, text in passages.items()}


def _desk(question: SynthesisQuestion) -> _Offer:
    rows = [(table.section.id, row) for table in question.tables for row in table.rows]
    section_of_row = {row.row_id: section for section, row in rows}
    of_row = {row.row_id: {passage.id: passage.text for passage in row.passages} for _, row in rows}
    ids = _ids(section_of_row, [one for passages in of_row.values() for one in passages])
    texts = [text for _, row in rows for text in (*row.cells, *(passage.text for passage in row.passages))]
    return _Offer(section_of_row, of_row, make_wording(question.language, ids, texts))


def _ids(row_ids: Collection[str], passage_ids: Collection[str]) -> tuple[str, ...]:
    """With those of events and documents, which can be read off them."""
    documents = {document_of(passage_id) for passage_id in passage_ids}
    events = {row_id.rpartition(".")[2] for row_id in row_ids}
    return (*row_ids, *passage_ids, *sorted(documents), *sorted(events))


def _place(pair: Pair) -> Place:
    return "signal", "-".join(pair)


def _found_in_keyword(place: Place, keyword: KeywordAnswer, desk: _Offer, max_chars: int) -> Iterator[Finding]:
    if keyword == NO_KEYWORD:
        return
    if says_nothing(keyword.term):
        yield Finding(place, "it has no term; name one or leave the keyword out.", "left_empty")
    if says_nothing(keyword.meaning) or _is_a_mere_word(keyword):
        message = "it has no meaning; say what the term means in this period or leave the keyword out."
        yield Finding(place, message, "left_empty")
    yield from at(place, desk.wording.foreign(keyword.term))
    yield from at(place, desk.wording.problems(keyword.meaning, max_chars))
    yield from found_in_passages(place, f"{keyword.term}：{keyword.meaning}", keyword.passages, desk.passages)


def _is_a_mere_word(keyword: KeywordAnswer) -> bool:
    """能源 for 能源, 人工智能 for AI: the term again, or in another language."""
    letters = sum(map(str.isalnum, keyword.meaning.replace(keyword.term, "")))
    return letters < _LEAST_LETTERS


def _found_in_signal(place: Place, signal: SignalAnswer, desk: _Offer, max_chars: int) -> Iterator[Finding]:
    if not signal.text:
        return
    yield from at(place, desk.wording.problems(signal.text, max_chars))
    if {desk.section_of_row[one] for one in signal.rows} != set(signal.sections):
        message = 'name at least one row of each of its two sections, and of no other; or leave its text "".'
        yield Finding(place, message, "wrong_rows")
    elif any(not set(signal.passages) & _passages_of(section, signal, desk) for section in signal.sections):
        yield Finding(place, "name at least one passage of a row of each of its two sections.", "no_passage")


def _passages_of(section: str, signal: SignalAnswer, desk: _Offer) -> set[str]:
    """Those of the section's rows that the signal joins."""
    return {one for row in signal.rows if desk.section_of_row[row] == section for one in desk.of_row[row]}


def _tidied_keyword(keyword: KeywordAnswer, desk: _Offer) -> KeywordAnswer:
    if says_nothing(keyword.term) and says_nothing(keyword.meaning):
        return NO_KEYWORD
    return keyword.model_copy(update={"passages": among(keyword.passages, desk.passages)})


def _tidied_signals(question: SynthesisQuestion, answer: SynthesisAnswer, desk: _Offer) -> tuple[SignalAnswer, ...]:
    first: dict[frozenset[str], SignalAnswer] = {}
    for signal in answer.signals:
        first.setdefault(frozenset(signal.sections), signal)
    found = ((pair, first.get(frozenset(pair))) for pair in question.pairs)
    return tuple(_tidied_signal(pair, signal, desk) for pair, signal in found if signal)


def _tidied_signal(pair: Pair, signal: SignalAnswer, desk: _Offer) -> SignalAnswer:
    """A row that is named by one of its passages alone is named."""
    if says_nothing(signal.text):
        return SignalAnswer(sections=pair, text="", rows=(), passages=())
    own = [row_id for row_id, section in desk.section_of_row.items() if section in pair]
    rows = among(signal.rows, own) or tuple(row for row in own if set(desk.of_row[row]) & set(signal.passages))
    return SignalAnswer(sections=pair, text=signal.text, rows=rows, passages=among(signal.passages, desk.passages))
