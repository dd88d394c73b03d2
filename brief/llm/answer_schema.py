"""The JSON schema of an answer, narrowed to its question: only ids of the question, and lists of limited length.

A server that enforces the schema then cannot return an unknown id or an endless list; without enforcement, the answer
is checked as always.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from schemas.base import Schema
from schemas.classification import ClassificationQuestion
from schemas.critique import CritiqueQuestion
from schemas.draft import SynthesisQuestion
from schemas.judgement import JudgementQuestion
from schemas.revision import RevisionQuestion
from schemas.table import TableQuestion

_Ids = Mapping[str, list[str]]
"""Property name -> the ids that it, or each of its items, may hold."""


def narrowed(question: Schema, answer: type[Schema]) -> dict[str, Any]:
    """The JSON schema of `answer` for this question."""
    ids = _IDS[type(question)](question) if type(question) in _IDS else {}
    counts = _COUNTS[type(question)](question) if type(question) in _COUNTS else {}
    schema = deepcopy(answer.model_json_schema())
    for part in (schema, *schema.get("$defs", {}).values()):
        properties = part.get("properties", {})
        for name, allowed in ids.items():
            _narrow(properties.get(name), allowed)
        for name, (least, most) in {**_LENGTHS, **counts}.items():
            if properties.get(name, {}).get("type") == "array":
                properties[name] |= {"minItems": least, "maxItems": most}
    return schema


def _narrow(property: dict[str, Any] | None, allowed: list[str]) -> None:
    """Limits a string, or each item of a list of strings, to the ids; a list of objects is left alone."""
    target = property.get("items", property) if property else None
    if target and target.get("type") == "string" and allowed:
        target["enum"] = allowed


def _of_table(question: TableQuestion) -> _Ids:
    return {
        "event_id": [event.event_id for event in question.events],
        "passages": [passage.id for event in question.events for passage in event.passages],
        "column": [column.id for column in question.columns],
    }


def _of_classification(question: ClassificationQuestion) -> _Ids:
    return {
        "section_id": [section.id for section in question.sections],
    }


def _of_synthesis(question: SynthesisQuestion) -> _Ids:
    rows = [row for table in question.tables for row in table.rows]
    return {
        "rows": [row.row_id for row in rows],
        "passages": [passage.id for row in rows for passage in row.passages],
    }


def _of_critique(question: CritiqueQuestion) -> _Ids:
    return {"claim_id": [claim.claim_id for claim in question.claims]}


def _of_revision(question: RevisionQuestion) -> _Ids:
    return {
        "claim_id": [one.claim_id for one in question.texts],
        "passages": [passage.id for passage in question.passages],
    }


def _of_judgement(question: JudgementQuestion) -> _Ids:
    return {"pair_id": [pair.pair_id for pair in question.pairs]}


_IDS: dict[type[Schema], Callable[[Any], _Ids]] = {
    TableQuestion: _of_table,
    ClassificationQuestion: _of_classification,
    SynthesisQuestion: _of_synthesis,
    CritiqueQuestion: _of_critique,
    RevisionQuestion: _of_revision,
    JudgementQuestion: _of_judgement,
}


_Lengths = Mapping[str, tuple[int, int]]
"""Name of a list -> least and greatest number of entries."""

_LENGTHS: _Lengths = {"passages": (0, 8)}
"""Lists whose length does not depend on the question."""

_COUNTS: dict[type[Schema], Callable[[Any], _Lengths]] = {
    TableQuestion: lambda question: {
        "rows": (len(question.events), len(question.events)),
        "cells": (len(question.columns), len(question.columns)),
        "effects": (0, question.lengths.effects),
    },
    ClassificationQuestion: lambda question: {
        "picks": (0, sum(section.seats for section in question.sections)),
        "same": (0, 12),
        "unfit": (0, 8),
    },
    SynthesisQuestion: lambda question: {
        "signals": (0, len(question.pairs)),
        "rows": (0, 4),
        "keywords": (0, question.lengths.keywords),
        "risks": (0, question.lengths.risks),
    },
    CritiqueQuestion: lambda question: {"verdicts": (len(question.claims), len(question.claims))},
    RevisionQuestion: lambda question: {"texts": (len(question.texts), len(question.texts))},
    JudgementQuestion: lambda question: {"judgements": (len(question.pairs), len(question.pairs))},
}
