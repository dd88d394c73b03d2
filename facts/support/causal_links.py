"""Whether a text ties together what its sources tell apart: 甲公司签下园区，推动了乙项目代币化.

That one thing did or brought about another is for a source to say. A writer who infers it says that it may.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from facts.text.novelty import novelty
from facts.text.sentences import clauses, sentences, without_end
from facts.text.similarity import terms

_CAUSES = (
    "推动|带动|促进|促成|催生|加速|加快|助力|使得?|让|令|导致|引发|造成|迫使|倒逼|推高|拉动|提振|缓解|"
    r"(?:which )?(?:drives?|drove|boosts?|boosted|enables?|enabled|forces?|forced|led to|leads to)\b"
)
_GOES_ON = re.compile(
    r"(?:也|还|又|更|进一步|直接|有效|共同|正在|正)?"
    rf"(?:(?P<cause>{_CAUSES})|支撑|构建|打造|建设|形成|建成|开发|采用|解决|改变|重塑|成为|包括|涵盖|"
    r"为(?=[^，]{2,14}(?:提供|带来|注入|打开)))了?",
    re.IGNORECASE,
)
"""How a clause begins that has the subject of the one before it."""
_MAY = re.compile(r"可能(?!性)|或许|也许|^(?:若|如果|一旦|假如)|\b(?:could|may|might|if|perhaps)\b", re.IGNORECASE)
"""Words of the writer's own; one who copies a forecast copies 预计 and 将 with it."""
_WHY = re.compile(
    rf"{_CAUSES}|因|由于|影响|从而|进而|所以|得益|受益|源于|驱动|刺激|促|意味着|支撑|\b(?:because|due|after|as|since|on|amid|thanks)\b",
    re.IGNORECASE,
)
"""A sentence that may tell of causes."""
_OWN, _FOREIGN = 0.6, 0.35
"""Share of a clause's terms in the texts that tell it, at least; in those that do not, at most."""
_LEAST_TERMS = 4


def joined(said: str, events: Sequence[Sequence[str]]) -> tuple[str, str] | None:
    """(clause, the one that goes on from it) where the two are told of different `events`, each given by its texts, or
    where the one is called the cause of the other and the sentences that tell the two know of no cause.

    None where there are no such, or the first is a condition or possibility. A clause that begins 可能 or 有望 goes on
    from none.
    """
    told = [sentence.text for texts in events for text in texts for sentence in sentences(text)]
    for step in _steps(said):
        before = _of_another_event(step, events) or (step.is_cause and _of_no_cause(step, told))
        if before and not _MAY.search(before):
            return before, step.clause
    return None


@dataclass(frozen=True, slots=True)
class _Step:
    clause: str
    """Goes on from one before it."""
    rest: str
    """Of the clause, behind the words that do."""
    before: tuple[str, ...]
    """The clauses of its sentence before it, the nearest first."""
    is_cause: bool
    """They cause it, it says."""


def _steps(said: str) -> Iterator[_Step]:
    for sentence in sentences(said):
        before: tuple[str, ...] = ()
        for clause in (without_end(one.text) for one in clauses(sentence.text)):
            if before and (found := _GOES_ON.match(clause)):
                yield _Step(clause, clause[found.end() :], before, bool(found["cause"]))
            before = (clause, *before)


def _of_another_event(step: _Step, events: Sequence[Sequence[str]]) -> str | None:
    """The clause that the step goes on from, where one event alone tells it, and another alone the step."""
    owner = _owner(step.rest, events)
    owned = ((one, _owner(one, events)) for one in step.before)
    nearest = next(((one, event) for one, event in owned if event is not None), None)
    return nearest[0] if nearest and owner is not None and nearest[1] != owner else None


def _owner(clause: str, events: Sequence[Sequence[str]]) -> int | None:
    shares = [_share(clause, texts) for texts in events]
    best = max(range(len(shares)), key=shares.__getitem__, default=0)
    others = (share for index, share in enumerate(shares) if index != best)
    return best if shares and shares[best] >= _OWN and max(others, default=0.0) <= _FOREIGN else None


def _of_no_cause(step: _Step, told: Sequence[str]) -> str | None:
    """The clause that the step calls its cause, where sentences of its own tell each, and none of them says why."""
    tellers = _tellers(step.rest, told)
    known = ((one, _tellers(one, told)) for one in step.before)
    cause, others = next((pair for pair in known if pair[1]), ("", set()))
    if not tellers or not others or any(_WHY.search(one) for one in tellers | others):
        return None
    return (
        None if any(_share(cause, [one]) > _FOREIGN and _share(step.rest, [one]) > _FOREIGN for one in told) else cause
    )


def _tellers(clause: str, told: Sequence[str]) -> set[str]:
    return {one for one in told if _share(clause, [one]) >= _OWN}


def _share(clause: str, texts: Sequence[str]) -> float:
    """Of its terms in the texts; 0 where they are too few to tell by."""
    return 1 - novelty(clause, texts) if len(set(terms(clause))) >= _LEAST_TERMS else 0.0
