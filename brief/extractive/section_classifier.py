"""Chooses by rank: the weightiest stories of each section, as many as it has seats."""

from collections import Counter

from checks.answers.classification import RowsByActor
from schemas.classification import ClassificationAnswer, ClassificationQuestion, Pick

_RANK, _WEIGHTY = "its rank", "exception: in the weightier half"


def choose(question: ClassificationQuestion) -> ClassificationAnswer:
    """Section by section. What is of the weightier half there stands, however many rows its actor has."""
    actors, places = RowsByActor(question), Counter[str]()
    chosen: dict[str, list[Pick]] = {section.id: [] for section in question.sections}
    seats = {section.id: section.seats for section in question.sections}
    for one in question.ranked:
        places[one.section_id] += 1
        why = _WEIGHTY if places[one.section_id] <= seats[one.section_id] / 2 else _RANK
        pick = Pick(event_id=one.event_id, section_id=one.section_id, why=why)
        if len(chosen[one.section_id]) < seats[one.section_id] and actors.admit(pick):
            chosen[one.section_id].append(pick)
    return ClassificationAnswer(
        same=(), unfit=(), picks=tuple(pick for picks in chosen.values() for pick in picks), change=""
    )
