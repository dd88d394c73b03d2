"""Chooses by rank: the weightiest stories of each section, as many as it has seats."""

from schemas.classification import ClassificationAnswer, ClassificationQuestion, Pick


def choose(question: ClassificationQuestion) -> ClassificationAnswer:
    """Section by section."""
    picks = (
        Pick(event_id=one.event_id, section_id=section.id, why="its rank")
        for section in question.sections
        for one in [one for one in question.ranked if one.section_id == section.id][: section.seats]
    )
    return ClassificationAnswer(same=(), unfit=(), picks=tuple(picks), change="")
