"""A stated claim shares its words with the documents that it cites: a citation of something else carries nothing."""

from collections.abc import Iterator

from checks.base import Check, Finding
from checks.grounds import Ground, grounds
from checks.library import Library
from checks.spoiling import with_first_event_cell
from facts.hygiene import plain
from facts.language import language_of
from facts.similarity import terms
from schemas.claim import Claim
from schemas.draft import Draft

_LEAST_SHARE = 0.3
"""Of a claim's words in the passages it cites and their headlines; rephrased true statements have over 0.5."""
_LEAST_WORDS = 6
"""Fewer say too little to tell by."""


def _unrelated(draft: Draft, library: Library) -> Iterator[Finding]:
    for ground in grounds(draft, library):
        if ground.claim.kind in ("stated", "quoted") and _shares_too_little(ground):
            yield ground.claim.id, "The cited passages tell of something else. Cite the passage that says it."


def _shares_too_little(ground: Ground) -> bool:
    shown = [*ground.texts, *(document.title for document in ground.documents)]
    alike = [text for text in map(plain, shown) if language_of(text) == language_of(ground.said)]
    words = {term for term in terms(plain(ground.said)) if not term[0].isdigit()}
    known = {term for text in alike for term in terms(text)}
    return bool(alike) and len(words) >= _LEAST_WORDS and len(words & known) < _LEAST_SHARE * len(words)


def _of_something_else(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": "学校图书馆延长晚间借阅服务时间方便读者"})


RELATION = Check("citation_unrelated", _unrelated, lambda draft: with_first_event_cell(draft, _of_something_else))
