"""Tests whether the configured models can be reached and answer in the required form, by one tiny call each."""

from collections.abc import Iterator
from dataclasses import dataclass

from brief.llm.base import Prompt, ProviderError
from brief.llm.parsing import InvalidAnswerError, read_answer
from brief.llm.retry import Caller, caller_for
from brief.settings.models import ModelLink, Models
from schemas.base import Schema

_FIXES = {
    "auth": "Check the key: the variable or file that config names, and its rights.",
    "not_found": "Check the model's name and the endpoint's base_url.",
    "connection": "Check base_url, the network and, for a local server, that it runs.",
    "timeout": "The server is slow or the network is; raise timeout_seconds of the endpoint.",
    "rate_limit": "Wait, or lower requests_per_minute and tokens_per_minute of the endpoint.",
}
_ELSE = "See the endpoint's own documentation; `brief run --offline` writes without a model meanwhile."
_STRUCTURE = 'Set structured = "tool" or "prompt" for this endpoint: it ignores the schema.'


class Pong(Schema):
    """What a reachable model sends back."""

    word: str


@dataclass(frozen=True)
class Reached:
    link: str
    """provider:model."""
    ok: bool
    said: str
    fix: str | None = None


def reach(models: Models) -> Iterator[Reached]:
    """Tests each configured model once."""
    caller = caller_for(models)
    links = {link.name: link for binding in models.bindings.values() for link in binding.links}
    for link in links.values():
        yield _reached(link, caller)


def _reached(link: ModelLink, caller: Caller) -> Reached:
    prompt = Prompt(system="Answer with one JSON object.", user='Give {"word": "pong"}.')
    try:
        completion, attempts = caller(link, prompt, Pong.__name__, Pong.model_json_schema(), 40)
        read_answer(completion, Pong)
    except ProviderError as error:
        return Reached(link.name, ok=False, said=link.endpoint.scrub(str(error)), fix=_FIXES.get(error.kind, _ELSE))
    except InvalidAnswerError as error:
        return Reached(link.name, ok=False, said=f"answers, but not in the form asked for: {error}", fix=_STRUCTURE)
    said = f"answers in {completion.seconds:.1f} s at the {'first' if attempts == 1 else f'{attempts}th'} attempt"
    return Reached(link.name, ok=True, said=said)
