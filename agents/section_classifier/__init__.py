"""The section-classifier: every event gets one section or none, and the best of each section get a row."""

from collections.abc import Container, Iterable, Mapping, Sequence

from agents.base import Ask
from agents.section_classifier.balance import in_balance
from agents.section_classifier.desk import Story, question_of, shortlist
from agents.section_classifier.evidence import EventFiles
from agents.section_classifier.orders import ordered_picks
from agents.section_classifier.places import Place, places_by_words
from agents.section_classifier.themes import themed
from agents.section_classifier.told import repeats
from checks.answers.classification import completed
from schemas.classification import (
    Assignment,
    Classification,
    ClassificationAnswer,
    ClassificationQuestion,
    Evidence,
    Pick,
    SectionEvidence,
    evidence_of,
)
from schemas.retrieval import Event, Request, Retrieval
from schemas.section import Section

__all__ = ["classify", "in_format", "rearranged"]

_BY_HAND = "an editor's choice"
_NOTHING = ClassificationAnswer(same=(), unfit=(), picks=(), change="")


def classify(retrieval: Retrieval, sections: Sequence[Section], ask: Ask, will_read: bool = False) -> Classification:
    """Gives every event of `retrieval` a section or none by its words, and asks once which of the best stories get a
    row, in which section and order.

    `will_read`: the pages of what is picked are read before rows are written.
    """
    needs_no_text = will_read or (ask.model("table_writer") is not None and ask.heard != "no")
    told = repeats(retrieval, is_read=ask.model("section_classifier") is not None)
    whole, retrieval = retrieval, retrieval.of(tuple(one for one in retrieval.events if one.id not in told))
    files = EventFiles(retrieval, sections)
    places = places_by_words(retrieval.events, sections, files)
    shown = shortlist(retrieval, sections, places, files, needs_no_text)
    question = question_of(shown, sections, retrieval, files)
    answer, by_model = _answered(question, ask)
    picks = ordered_picks(retrieval, sections, places, files, answer.picks)
    answer = answer.model_copy(update={"picks": picks})
    places |= _decided(places, answer, by_model) | told
    events = {event.id: event for event in retrieval.events}
    stories = _joined((story for found in shown.values() for story in found), answer)
    alike = _told_alike(sections, answer, stories)
    found = Classification(
        request=retrieval.request,
        assignments=tuple(_assignment(event, places[event.id], answer.picks) for event in whole.events),
        sections=_with_evidence(
            retrieval.request,
            sections,
            answer.picks,
            files.each_in_one_row(_shown(events, answer, places, stories, files, alike)),
        ),
        picks=answer.picks if by_model else (),
        seen=question.event_ids if by_model else (),
        same=answer.same,
        change=answer.change,
    )
    return themed(found, answer.themes)


def in_format(classification: Classification, request: Request) -> Classification:
    """`classification` as a format of the same sections asks for it: what it shows of them, and how long."""
    asked = {section.id: section for section in request.sections}
    sections = (
        one.model_copy(
            update={
                "section": one.section.asked_as(asked[one.section.theme_of or one.section.id]),
                "lengths": request.lengths,
                "of_report": request.blocks,
            }
        )
        for one in classification.sections
    )
    return classification.model_copy(update={"request": request, "sections": tuple(sections)})


def _decided(places: Mapping[str, Place], answer: ClassificationAnswer, by_model: bool) -> dict[str, Place]:
    """The places that the desk gives, or a standing order; the score stays that of the words."""
    out = {one.event_id: Place(None, places[one.event_id].score, one.why) for one in answer.unfit}
    given = (one for one in answer.picks if by_model or one.section_id != places[one.event_id].section_id)
    return out | {one.event_id: Place(one.section_id, places[one.event_id].score, one.why) for one in given}


def rearranged(
    classification: Classification,
    retrieval: Retrieval,
    rows: Mapping[str, Sequence[str]],
    why: tuple[str, str] = (_BY_HAND, _BY_HAND),
) -> Classification:
    """`classification` with a row for exactly the events in `rows`: event ids by section id, in table order; `why`: the
    reasons of those that get a row and of those that lose theirs.
    """
    files = EventFiles(retrieval, [one.section for one in classification.sections])
    known = evidence_of(classification.sections)
    section_of = {event_id: section_id for section_id, ids in rows.items() for event_id in ids}
    events = {event.id: event for event in retrieval.events}
    shown = {one: known.get(one) or files.evidence(events[one], why[0]) for ids in rows.values() for one in ids}
    apart = files.each_in_one_row(shown)
    moved = tuple(_moved(one, section_of, why) for one in classification.assignments)
    arranged = classification.with_evidence(lambda one: (apart[each] for each in rows[one.section.id]))
    return arranged.model_copy(update={"assignments": moved})


def _moved(assignment: Assignment, section_of: Mapping[str, str], why: tuple[str, str]) -> Assignment:
    """The assignment, changed if its event's row was added or removed."""
    section_id, shown = section_of.get(assignment.event_id, assignment.section_id), assignment.event_id in section_of
    if (section_id, shown) == (assignment.section_id, assignment.shown):
        return assignment
    return assignment.model_copy(update={"section_id": section_id, "shown": shown, "reason": why[not shown]})


def _answered(question: ClassificationQuestion, ask: Ask) -> tuple[ClassificationAnswer, bool]:
    """What was chosen, and whether a model chose. Where it left too many seats empty, code's own ranking has them."""
    if not question.stories:
        return _NOTHING, False
    answer = ask("section_classifier", question, ClassificationAnswer)
    if answer.by == "extraction":
        return answer.value, False
    ranking = ask.extract("section_classifier", question, ClassificationAnswer).value
    return completed(question, answer.value, ranking), True


def _assignment(event: Event, place: Place, picks: Iterable[Pick]) -> Assignment:
    is_shown = any(event.id == pick.event_id for pick in picks)
    return Assignment(
        event_id=event.id, section_id=place.section_id, score=place.score, reason=place.reason, shown=is_shown
    )


def _joined(stories: Iterable[Story], answer: ClassificationAnswer) -> dict[str, tuple[Event, ...]]:
    """By event id, all events of its story; what the desk calls one story is one."""
    found: dict[str, tuple[Event, ...]] = {event.id: story for story in stories for event in story}
    for one in answer.same:
        whole = tuple({event.id: event for event_id in one.event_ids for event in found[event_id]}.values())
        found |= dict.fromkeys((event.id for event in whole), whole)
    return found


def _with_evidence(
    request: Request, sections: Sequence[Section], picks: Sequence[Pick], shown: Mapping[str, Evidence]
) -> tuple[SectionEvidence, ...]:
    """The rows of each section in the order of the picks."""
    even = in_balance(shown, request.language, request.balance.outlet_share)
    return tuple(
        SectionEvidence(
            section=section,
            evidence=tuple(even[pick.event_id] for pick in picks if pick.section_id == section.id),
            as_of=request.as_of,
            language=request.language,
            lengths=request.lengths,
            of_report=request.blocks,
            timezone=request.timezone,
        )
        for section in sections
    )


def _shown(
    events: Mapping[str, Event],
    answer: ClassificationAnswer,
    places: Mapping[str, Place],
    stories: Mapping[str, tuple[Event, ...]],
    files: EventFiles,
    alike: Mapping[str, Container[str]],
) -> dict[str, Evidence]:
    """By event id, what each pick is written from. A story's other events stand behind its first row: those `alike`,
    whatever their words, then those that are near.
    """
    told: set[str] = {one.event_id for one in answer.picks}
    shown: dict[str, Evidence] = {}
    for event in (events[pick.event_id] for pick in answer.picks):
        others = [one for one in stories.get(event.id, ()) if one.id not in told]
        told |= {one.id for one in others}
        aside = _aside(event, others, alike.get(event.id, ()), files)
        shown[event.id] = files.evidence(event, places[event.id].reason, aside)
    return shown


def _told_alike(
    sections: Sequence[Section], answer: ClassificationAnswer, stories: Mapping[str, tuple[Event, ...]]
) -> dict[str, Container[str]]:
    """By event id, the ids of those that tell the same: what the desk calls so, and all that tell of a project."""
    typed = {section.id for section in sections if section.is_typed}
    same: dict[str, Container[str]] = {event_id: one.event_ids for one in answer.same for event_id in one.event_ids}
    projects = (pick.event_id for pick in answer.picks if pick.section_id in typed)
    return same | {project: {one.id for one in stories.get(project, ())} for project in projects}


def _aside(event: Event, others: Sequence[Event], same: Container[str], files: EventFiles) -> list[Event]:
    named = [one for one in others if one.id in same]
    return [*named, *files.near(event, (one for one in others if one.id not in same))]
