"""A critic without a model: it finds nothing beyond what code has found already."""

from schemas.critique import CritiqueAnswer, CritiqueQuestion


def judge(_: CritiqueQuestion) -> CritiqueAnswer:
    return CritiqueAnswer(verdicts=())
