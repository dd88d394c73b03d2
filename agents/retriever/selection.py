"""Selects the documents that may be reported on for a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from agents.retriever.noise import Noise
from facts.text.headlines import tells_a_happening
from schemas.retrieval import Document, LeftOut, Request

_EXAMPLES = 3
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Selection:
    documents: tuple[Document, ...]
    """Ordered by time and URL."""
    left_out: tuple[LeftOut, ...]


def select(request: Request, documents: Sequence[Document]) -> Selection:
    """The period's documents up to `as_of` that report a happening; the others are counted by reason."""
    zone, noise = ZoneInfo(request.timezone), Noise(request.noise, request.sections)
    kept: list[Document] = []
    rejected: dict[str, list[Document]] = {}
    for document in sorted(documents, key=_place):
        reason = _refusal(document, request, zone, noise)
        if reason:
            rejected.setdefault(reason, []).append(document)
        else:
            kept.append(document)
    return Selection(tuple(kept), tuple(_left_out(reason, rejected[reason]) for reason in sorted(rejected)))


def _place(document: Document) -> tuple[datetime, str]:
    """Sort key: time, then URL; undated documents last. The order is the same whatever order they came in."""
    return document.published_at or _LAST, document.url


def _refusal(document: Document, request: Request, zone: ZoneInfo, noise: Noise) -> str | None:
    if document.published_at is None:
        return f"date_{document.date_problem or 'missing'}"
    if document.published_at > request.as_of:
        return "after_as_of"
    if not request.period.holds(document.published_at.astimezone(zone).date()):
        return "outside_period"
    if not tells_a_happening(document.title):
        return "no_happening"
    return "market_noise" if noise.is_all(document.title) else None


def _left_out(reason: str, documents: Sequence[Document]) -> LeftOut:
    return LeftOut(
        reason=reason, count=len(documents), examples=tuple(document.title for document in documents[:_EXAMPLES])
    )
