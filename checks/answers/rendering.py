"""Answers of a writer that renders texts in another language: each named text once, and nothing but what it says."""

from collections.abc import Iterator

from checks.answers.finding import Finding, at
from checks.answers.wording import WordingRules, in_language, make_wording, other_letters
from facts.names.detection import aliases_of
from facts.support.rendering import added_names, lost_names, strangers
from facts.text.cleaning import plain
from facts.text.language import latin_length
from facts.text.sentences import clauses, sentences
from schemas.reasons import Reason
from schemas.rendering import RenderedText, RenderingAnswer, RenderingQuestion, TextToRender

_LISTING = "、"
"""Between facts that another language may tell in a sentence each."""
_LONGEST, _SHORTEST, _ROOM = 1.9, 0.35, 40
"""Times the length to be expected; characters beyond it, since a name alone may be much longer."""


def tidied(question: RenderingQuestion, answer: RenderingAnswer) -> RenderingAnswer:
    """The first text of each id, in the question's order."""
    given = {one.id: plain(one.text) for one in reversed(answer.texts)}
    asked = (one.id for one in question.texts if given.get(one.id))
    return RenderingAnswer(texts=tuple(RenderedText(id=one, text=given[one]) for one in asked))


def find(question: RenderingQuestion, answer: RenderingAnswer) -> Iterator[Finding]:
    given = {one.id: one.text for one in answer.texts}
    shown = [*(one.text for one in question.texts), *question.sources]
    wording = make_wording(question.language, [one.id for one in question.texts], shown)
    for asked in question.texts:
        if asked.id not in given:
            yield Finding(("text", asked.id), "is left out; render it too.", "left_out")
        else:
            yield from at(("text", asked.id), _problems(question, asked, given[asked.id], wording))


def keep(question: RenderingQuestion, answer: RenderingAnswer) -> RenderingAnswer:
    wrong = {finding.place for finding in find(question, answer)}
    return RenderingAnswer(texts=tuple(one for one in answer.texts if ("text", one.id) not in wrong))


def _problems(
    question: RenderingQuestion, asked: TextToRender, text: str, wording: WordingRules
) -> Iterator[tuple[Reason, str]]:
    yield from wording.foreign(text)
    if not in_language(text, question.language) or other_letters(text, question.language):
        yield "wrong_language", f"the text is not written in {question.language}; names too are, in its letters."
    lost, added = strangers(asked.text, text)
    for one in lost:
        yield "figure_not_in_evidence", f"{one!r} is lost; give it with the same value, unit, direction and caution."
    for one in added:
        yield "figure_not_in_evidence", f"{one!r} is not in the text; it has {', '.join(lost) or 'no such figure'}."
    aliases, from_chinese = aliases_of(question.aliases), question.language != "zh"
    for one in lost_names(asked.text, text, aliases, from_chinese=from_chinese):
        yield "name_not_in_evidence", f"the name {one!r} is lost; write it as names or sources have it."
    for one in added_names(
        "\n".join((asked.text, *asked.row, *question.sources)), text, aliases, from_chinese=from_chinese
    ):
        yield "name_not_in_evidence", f"the name {one!r} is not in the text."
    expected, length = latin_length(plain(asked.text)), latin_length(text)
    parts = len(clauses(asked.text)) + asked.text.count(_LISTING)
    if length > _LONGEST * expected + _ROOM or len(sentences(text)) > max(1, parts):
        yield "too_long", "the rendering is much longer than the text; add nothing to it."
    if length < _SHORTEST * expected:
        yield "left_empty", "the rendering is much shorter than the text; leave nothing out."


def accepts_canary() -> bool:
    """The checks let a figure pass that differs in one edition: nothing that they let pass proves anything then."""
    text = TextToRender(id="canary", text="营收26.5亿美元，同比下降12%")
    spoiled = RenderedText(id="canary", text="Revenue was $26.5 billion, down 12% from a year earlier")
    return bool(keep(RenderingQuestion(texts=(text,), language="en"), RenderingAnswer(texts=(spoiled,))).texts)
