"""How important an event is for the reader, and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from facts.extraction.row_filling import fill
from facts.extraction.section_affinity import Affinities
from facts.text.cleaning import plain
from facts.text.headlines import headline
from facts.text.term_list import Terms
from facts.values.figures import read_figures
from facts.values.money import names_money
from schemas.retrieval import Document, Reason, Request

_WEIGHTS = {
    "columns": 6.0,
    "interest": 3.0,
    "publishers": 3.5,
    "coverage": 1.5,
    "specificity": 1.0,
    "reach": 1.0,
    "source": 1.0,
    "recency": 0.3,
}
"""Weights of the factors; each factor is 0..1."""
_LEAST_INTEREST = 2.0
_PLENTY_OF_TERMS = 8.0
_LEAD_CHARS = 300
_TALK = re.compile(r"记者会|吹风会|两会|接受[^，。]{0,12}采访|答记者问|政协委员|人大代表|政府工作报告|建议|呼吁")
_TECHNICAL_CHARS = 100
_INSIGHT_CHARS = 120
_READ_CHARS = 1200


@dataclass(frozen=True, slots=True)
class Scored:
    documents: tuple[Document, ...]
    """Best first: the one with the fullest text in the report's language."""
    salience: float
    reasons: tuple[Reason, ...]


def score_events(request: Request, groups: Iterable[Sequence[Document]]) -> list[Scored]:
    """Groups with their salience, highest first; ties by time and URL. Events without interest come last."""
    judge = _Judge(request)
    scored = [judge.score(_best_first(request, group)) for group in groups]
    return sorted(scored, key=lambda one: -one.salience)


def _best_first(request: Request, group: Sequence[Document]) -> tuple[Document, ...]:
    def rank(document: Document) -> tuple[bool, int, str]:
        return document.lang != request.language, -len(document.body or document.summary or ""), document.url

    return tuple(sorted(group, key=rank))


class _Judge:
    def __init__(self, request: Request) -> None:
        self._affinities = Affinities(request.sections)
        self._interests = Terms(request.interests)
        self._source_weights = dict(request.source_weights)
        zone = ZoneInfo(request.timezone)
        self._first_day, self._days = request.period.start, (request.period.end - request.period.start).days + 1
        self._zone = zone

    def score(self, documents: tuple[Document, ...]) -> Scored:
        title, text = documents[0].title, documents[0].body or documents[0].summary or ""
        affinities = self._affinities.of(title, text, has_amount=names_money(f"{title} {text[:_LEAD_CHARS]}"))
        interest = (
            affinities[0].score + 2.0 * len(self._interests.found_in(title)) + len(self._interests.found_in(text))
        )
        if interest < _LEAST_INTEREST:
            return Scored(documents, 0.0, (Reason(factor="interest", value=0.0, weight=_WEIGHTS["interest"]),))
        values = {
            "columns": _columns(title, documents),
            "interest": min(1.0, interest / _PLENTY_OF_TERMS),
            "publishers": min(1.0, (len({document.publisher for document in documents}) - 1) / 3),
            "coverage": min(1.0, (len(documents) - 1) / 4),
            "specificity": _specificity(title, text),
            "reach": min(1.0, sum(one.score for one in affinities[1:]) / 3),
            "source": self._source(documents),
            "recency": self._recency(documents),
        }
        reasons = tuple(
            Reason(factor=factor, value=round(values[factor], 3), weight=weight) for factor, weight in _WEIGHTS.items()
        )
        return Scored(documents, round(sum(reason.value * reason.weight for reason in reasons), 4), reasons)

    def _source(self, documents: Sequence[Document]) -> float:
        return max(self._source_weights.get(document.source, 0.5) for document in documents)

    def _recency(self, documents: Sequence[Document]) -> float:
        latest = max(document.published_at for document in documents if document.published_at)
        return ((latest.astimezone(self._zone).date() - self._first_day).days + 1) / self._days


def _specificity(title: str, text: str) -> float:
    """0..1 by the figures in the headline and lead; halved for talk: press conferences, interviews, proposals."""
    figures = sum(1 for figure in read_figures(f"{title} {text[:_LEAD_CHARS]}") if figure.is_hard)
    return min(1.0, figures / 4) * (0.5 if _TALK.search(text[:_LEAD_CHARS]) else 1.0)


def _columns(title: str, documents: Sequence[Document]) -> float:
    """0..1: half for a hard technical point, half for an insight, both beyond the headline."""
    texts = [plain((document.body or document.summary or "")[:_READ_CHARS]) for document in documents[:3]]
    filling = fill(headline(title).text, texts, _TECHNICAL_CHARS, _INSIGHT_CHARS)
    technical = min(1.0, max((point.worth for point in filling.technical), default=0.0) / 2.5)
    insight = min(1.0, filling.insight.worth / 4) if filling.insight else 0.0
    return 0.5 * technical + 0.5 * insight
