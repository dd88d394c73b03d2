"""Answers without a model: every line is a span of the evidence in the question."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from agents.base import Answer
from brief.extractive.critic import judge
from brief.extractive.section_classifier import choose
from brief.extractive.synthesis_writer import synthesise
from brief.extractive.table_writer import fill_table
from schemas.base import S, Schema
from schemas.draft import RowBrief, SynthesisQuestion
from schemas.rendering import RenderingQuestion
from schemas.table import EventEvidence, TableQuestion

P = TypeVar("P", EventEvidence, RowBrief)

_ANSWERS: dict[str, Callable[..., Schema]] = {
    "section_classifier": choose,
    "table_writer": fill_table,
    "synthesis_writer": synthesise,
    "critic": judge,
}


class Extractive:
    """Answers every role from the typed question alone; deterministic, without cost."""

    name = "extractive"

    def answer(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        """Raises KeyError for an unknown role, TypeError if `answer` is not that role's answer type."""
        if isinstance(question, RenderingQuestion):  # it quotes: what is in another language stays in it
            return Answer(answer.model_validate({"texts": ()}), by="extraction")
        value = _ANSWERS[role](_quotable(question))
        if not isinstance(value, answer):
            raise TypeError(f"{role} answers with {type(value).__name__}, not {answer.__name__}")
        return Answer(value, by="extraction")


def _quotable(question: Schema) -> Schema:
    """`question` without the texts that may not be printed word for word."""
    if isinstance(question, TableQuestion):
        return question.model_copy(update={"events": _with_quotable(question.events)})
    if isinstance(question, SynthesisQuestion):
        tables = (one.model_copy(update={"rows": _with_quotable(one.rows)}) for one in question.tables)
        return question.model_copy(update={"tables": tuple(tables)})
    return question


def _with_quotable(parts: Iterable[P]) -> tuple[P, ...]:
    return tuple(
        one.model_copy(update={"passages": tuple(each for each in one.passages if each.may_be_quoted)}) for one in parts
    )
