"""Answers of a section-classifier: picks of stories that it was shown, each once, within the seats of the sections."""

from collections import Counter
from collections.abc import Iterable, Iterator

from checks.answers.finding import Finding, listed
from schemas.classification import ClassificationAnswer, ClassificationQuestion, Pick, SameStory, Theme

_LENT = 0.5
"""Of its own seats, how many more a heavy section may take from the others."""
_CHANGE_CHARS = 120
_EXCEPTIONS = ("破例", "exception")
"""How a `why` begins that lets one more row of an actor stand."""


def tidied(question: ClassificationQuestion, answer: ClassificationAnswer) -> ClassificationAnswer:
    """Without ids that were not shown, picks of one story, and those beyond the seats: the order says what goes."""
    known, sections = frozenset(question.event_ids), {section.id for section in question.sections}
    same = tuple(one for group in answer.same if (one := _among(known, group)))
    unfit = {one.event_id: one for one in reversed(answer.unfit) if one.event_id in known}
    picks = (one for one in answer.picks if one.event_id in known - unfit.keys() and one.section_id in sections)
    seated = tuple(_seated(question, _once_each(picks, same)))
    return ClassificationAnswer(
        same=same,
        unfit=tuple(reversed(unfit.values())),
        picks=seated,
        themes=tuple(_themes(answer.themes[: question.themes], {pick.event_id for pick in seated})),
        change=answer.change.strip()[:_CHANGE_CHARS],
    )


def find(question: ClassificationQuestion, answer: ClassificationAnswer) -> Iterator[Finding]:
    """What is wrong with a tidied answer."""
    if len(answer.picks) < (least := _least(question)):
        sections = listed(section.id for section in question.sections)
        yield Finding(
            ("picks",),
            f"{len(answer.picks)} of them name an event_id that was shown and one of the sections {sections}; "
            f"give at least {least}.",
        )


def keep(question: ClassificationQuestion, answer: ClassificationAnswer) -> ClassificationAnswer:
    """A tidied answer has nothing left that does not stand."""
    return answer


def completed(
    question: ClassificationQuestion, answer: ClassificationAnswer, ranking: ClassificationAnswer
) -> ClassificationAnswer:
    """`answer` tidied, with the picks of `ranking` in the seats that it leaves empty, if it leaves more than half."""
    found = tidied(question, answer)
    if len(found.picks) >= _least(question):
        return found
    return tidied(question, found.model_copy(update={"picks": (*found.picks, *ranking.picks)}))


def _least(question: ClassificationQuestion) -> int:
    """Half of the rows that could be filled: a thin week has fewer than its seats, but an answer may be lazy."""
    return min(len(question.stories), sum(section.seats for section in question.sections)) // 2


def _among(known: frozenset[str], group: SameStory) -> SameStory | None:
    ids = tuple(dict.fromkeys(one for one in group.event_ids if one in known))
    return SameStory(event_ids=ids) if len(ids) > 1 else None


def _themes(themes: Iterable[Theme], left: set[str]) -> Iterator[Theme]:
    """Each pick in the first theme that has it; a theme without one is none."""
    for theme in themes:
        ids = tuple(one for one in dict.fromkeys(theme.event_ids) if one in left)
        left = left - set(ids)
        if ids:
            yield theme.model_copy(update={"event_ids": ids})


def _once_each(picks: Iterable[Pick], same: Iterable[SameStory]) -> Iterator[Pick]:
    groups = [set(one.event_ids) for one in same]
    told: set[str] = set()
    for pick in picks:
        if pick.event_id not in told:
            told |= {pick.event_id}.union(*(group for group in groups if pick.event_id in group))
            yield pick


class RowsByActor:
    """How many rows each actor has so far."""

    def __init__(self, question: ClassificationQuestion) -> None:
        self._actors, self._most = dict(question.actors), question.rows_per_actor
        self._rows: Counter[str] = Counter()

    def admit(self, pick: Pick) -> bool:
        """Whether one more row is within the balance, or is called an exception; then it counts."""
        whose = self._actors.get(pick.event_id, "")
        if whose and self._rows[whose] >= self._most and not pick.why.lower().startswith(_EXCEPTIONS):
            return False
        self._rows[whose] += 1
        return True


def _seated(question: ClassificationQuestion, picks: Iterable[Pick]) -> Iterator[Pick]:
    seats = {section.id: section.seats for section in question.sections}
    taken, actors = Counter[str](), RowsByActor(question)
    for pick in picks:
        own = seats[pick.section_id]
        has_seat = taken[pick.section_id] < own + int(own * _LENT) and taken.total() < sum(seats.values())
        if has_seat and actors.admit(pick):
            taken[pick.section_id] += 1
            yield pick
