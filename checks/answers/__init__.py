"""What is wrong with a model's answer to a question, and what of it stands.

First an answer is tidied: what needs no writing is mended without asking. A finding then names its place, so that only
that must be written again. What nobody mends is dropped here and written by extraction: code decides which events get a
row. Support by the evidence is judged later, on the draft.
"""

from collections.abc import Mapping
from typing import Any

from checks.answers import classification, critique, judgement, rendering, revision, synthesis, table
from checks.answers.finding import Finding
from schemas.base import S, Schema
from schemas.classification import ClassificationQuestion
from schemas.critique import CritiqueQuestion
from schemas.draft import SynthesisQuestion
from schemas.judgement import JudgementQuestion
from schemas.rendering import RenderingQuestion
from schemas.revision import RevisionQuestion
from schemas.table import TableQuestion

_RULES: Mapping[type[Schema], Any] = {
    ClassificationQuestion: classification,
    TableQuestion: table,
    SynthesisQuestion: synthesis,
    CritiqueQuestion: critique,
    JudgementQuestion: judgement,
    RevisionQuestion: revision,
    RenderingQuestion: rendering,
}
"""Question -> the module that knows its answers: `tidied`, `find` and `keep`."""


def tidied(question: Schema, answer: S) -> S:
    """`answer` with ids, order and citations put right by code, where that can be done without its writer."""
    tidy: S = _RULES[type(question)].tidied(question, answer)
    return tidy


def findings(question: Schema, answer: Schema) -> tuple[Finding, ...]:
    """What is wrong with a tidied `answer`, each once, in the order of the question. Empty where it can be used as it
    is. Raises KeyError for a question that no role asks.
    """
    return tuple(dict.fromkeys(_RULES[type(question)].find(question, answer)))


def usable(question: Schema, answer: S) -> S:
    """What of a tidied `answer` stands after everything wrong is dropped: what it lacks is to be written by extraction.

    Raises KeyError as `findings` does.
    """
    kept: S = _RULES[type(question)].keep(question, answer)
    return kept
