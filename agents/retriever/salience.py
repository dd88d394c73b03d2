"""How much an event deserves a reader's minute, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from facts.affinity import Affinities
from facts.figures import read_figures
from facts.hard_points import hard_points
from facts.headlines import headline
from facts.insights import insights
from facts.terms import Terms
from schemas.retrieval import Document, Reason, Request

_WEIGHTS = {"interest": 3.0, "columns": 3.0, "publishers": 2.0, "specificity": 1.0, "source": 1.0, "recency": 0.3}
"""Weights of the factors; each factor is 0..1."""
_PLENTY_OF_TERMS = 8.0
_TECHNICAL_CHARS = 90
_INSIGHT_CHARS = 110


@dataclass(frozen=True, slots=True)
class Scored:
    documents: tuple[Document, ...]
    """Best first: the one with the fullest text in the report's language."""
    salience: float
    reasons: tuple[Reason, ...]


def score_events(request: Request, groups: Iterable[Sequence[Document]]) -> list[Scored]:
    """Groups with their salience, highest first; ties in order of time and URL. Groups without any interest come last."""
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
        values = {"interest": self._interest(title, text), "source": self._source(documents), "recency": self._recency(documents), "publishers": _publishers(documents)}
        if values["interest"]:
            values |= {"specificity": _specificity(title, text), "columns": _columns(title, text)}
        reasons = tuple(Reason(factor=factor, value=round(values.get(factor, 0.0), 3), weight=weight) for factor, weight in _WEIGHTS.items())
        total = sum(reason.value * reason.weight for reason in reasons) if values["interest"] else 0.0
        return Scored(documents, round(total, 4), reasons)

    def _interest(self, title: str, text: str) -> float:
        best = self._affinities.of(title, text, has_amount=_names_money(title + text))[0].score
        wished = 2.0 * len(self._interests.found_in(title)) + len(self._interests.found_in(text))
        return min(1.0, (best + wished) / _PLENTY_OF_TERMS)

    def _source(self, documents: Sequence[Document]) -> float:
        return max(self._source_weights.get(document.source, 0.5) for document in documents)

    def _recency(self, documents: Sequence[Document]) -> float:
        latest = max(document.published_at for document in documents if document.published_at)
        return ((latest.astimezone(self._zone).date() - self._first_day).days + 1) / self._days


def _publishers(documents: Sequence[Document]) -> float:
    """0 for one publisher, 1 for four: copies of one outlet corroborate nothing."""
    return min(1.0, (len({document.publisher for document in documents}) - 1) / 3)


def _specificity(title: str, text: str) -> float:
    return min(1.0, sum(1 for figure in read_figures(f"{title} {text[:300]}") if figure.unit) / 4)


def _columns(title: str, text: str) -> float:
    """Half for a hard technical point, half for an insight that is more than the headline again."""
    technical = any(point.figures for point in hard_points(text, _TECHNICAL_CHARS)) or bool(hard_points(text, _TECHNICAL_CHARS)) * 0.6
    kept = headline(title).text
    telling = [one for one in insights(text, _INSIGHT_CHARS) if kept not in one.span.text]
    return 0.5 * float(technical) + 0.5 * min(1.0, max((one.strength for one in telling), default=0.0) / 6)


def _names_money(text: str) -> bool:
    return any(figure.kind == "money" for figure in read_figures(text[:600]))
