"""A replay that may ask nobody: it ends at the first call that its ledger lacks, and tells why it lacks it."""

from collections.abc import Sequence
from typing import NoReturn

from brief.errors import NoAnswer
from brief.interview import CallModel
from brief.models import Link
from brief.prompts import PromptTemplate
from brief.providers.base import Prompt
from schemas.run import Call


def refusal(role: str, template: PromptTemplate, earlier: Sequence[Call]) -> CallModel:
    """In place of a caller. `earlier` are the calls that could have answered."""
    known = [call for call in earlier if call.role == role]

    def refuse(link: Link, prompt: Prompt, *_asked: object) -> NoReturn:
        why = _why(known, link, prompt, template)
        raise NoAnswer(
            f"a call is not in the ledger: {why}.", where=role, next=f"Without --offline, {link.name} is asked."
        )

    return refuse


def _why(known: Sequence[Call], link: Link, prompt: Prompt, template: PromptTemplate) -> str:
    """The coarsest thing that differs."""
    if not known:
        return "the recorded run asked no model in this role"
    if not (same_model := [call for call in known if call.model == link.name]):
        return f"the recorded run asked {known[0].model}, not {link.name}"
    if not (same_prompt := [call for call in same_model if call.prompt_version == template.version]):
        return f"the prompt is another ({same_model[0].prompt_version} -> {template.version})"
    if all(call.system != prompt.system for call in same_prompt):
        return "the format or the settings fill the prompt otherwise"
    if all(call.user != prompt.user for call in same_prompt):
        return "it was never asked about this: what comes before it has changed"
    return "the model's settings or the schema of its answer are others"
