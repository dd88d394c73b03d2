"""Answers of a writer that mends its texts: each named text once, under its own id."""

from collections.abc import Iterable, Iterator

from checks.answers.critique import rests_on_ground
from checks.answers.finding import Finding, Place, at
from checks.answers.statements import among, found_in_passages
from checks.answers.wording import WordingRules, fitted, make_wording, says_nothing
from schemas.reasons import Reason
from schemas.revision import MendedText, RevisionAnswer, RevisionQuestion, TextToMend


def tidied(question: RevisionQuestion, answer: RevisionAnswer) -> RevisionAnswer:
    """The first text of each id, in the question's order, with passages that were offered for it."""
    given = {text.claim_id: text for text in reversed(answer.texts)}
    pairs = ((asked, given[asked.claim_id]) for asked in question.texts if asked.claim_id in given)
    return RevisionAnswer(texts=tuple(_tidied(asked, text) for asked, text in pairs))


def _tidied(asked: TextToMend, text: MendedText) -> MendedText:
    if says_nothing(text.text):
        return text.model_copy(update={"text": "", "passages": ()})
    passages = among(text.passages, asked.passages)
    return text.model_copy(update={"text": fitted(text.text, asked.max_chars), "passages": passages})


def find(question: RevisionQuestion, answer: RevisionAnswer) -> Iterator[Finding]:
    """What is wrong with a tidied answer."""
    given = {text.claim_id: text for text in answer.texts}
    ids = (*(one.claim_id for one in question.texts), *(one.id for one in question.passages))
    wording = make_wording(question.language, ids, [one.text for one in question.passages])
    for asked in question.texts:
        if asked.claim_id not in given:
            yield Finding(_place(asked), "is left out; write it anew, or keep it.", "left_out")
        else:
            yield from _found(question, asked, given[asked.claim_id], wording)


def _found(question: RevisionQuestion, asked: TextToMend, text: MendedText, wording: WordingRules) -> Iterator[Finding]:
    offered = {one.id: one.text for one in question.passages if one.id in asked.passages}
    if text.text:
        yield from at(_place(asked), wording.problems(text.text, asked.max_chars))
        yield from found_in_passages(_place(asked), text.text, text.passages, offered)
    elif text.keep and asked.proven:
        yield Finding(_place(asked), "cannot be kept: the remark is proven. Mend the text, or give it up.")
    elif text.keep and not may_be_kept(text, offered.values(), is_proven=False):
        yield Finding(_place(asked), "keep holds words of none of its passages; copy them as they stand there.")


def may_be_kept(text: MendedText, offered: Iterable[str], *, is_proven: bool) -> bool:
    """Against an objection and never against proof, by words of its passages on which it stands."""
    return bool(text.keep) and not is_proven and rests_on_ground(text.keep, offered)


_PROVEN_AGAIN: frozenset[Reason] = frozenset(("markup_in_text", "too_long", "wrong_language", "no_passage"))
"""By the checks of the draft: its writer is then asked about the newest text, and not once more about the first."""


def keep(question: RevisionQuestion, answer: RevisionAnswer) -> RevisionAnswer:
    """The texts with which nothing is wrong, or what every draft is looked through for."""
    wrong = {finding.place for finding in find(question, answer) if finding.code not in _PROVEN_AGAIN}
    return RevisionAnswer(texts=tuple(one for one in answer.texts if ("text", one.claim_id) not in wrong))


def _place(asked: TextToMend) -> Place:
    return "text", asked.claim_id
