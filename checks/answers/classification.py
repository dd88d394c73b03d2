"""Answers of a section-classifier: every event once, in one of its candidates or none."""

from collections.abc import Iterator

from checks.answers.finding import Finding, listed, repeated
from schemas.classification import ClassificationAnswer, ClassificationQuestion

_NONE = "none"


def find(question: ClassificationQuestion, answer: ClassificationAnswer) -> Iterator[Finding]:
    allowed = _allowed(question)
    answered = [label.event_id for label in answer.labels]
    for event_id in allowed:
        if event_id not in answered:
            yield Finding(("label", event_id), "is left out; give it a section id or none.")
    for event_id in repeated(answered):
        yield Finding(("label", event_id), "is answered more than once; answer it once.")
    for label in answer.labels:
        place = ("label", label.event_id)
        if label.event_id not in allowed:
            yield Finding(place, f"there is no such event; the ids are {listed(allowed)}.")
        elif label.section_id not in allowed[label.event_id]:
            yield Finding(place, f"{label.section_id!r} is none of {listed(allowed[label.event_id])}.")


def keep(question: ClassificationQuestion, answer: ClassificationAnswer) -> ClassificationAnswer:
    """The first sound label of each event."""
    allowed = _allowed(question)
    sound = [label for label in answer.labels if label.section_id in allowed.get(label.event_id, ())]
    first = {label.event_id: label for label in reversed(sound)}
    return ClassificationAnswer(labels=tuple(first[event_id] for event_id in allowed if event_id in first))


def _allowed(question: ClassificationQuestion) -> dict[str, tuple[str, ...]]:
    known = {section.id for section in question.sections}
    return {event.event_id: (*(one for one in event.candidates if one in known), _NONE) for event in question.events}
