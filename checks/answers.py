"""What is wrong with a model's answer to a question, before anything is made of it.

A finding names its place, so that only that must be mended; what is not mended is dropped here and written by
extraction. Support by the evidence is judged later, on the draft.
"""

from schemas.base import Schema

LENGTHS = {
    "zh": {"thesis": 22, "effect": 120, "meaning": 50, "signal": 120, "risk": 80, "reason": 16},
    "en": {"thesis": 60, "effect": 300, "meaning": 120, "signal": 300, "risk": 200, "reason": 40},
}
"""Characters of the texts that no column measures, by language."""


def problems(question: Schema, answer: Schema) -> tuple[str, ...]:
    """Sentences to show to the model, each of which begins with its place; empty where the answer can be used."""
    raise NotImplementedError


def usable(question: Schema, answer: Schema) -> Schema:
    """What of `answer` stands."""
    raise NotImplementedError
