"""What a draft is checked against: the evidence, and the days it may come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from schemas.classification import Classification
from schemas.period import Period
from schemas.retrieval import Document, Passage


@dataclass(frozen=True)
class Library:
    documents: dict[str, Document]
    passages: dict[str, Passage]
    period: Period
    zone: ZoneInfo


def library_of(classification: Classification) -> Library:
    """All evidence that a writer was shown."""
    shown = [one for section in classification.sections for one in section.evidence]
    request = classification.request
    return make_library(
        (d for one in shown for d in one.documents),
        (p for one in shown for p in one.passages),
        request.period,
        request.timezone,
    )


def make_library(documents: Iterable[Document], passages: Iterable[Passage], period: Period, timezone: str) -> Library:
    return Library(
        documents={document.id: document for document in documents},
        passages={passage.id: passage for passage in passages},
        period=period,
        zone=ZoneInfo(timezone),
    )
