"""A question about many things, cut into questions about fewer, and their answers put together again.

By halves, to find the item that a model refuses or that makes an answer too long; down to the items that findings name,
so that only those are asked about again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from checks.answers.finding import Finding
from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.judgement import JudgementAnswer, JudgementQuestion
from schemas.table import StatementAnswer, TableAnswer, TableQuestion

T = TypeVar("T", bound=Schema)


@dataclass(frozen=True)
class _Items:
    asked: str
    """Field of the question that holds the items."""
    answered: str
    """Field of the answer that holds what is said of each."""
    id: str
    """Field that names an item, in both."""
    place: str
    """How a finding calls one."""


_ITEMS: dict[type[Schema], _Items] = {
    TableQuestion: _Items("events", "rows", "event_id", "row"),
    ClassificationQuestion: _Items("events", "labels", "event_id", "label"),
    CritiqueQuestion: _Items("claims", "issues", "claim_id", "issue"),
    JudgementQuestion: _Items("pairs", "judgements", "pair_id", "judgement"),
}


def halves(question: Schema) -> tuple[Schema, Schema] | None:
    """Two questions about half of the items each; None for a single item, and for what only makes sense whole."""
    kind = _ITEMS.get(type(question))
    items = getattr(question, kind.asked) if kind else ()
    if not kind or len(items) < 2:
        return None
    middle = len(items) // 2
    first, second = ({kind.asked: part} for part in (items[:middle], items[middle:]))
    return question.model_copy(update=first), question.model_copy(update=second)


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


def narrowed_to(question: T, findings: Iterable[Finding]) -> T:
    """`question` about the items that `findings` name; whole, where a finding concerns something else."""
    kind = _ITEMS.get(type(question))
    places = [finding.place for finding in findings]
    if not kind or any(place[0] != kind.place for place in places):
        return question
    named = {place[1] for place in places}
    items = tuple(item for item in getattr(question, kind.asked) if getattr(item, kind.id) in named)
    return question.model_copy(update={kind.asked: items}) if items else question


def concerning(part: Schema, answer: T) -> T:
    """Of `answer`, what is said of the items of `part`, and nothing of what rests on all of them."""
    kind = _ITEMS[type(part)]
    named = _ids(part, kind)
    said = tuple(one for one in getattr(answer, kind.answered) if getattr(one, kind.id) in named)
    rest = {"thesis": StatementAnswer(text="", passages=()), "effects": ()} if isinstance(answer, TableAnswer) else {}
    return answer.model_copy(update={kind.answered: said, **rest})


def patched(answer: T, part: Schema, given: T) -> T:
    """`answer` with what `given` says of the items of `part` in place of its own."""
    kind = _ITEMS[type(part)]
    named = _ids(part, kind)
    kept = tuple(one for one in getattr(answer, kind.answered) if getattr(one, kind.id) not in named)
    return answer.model_copy(update={kind.answered: kept + getattr(given, kind.answered)})


def _ids(question: Schema, kind: _Items) -> set[str]:
    return {getattr(item, kind.id) for item in getattr(question, kind.asked)}
