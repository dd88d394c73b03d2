"""The section-classifier: every event gets one section or none, and the best of each section get a row."""

import re
from collections.abc import Iterable, Mapping, Sequence

from agents.base import Ask
from facts.extraction.section_affinity import Affinities, Affinity
from facts.text.headlines import headline
from facts.text.similarity import cosine, terms, vector, weights
from facts.text.term_list import Terms
from schemas.classification import (
    Assignment,
    Classification,
    ClassificationAnswer,
    ClassificationQuestion,
    EventBrief,
    Evidence,
    Label,
    SectionBrief,
    SectionEvidence,
    evidence_of,
)
from schemas.retrieval import Document, Event, Passage, Retrieval
from schemas.section import Section

_LEAST_SCORE = 2.0
"""The least score that counts: one strong term in the headline, or two in the text."""
_CLEAR_MARGIN = 1.5
_MOST_ASKED = 40
"""The most undecided events that are asked about, most salient first; the others are placed by their words."""
_LEAD_CHARS = 300
_READ_DOCUMENTS = 4
"""Of an event, to tell its section by."""
_ASKED_CHARS = 160
"""How much of an event's text a model is shown."""
_NAME = re.compile(r"(?<![A-Za-z0-9.])[A-Z][A-Za-z]*[a-z][A-Za-z0-9]*(?:[- ][A-Z0-9][A-Za-z0-9.]*)?(?![A-Za-z0-9])")
"""A name in Latin letters, with its number, such as OpenAI or Gemini 3."""
_Place = tuple[str | None, float, str]
"""(section id or None, score of the words, reason)"""
_Places = dict[str, _Place]
"""By event id; the events that were asked about come in order of salience."""
_BY_HAND = "an editor's choice"
_SAME_HAPPENING = 0.27


def classify(retrieval: Retrieval, sections: Sequence[Section], ask: Ask) -> Classification:
    """Gives every event of `retrieval` a section or none; asks only about events whose words fit two sections."""
    has_writer = ask.model("table_writer") is not None and ask.heard != "no"
    layout = _Layout(retrieval, sections, has_writer)
    decided = layout.by_words()
    undecided = [event for event in retrieval.events if event.id not in decided]
    guessed = decided | {event.id: layout.best_guess(event) for event in undecided}
    places = _with_rows(layout, sections, guessed, guessed | _answered(layout, undecided, ask))
    shown = {section.id: layout.shown(section, places) for section in sections}
    return Classification(
        request=retrieval.request,
        assignments=tuple(_assignment(event, places, shown) for event in retrieval.events),
        sections=tuple(layout.evidence(section, shown[section.id], places) for section in sections),
    )


def rearranged(
    classification: Classification, retrieval: Retrieval, rows: Mapping[str, Sequence[str]]
) -> Classification:
    """`classification` with a row for exactly the events in `rows`: event ids by section id, in table order."""
    layout = _Layout(retrieval, [one.section for one in classification.sections], has_writer=True)
    known = evidence_of(classification.sections)
    section_of = {event_id: section_id for section_id, ids in rows.items() for event_id in ids}
    events = {event.id: event for event in retrieval.events}

    def evidence(event_id: str) -> Evidence:
        return known.get(event_id) or layout.evidence_of(events[event_id], _BY_HAND)

    return Classification(
        request=classification.request,
        assignments=tuple(_moved(one, section_of) for one in classification.assignments),
        sections=tuple(
            one.model_copy(update={"evidence": tuple(map(evidence, rows[one.section.id]))})
            for one in classification.sections
        ),
    )


def _moved(assignment: Assignment, section_of: Mapping[str, str]) -> Assignment:
    """The assignment, changed if the editor added or removed its event's row."""
    section_id, shown = section_of.get(assignment.event_id, assignment.section_id), assignment.event_id in section_of
    if (section_id, shown) == (assignment.section_id, assignment.shown):
        return assignment
    return assignment.model_copy(update={"section_id": section_id, "shown": shown, "reason": _BY_HAND})


def _answered(layout: "_Layout", undecided: Sequence[Event], ask: Ask) -> _Places:
    """The answered places of undecided events; unusable answers are left out."""
    questions = [layout.brief(event) for event in undecided[:_MOST_ASKED]]
    if not questions:
        return {}
    answer = ask(
        "section_classifier",
        ClassificationQuestion(sections=layout.briefs, events=tuple(questions)),
        ClassificationAnswer,
    )
    candidates_of = {question.event_id: question.candidates for question in questions}
    return {
        label.event_id: layout.place_of(label)
        for label in answer.value.labels
        if label.section_id in (*candidates_of.get(label.event_id, ()), "none") and label.event_id in candidates_of
    }


def _with_rows(layout: "_Layout", sections: Sequence[Section], guessed: _Places, answered: _Places) -> _Places:
    """`answered`, with events moved back to the section of their words until no row is lost by asking.

    An event that was asked about has words of two sections, so its place by words is never absurd.
    """
    places = dict(answered)
    moved = (event_id for event_id in guessed if guessed[event_id][0] != answered[event_id][0])
    least = _rows(layout, sections, guessed)
    while _rows(layout, sections, places) < least and (back := next(moved, None)):
        places[back] = guessed[back]
    return places


def _rows(layout: "_Layout", sections: Sequence[Section], places: _Places) -> int:
    return sum(len(layout.shown(section, places)) for section in sections)


def _assignment(event: Event, places: _Places, shown: Mapping[str, Sequence[Event]]) -> Assignment:
    section_id, score, reason = places[event.id]
    is_shown = any(event.id == one.id for one in shown.get(section_id or "", ()))
    return Assignment(event_id=event.id, section_id=section_id, score=score, reason=reason, shown=is_shown)


class _Layout:
    """Documents, passages and affinities by event, ready for deciding."""

    def __init__(self, retrieval: Retrieval, sections: Sequence[Section], has_writer: bool) -> None:
        """`has_writer`: a model writes the tables, and a critic may be heard: then a row needs no sentence that fills a
        cell as it stands. Without, it may fall back to quotations.
        """
        self._events = retrieval.events
        self._has_writer = has_writer
        self._documents = {document.id: document for document in retrieval.documents}
        self._passages: dict[str, list[Passage]] = {}
        for passage in retrieval.passages:
            self._passages.setdefault(passage.document_id, []).append(passage)
        self._as_of, self._language = retrieval.request.as_of, retrieval.request.language
        self._lengths = retrieval.request.lengths
        self._vocabulary = _linking_terms(sections, retrieval.request.common_terms)
        self._common = Terms(retrieval.request.common_terms)
        affinities = Affinities(sections)
        self._affinities = {event.id: self._affinity(event, affinities) for event in self._events}
        self.briefs = tuple(
            SectionBrief(id=section.id, title=section.title, description=section.description.strip())
            for section in sections
        )
        leads = {event.id: terms(self._lead(event)) for event in self._events}
        idf = weights(leads.values())
        self._vectors = {event_id: vector(found, idf) for event_id, found in leads.items()}

    def by_words(self) -> _Places:
        """Places of the events that their words decide; undecided events are missing."""
        return {event.id: place for event in self._events if (place := self._decided(event))}

    def best_guess(self, event: Event) -> _Place:
        best = self._affinities[event.id][0]
        return best.section_id, best.score, _words_reason(best)

    def place_of(self, label: Label) -> _Place:
        """The place that an answer gives; the score stays the score of the words."""
        if label.section_id == "none":
            return None, 0.0, label.reason
        return label.section_id, self._affinities[label.event_id][0].score, label.reason

    def brief(self, event: Event) -> EventBrief:
        candidates = tuple(one.section_id for one in self._affinities[event.id] if one.score >= _LEAST_SCORE)
        return EventBrief(
            event_id=event.id,
            title=headline(event.title).text,
            lead=self._text(event)[:_ASKED_CHARS],
            candidates=candidates,
        )

    def shown(self, section: Section, places: _Places) -> list[Event]:
        """The section's rows: the most salient events that can be written, of varied subjects and publishers."""
        pool = [event for event in self._events if places[event.id][0] == section.id and self._can_be_written(event)]
        picked: list[Event] = []
        while pool and len(picked) < section.limit:
            best = max(pool, key=lambda event: event.salience)
            pool.remove(best)
            if not any(_is_one_story(best, other) or self._one_happening(best, other) for other in picked):
                picked.append(best)
        return picked

    def evidence(self, section: Section, events: Sequence[Event], places: _Places) -> SectionEvidence:
        return SectionEvidence(
            section=section,
            evidence=tuple(self.evidence_of(event, places[event.id][2]) for event in events),
            as_of=self._as_of,
            language=self._language,
            lengths=self._lengths,
        )

    def evidence_of(self, event: Event, reason: str) -> Evidence:
        documents = tuple(self._documents[document_id] for document_id in event.document_ids)
        passages = tuple(passage for document in documents for passage in self._passages[document.id])
        found = _linking(" ".join(passage.text for passage in passages), self._vocabulary, self._common)
        return Evidence(event=event, documents=documents, passages=passages, terms=found, reason=reason)

    def _affinity(self, event: Event, affinities: Affinities) -> tuple[Affinity, ...]:
        told = [self._documents[one] for one in event.document_ids[:_READ_DOCUMENTS]]
        return affinities.of_all([(one.title, (one.body or one.summary or "")[:_LEAD_CHARS]) for one in told])

    def _decided(self, event: Event) -> _Place | None:
        best, *others = self._affinities[event.id]
        if best.score < _LEAST_SCORE:
            return None, best.score, "its words speak for no section"
        if others and others[0].score >= _LEAST_SCORE and best.score - others[0].score < _CLEAR_MARGIN:
            return None
        return best.section_id, best.score, _words_reason(best)

    def _best(self, event: Event) -> Document:
        return self._documents[event.document_ids[0]]

    def _text(self, event: Event) -> str:
        best = self._best(event)
        return best.body or best.summary or ""

    def _lead(self, event: Event) -> str:
        return f"{event.title} {self._text(event)[:160]}"

    def _can_be_written(self, event: Event) -> bool:
        return self._has_writer or any(reason.factor == "columns" and reason.value > 0 for reason in event.reasons)

    def _one_happening(self, a: Event, b: Event) -> bool:
        return cosine(self._vectors[a.id], self._vectors[b.id]) >= _SAME_HAPPENING


def _is_one_story(a: Event, b: Event) -> bool:
    return bool(a.story_id) and a.story_id == b.story_id


def _words_reason(affinity: Affinity) -> str:
    told = ", ".join(affinity.terms[:6])
    return f"its words: {told}" if told else "it is like what the section says of itself"


def _linking_terms(sections: Sequence[Section], common: Iterable[str]) -> Terms:
    words = dict.fromkeys(word for section in sections for word in section.own_terms)
    return Terms(word for word in words if word not in set(common))


def _linking(text: str, vocabulary: Terms, common: Terms) -> tuple[str, ...]:
    """Catalogue words and names in Latin letters that may link this event to others."""
    names = (name for name in dict.fromkeys(_NAME.findall(text)) if not common.found_in(name))
    return _longest((*vocabulary.found_in(text), *names))


def _longest(found: Iterable[str]) -> tuple[str, ...]:
    """Each word once, without words that only occur inside longer ones."""
    words = list({word.lower(): word for word in found}.values())
    return tuple(word for word in words if not any(word != other and word in other for other in words))
