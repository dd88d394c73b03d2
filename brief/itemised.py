"""Questions about many things, and the answers to them: which fields hold the items, and what names one."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion
from schemas.critique import CritiqueAnswer, CritiqueQuestion
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
