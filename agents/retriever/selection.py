"""Selects the documents that may be reported on for a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from agents.retriever.noise import Noise
from facts.text.headlines import tells_a_happening
from schemas.absence import Refused, glimpse
from schemas.retrieval import Document, Request

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Selection:
    documents: tuple[Document, ...]
    """Ordered by time and URL."""
    refused: tuple[Refused, ...]
    """In the same order; undated documents last."""


def select(request: Request, documents: Sequence[Document]) -> Selection:
    """The period's documents up to `as_of` that report a happening; the others with the reason of each."""
    zone, noise = ZoneInfo(request.timezone), Noise(request.noise, request.sections)
    kept: list[Document] = []
    refused: list[Refused] = []
    for document in sorted(documents, key=_place):
        if reason := _refusal(document, request, zone):
            refused.append(Refused(document=glimpse(document), reason=reason))
        elif words := noise.striking(document.title):
            refused.append(Refused(document=glimpse(document), reason="market_noise", words=words))
        else:
            kept.append(document)
    return Selection(tuple(kept), tuple(refused))


def _place(document: Document) -> tuple[datetime, str, str, str]:
    """Sort key: time, URL, title, id; undated documents last. The order is the same whatever order they came in."""
    return document.published_at or _LAST, document.url, document.title, document.id


def _refusal(document: Document, request: Request, zone: ZoneInfo) -> str | None:
    if document.published_at is None:
        return f"date_{document.date_problem or 'missing'}"
    if document.published_at > request.as_of:
        return "after_as_of"
    if not request.period.holds(document.published_at.astimezone(zone).date()):
        return "outside_period"
    return None if tells_a_happening(document.title) else "no_happening"
