"""Tests whether the configured models can be reached and answer in the required form, by one tiny call each."""

import re
from collections.abc import Iterator
from pathlib import Path

from brief.errors import Diagnosis
from brief.llm.base import Prompt, ProviderError
from brief.llm.context_window import context_advice, is_too_long, read_in_part
from brief.llm.parsing import InvalidAnswerError, read_answer
from brief.llm.retry import Caller, caller_for
from brief.llm.schema_ways import refuses_schema, setting
from brief.llm.tokens import TokenCounter, token_counter
from brief.runs.calls import read_calls
from brief.runs.store import LEDGER
from brief.settings.models import ModelLink, Models
from schemas.base import Schema
from schemas.run import Call

_FIXES = {
    "auth": "Check the key: the variable or file that config names, and its rights.",
    "not_found": "Check the model's name and the endpoint's base_url.",
    "connection": "Check base_url, the network and, for a local server, that it runs.",
    "timeout": "The server is slow or the network is; raise timeout_seconds of the endpoint.",
    "rate_limit": "Wait, or lower requests_per_minute and tokens_per_minute of the endpoint.",
}
_ELSE = "See the endpoint's own documentation; `brief run --offline` writes without a model meanwhile."
_OF_FIELD: tuple[tuple[str, str], ...] = (
    (r"max_completion_tokens.*instead", 'Set max_tokens_parameter = "max_completion_tokens" in [endpoints.{}].'),
    (r"max_completion_tokens", 'Set max_tokens_parameter = "max_tokens" in [endpoints.{}].'),
    (
        r"max_(?:output_)?tokens",
        "Set max_tokens_parameter in [endpoints.{}], or a smaller max_output_tokens of the role.",
    ),
    (r"temperature", "Take temperature out of [models.settings.<role>]."),
    (r"effort|reasoning", "Take effort out of [models.settings.<role>]."),
    (r"prompt_cache|cache_control", "Set prompt_cache = false in [endpoints.{}]."),
    (r"\bstream", "Set stream = true in [endpoints.{}], or false."),
)
"""What to configure if a server refuses a field, by the words of its refusal."""


class Pong(Schema):
    """What a reachable model sends back."""

    word: str


def reach(models: Models) -> Iterator[Diagnosis]:
    """Tests each configured model once."""
    caller = caller_for(models)
    for link in _links(models):
        yield _reached(link, caller)


def _links(models: Models) -> list[ModelLink]:
    return list({link.name: link for binding in models.bindings.values() for link in binding.links}.values())


def _reached(link: ModelLink, caller: Caller) -> Diagnosis:
    prompt = Prompt(system="Answer with one JSON object.", user='Give {"word": "pong"}.')
    try:
        completion, attempts = caller(link, prompt, Pong.__name__, Pong.model_json_schema(), 40)
        read_answer(completion, Pong)
    except ProviderError as error:
        return Diagnosis(link.name, ok=False, said=link.endpoint.scrub(str(error)), fix=_fix(link, error))
    except InvalidAnswerError as error:
        said = f"answers, but not in the form asked for: {error}"
        return Diagnosis(link.name, ok=False, said=said, fix=_structure(link, caller))
    said = f"answers in {completion.seconds:.1f} s at the {'first' if attempts == 1 else f'{attempts}th'} attempt"
    advice = caller.ways.advice(link.endpoint)
    return Diagnosis(
        link.name, ok=True, said=f"{said}; it refuses a schema asked for otherwise. {advice}" if advice else said
    )


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
    of_field = (fix for said, fix in _OF_FIELD if re.search(said, error.message, re.IGNORECASE))
    otherwise = _FIXES.get(error.kind, _ELSE)
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
