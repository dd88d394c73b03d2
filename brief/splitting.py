"""A question about many things as two about fewer, and two answers as one.

That finds the item which a model refuses, or which makes an answer too long. What cannot be cut is made lighter.
"""

from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.draft import RowBrief, SynthesisQuestion
from schemas.judgement import JudgementAnswer, JudgementQuestion
from schemas.table import TableAnswer, TableQuestion

_ITEMS: dict[type[Schema], str] = {
    TableQuestion: "events",
    ClassificationQuestion: "events",
    CritiqueQuestion: "claims",
    JudgementQuestion: "pairs",
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


def lightened(question: Schema) -> Schema | None:
    """What only makes sense whole, with the better half of each row's passages; None where nothing is to be halved."""
    if not isinstance(question, SynthesisQuestion):
        return None
    tables = tuple(
        table.model_copy(update={"rows": tuple(_with_half_its_passages(row) for row in table.rows)})
        for table in question.tables
    )
    return None if tables == question.tables else question.model_copy(update={"tables": tables})


def _with_half_its_passages(row: RowBrief) -> RowBrief:
    return row.model_copy(update={"passages": row.passages[: (len(row.passages) + 1) // 2]})


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
    if isinstance(first, JudgementAnswer) and isinstance(second, JudgementAnswer):
        return JudgementAnswer(judgements=first.judgements + second.judgements)
    raise TypeError(f"two {type(first).__name__} cannot be joined")
