"""Which documents a period may be reported from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from facts.text.headlines import tells_a_happening
from facts.text.term_list import Terms
from schemas.retrieval import Document, LeftOut, Request

_EXAMPLES = 3
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Selection:
    documents: tuple[Document, ...]
    """In order of time and URL."""
    left_out: tuple[LeftOut, ...]


def select(request: Request, documents: Sequence[Document]) -> Selection:
    """The documents of the period up to `as_of` that tell of a happening; the others counted by reason."""
    zone, noise = ZoneInfo(request.timezone), Terms(request.noise)
    kept: list[Document] = []
    refused: dict[str, list[Document]] = {}
    for document in sorted(documents, key=_place):
        reason = _refusal(document, request, zone, noise)
        if reason:
            refused.setdefault(reason, []).append(document)
        else:
            kept.append(document)
    return Selection(tuple(kept), tuple(_left_out(reason, refused[reason]) for reason in sorted(refused)))


def _place(document: Document) -> tuple[datetime, str]:
    """By time and URL, the undated last: whatever order they come in, a run reads them in one."""
    return document.published_at or _LAST, document.url


def _refusal(document: Document, request: Request, zone: ZoneInfo, noise: Terms) -> str | None:
    if document.published_at is None:
        return f"date_{document.date_problem or 'missing'}"
    if document.published_at > request.as_of:
        return "after_as_of"
    if not request.period.holds(document.published_at.astimezone(zone).date()):
        return "outside_period"
    if not tells_a_happening(document.title):
        return "no_happening"
    return "market_noise" if noise.found_in(document.title) else None


def _left_out(reason: str, documents: Sequence[Document]) -> LeftOut:
    return LeftOut(
        reason=reason, count=len(documents), examples=tuple(document.title for document in documents[:_EXAMPLES])
    )
