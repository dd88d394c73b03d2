"""Tests whether the configured models can be reached and answer in the required form, by one tiny call each."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from brief.errors import Diagnosis
from brief.llm.base import Prompt, ProviderError
from brief.llm.context_window import TokenCounter, context_advice, is_too_long, read_in_part, token_counter
from brief.llm.parsing import InvalidAnswerError, read_answer
from brief.llm.retry import Caller, caller_for
from brief.llm.schema_ways import refuses_schema, setting
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER
from brief.settings.models import ModelLink, Models
from schemas.base import Schema
from schemas.run import Call

_FIXES = tomllib.loads(Path(__file__).with_name("probe.toml").read_text("utf-8"))


class Pong(Schema):
    """What a reachable model sends back."""

    word: str


def reach(models: Models) -> Iterable[Diagnosis]:
    """Tests each configured model once."""
    caller = caller_for(models)
    return (_reached(link, caller) for link in _links(models))


def _links(models: Models) -> list[ModelLink]:
    return list({link.name: link for binding in models.bindings.values() for link in binding.links}.values())


def _reached(link: ModelLink, caller: Caller) -> Diagnosis:
    prompt = Prompt(system="Answer with one JSON object.", user='Give {"word": "pong"}.')
    try:
        completion = caller(link, prompt, Pong.model_json_schema(), 40)
        read_answer(completion, Pong)
    except ProviderError as error:
        return Diagnosis(link.name, ok=False, said=link.endpoint.scrub(str(error)), fix=_fix(link, error))
    except InvalidAnswerError as error:
        said = f"answers, but not in the form asked for: {error}"
        return Diagnosis(link.name, ok=False, said=said, fix=_structure(link, caller))
    attempts = completion.attempts
    said = f"answers in {completion.seconds:.1f} s at the {'first' if attempts == 1 else f'{attempts}th'} attempt"
    if advice := caller.ways.advice(link.endpoint):
        said = f"{said}; it refuses a schema asked for otherwise. {advice}"
    return Diagnosis(link.name, ok=True, said=said)


def _structure(link: ModelLink, caller: Caller) -> str:
    """For a server that ignores the schema, or refuses one way of asking for it and ignores another."""
    other = '"tool" or "prompt"' if caller.ways.of(link.endpoint) == "native" else '"prompt"'
    return f"Set structured = {other} in [endpoints.{link.endpoint.name}]: it ignores the schema."


def _fix(link: ModelLink, error: ProviderError) -> str:
    """By the field that the server refused, else by the kind of error."""
    name = link.endpoint.name
    if refuses_schema(error):
        return setting(link.endpoint, "prompt")
    if is_too_long(error):
        return context_advice(link)
    of_field = (fix for said, fix in _FIXES["of_field"] if re.search(said, error.message, re.IGNORECASE))
    otherwise = str(_FIXES["of_kind"].get(error.kind, _FIXES["otherwise"]))
    return next(of_field, otherwise).format(name) if error.kind == "bad_request" else otherwise


def cut_lately(models: Models, run: Path) -> Iterator[Diagnosis]:
    """The models whose server read only a part of a question in `run`, unless their context is configured."""
    calls, counter = read_calls(run / LEDGER), token_counter()
    for link in _links(models):
        cut = [found for call in calls if call.model == link.name and (found := _cut(call, counter))]
        if cut and link.context_tokens is None:
            told, asked = max(cut, key=lambda one: one[1])
            said = f"in {run.name} its server read about {told:,} of {asked:,} tokens"
            yield Diagnosis(link.name, ok=False, said=said, fix=context_advice(link))


def _cut(call: Call, counter: TokenCounter) -> tuple[int, int] | None:
    """Reported and estimated tokens, if the server cut the question."""
    asked = counter.count(call.system) + counter.count(call.user)
    return (call.input_tokens, asked) if read_in_part(call.input_tokens, asked) else None
