"""Answers of a judge: every pair once."""

from collections.abc import Iterator

from checks.answers.finding import Finding
from schemas.judgement import JudgementAnswer, JudgementQuestion


def tidied(question: JudgementQuestion, answer: JudgementAnswer) -> JudgementAnswer:
    """The first judgement of each pair, in the question's order."""
    first = {one.pair_id: one for one in reversed(answer.judgements)}
    return JudgementAnswer(judgements=tuple(first[one.pair_id] for one in question.pairs if one.pair_id in first))


def find(question: JudgementQuestion, answer: JudgementAnswer) -> Iterator[Finding]:
    """What is wrong with a tidied answer."""
    given = {one.pair_id for one in answer.judgements}
    for pair in question.pairs:
        if pair.pair_id not in given:
            yield Finding(("judgement", pair.pair_id), "is left out; judge this pair too.")


def keep(_question: JudgementQuestion, answer: JudgementAnswer) -> JudgementAnswer:
    """All of a tidied answer: what it lacks is not judged."""
    return answer
