"""Selects the documents that may be reported on for a period."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from agents.retriever.origins import attributed
from facts.text.headlines import ends_asking, tells_a_happening
from facts.text.segmenter import words
from facts.text.term_list import Terms
from schemas.absence import Refused, glimpse
from schemas.retrieval import Document, Request

_LAST = datetime.max.replace(tzinfo=UTC)
_QUESTION_MARKS = {"？", "?"}


@dataclass(frozen=True, slots=True)
class Selection:
    documents: tuple[Document, ...]
    """Ordered by time and URL."""
    refused: tuple[Refused, ...]
    """In the same order; undated documents last."""


def select(request: Request, documents: Sequence[Document]) -> Selection:
    """The period's documents up to `as_of` that report a happening; the others with the reason of each."""
    rules = Rules(request)
    kept: list[Document] = []
    refused: list[Refused] = []
    for document in sorted(documents, key=in_time):
        if refusal := rules.refusal(document):
            reason, marked = refusal
            refused.append(Refused(document=glimpse(document), reason=reason, words=marked))
        else:
            kept.append(attributed(document, request.tiers))
    return Selection(tuple(kept), tuple(refused))


class Rules:
    """What `request` refuses."""

    def __init__(self, request: Request) -> None:
        self._request, self._zone = request, ZoneInfo(request.timezone)
        orders = request.orders
        self._never, self._held = Terms(orders.never), Terms(orders.withheld(request.as_of))
        self._must = Terms(orders.due_words(request.period))
        self._noise = Terms(request.noise)

    def refusal(self, document: Document) -> tuple[str, tuple[str, ...]] | None:
        """Why it becomes no event, and the words that say so; None where it may."""
        if reason := self._untimely(document):
            return reason, ()
        if forbidden := self.forbidden(document):
            return forbidden
        if self._must and self._must.found_in(document.title):
            return None
        if not tells_a_happening(document.title):
            return "no_happening", ()
        marked = _noise(self._noise, document.title)
        return ("market_noise", marked) if marked else None

    def forbidden(self, document: Document) -> tuple[str, tuple[str, ...]] | None:
        """The standing order against reading it, and its words."""
        for reason, terms in (("ordered_never", self._never), ("held", self._held)):
            if terms and (found := terms.found_in(f"{document.title}\n{document.summary}\n{document.body}")):
                return reason, found
        return None

    def _untimely(self, document: Document) -> str | None:
        if document.published_at is None:
            return f"date_{document.date_problem or 'missing'}"
        if document.published_at > self._request.as_of:
            return "after_as_of"
        return (
            None
            if self._request.period.holds(document.published_at.astimezone(self._zone).date())
            else "outside_period"
        )


def in_time(document: Document) -> tuple[datetime, str, str, str]:
    """Sort key: time, URL, title, id; undated documents last. The order is the same whatever order they came in."""
    return document.published_at or _LAST, document.url, document.title, document.id


def _noise(noise: Terms, title: str) -> tuple[str, ...]:
    """The words that mark it; a question mark is none where the headline goes on to answer."""
    found = tuple(word for word in noise.found_in(title) if not _lies_across(word, title))
    return found if ends_asking(title) else tuple(word for word in found if word not in _QUESTION_MARKS)


def _lies_across(word: str, title: str) -> bool:
    """It is made of the end of one word and the beginning of another, as 油价 in 成品油价格."""
    spans = [found.span() for found in re.finditer(re.escape(word), title)]
    edges = {edge for one in words(title) for edge in (one.start, one.end)} if spans else set()
    return bool(spans) and not any(edges.intersection(span) for span in spans)
