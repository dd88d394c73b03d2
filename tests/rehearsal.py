"""What a well-behaved model would say in a run: answers made beforehand by extraction, reworded, and found by prompt.

A server that speaks from a rehearsal lets a whole run be made over real sockets without a model.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from builders import COLUMNS
from counting import uncounted
from reading import read_well

from agents.base import Answer
from brief.extractive import Extractive
from brief.llm.ask import Asking
from brief.llm.prompt_template import fill
from brief.pipeline.graph import walk
from brief.pipeline.plan import Plan
from brief.runs.steps import MemorySteps
from brief.settings.models import ROLES
from checks.base import claims_of
from facts.support.meaning import leaves_open
from facts.text.language import language_of
from facts.text.quoting import joined, parted
from facts.text.sentences import clauses
from schemas.base import Schema
from schemas.critique import CritiqueQuestion, Heard
from schemas.draft import SynthesisQuestion
from schemas.retrieval import Document
from schemas.section import COLUMN_ROLES
from schemas.table import TableQuestion

T = TypeVar("T", bound=Schema)

PREFIX = "据披露，"
"""Before every text, so that it is a model's sentence and no quotation, and the critic has something to read."""


class Quiet:
    """A watch that tells nobody."""

    def begin(self, step: str) -> None: ...
    def done(self, step: str, seconds: float, said: str) -> None: ...


class _Rehearsing:
    """An `Answerer` that notes for each prompt what is said to it."""

    name = "rehearsal"
    heard: Heard = "yes"

    def __init__(self, plan: Plan, said: dict[str, str], reword: Callable[[str], str]) -> None:
        self._plan, self._said, self._reword = plan, said, reword

    def answer(self, role: str, question: Schema, answer: type[T], again: bool = False) -> Answer[T]:
        if isinstance(question, CritiqueQuestion):
            return Answer(answer.model_validate(read_well(question)), by="model")
        given = _as_a_model_is_told(extracted(role, question, answer))
        value = answer.model_validate(_reworded(given, self._reword))
        prompt = fill(self._plan.prompts[role], question, self._plan.style)
        self._said[_key(prompt.user)] = value.model_dump_json()
        return Answer(value, by="model")


def extracted(role: str, question: Schema, answer: type[Schema]) -> dict[str, Any]:
    """What extraction answers, as JSON, with a link between each section and the next.

    A repair asks for some columns of a table: extraction writes whole rows.
    """
    if not isinstance(question, TableQuestion):
        found = Extractive().answer(role, question, answer).value.model_dump(mode="json")
        if isinstance(question, SynthesisQuestion):
            found["signals"] = [_of_two_sections(question, pair) for pair in question.pairs]
        return found
    columns = {column.id: column for column in (*COLUMNS, *question.columns)}
    whole = question.model_copy(update={"columns": tuple(columns.values())})
    given = Extractive().answer(role, whole, answer).value.model_dump(mode="json")
    asked = {column.id for column in question.columns}
    for row in given["rows"]:
        row["cells"] = [cell for cell in row["cells"] if cell["column"] in asked]
    return given


@uncounted
def rehearse(plan: Plan, documents: tuple[Document, ...], reword: Callable[[str], str] | None = None) -> dict[str, str]:
    """Prompt -> answer for every question of a run without repairs; those of the critic find nothing wrong."""
    said: dict[str, str] = {}
    answerer = _Rehearsing(plan, said, reword or as_a_model)
    result = walk(plan.request, documents, Asking(dict.fromkeys(ROLES, answerer)), MemorySteps(), Quiet())
    assert any(claim.kind != "none" for claim in claims_of(result.drafts[-1]))
    return said


_SIGNS = "红橙黄绿蓝紫灰粉棕甜酸苦辣咸香软硬轻柔圆扁尖钝亮暗浓淡"


def as_a_model(text: str) -> str:
    """A sentence of its own, in Chinese; of an English one the names that it holds, and signs of its own."""
    if language_of(text) == "zh":
        return PREFIX + text
    return f"{PREFIX}本周与{'、'.join(re.findall('[A-Z][A-Za-z]+', text)[:3])}有关的{_signs(text)}"


def _signs(text: str) -> str:
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in sha256(text.encode()).digest()[:9])


def speaker(said: Mapping[str, str]) -> Callable[[dict[str, Any]], str]:
    """For `model_server(answer=…)`: the rehearsed answer to a prompt, else an improvised one."""
    from improvising import improvise

    def speak(request: dict[str, Any]) -> str:
        texts = [text for text in texts_of(request) if _key(text) in said]
        return said[_key(texts[0])] if texts else improvise(request)

    return speak


def _key(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def texts_of(value: Any) -> list[str]:
    """Every string within a request."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts_of(part)]


def _as_a_model_is_told(value: dict[str, Any]) -> dict[str, Any]:
    """Extraction takes a headline for a thesis and one event's consequence for an effect; a model is told to be brief,
    to join two events, to say something new, and to leave open what it infers.
    """
    if value.get("thesis", {}).get("text"):
        first = clauses(value["thesis"]["text"])[0].text
        value["thesis"]["text"] = re.sub(r"[A-Za-z0-9.]+$", "", first[:16])
    if "effects" in value:
        value["effects"] = _of_two_rows(value["rows"]) if value["effects"] else []
    for keyword in value.get("keywords", ()):
        keyword["meaning"] = keyword["meaning"][:_MEANING]
    cells = [
        cell for row in value.get("rows", ()) for cell in row["cells"] if COLUMN_ROLES.get(cell["column"]) == "inferred"
    ]
    for inferred in (*cells, *(one for part in ("effects", "signals", "risks") for one in value.get(part, ()))):
        if inferred["text"] and not leaves_open(inferred["text"]):
            inferred["text"] = f"可能{inferred['text']}"
    return value


def _of_two_sections(question: SynthesisQuestion, pair: tuple[str, str]) -> dict[str, Any]:
    """A signal that joins a row in Chinese of each, where both have one and stand side by side."""
    places = [place for place, table in enumerate(question.tables) if table.section.id in pair]
    told = [[row for row in question.tables[one].rows if re.search("[一-龥]{6}", row.cells[0])] for one in places]
    rows = [found[-1] for found in told if found]
    if len(rows) < len(pair) or places[-1] - places[0] > 1:
        return {"sections": pair, "text": "", "rows": [], "passages": []}
    return {
        "sections": pair,
        "text": _joining(joined(row.cells[0] for row in rows)),
        "rows": [row.row_id for row in rows],
        "passages": [row.passages[0].id for row in rows],
    }


def _of_two_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An effect that joins the headlines of the first and the last of those in Chinese."""
    told = [row["cells"][0] for row in rows if re.search("[一-龥]{6}", row["cells"][0]["text"])]
    heads = told[:1] + told[1:][-1:]
    text = _joining(joined(head["text"] for head in heads))
    return [{"text": text, "passages": [one for head in heads for one in head["passages"]]}] if told[1:] else []


_MEANING = 16
"""Characters of a keyword's meaning that leave room for the mark of a model."""


def _joining(text: str) -> str:
    """A signal in words of its own, from those of two quoted sentences."""
    sides = [words for part in parted(text) if (words := re.findall(r"(?<![\d.亿万])[一-龥]{6,10}", part))]
    return f"{sides[0][0]}可能牵动{sides[-1][-1]}，{_signs(text)}" if len(sides) > 1 else text


def _reworded(value: Any, reword: Callable[[str], str]) -> Any:
    """`value` with every sentence reworded; ids, terms and reasons stay."""
    if isinstance(value, dict):
        return {
            name: reword(part) if name in ("text", "meaning") and part else _reworded(part, reword)
            for name, part in value.items()
        }
    return [_reworded(part, reword) for part in value] if isinstance(value, list) else value
