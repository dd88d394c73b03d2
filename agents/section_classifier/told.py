"""What earlier reports told of the period's events: whether an event is the same again, more on it, or new."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from agents.section_classifier.leads import LEAD_CHARS, NEAR, SAME_HAPPENING, Leads
from agents.section_classifier.places import Place
from facts.names.actors import actor, actors_in
from facts.names.detection import Aliases, aliases_of
from facts.names.event_anchors import figure_anchors, name_anchors, names_in_any_language, written_figures
from facts.names.headline_subjects import KINDS, of_other_subjects
from facts.support.figure_owners import new_values
from facts.text.cleaning import plain
from facts.text.lexicon import word_list
from facts.text.similarity import TermIndex, part_told, terms
from facts.text.term_list import Terms
from facts.values.dates import read_dates
from schemas.history import News
from schemas.retrieval import Document, Event, Retrieval

TOLD_BEFORE = "told before, and nothing new"
_DOCUMENTS = 5
"""Of an event."""
_COMMON = 200
"""Terms in more leads than this nominate no pair."""
_LEAST_SHARED = 2
_ALIKE = 0.3
"""Least likeness of two headlines of one matter."""
_OF_A_LEAD = 0.64
"""What the likeness of headlines alone counts for beside that of leads."""
_SAID = 4.8
"""Least information, in nats, of the names and figures that two of one matter share."""
_FEW, _RAREST = 1000, 8
_SUBJECT = 4
"""Terms of the shortest beginning of a headline that tells whom it is of."""
_TOLD = 0.7
"""A headline of which earlier documents tell so much tells nothing new."""
_PLANNED = word_list("plan", "future", "guess")
_HEARD = 0.15
"""The least of one that is of the matter by its story alone."""


@dataclass(frozen=True)
class TellsOf:
    """An event that tells of what a row told."""

    event: Event
    row: str
    document: Document
    """Of the row: what the event is most like."""
    news: News
    new: tuple[str, ...]
    """What the event's headline and lead tell, and the row's documents do not."""


def repeats(retrieval: Retrieval, is_read: bool) -> dict[str, Place]:
    """The events that tell what an earlier report told, with why they are in no section.

    `is_read`: whoever chooses can read. Else what is worded alike is one too, unless it has a new figure or name.
    """
    found = (
        (event_id, *retrieval.row_told(one))
        for event_id, one in retrieval.told.items()
        if one.news == "repeat" or (one.news == "close" and not (is_read or one.new))
    )
    return {
        name: Place(None, 0.0, f"{TOLD_BEFORE}: {report.run_id} {row.row_id}: {row.text}")
        for name, report, row in found
    }


def tellings(retrieval: Retrieval, rows: Mapping[str, Sequence[Document]]) -> Iterator[TellsOf]:
    """For each event of `retrieval` that tells of what rows told, or stands beside one of its story that does.

    `rows`: by whatever they are called here, the documents of their events.
    """
    if not any(rows.values()):
        return
    found = _Rows(retrieval, rows)
    near = {event.id: found.near(event) for event in retrieval.events}
    for event in retrieval.events:
        for row, (likeness, told) in near[event.id].items():
            yield found.told(event, row, told, likeness)
        if not near[event.id]:
            yield from found.by_story(event, near)


class _Rows:
    def __init__(self, retrieval: Retrieval, rows: Mapping[str, Sequence[Document]]) -> None:
        documents = {document.id: document for document in retrieval.documents}
        own = {one: documents[one] for event in retrieval.events for one in event.document_ids[:_DOCUMENTS]}
        self._documents, self._texts = documents, {row: "。".join(map(_text, told)) for row, told in rows.items()}
        self._of_row, self._request = rows, retrieval.request
        self._told = {f"{row} {n}": (row, one) for row, told in rows.items() for n, one in enumerate(told)}
        both = own | {key: one for key, (_, one) in self._told.items()}
        self._leads, self._titles = Leads(both), Leads(both, chars=0)
        self._index = TermIndex({key: self._leads.vectors[key] for key in self._told}, _COMMON)
        self._stories: dict[str, list[Event]] = defaultdict(list)
        for event in retrieval.events:
            self._stories[event.story_id].append(event)
        self._aliases = aliases_of(retrieval.request.aliases)
        self._pins = cache(lambda one: _pins(one, self._aliases))
        self._openings = cache(lambda text: sum(one.title.startswith(text) for one in documents.values()))
        self._actor = cache(lambda title: actor(title, self._aliases))
        self._holders = Counter(
            chain.from_iterable(names | figures for names, figures in map(self._pins, documents.values()))
        )

    @cached_property
    def _deals(self) -> Callable[[str], frozenset[str]]:
        """Of a headline, the deals that it names."""
        words = Terms(word for section in self._request.sections for word in section.deal_terms)
        return cache(lambda title: frozenset(words.found_in(title)))

    def near(self, event: Event) -> dict[str, tuple[float, Document]]:
        """The rows of which it tells, each with how alike they are at most, and to which document of the row."""
        found: dict[str, tuple[float, Document]] = {}
        for own in (self._documents[one] for one in event.document_ids[:_DOCUMENTS]):
            for key in self._index.sharing(self._leads.vectors[own.id], _LEAST_SHARED):
                row, told = self._told[key]
                titles = self._titles.likeness(own.id, key)
                likeness = max(self._leads.likeness(own.id, key), titles * _OF_A_LEAD)
                is_near = likeness >= NEAR and self._is_of_one(own, told, titles >= _ALIKE)
                is_nearer = row not in found or likeness > found[row][0]
                if is_nearer and (is_near or self._is_of_one_deal(own.title, told.title)):
                    found[row] = likeness, told
        return found

    def told(self, event: Event, row: str, told: Document, likeness: float) -> TellsOf:
        """Of one happening, it is the same again if little of its headline is new; but for another value of a measure,
        and for what was planned and is done now. More on it brings something that was not there.
        """
        new = self.new(event, row)
        again: News = "repeat" if self.held(event, row) >= _TOLD else "close"
        news: News = again if likeness >= SAME_HAPPENING else "update" if new else "close"
        is_done = _PLANNED.occurs_in(told.title) and not _PLANNED.occurs_in(event.title)
        goes_on = is_done or any(new_values(self._texts[row], event.title))
        return TellsOf(event, row, told, "update" if goes_on else news, new)

    def by_story(self, event: Event, near: Mapping[str, dict[str, tuple[float, Document]]]) -> Iterator[TellsOf]:
        """The rows of which the first of its story tells that it is near, as far as its headline is of them too."""
        first = event.document_ids[0]
        others = (one for one in self._stories[event.story_id] if near[one.id])
        beside = next((one for one in others if self._leads.are_near(first, one.document_ids[0])), None)
        for row, (_, told) in near[beside.id].items() if beside else ():
            if self.held(event, row) >= _HEARD:
                yield self.told(event, row, told, 0.0)

    def _is_of_one(self, own: Document, told: Document, worded_alike: bool) -> bool:
        """The names and figures that they share say enough, and they are not of two subjects."""
        if own.url == told.url:
            return True
        (names, figures), (others, amounts) = self._pins(own), self._pins(told)
        shared, alike = names & others, figures & amounts
        subject = self._of_one_subject(own.title, told.title)
        pins_one = bool(shared) or subject > 0 or len(alike) > 1 or (worded_alike and bool(alike))
        said = sum(map(self._worth, (*shared, *alike))) + subject
        return pins_one and said >= _SAID and not of_other_subjects(own.title, told.title)

    def _is_of_one_deal(self, own: str, told: str) -> bool:
        """Both headlines are of one actor and name one deal of it, and not each somebody else: its next step is told in
        words of its own.
        """
        if not self._deals(own) & self._deals(told) or not self._actor(own) or self._actor(own) != self._actor(told):
            return False
        parties, others = (self._named(title) for title in (own, told))
        return parties <= others or others <= parties

    def _named(self, title: str) -> frozenset[object]:
        """Numbers of listed names, places aside; others as written."""
        listed = {word for span in self._aliases.found(title) for word in terms(span.text)}
        return actors_in(title, self._aliases) | {one for one in name_anchors(title) - KINDS if one not in listed}

    def _of_one_subject(self, own: str, told: str) -> float:
        """What it says that both headlines begin alike: whom no table names stands there, and most projects do."""
        opening = own[: next((at for at, (a, b) in enumerate(zip(own, told, strict=False)) if a != b), len(own))]
        return self._said_by(self._openings(opening)) if len(terms(opening)) >= _SUBJECT else 0.0

    def _worth(self, pin: str) -> float:
        return self._said_by(self._holders[pin])

    def _said_by(self, holders: int) -> float:
        """In nats: the more, the fewer documents hold it."""
        return math.log(max(len(self._documents), _FEW) / max(holders, _RAREST))

    def held(self, event: Event, row: str) -> float:
        """0..1: how much of its headline, by how rare its words are, the row's documents tell."""
        known = frozenset(terms(self._texts[row]))
        return part_told({term: self._leads.idf.get(term, 1.0) ** 2 for term in terms(event.title)}, known)

    def new(self, event: Event, row: str) -> tuple[str, ...]:
        """What its headline and lead have and no document of the row, as written: figures, names, and days since."""
        lead, known = _lead(self._documents[event.document_ids[0]]), self._texts[row]
        figures, names = written_figures(known), set(names_in_any_language(known, self._aliases))
        # A country that only the lead names is where it is told of.
        actors = actors_in(lead, self._aliases)
        named = (span.text for span in self._aliases.found(lead))
        listed = dict.fromkeys(one for one in named if one in event.title or self._aliases.groups(one) & actors)
        spelt = sorted(name_anchors(event.title))
        return (
            *(text for figure, text in written_figures(lead).items() if figure not in figures),
            *(name for name in listed if not names & set(names_in_any_language(name, self._aliases))),
            *(one for one in spelt if one.replace("-", " ") not in known.lower().replace("-", " ")),
            *self._days_since(event, row),
        )

    def _days_since(self, event: Event, row: str) -> Iterator[str]:
        """Days that it names, on which nothing of the row had been told yet."""
        zone = ZoneInfo(self._request.timezone)
        told = [one.published_at.astimezone(zone).date() for one in self._of_row[row] if one.published_at]
        day = event.published_at.astimezone(zone).date()
        for one in read_dates(_lead(self._documents[event.document_ids[0]]), day):
            if one.precision == "day" and one.first and max(told, default=day) < one.first <= day:
                yield one.text


def _text(document: Document) -> str:
    return f"{document.title}。{plain(document.text)}"


def _pins(document: Document, aliases: Aliases) -> tuple[frozenset[str], frozenset[str]]:
    """The names and the figures of its headline and lead."""
    lead = _lead(document)
    return frozenset(names_in_any_language(lead, aliases)), figure_anchors(lead)


def _lead(document: Document) -> str:
    return f"{document.title} {plain(document.opening)[:LEAD_CHARS]}"
