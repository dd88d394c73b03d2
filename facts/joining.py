"""Whether a text lets one event do what its sources tell of another: 甲公司签下园区，推动了乙项目代币化.

That one thing brought about another is for a source to say. A writer who infers it says that it may.
"""

import re
from collections.abc import Iterator, Sequence

from facts.novelty import novelty
from facts.sentences import clauses, sentences, without_end
from facts.similarity import terms

_GOES_ON = re.compile(
    r"(?:也|还|又|更|进一步|直接|有效|共同|正在|正)?"
    r"(?:推动|带动|促进|促成|催生|加速|加快|助力|支撑|构建|打造|建设|形成|建成|开发|采用|使得?|让|令|导致|引发|造成|迫使|倒逼|推高|拉动|提振|缓解|解决"
    r"|改变|重塑|成为|包括|涵盖|为(?=[^，]{2,14}(?:提供|带来|注入|打开))"
    r"|(?:which )?(?:drives?|drove|boosts?|boosted|enables?|enabled|forces?|forced|led to|leads to)\b)了?",
    re.IGNORECASE,
)
"""How a clause begins that has the subject of the one before it."""
_MAY = re.compile(r"可能(?!性)|或许|也许|^(?:若|如果|一旦|假如)|\b(?:could|may|might|if|perhaps)\b", re.IGNORECASE)
"""Words of the writer's own; one who copies a forecast copies 预计 and 将 with it."""
_OWN, _FOREIGN = 0.6, 0.35
"""Share of a clause's terms in the texts of its event, at least; in those of any other, at most."""
_LEAST_TERMS = 4


def joined(said: str, events: Sequence[Sequence[str]]) -> tuple[str, str] | None:
    """(clause, the one that goes on from it) where they are of two of `events`, given by their texts, and the first is
    no condition or possibility; None where there are none such. A clause that begins 可能 or 有望 goes on from none.
    """
    return next((pair for sentence in sentences(said) for pair in _joins(sentence.text, events)), None)


def _joins(sentence: str, events: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    before: tuple[str, int] | None = None
    for clause in (without_end(one.text) for one in clauses(sentence)):
        goes_on = _GOES_ON.match(clause)
        owner = _owner(clause[goes_on.end() :] if goes_on else clause, events)
        if owner is None:
            continue
        if goes_on and before and before[1] != owner and not _MAY.search(before[0]):
            yield before[0], clause
        before = clause, owner


def _owner(clause: str, events: Sequence[Sequence[str]]) -> int | None:
    """Which of the events alone tells it."""
    if len(set(terms(clause))) < _LEAST_TERMS:
        return None
    shares = [1 - novelty(clause, texts) for texts in events]
    best = max(range(len(shares)), key=shares.__getitem__)
    others = (share for index, share in enumerate(shares) if index != best)
    return best if shares[best] >= _OWN and max(others, default=0.0) <= _FOREIGN else None
