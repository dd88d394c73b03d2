"""A model that answers whatever it is asked, from the question alone: what extraction finds, in words of its own.

A rehearsed one answers only what was rehearsed; this one also what an editor changed.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from builders import ROOT
from model_server import Json, schema_name, system_text, user_text
from reading import read_well
from rehearsal import _as_a_model_is_told, _reworded, as_a_model, extracted

from brief.settings.config import load_config
from facts.extraction.section_affinity import Affinities
from schemas.base import Schema
from schemas.classification import ClassificationAnswer, ClassificationQuestion, Ranked
from schemas.critique import CritiqueAnswer, CritiqueQuestion
from schemas.draft import SynthesisAnswer, SynthesisQuestion
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion
from schemas.section import Section
from schemas.table import PassageBrief, TableAnswer, TableQuestion

_KINDS: dict[str, tuple[str, type[Schema], type[Schema]]] = {
    "ClassificationAnswer": ("section_classifier", ClassificationQuestion, ClassificationAnswer),
    "TableAnswer": ("table_writer", TableQuestion, TableAnswer),
    "SynthesisAnswer": ("synthesis_writer", SynthesisQuestion, SynthesisAnswer),
    "CritiqueAnswer": ("critic", CritiqueQuestion, CritiqueAnswer),
    "RevisionAnswer": ("table_writer", RevisionQuestion, RevisionAnswer),
}
_BLOCK = re.compile(r'<data name="(\w+)">\n(.*?)\n</data>', re.DOTALL)
OTHERWISE = "文字要短"
"""A prompt that says so is answered in other words."""


def improvise(request: Json) -> str:
    """For `model_server(answer=…)`."""
    question = question_of(request)
    if isinstance(question, CritiqueQuestion):
        return read_well(question).model_dump_json()
    if isinstance(question, RevisionQuestion):
        return give_up(question).model_dump_json()
    role, _, answer = _KINDS[schema_name(request) or ""]
    if isinstance(question, ClassificationQuestion):
        question = question.model_copy(update={"ranked": _ranked(question)})
    given = extracted(role, question, answer)
    said = _reworded(_as_a_model_is_told(given), _words(OTHERWISE in system_text(request)))
    return answer.model_validate(said).model_dump_json()


def _ranked(question: ClassificationQuestion) -> tuple[Ranked, ...]:
    """The stories as they come, each under the section that its headline speaks for."""
    affinities = Affinities(_catalogue())
    places = ((one.event_id, affinities.of(one.title, "")[0].section_id) for one in question.stories)
    return tuple(Ranked(event_id=event_id, section_id=section_id) for event_id, section_id in places)


@cache
def _catalogue() -> tuple[Section, ...]:
    return load_config(ROOT / "config.toml", (), ROOT).sections


def weighed(request: Json) -> str:
    """As `improvise`, with the rows of a table the other way round."""
    answer = json.loads(improvise(request))
    if isinstance(answer, dict) and "rows" in answer:
        answer["rows"].reverse()
    return json.dumps(answer, ensure_ascii=False)


def give_up(question: RevisionQuestion) -> RevisionAnswer:
    """No text is mended."""
    texts = (MendedText(claim_id=one.claim_id, keep="", text="", passages=()) for one in question.texts)
    return RevisionAnswer(texts=tuple(texts))


def question_of(request: Json) -> Schema:
    """What was asked, read from the prompt."""
    _, kind, _ = _KINDS[schema_name(request) or ""]
    blocks = ((name, body) for name, body in _BLOCK.findall(user_text(request)) if name in kind.model_fields)
    data: dict[str, Any] = {name: [json.loads(line) for line in body.split("\n")] for name, body in blocks}
    if kind is SynthesisQuestion:
        data.setdefault("pairs", [])
    if kind is ClassificationQuestion:
        data["stories"] = [_story(*row) for row in data["stories"]]
    if "section" in data:
        data["section"] = data["section"][0]
    if "language" in kind.model_fields:
        data["language"] = "zh"
    return kind.model_validate(_complete(data))


def _story(event_id: str, title: str, day: str, *more: Any) -> dict[str, Any]:
    """A story from its row, whose last parts may be missing."""
    sizes = (one.split("/") for one in more if isinstance(one, str) and re.fullmatch(r"\d+/\d+", one))
    documents, publishers = next(sizes, (None, None))
    before = next((one for one in more if not isinstance(one, str)), None)
    found = {"event_id": event_id, "title": title, "day": day, "before": before}
    return found | {"documents": documents, "publishers": publishers}


def _complete(value: Any) -> Any:
    """With what a prompt leaves out because it says nothing."""
    if isinstance(value, list):
        return [_complete(part) for part in value]
    if not isinstance(value, dict):
        return value
    value = {name: _complete(part) for name, part in value.items()}
    if {"id", "text"} <= value.keys() and value.keys() <= PassageBrief.model_fields.keys():
        value.setdefault("headline", False)
    if {"event_id", "passages"} <= value.keys() or {"row_id", "passages"} <= value.keys():
        value.setdefault("terms", [])
    if {"id", "title"} == value.keys() - {"seats"}:
        value["description"] = ""
    if "row_id" in value:
        value.setdefault("cells", [])
    return value


def _words(otherwise: bool) -> Callable[[str], str]:
    return (lambda text: as_a_model(text).replace("据披露", "据报道")) if otherwise else as_a_model
