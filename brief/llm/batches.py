"""Questions about many things, and the answers to them: which fields hold the items, and what names one."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.draft import RowBrief, SynthesisQuestion
from schemas.judgement import JudgementAnswer, JudgementQuestion
from schemas.table import TableAnswer, TableQuestion


@dataclass(frozen=True)
class Items:
    asked: str
    """Field of the question that holds the items."""
    answered: str
    """Field of the answer that holds what is said of each."""
    id: str
    """Field that names an item, in both."""
    place: str
    """How a finding calls one."""


_TABLE = Items("events", "rows", "event_id", "row")
_CLASSIFICATION = Items("events", "labels", "event_id", "label")
_CRITIQUE = Items("claims", "issues", "claim_id", "issue")
_JUDGEMENT = Items("pairs", "judgements", "pair_id", "judgement")

ITEMS: Mapping[type[Schema], Items] = {
    TableQuestion: _TABLE,
    TableAnswer: _TABLE,
    ClassificationQuestion: _CLASSIFICATION,
    ClassificationAnswer: _CLASSIFICATION,
    CritiqueQuestion: _CRITIQUE,
    CritiqueAnswer: _CRITIQUE,
    JudgementQuestion: _JUDGEMENT,
    JudgementAnswer: _JUDGEMENT,
}


def halves(question: Schema) -> tuple[Schema, Schema] | None:
    """Two questions about half of the items each; None for a single item, and for what only makes sense whole."""
    kind = ITEMS.get(type(question))
    items = getattr(question, kind.asked) if kind else ()
    if not kind or len(items) < 2:
        return None
    middle = len(items) // 2
    first, second = ({kind.asked: part} for part in (items[:middle], items[middle:]))
    return question.model_copy(update=first), question.model_copy(update=second)


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
    if type(first) is not type(second) or type(first) not in ITEMS:
        raise TypeError(f"a {type(first).__name__} and a {type(second).__name__} cannot be joined")
    field = ITEMS[type(first)].answered
    whole = first.model_copy(update={field: getattr(first, field) + getattr(second, field)})
    if isinstance(first, TableAnswer) and isinstance(second, TableAnswer):
        thesis = first.thesis if first.thesis.text.strip() else second.thesis
        return whole.model_copy(update={"thesis": thesis, "effects": first.effects + second.effects})
    return whole


def names_none(question: Schema, answer: Schema) -> bool:
    """Whether an answer that must speak of every item speaks of none. A critic may be silent."""
    kind = ITEMS.get(type(question))
    if kind is None or kind is _CRITIQUE:
        return False
    asked = {getattr(item, kind.id) for item in getattr(question, kind.asked)}
    return not any(getattr(one, kind.id) in asked for one in getattr(answer, kind.answered))
