"""What a retrieval holds on an event, and the evidence that its row is written from."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from zoneinfo import ZoneInfo

from agents.section_classifier.turns import Turns
from facts.text.similarity import Vector, cosine, terms, vector, weights
from facts.text.term_list import Terms, longest
from schemas.classification import Evidence, Later
from schemas.retrieval import Background, Document, Event, Passage, Retrieval
from schemas.section import Section

_LEAD_CHARS = 160
_ASIDES = 3
"""Documents of other events of a story that whoever writes the row may read beside the event's own."""
_NEAR = 0.15
"""Least likeness of such an event to the one that the row is about."""
_NAME = re.compile(r"(?<![A-Za-z0-9.])[A-Z][A-Za-z]*[a-z][A-Za-z0-9]*(?:[- ][A-Z0-9][A-Za-z0-9.]*)?(?![A-Za-z0-9])")
"""A name in Latin letters, with its number, such as OpenAI or Gemini 3."""


class EventFiles:
    """Documents and passages of a retrieval's events, and how alike two events are."""

    def __init__(self, retrieval: Retrieval, sections: Sequence[Section]) -> None:
        self._documents = {document.id: document for document in retrieval.documents}
        self._passages: dict[str, list[Passage]] = {}
        for passage in retrieval.passages:
            self._passages.setdefault(passage.document_id, []).append(passage)
        self._zone = ZoneInfo(retrieval.request.timezone)
        self._background: dict[str, list[Background]] = {}
        for one in retrieval.background:
            self._background.setdefault(one.event_id, []).append(one)
        self._vocabulary = _linking_terms(sections, retrieval.request.common_terms)
        self._common = Terms(retrieval.request.common_terms)
        leads = {event.id: terms(self._lead(event)) for event in retrieval.events}
        idf = weights(leads.values())
        self._vectors: dict[str, Vector] = {event_id: vector(found, idf) for event_id, found in leads.items()}

    def documents(self, event: Event) -> tuple[Document, ...]:
        """Best first."""
        return tuple(self._documents[document_id] for document_id in event.document_ids)

    def likeness(self, a: Event, b: Event) -> float:
        """0..1, of headlines and leads."""
        return cosine(self._vectors[a.id], self._vectors[b.id])

    def evidence(self, event: Event, reason: str, others: Iterable[Event] = ()) -> Evidence:
        """`others`: events of its story; of those near it a few documents stand behind its own, and headlines of what
        may have overturned it.
        """
        near = sorted(others, key=lambda other: -self.likeness(event, other))
        asides = (one for other in near if self.likeness(event, other) >= _NEAR for one in self.documents(other)[:1])
        told = (*self.documents(event), *islice(asides, _ASIDES))
        turns = self._turns.of(told, event.published_at)
        passages = [passage for document in told for passage in self._passages[document.id]]
        own = " ".join(passage.text for passage in passages if passage.document_id in event.document_ids)
        headlines = [self._passages[turn.document.id][0] for turn in turns]
        behind = len(self._passages[told[0].id])
        background = self._background.get(event.id, ())
        return Evidence(
            event=event,
            documents=(*told, *(turn.document for turn in turns), *(one.document for one in background)),
            passages=(*passages[:behind], *headlines, *(one.passage for one in background), *passages[behind:]),
            background=tuple(one.document.id for one in background),
            terms=_linking(own, self._vocabulary, self._common),
            reason=reason,
            later=tuple(
                Later(
                    document_id=turn.document.id,
                    passage_id=headline.id,
                    title=turn.document.title,
                    day=self._day(turn.document),
                    is_certain=turn.is_certain,
                )
                for turn, headline in zip(turns, headlines, strict=True)
            ),
        )

    @cached_property
    def _turns(self) -> Turns:
        return Turns(tuple(self._documents.values()))

    def _day(self, document: Document) -> str:
        return f"{document.published_at.astimezone(self._zone):%m-%d}" if document.published_at else ""

    def _lead(self, event: Event) -> str:
        return f"{event.title} {self._documents[event.document_ids[0]].text[:_LEAD_CHARS]}"


def without_documents_of(evidence: Evidence, others: Iterable[Evidence]) -> Evidence:
    """`evidence` without what other rows are about: no two rows cite one document."""
    taken = {one for other in others if other.event.id != evidence.event.id for one in other.event.document_ids}
    if taken.isdisjoint(document.id for document in evidence.documents):
        return evidence
    return evidence.model_copy(
        update={
            "documents": tuple(one for one in evidence.documents if one.id not in taken),
            "passages": tuple(one for one in evidence.passages if one.document_id not in taken),
            "later": tuple(one for one in evidence.later if one.document_id not in taken or one.is_certain),
        }
    )


def _linking_terms(sections: Sequence[Section], common: Iterable[str]) -> Terms:
    words = dict.fromkeys(word for section in sections for word in (*section.own_terms, *section.weak_terms))
    return Terms(word for word in words if word not in set(common))


def _linking(text: str, vocabulary: Terms, common: Terms) -> tuple[str, ...]:
    """Catalogue words and names in Latin letters that may link this event to others."""
    names = (name for name in dict.fromkeys(_NAME.findall(text)) if not common.found_in(name))
    return longest((*vocabulary.found_in(text), *names))
