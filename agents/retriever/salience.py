"""How important an event is for the reader, and why: by the story that it is of."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.retriever.stories import stories
from facts.extraction.hard_facts import density
from facts.extraction.row_filling import fill
from facts.extraction.section_affinity import Affinities, Affinity, affinities_of
from facts.names.actors import actors_in
from facts.names.detection import aliases_of
from facts.support.turning import came_about
from facts.text.clause_scope import scope_markers
from facts.text.cleaning import plain
from facts.text.headlines import headline
from facts.text.lexicon import word_list
from facts.text.term_list import Terms
from facts.values.money import order_of_money
from schemas.retrieval import Document, Reason, Request

WEIGHTS = {
    "interest": 0.93,
    "core": 1.64,
    "shared": 0.83,
    "size": 3.01,
    "publishers": 0.37,
    "languages": 0.36,
    "consequence": 1.63,
    "actors": 2.23,
    "rules": 1.06,
    "said": -0.46,
    "foreign": -1.24,
    "asked": 1.5,
    "source": 0.6,
}
"""Weights of the factors; each factor is 0..1. All but the last two are fitted to what editors chose, by
`benchmarks/choice/weights.py`; those two are what the user wishes.
"""
_LEAST_INTEREST = 2.0
_CLEAR_INTEREST = 3.0
"""More words of a section make nothing more important."""
_MUCH_ASKED_FOR = 4.0
_LARGE_STORY = 20
"""Documents."""
_MOST_OF_ONE = 4
"""Documents of one publisher that count: a press conference is not as large as its flashes are many."""
_WELL_KNOWN = 60
"""Headlines of a section that name an actor of the first rank there."""
_NEARNESS = {"primary": 0, "wire": 1, "trade": 2, None: 2, "aggregator": 3, "social": 4}
"""Whose words come first, by tier."""
_TECHNICAL_CHARS = 100
_INSIGHT_CHARS = 120
_READ_CHARS = 1200
_READ_DOCUMENTS = 4
_LEAST_CHARS = 120
"""A shorter text is none the denser for it."""
_LABEL = re.compile(r"^[^，,：:]{2,14}[：:]")
_NONE = Affinity("", 0.0, ())


@dataclass(frozen=True, slots=True)
class Scored:
    documents: tuple[Document, ...]
    """Best first: in the report's language, of the nearest tier, the one that tells most in fewest words."""
    salience: float
    reasons: tuple[Reason, ...]
    story: int
    """Its number; events of one story share it."""
    apart: float = 0.0
    """Its salience for sections that stand apart, where no other speaks for it."""


def score_events(request: Request, groups: Iterable[Sequence[Document]]) -> list[Scored]:
    """Groups with their salience, highest first; ties by time and URL. Events without interest come last.

    Of the events of one story the one that tells most leads, and has the salience of the whole; the others have their
    own. What another tells as done is not led by its announcement.
    """
    ordered = [_best_first(request, group) for group in groups]
    judge = _Judge(request, ordered)
    scored = [
        one
        for number, places in enumerate(stories(ordered))
        for one in _of_story(judge, number, [ordered[place] for place in places])
    ]
    return sorted(map(_with_columns, scored), key=lambda one: -one.salience)


def _with_columns(one: Scored) -> Scored:
    """How well extraction could fill a row is told, and weighs nothing: what is easy to fill in is not what matters."""
    if not (one.reasons[0].value or one.apart):
        return one
    reason = Reason(factor="columns", value=round(_columns(one.documents), 3), weight=0.0)
    return replace(one, reasons=(*one.reasons, reason))


def _of_story(judge: "_Judge", number: int, events: Sequence[tuple[Document, ...]]) -> list[Scored]:
    own = [judge.score((event,), number) for event in events]
    if len(events) > 1:
        leading = _as_done(max(range(len(own)), key=lambda place: (own[place].salience, -place)), events)
        own[leading] = judge.score((events[leading], *(one for one in events if one is not events[leading])), number)
    return own


def _as_done(place: int, events: Sequence[Sequence[Document]]) -> int:
    """The event that tells, later, as done what the one at `place` announces; else that itself."""
    head = events[place][0]
    later = (number for number, one in enumerate(events) if _is_later(one[0], head))
    return next((number for number in later if came_about(head.title, events[number][0].title)), place)


def _is_later(one: Document, than: Document) -> bool:
    return bool(one.published_at and than.published_at and one.published_at > than.published_at)


def _best_first(request: Request, group: Sequence[Document]) -> tuple[Document, ...]:
    def rank(document: Document) -> tuple[bool, int, float, str]:
        told = density(document.text[:_READ_CHARS], _LEAST_CHARS)
        return document.lang != request.language, _NEARNESS[document.tier], -told, document.url

    return tuple(sorted(group, key=rank)) if len(group) > 1 else tuple(group)


class _Judge:
    def __init__(self, request: Request, groups: Sequence[Sequence[Document]]) -> None:
        self._affinities = affinities_of(*(one for one in request.sections if not one.apart))
        self._apart = affinities_of(*(one for one in request.sections if one.apart))
        self._interests = Terms((*request.interests, *request.orders.due_words(request.period)))
        self._source_weights = dict(request.source_weights)
        self._aliases, self._language = aliases_of(request.aliases), request.language
        self._core = {(one.id, actor) for one in request.sections for actor in self._aliases.groups(*one.core)}
        self._known = Counter(named for group in groups for named in self._named(group))

    def score(self, events: Sequence[tuple[Document, ...]], story: int) -> Scored:
        """Of a story, its leading event first: `documents` are those of that event."""
        heads = [event[0] for event in events]
        if reasons := self._reasons(self._affinities, self._asked(heads), events):
            return Scored(events[0], _sum(reasons), reasons, story)
        none = Reason(factor="interest", value=0.0, weight=WEIGHTS["interest"])
        return Scored(events[0], 0.0, (none,), story, _sum(self._reasons(self._apart, 0.0, events)))

    def _reasons(
        self, affinities: Affinities, asked: float, events: Sequence[tuple[Document, ...]]
    ) -> tuple[Reason, ...]:
        """None where there is too little interest."""
        leading, documents = events[0], [document for event in events for document in event]
        heads = [event[0] for event in events]
        own, other, *_ = (*affinities.of_all(_told(heads)), _NONE, _NONE)
        if own.score + asked < _LEAST_INTEREST:
            return ()
        values = {
            "interest": min(1.0, own.score / _CLEAR_INTEREST),
            "core": float(own.has_core),
            "shared": float(other.score >= _LEAST_INTEREST),
            "size": _share_of_log(_weight(documents) - 1, _LARGE_STORY),
            "publishers": min(1.0, (len({document.publisher for document in documents}) - 1) / 3),
            "languages": float(len({document.lang for document in documents}) > 1),
            "consequence": max(order_of_money(document.title) for document in heads),
            "actors": _share_of_log(self._rank(own.section_id, documents), _WELL_KNOWN),
            "rules": float(any(word_list("rules").occurs_in(document.title) for document in heads)),
            "said": float(_begins_with_a_speaker(leading[0].title)),
            "foreign": float(leading[0].lang != self._language),
            "asked": min(1.0, asked / _MUCH_ASKED_FOR),
            "source": max(self._source_weights.get(document.source, 0.5) for document in documents),
        }
        return tuple(
            Reason(factor=factor, value=round(values[factor], 3), weight=weight) for factor, weight in WEIGHTS.items()
        )

    def _asked(self, heads: Sequence[Document]) -> float:
        """How strongly it speaks for the interests, on the scale of an affinity."""
        return max(
            2.0 * len(self._interests.found_in(title)) + len(self._interests.found_in(text))
            for title, text in _told(heads)
        )

    def _rank(self, section_id: str, documents: Iterable[Document]) -> int:
        """How many headlines of the section name the best known of its actors."""
        named = (actor for one in documents for actor in self._actors(one))
        return max((self._known[section_id, actor] for actor in named), default=0)

    def _named(self, group: Sequence[Document]) -> Iterator[tuple[str, int]]:
        """The section that an event speaks for, with each actor that a headline of it names. What the section is about,
        as coins are, counts as that alone.
        """
        told = (next(iter(one.of_all(_told(group[:1]))), _NONE) for one in (self._affinities, self._apart))
        section_id = next((one.section_id for one in told if one.score >= _LEAST_INTEREST), "")
        named = ((section_id, actor) for one in group for actor in self._actors(one))
        yield from (one for one in named if one not in self._core)

    def _actors(self, document: Document) -> frozenset[int]:
        """Numbers of the groups of names in its headline; none where somebody only says something there."""
        return frozenset() if _begins_with_a_speaker(document.title) else actors_in(document.title, self._aliases)


def _begins_with_a_speaker(title: str) -> bool:
    return bool(_LABEL.match(title)) or any(marker.kind == "speaker" for marker in scope_markers(title))


def _sum(reasons: Iterable[Reason]) -> float:
    return round(sum(one.value * one.weight for one in reasons), 4)


def _told(heads: Sequence[Document]) -> list[tuple[str, str]]:
    """Headline and text of the first of them."""
    return [(one.title, one.text) for one in heads[:_READ_DOCUMENTS]]


def _weight(documents: Iterable[Document]) -> int:
    """How many documents tell of it; a publisher's own further items add little."""
    by_publisher = Counter(document.publisher for document in documents)
    return sum(min(number, _MOST_OF_ONE) for number in by_publisher.values())


def _share_of_log(number: int, plenty: int) -> float:
    """0 for none, 1 for `plenty` and more."""
    return min(1.0, math.log1p(number) / math.log1p(plenty))


def _columns(documents: Sequence[Document]) -> float:
    """Half for a hard technical point, half for an insight, both beyond the headline: 0, 0.5 or 1."""
    texts = [plain(document.text[:_READ_CHARS]) for document in documents[:3]]
    filling = fill(headline(documents[0].title).text, texts, _TECHNICAL_CHARS, _INSIGHT_CHARS)
    return 0.5 * bool(filling.technical) + 0.5 * bool(filling.insight)
