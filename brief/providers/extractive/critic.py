"""A critic without a model: code has said all that can be said."""

from schemas.critique import CritiqueAnswer, CritiqueQuestion


def judge(question: CritiqueQuestion) -> CritiqueAnswer:
    return CritiqueAnswer(issues=())
