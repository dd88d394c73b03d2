"""The desk: the period's best stories, as whoever chooses is shown them."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, tzinfo
from itertools import zip_longest
from zoneinfo import ZoneInfo

from agents.section_classifier.evidence import EventFiles
from agents.section_classifier.leads import SAME_HAPPENING
from agents.section_classifier.places import Places
from agents.section_classifier.themes import MOST_THEMES
from facts.extraction.hard_facts import hard_points
from facts.extraction.typed_cells import chosen, project_in
from facts.names.actors import actor
from facts.names.detection import Aliases, aliases_of
from facts.text.cleaning import plain
from facts.text.headlines import headline
from facts.text.tokens import estimate
from facts.values.figures import read_figures
from schemas.classification import ClassificationQuestion, Ranked, SectionSeats, StoryBrief
from schemas.history import ToldReport
from schemas.retrieval import Event, Retrieval
from schemas.section import Section

_SHOWN = 160
"""Most stories, and most happenings, of a section."""
_TOKENS = 11_500.0
"""Of all happenings together, in whatever number of sections."""
_CELLS = 0.6
"""What a hard fact and an insight are worth together, in salience, where no model writes."""
_TITLE_CHARS = 80
_FACT_CHARS = 40
_READ_EVENTS, _READ_DOCUMENTS, _READ_CHARS = 3, 2, 400
"""Of a story, its best events; of each, its best documents; of each, its beginning: there a fact is looked for."""


Story = tuple[Event, ...]
"""Its events: the leading one, then the others, best first."""


def shortlist(
    retrieval: Retrieval, sections: Sequence[Section], places: Places, files: EventFiles, needs_no_text: bool
) -> dict[str, list[Story]]:
    """By section, its best stories in order of salience.

    `needs_no_text`: a model writes the tables, and a critic may be heard, or pages will be read: then a row needs no
    sentence that fills a cell as it stands. Without, it may fall back to quotations: of stories that weigh nearly the
    same those come first that fill more of a row.
    """
    found: dict[str, list[Story]] = {section.id: [] for section in sections}
    typed = {section.id for section in sections if section.is_typed}
    apart = {event.id for event in retrieval.events if places[event.id].section_id in typed}
    for story in _stories(retrieval.events, apart, files, needs_no_text):
        section_id = places[story[0].id].section_id
        if section_id in found:
            found[section_id].append(story)
    once = {
        one.id: _each_project(found[one.id], one, files, needs_no_text)
        if one.is_typed
        else _once_each(found[one.id], one.limit, lambda a, b: files.likeness(a, b) >= SAME_HAPPENING)
        for one in sections
    }
    return {section_id: stories[:_SHOWN] for section_id, stories in once.items()}


def _each_project(stories: Sequence[Story], section: Section, files: EventFiles, needs_no_text: bool) -> list[Story]:
    """`stories`, of which those that are at one stage for one amount are one; where no model writes, those alone of
    which a headline tells the stage.
    """
    staged, projects = list[Story](), dict[str, object]()
    for story in stories:
        told = [(one.title, one.text) for one in files.documents(story[0])]
        if needs_no_text or any(chosen(section.columns, title) for title, _ in told):
            staged.append(story)
            found = (project_in(section.columns, one) for one in told)
            projects[story[0].id] = next(filter(None, found), story[0].id)
    return _once_each(staged, len(staged), lambda a, b: projects[a.id] == projects[b.id])


def _stories(events: Sequence[Event], apart: Collection[str], files: EventFiles, needs_no_text: bool) -> list[Story]:
    """`apart`: the events of sections whose rows are typed: notices are worded alike, and each is of a project of its
    own, for which no sentence need fill a cell.
    """
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(event.id if event.id in apart else _story_of(event), []).append(event)
    if needs_no_text:
        return [tuple(group) for group in grouped.values()]
    told = [tuple(group) if group[0].id in apart else _quotable(group, files) for group in grouped.values()]
    return sorted(filter(None, told), key=lambda one: _quotable_weight(one[0]), reverse=True)


def _story_of(event: Event) -> str:
    return event.story_id or event.id


def _quotable(events: Sequence[Event], files: EventFiles) -> Story | None:
    """The story, led by the event of most weight as a quotation; None where all that it has was surely undone, or is a
    headline in another language than the report's.
    """
    fit = [one for one in events if one.weighed("columns") or not one.weighed("foreign")]
    by_weight = sorted(fit, key=_quotable_weight, reverse=True)
    leading = next((one for one in by_weight if not files.undone_by(one)), None)
    return (leading, *(one for one in events if one is not leading)) if leading else None


def _quotable_weight(event: Event) -> float:
    return event.salience + _CELLS * event.weighed("columns")


def _once_each(stories: Sequence[Story], rows: int, is_same: Callable[[Event, Event], bool]) -> list[Story]:
    """`stories`, of which one that tells what one of the first `rows` tells is counted to that one."""
    kept: list[Story] = []
    for story in stories:
        place = next((n for n, one in enumerate(kept[:rows]) if is_same(one[0], story[0])), None)
        if place is None:
            kept.append(story)
        else:
            kept[place] += story
    return kept


def question_of(
    shown: dict[str, list[Story]], sections: Sequence[Section], retrieval: Retrieval, files: EventFiles
) -> ClassificationQuestion:
    """As many happenings of the shortlist as there is room for; each section's best come first into it."""
    zone, by_id = ZoneInfo(retrieval.request.timezone), {section.id: section for section in sections}
    briefs: dict[str, list[StoryBrief]] = {section.id: [] for section in sections}
    left = _TOKENS
    for section_id, happening in _in_turn({name: _happenings(stories, files) for name, stories in shown.items()}):
        brief = _brief(happening, by_id[section_id], files, zone)
        left -= estimate(brief.model_dump_json())
        if left < 0:
            break
        briefs[section_id].append(brief)
    events = {event.id: event for event in retrieval.events}
    stories = tuple(
        brief
        for found in briefs.values()
        for brief in _neighbours(found, lambda a, b: files.likeness(events[a.event_id], events[b.event_id]))
    )
    return ClassificationQuestion(
        sections=tuple(_seats(section, retrieval.earlier[:1]) for section in sections),
        stories=stories,
        ranked=tuple(_ranked(shown, {brief.event_id for brief in stories})),
        actors=tuple(_actors(stories, aliases_of(retrieval.request.aliases))),
        rows_per_actor=retrieval.request.balance.rows_per_actor,
    )


def _ranked(shown: dict[str, list[Story]], told: AbstractSet[str]) -> Iterator[Ranked]:
    for section_id, story in _in_turn(shown):
        if story[0].id in told:
            yield Ranked(event_id=story[0].id, section_id=section_id)


def _happenings(stories: Iterable[Story], files: EventFiles) -> list[Story]:
    """What `stories` tell, best first: a story that holds two happenings stands for each of them."""
    apart = [one for story in stories for one in _apart(story, files)]
    return sorted(apart, key=lambda one: one[0].salience, reverse=True)[:_SHOWN]


def _apart(story: Story, files: EventFiles) -> Iterator[Story]:
    """Each event stands with the best one that it is near; what is near none is a happening of its own."""
    found: list[list[Event]] = []
    for event in story:
        like = next((one for one in found if files.is_near(one[0], event)), None)
        if like:
            like.append(event)
        else:
            found.append([event])
    yield from map(tuple, found)


def _actors(stories: Iterable[StoryBrief], aliases: Aliases) -> Iterator[tuple[str, str]]:
    for story in stories:
        if found := actor(story.title, aliases):
            yield story.event_id, found


def _in_turn(shown: dict[str, list[Story]]) -> Iterator[tuple[str, Story]]:
    """The best of every section, then the second best of each."""
    for row in zip_longest(*([(name, story) for story in stories] for name, stories in shown.items())):
        yield from (one for one in row if one)


def _neighbours(
    briefs: Iterable[StoryBrief], likeness: Callable[[StoryBrief, StoryBrief], float]
) -> Iterator[StoryBrief]:
    """`briefs`, behind each that which is most like it: the steps of one matter stand side by side, and the order says
    nothing of what code thinks of a story.
    """
    left = sorted(briefs, key=_shuffled)
    while left:
        last = left.pop(0)
        yield last
        left.sort(key=lambda one: -likeness(last, one))


def _shuffled(brief: StoryBrief) -> str:
    return hashlib.sha256(f"{brief.title}{brief.event_id}".encode()).hexdigest()


def _seats(section: Section, last: Sequence[ToldReport]) -> SectionSeats:
    names = dict.fromkeys(row.section for report in last for row in report.rows if section.themes)
    return SectionSeats(
        id=section.id,
        title=section.title,
        description=section.description.strip(),
        seats=section.limit,
        themes=MOST_THEMES if section.themes else 0,
        earlier=tuple(names),
    )


def _brief(happening: Story, section: Section, files: EventFiles, zone: tzinfo) -> StoryBrief:
    """In a typed section under a headline that tells its stage."""
    documents = [document for event in happening for document in files.documents(event)]
    publishers = {document.publisher for document in documents}
    staged = (one.title for one in documents if section.is_typed and chosen(section.columns, one.title))
    title = _headline(next(staged, happening[0].title))
    return StoryBrief(
        event_id=happening[0].id,
        title=title,
        day=_day(min(event.published_at for event in happening), zone),
        documents=len(documents) if len(documents) > 1 else None,
        publishers=len(publishers) if len(publishers) > 1 else None,
        fact=_fact(happening, files, title),
        before=_before(happening, files, zone),
        after=_after(happening[0], files, zone),
    )


def _headline(title: str) -> str:
    return headline(title).text[:_TITLE_CHARS]


def _day(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%m-%d}"


def _fact(happening: Story, files: EventFiles, title: str) -> str:
    """The strongest that its headline does not tell; none where that tells of its size."""
    if any(figure.is_hard for figure in read_figures(title)):
        return ""
    read = [one for event in happening[:_READ_EVENTS] for one in files.documents(event)[:_READ_DOCUMENTS]]
    texts = (plain(one.text[:_READ_CHARS]) for one in read)
    points = [point for text in texts for point in hard_points(text, _FACT_CHARS, (title,))]
    return max(points, key=lambda one: one.strength).span.text if points else ""


def _before(happening: Story, files: EventFiles, zone: tzinfo) -> tuple[str, ...] | None:
    """Day and headline of the last that was told of it before the period, where the standing corpus has it; with a
    word more where an earlier report told it.
    """
    told = [one for event in happening for one in files.background(event, reported=True)]
    reported = ("reported",) if told else ()
    told = told or [one for event in happening for one in files.background(event)]
    dated = [(one.published_at, one.title) for one in told if one.published_at]
    at, title = max(dated, default=(None, ""))
    return (_day(at, zone), _headline(title), *reported) if at else None


def _after(event: Event, files: EventFiles, zone: tzinfo) -> tuple[str, ...] | None:
    document = files.undone_by(event)
    at = document.published_at if document else None
    return (_day(at, zone), _headline(document.title), "undone") if document and at else None
