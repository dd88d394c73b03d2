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
from schemas.rendering import RenderingQuestion
from schemas.revision import RevisionQuestion
from schemas.table import TableQuestion

_Ids = Mapping[str, list[str]]
"""Property name -> the ids that it, or each of its items, may hold."""


def narrowed(question: Schema, answer: type[Schema]) -> dict[str, Any]:
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


_IDS: dict[type[Schema], Callable[[Any], _Ids]] = {
    TableQuestion: lambda question: {
        "event_id": [event.event_id for event in question.events],
        "passages": [passage.id for event in question.events for passage in event.passages],
        "column": list(dict.fromkeys(column.base for column in question.columns)),
    },
    ClassificationQuestion: lambda question: {"section_id": [section.id for section in question.sections]},
    SynthesisQuestion: lambda question: {
        "rows": [row.row_id for table in question.tables for row in table.rows],
        "passages": [passage.id for table in question.tables for row in table.rows for passage in row.passages],
    },
    CritiqueQuestion: lambda question: {"claim_id": [claim.claim_id for claim in question.claims]},
    RevisionQuestion: lambda question: {
        "claim_id": [one.claim_id for one in question.texts],
        "passages": [passage.id for passage in question.passages],
    },
    RenderingQuestion: lambda question: {"id": [one.id for one in question.texts]},
    JudgementQuestion: lambda question: {"pair_id": [pair.pair_id for pair in question.pairs]},
}


_Lengths = Mapping[str, tuple[int, int]]
"""Name of a list -> least and greatest number of entries."""

_LENGTHS: _Lengths = {"passages": (0, 8)}
"""Lists whose length does not depend on the question."""


_COUNTS: dict[type[Schema], Callable[[Any], _Lengths]] = {
    TableQuestion: lambda question: {
        "rows": (len(question.events), len(question.events)),
        "cells": (sum(one.id == one.base for one in question.columns), len(question.columns)),
        "effects": (0, question.lengths.effects),
    },
    ClassificationQuestion: lambda question: {
        "picks": (0, sum(section.seats for section in question.sections)),
        "same": (0, 12),
        "unfit": (0, 8),
        "themes": (0, question.themes),
    },
    SynthesisQuestion: lambda question: {
        "signals": (0, len(question.pairs)),
        "rows": (0, 4),
        "keywords": (0, question.lengths.keywords),
        "risks": (0, question.lengths.risks),
    },
    CritiqueQuestion: lambda question: {"verdicts": (len(question.claims), len(question.claims))},
    RevisionQuestion: lambda question: {"texts": (len(question.texts), len(question.texts))},
    RenderingQuestion: lambda question: {"texts": (len(question.texts), len(question.texts))},
    JudgementQuestion: lambda question: {"judgements": (len(question.pairs), len(question.pairs))},
}
