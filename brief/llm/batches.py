"""Questions and answers that are lists of items: which fields hold the items, and which field identifies one; and the
JSON schema of an answer, narrowed to its question.

A server that enforces the schema then cannot return an unknown id or an endless list; without enforcement, the answer
is checked as always.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from facts.text.tokens import estimate
from schemas.base import S, Schema
from schemas.classification import ClassificationQuestion
from schemas.critique import ClaimBrief, CritiqueAnswer, CritiqueQuestion
from schemas.draft import RowBrief, SynthesisQuestion
from schemas.judgement import JudgementAnswer, JudgementQuestion
from schemas.rendering import RenderingAnswer, RenderingQuestion
from schemas.revision import RevisionAnswer, RevisionQuestion
from schemas.table import TableAnswer, TableQuestion


@dataclass(frozen=True)
class Items:
    question_field: str
    """Field of the question that holds the items."""
    answer_field: str
    """Field of the answer that holds one entry per item."""
    id: str
    """Field with the item's id, in question and answer."""
    place: str
    """What findings call an item, as the first part of a place."""

    def asked(self, question: Schema) -> list[str]:
        """The ids of the question's items."""
        return [getattr(item, self.id) for item in getattr(question, self.question_field)]


_KINDS: Mapping[tuple[type[Schema], type[Schema]], Items] = {
    (TableQuestion, TableAnswer): Items("events", "rows", "event_id", "row"),
    (CritiqueQuestion, CritiqueAnswer): Items("claims", "verdicts", "claim_id", "verdict"),
    (RevisionQuestion, RevisionAnswer): Items("texts", "texts", "claim_id", "text"),
    (RenderingQuestion, RenderingAnswer): Items("texts", "texts", "id", "text"),
    (JudgementQuestion, JudgementAnswer): Items("pairs", "judgements", "pair_id", "judgement"),
}
ITEMS: Mapping[type[Schema], Items] = {one: items for both, items in _KINDS.items() for one in both}


def halves(question: S) -> tuple[S, S] | None:
    """Two questions with half of the items each; None for a single item, or if the question only makes sense whole."""
    kind = ITEMS.get(type(question))
    items = getattr(question, kind.question_field) if kind else ()
    if not kind or len(items) < 2:
        return None
    middle = len(items) // 2
    return with_items(question, items[:middle]), with_items(question, items[middle:])


def with_items(question: S, items: tuple[Any, ...]) -> S:
    """`question` about these of its items alone, with no other passage than they name."""
    changed: dict[str, object] = {ITEMS[type(question)].question_field: items}
    if isinstance(question, CritiqueQuestion | RevisionQuestion):
        named = {one for item in items for one in item.passages}
        changed["passages"] = tuple(one for one in question.passages if one.id in named)
    return question.model_copy(update=changed)


_READ_AT_ONCE = 12_000
"""Tokens of texts and their passages, at most, that a critic is asked to read together: some sixty texts."""


def in_parts(question: CritiqueQuestion) -> tuple[CritiqueQuestion, ...]:
    """As few questions as may be, each of texts that stand together and no longer than a reader can attend to."""
    cost = {one.id: estimate(one.model_dump_json()) for one in question.passages}
    parts: list[list[ClaimBrief]] = [[]]
    shown, left = set[str](), float(_READ_AT_ONCE)
    for claim in question.claims:
        own = estimate(claim.model_dump_json())
        tokens = own + sum(cost[one] for one in claim.passages if one not in shown)
        if parts[-1] and tokens > left:
            parts.append([])
            shown, left = set(), float(_READ_AT_ONCE)
            tokens = own + sum(cost[one] for one in claim.passages)
        parts[-1].append(claim)
        shown.update(claim.passages)
        left -= tokens
    return tuple(with_items(question, tuple(part)) for part in parts)


def lightened(question: Schema) -> Schema | None:
    """Such a whole question with the better half of each row's passages, or of the stories; None if nothing can be
    halved.
    """
    if isinstance(question, ClassificationQuestion):
        return _with_half_its_stories(question)
    if not isinstance(question, SynthesisQuestion):
        return None
    tables = tuple(
        table.model_copy(update={"rows": tuple(_with_half_its_passages(row) for row in table.rows)})
        for table in question.tables
    )
    return None if tables == question.tables else question.model_copy(update={"tables": tables})


def _with_half_its_stories(question: ClassificationQuestion) -> ClassificationQuestion | None:
    ranked = question.ranked[: (len(question.ranked) + 1) // 2]
    kept = {one.event_id for one in ranked}
    stories = tuple(one for one in question.stories if one.event_id in kept)
    return question.model_copy(update={"stories": stories, "ranked": ranked}) if ranked != question.ranked else None


def _with_half_its_passages(row: RowBrief) -> RowBrief:
    return row.model_copy(update={"passages": row.passages[: (len(row.passages) + 1) // 2]})


def joined(first: S | None, second: S | None) -> S | None:
    """One answer made of two; None stands for an answer that was refused."""
    if first is None or second is None:
        return first or second
    field = ITEMS[type(first)].answer_field
    whole = first.model_copy(update={field: getattr(first, field) + getattr(second, field)})
    if isinstance(first, TableAnswer) and isinstance(second, TableAnswer):
        thesis = first.thesis if first.thesis.text.strip() else second.thesis
        below = {"effects": first.effects + second.effects, "entries": first.entries + second.entries}
        return whole.model_copy(update={"thesis": thesis, **below})
    return whole


def names_none(question: Schema, answer: Schema) -> bool:
    """Whether an answer that must name every item names none. A revision may give up all of its texts."""
    kind = ITEMS.get(type(question))
    if kind is None or isinstance(question, RevisionQuestion):
        return False
    asked = kind.asked(question)
    return not any(getattr(one, kind.id) in asked for one in getattr(answer, kind.answer_field))


# -- the schema of an answer ------------------------------------------------------------------------------------------

_MORE_IDS: Mapping[type[Schema], Callable[[Any], Mapping[str, list[str]]]] = {
    TableQuestion: lambda question: {
        "passages": [passage.id for event in question.events for passage in event.passages],
        "column": list(dict.fromkeys(column.base for column in question.columns)),
    },
    ClassificationQuestion: lambda question: {"section_id": [section.id for section in question.sections]},
    SynthesisQuestion: lambda question: {
        "rows": [row.row_id for table in question.tables for row in table.rows],
        "passages": [passage.id for table in question.tables for row in table.rows for passage in row.passages],
    },
    RevisionQuestion: lambda question: {"passages": [passage.id for passage in question.passages]},
}
"""Beside those of its items: property name -> the ids that it, or each of its items, may hold."""
_MORE_COUNTS: Mapping[type[Schema], Callable[[Any], Mapping[str, tuple[int, int]]]] = {
    TableQuestion: lambda question: {
        "cells": (sum(one.id == one.base for one in question.columns), len(question.columns)),
        "effects": (0, question.lengths.effects),
    },
    ClassificationQuestion: lambda question: {
        "picks": (0, sum(section.seats for section in question.sections)),
        "same": (0, 24),
        "unfit": (0, 8),
        "themes": (0, question.themes),
    },
    SynthesisQuestion: lambda question: {
        "signals": (0, len(question.pairs)),
        "rows": (0, 4),
        "keywords": (0, question.lengths.keywords),
        "risks": (0, question.lengths.risks),
    },
}
"""Name of a list -> least and greatest number of entries; of items there are as many as were asked about."""


def narrowed(question: Schema, answer: type[Schema]) -> dict[str, Any]:
    """Only ids of the question, and lists of limited length."""
    kind, ids, counts = ITEMS.get(type(question)), dict[str, list[str]](), {"passages": (0, 8)}
    if kind:
        ids[kind.id] = kind.asked(question)
        counts[kind.answer_field] = (len(ids[kind.id]), len(ids[kind.id]))
    ids.update(_MORE_IDS[type(question)](question) if type(question) in _MORE_IDS else {})
    counts.update(_MORE_COUNTS[type(question)](question) if type(question) in _MORE_COUNTS else {})
    schema = deepcopy(answer.model_json_schema())
    for part in (schema, *schema.get("$defs", {}).values()):
        properties = part.get("properties", {})
        for name, allowed in ids.items():
            _narrow(properties.get(name), allowed)
        for name, (least, most) in counts.items():
            if properties.get(name, {}).get("type") == "array":
                properties[name] |= {"minItems": least, "maxItems": most}
    return schema


def _narrow(property: dict[str, Any] | None, allowed: list[str]) -> None:
    """Limits a string, or each item of a list of strings, to the ids; a list of objects is left alone."""
    target = property.get("items", property) if property else None
    if target and target.get("type") == "string" and allowed:
        target["enum"] = allowed
