"""Examines the critics of a project without a run."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from brief.llm.ask import Asking
from brief.llm.critic_chain import ROLE, CriticChain
from brief.llm.ledger import Ledger
from brief.pipeline.answerers import answerers_for, context_of
from brief.pipeline.hearing import hearer, known_trust
from brief.pipeline.plan import Plan
from brief.settings.config import CriticConfig
from schemas.run import Call, Trust


@dataclass(frozen=True)
class Examined:
    """A model of the critic's chain, and what its words count for."""

    trust: Trust
    is_known: bool
    """From an earlier examination: it was not asked again."""


def critic_outside_a_run(plan: Plan, note: Callable[[str], None]) -> Asking | None:
    """Who reads for the critic, examined if need be; None where nobody is heard as one. Its calls are kept nowhere."""
    ask = answerers_for(plan, Ledger(_kept_nowhere), note)
    return ask if ask.heard == "yes" else None


def examine_critics(plan: Plan, note: Callable[[str], None]) -> tuple[tuple[Examined, ...], tuple[Call, ...]]:
    """Each model of the critic's chain, in order, and the calls that it took. `[critic] examine` does not matter here;
    the limits of [run] do.
    """
    plan = replace(plan, config=plan.config.model_copy(update={"critic": CriticConfig(examine=True)}))
    binding, ledger = plan.models.bindings[ROLE], Ledger(_kept_nowhere)
    known = {link.name for link in binding.links if known_trust(plan, link)}
    hear = hearer(plan, note)
    critic = CriticChain(binding, context_of(plan, ledger, note), note, hear)
    found = tuple(Examined(hear(critic, link), link.name in known) for link in binding.links)
    return found, ledger.calls


def _kept_nowhere(_call: Call) -> None:
    """Calls outside of a run are in no ledger; their result is kept with the project."""
