"""Before anything is written: is there a critic who may be heard? Known ones are looked up, others are examined."""

from collections.abc import Callable

from brief.llm.critic_chain import CriticChain, Hear
from brief.llm.examination import critic_key, hearing_key, keep_hearing, known_hearing
from brief.pipeline.plan import Plan
from brief.settings.models import ModelLink
from schemas.run import Trust

HEARD = {"yes": "heard", "half": "half heard", "no": "not heard"}
_WRITERS = ("table_writer", "synthesis_writer")


def hearer(plan: Plan, note: Callable[[str], None]) -> Hear:
    """How a run finds out what a model's words count for: from the record it goes on from, the project, or by asking.

    Where no model may be asked, or `[critic] examine` is off, a model that is not known is not heard.
    """
    writers = {link.name for role in _WRITERS for link in plan.models.bindings[role].links[:1]}

    def hear(critic: CriticChain, link: ModelLink) -> Trust:
        trust = found(critic, link)
        known_as = critic_key(link, plan.prompts["critic"]) if trust.examined else ""
        return trust.model_copy(update={"is_writer": link.name in writers, "critic": known_as})

    def found(critic: CriticChain, link: ModelLink) -> Trust:
        if known := known_trust(plan, link):
            return known
        if plan.ledger_only or not plan.config.critic.examine:
            return Trust(model=link.name)
        trust = critic.examine(link)
        note(told(trust))
        _keep(plan, link, trust, note)
        return trust

    return hear


def known_trust(plan: Plan, link: ModelLink) -> Trust | None:
    """What an earlier examination found, if the record that the run goes on from or the project keeps it.

    A record that says of the model only that it is not heard is believed, whatever it is asked.
    """
    key = critic_key(link, plan.prompts["critic"])
    for one in plan.trust:
        if one.model == link.name and one.critic == (key if one.examined else ""):
            return one
    return known_hearing(plan.project, hearing_key(link, plan.prompts["critic"])) if plan.project else None


def _keep(plan: Plan, link: ModelLink, trust: Trust, note: Callable[[str], None]) -> None:
    if not (plan.project and trust.examined):
        return
    try:
        keep_hearing(plan.project, hearing_key(link, plan.prompts["critic"]), trust)
    except OSError as error:
        note(f"critic: the result cannot be kept ({error.strerror}); the next run examines it again")


def told(trust: Trust) -> str:
    """`critic: openai:x found 52 of 60 faults and spared 58 of 60 true texts: heard`"""
    if not (trust.found and trust.spared):
        return f"critic: {trust.model} is not examined: not heard"
    marks = f"found {trust.found[0]} of {trust.found[1]} faults and spared {trust.spared[0]} of {trust.spared[1]}"
    return f"critic: {trust.model} {marks} true texts: {HEARD[trust.heard]}"
