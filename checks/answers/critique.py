"""Answers of a critic: one verdict for every claim; one that stands names the words on which it does."""

import re
from collections.abc import Iterable, Iterator, Mapping

from checks.answers.finding import Finding
from facts.text.cleaning import plain
from schemas.critique import CritiqueAnswer, CritiqueQuestion, VerdictAnswer


def tidied(_question: CritiqueQuestion, answer: CritiqueAnswer) -> CritiqueAnswer:
    """Nothing of it can be put right without the critic."""
    return answer


def find(question: CritiqueQuestion, answer: CritiqueAnswer) -> Iterator[Finding]:
    given = {verdict.claim_id: verdict for verdict in reversed(answer.verdicts)}
    shown = _shown(question)
    for claim in question.claims:
        place = ("verdict", claim.claim_id)
        if claim.claim_id not in given:
            yield Finding(place, "is left out; give a verdict for each claim.", "left_out")
        elif _is_void(given[claim.claim_id], shown[claim.claim_id]):
            message = (
                "rests_on holds words that stand in none of its passages or titles; copy them as they stand there."
            )
            yield Finding(place, message, "no_passage")


def keep(question: CritiqueQuestion, answer: CritiqueAnswer) -> CritiqueAnswer:
    """The first verdict of each claim that was asked about, in the question's order; void ones are dropped."""
    given = {verdict.claim_id: verdict for verdict in reversed(answer.verdicts)}
    shown = _shown(question)
    asked = (given[claim.claim_id] for claim in question.claims if claim.claim_id in given)
    return CritiqueAnswer(verdicts=tuple(one for one in asked if not _is_void(one, shown[one.claim_id])))


def _is_void(verdict: VerdictAnswer, shown: tuple[str, ...]) -> bool:
    return verdict.verdict == "stands" and not rests_on_ground(verdict.rests_on, shown)


def _shown(question: CritiqueQuestion) -> Mapping[str, tuple[str, ...]]:
    """Claim -> the titles and texts of its passages."""
    passages = {one.id: (one.title, one.text) for one in question.passages}
    return {
        claim.claim_id: tuple(text for one in claim.passages for text in passages[one]) for claim in question.claims
    }


_SKIPPED = re.compile(r"[\W_]+")
_LEFT_OUT = re.compile(r"…+|\.{3,}")


def rests_on_ground(words: str, shown: Iterable[str]) -> bool:
    """`words` stand in one of the texts that were shown, whatever the marks between them; parts with … between them
    each do.
    """
    texts = [_letters(text) for text in shown]
    parts = [letters for part in _LEFT_OUT.split(words) if (letters := _letters(part))]
    return bool(parts) and all(any(part in text for text in texts) for part in parts)


def _letters(text: str) -> str:
    return _SKIPPED.sub("", plain(text)).casefold()
