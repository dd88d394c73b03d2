"""A critic without a model: code has said all that can be said."""

from schemas.critique import CritiqueAnswer, CritiqueQuestion


def judge(_: CritiqueQuestion) -> CritiqueAnswer:
    return CritiqueAnswer(verdicts=())
