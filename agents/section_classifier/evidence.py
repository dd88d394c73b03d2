"""What a retrieval holds on an event, and the evidence that its row is written from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from agents.section_classifier.leads import Leads
from agents.section_classifier.turns import Turn, Turns
from facts.text.term_list import Terms, longest
from schemas.classification import Evidence, Later
from schemas.retrieval import Background, Document, Event, Passage, Retrieval
from schemas.section import Section

_ASIDES = 3
"""Documents of other events of a story that whoever writes the row may read beside the event's own."""
_NAME = re.compile(r"(?<![A-Za-z0-9.])[A-Z][A-Za-z]*[a-z][A-Za-z0-9]*(?:[- ][A-Z0-9][A-Za-z0-9.]*)?(?![A-Za-z0-9])")
"""A name in Latin letters, with its number, such as OpenAI or Gemini 3."""


class EventFiles:
    """Documents and passages of a retrieval's events, and how alike two events are."""

    def __init__(self, retrieval: Retrieval, sections: Sequence[Section]) -> None:
        self._documents = {document.id: document for document in retrieval.documents}
        self._passages: dict[str, list[Passage]] = {}
        for passage in retrieval.passages:
            self._passages.setdefault(passage.document_id, []).append(passage)
        self._events = {document: event.id for event in retrieval.events for document in event.document_ids}
        self._zone = ZoneInfo(retrieval.request.timezone)
        self._told = retrieval.told
        self._background: dict[str, list[Background]] = {}
        for one in retrieval.background:
            self._background.setdefault(one.event_id, []).append(one)
        self._vocabulary = _linking_terms(tuple(sections), frozenset(retrieval.request.common_terms))
        self._common = Terms(retrieval.request.common_terms)
        self._leads = Leads({event.id: self._documents[event.document_ids[0]] for event in retrieval.events})

    def documents(self, event: Event) -> tuple[Document, ...]:
        """Best first."""
        return tuple(self._documents[document_id] for document_id in event.document_ids)

    def background(self, event: Event, reported: bool = False) -> tuple[Document, ...]:
        """What was told of it before the period; `reported`: by an earlier report."""
        return tuple(one.document for one in self._background.get(event.id, ()) if one.told or not reported)

    def likeness(self, a: Event, b: Event) -> float:
        """0..1, of headlines and leads."""
        return self._leads.likeness(a.id, b.id)

    def undone_by(self, event: Event) -> Document | None:
        """What surely denies, stops or takes back, later in the period, what it tells."""
        return self._turns.undoing(self.documents(event), event.published_at)

    def evidence(self, event: Event, reason: str, aside: Sequence[Event] = ()) -> Evidence:
        """`aside`: events that tell of the same; of the first few one document each stands behind its own, and
        headlines of what may have overturned it.
        """
        asides = tuple(self.documents(one)[0] for one in aside[:_ASIDES])
        told = (*self.documents(event), *asides)
        passages = [passage for document in told for passage in self._passages[document.id]]
        first = sum(passage.document_id == told[0].id for passage in passages)
        turns = self._turns.of(self.documents(event), event.published_at, asides)
        background = self._background.get(event.id, ())
        later = [one.document for one in turns if one.document not in told]
        others_said = (*map(self._headline, later), *(one.passage for one in background))
        own = " ".join(passage.text for passage in passages if passage.document_id in event.document_ids)
        return Evidence(
            event=event,
            documents=(*told, *later, *(one.document for one in background)),
            passages=(*passages[:first], *others_said, *passages[first:]),
            terms=_linking(own, self._vocabulary, self._common),
            reason=reason,
            later=tuple(map(self._later, turns)),
            background=tuple(one.document.id for one in background),
            told=self._told.get(event.id),
        )

    def is_near(self, a: Event, b: Event) -> bool:
        return self._leads.are_near(a.id, b.id)

    def near(self, event: Event, others: Iterable[Event]) -> list[Event]:
        """Those that are like enough to it, nearest first."""
        return sorted(
            (other for other in others if self.is_near(event, other)), key=lambda other: -self.likeness(event, other)
        )

    def each_in_one_row(self, shown: Mapping[str, Evidence]) -> dict[str, Evidence]:
        """`shown`, by event id, of which no two hold one document: the row that is of it has it, else one that tells
        the same, else one that it may have overturned; of several that which is most like it. What code is sure of is
        told beside its row all the same.
        """
        rows: dict[str, list[str]] = {}
        for event_id, one in shown.items():
            for document in one.documents:
                rows.setdefault(document.id, []).append(event_id)
        later = {event_id: {turn.document_id for turn in one.later} for event_id, one in shown.items()}
        holder = {
            name: max(events, key=lambda one: (name not in later[one], self._is_like(name, one)))
            for name, events in rows.items()
        }
        holder |= {name: event_id for event_id, one in shown.items() for name in one.event.document_ids}
        return {
            event_id: _with(one, frozenset(document for document, holds in holder.items() if holds == event_id))
            for event_id, one in shown.items()
        }

    def _is_like(self, document_id: str, event_id: str) -> float:
        """How much the event is like that which the document tells of; 0 for one that no event is of."""
        of = self._events.get(document_id)
        return self._leads.likeness(event_id, of) if of else 0.0

    def _headline(self, document: Document) -> Passage:
        return self._passages[document.id][0]

    def _later(self, turn: Turn) -> Later:
        document, at = turn.document, turn.document.published_at
        return Later(
            document_id=document.id,
            passage_id=self._headline(document).id,
            title=document.title,
            day=f"{at.astimezone(self._zone):%m-%d}" if at else "",
            is_certain=turn.is_certain,
        )

    @cached_property
    def _turns(self) -> Turns:
        return Turns(tuple(self._documents.values()))


def _with(evidence: Evidence, held: frozenset[str]) -> Evidence:
    if all(document.id in held for document in evidence.documents):
        return evidence
    return evidence.model_copy(
        update={
            "documents": tuple(one for one in evidence.documents if one.id in held),
            "passages": tuple(one for one in evidence.passages if one.document_id in held),
            "later": tuple(one for one in evidence.later if one.document_id in held or one.is_certain),
        }
    )


@lru_cache(maxsize=8)
def _linking_terms(sections: tuple[Section, ...], common: frozenset[str]) -> Terms:
    words = dict.fromkeys(word for section in sections for word in (*section.own_terms, *section.weak_terms))
    return Terms(word for word in words if word not in common)


def _linking(text: str, vocabulary: Terms, common: Terms) -> tuple[str, ...]:
    """Catalogue words and names in Latin letters that may link this event to others."""
    names = (name for name in dict.fromkeys(_NAME.findall(text)) if not common.found_in(name))
    return longest((*vocabulary.found_in(text), *names))
