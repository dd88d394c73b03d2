"""Answers of a section-classifier: every event once, in one of its candidates or none."""

from collections.abc import Iterator

from checks.answers.finding import Finding, listed
from schemas.classification import ClassificationAnswer, ClassificationQuestion

_NONE = "none"


def tidied(question: ClassificationQuestion, answer: ClassificationAnswer) -> ClassificationAnswer:
    """The first label of each event, in the question's order."""
    first = {label.event_id: label for label in reversed(answer.labels)}
    return ClassificationAnswer(labels=tuple(first[one.event_id] for one in question.events if one.event_id in first))


def find(question: ClassificationQuestion, answer: ClassificationAnswer) -> Iterator[Finding]:
    """What is wrong with a tidied answer."""
    given = {label.event_id: label.section_id for label in answer.labels}
    for event_id, allowed in _allowed(question).items():
        if event_id not in given:
            yield Finding(("label", event_id), "is left out; give it a section id or none.")
        elif given[event_id] not in allowed:
            yield Finding(("label", event_id), f"{given[event_id]!r} is none of {listed(allowed)}.")


def keep(question: ClassificationQuestion, answer: ClassificationAnswer) -> ClassificationAnswer:
    """The sound labels of a tidied answer."""
    allowed = _allowed(question)
    return ClassificationAnswer(labels=tuple(one for one in answer.labels if one.section_id in allowed[one.event_id]))


def _allowed(question: ClassificationQuestion) -> dict[str, tuple[str, ...]]:
    known = {section.id for section in question.sections}
    return {event.event_id: (*(one for one in event.candidates if one in known), _NONE) for event in question.events}
