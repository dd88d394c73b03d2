"""What is wrong with a model's answer to a question, and what of it stands.

A finding names its place, so that only that must be mended. What is not mended is dropped here and written by
extraction: code decides which events get a row. Support by the evidence is judged later, on the draft.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from checks.answers import classification, critique, synthesis, table
from checks.answers.finding import Finding
from schemas.base import Schema
from schemas.classification import ClassificationQuestion
from schemas.critique import CritiqueQuestion
from schemas.draft import SynthesisQuestion
from schemas.table import TableQuestion

T = TypeVar("T", bound=Schema)

_FIND: dict[type[Schema], Callable[[Any, Any], Iterable[Finding]]] = {
    ClassificationQuestion: classification.find,
    TableQuestion: table.find,
    SynthesisQuestion: synthesis.find,
    CritiqueQuestion: critique.find,
}
_KEEP: dict[type[Schema], Callable[[Any, Any], Any]] = {
    ClassificationQuestion: classification.keep,
    TableQuestion: table.keep,
    SynthesisQuestion: synthesis.keep,
    CritiqueQuestion: critique.keep,
}


def findings(question: Schema, answer: Schema) -> tuple[Finding, ...]:
    """What is wrong with `answer`, each once, in the order of the question. Empty where it can be used as it is.

    Raises KeyError for a question that no role asks.
    """
    return tuple(dict.fromkeys(_FIND[type(question)](question, answer)))


def problems(question: Schema, answer: Schema) -> tuple[str, ...]:
    """`findings` as sentences for the model, each beginning with its place: "row e4 insight: …"."""
    return tuple(map(str, findings(question, answer)))


def usable(question: Schema, answer: T) -> T:
    """What of `answer` stands after everything wrong is dropped; to be applied to every answer, mended or not.

    What the question asked and this lacks is to be written by extraction. Raises KeyError as `findings` does.
    """
    kept: T = _KEEP[type(question)](question, answer)
    return kept
