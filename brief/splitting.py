"""A question about many things as two about fewer, and two answers as one: how a refused item is found."""

from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.table import TableAnswer, TableQuestion

_ITEMS: dict[type[Schema], str] = {
    TableQuestion: "events",
    ClassificationQuestion: "events",
    CritiqueQuestion: "claims",
}
"""Question -> the field that can be halved."""


def halves(question: Schema) -> tuple[Schema, Schema] | None:
    """Two questions about half of the items each; None for a single item, and for what only makes sense whole."""
    field = _ITEMS.get(type(question))
    items = getattr(question, field) if field else ()
    if not field or len(items) < 2:
        return None
    middle = len(items) // 2
    return question.model_copy(update={field: items[:middle]}), question.model_copy(update={field: items[middle:]})


def joined(first: Schema | None, second: Schema | None) -> Schema | None:
    """One answer of two; an answer that is None was refused."""
    if first is None or second is None:
        return first or second
    if isinstance(first, TableAnswer) and isinstance(second, TableAnswer):
        thesis = first.thesis if first.thesis.text.strip() else second.thesis
        return TableAnswer(thesis=thesis, rows=first.rows + second.rows, effects=first.effects + second.effects)
    if isinstance(first, ClassificationAnswer) and isinstance(second, ClassificationAnswer):
        return ClassificationAnswer(labels=first.labels + second.labels)
    if isinstance(first, CritiqueAnswer) and isinstance(second, CritiqueAnswer):
        return CritiqueAnswer(issues=first.issues + second.issues)
    raise TypeError(f"two {type(first).__name__} cannot be joined")
