"""Standing orders at the desk: what must be told gets a row, whoever chooses."""

from collections.abc import Iterator, Mapping, Sequence

from agents.section_classifier.evidence import EventFiles
from agents.section_classifier.places import Places
from facts.text.term_list import Terms
from schemas.classification import Pick
from schemas.history import least_words
from schemas.orders import Must
from schemas.retrieval import Event, Retrieval
from schemas.section import Section


def ordered_picks(
    retrieval: Retrieval, sections: Sequence[Section], places: Places, files: EventFiles, picks: Sequence[Pick]
) -> tuple[Pick, ...]:
    """`picks` with a row for every topic that is due and has news: behind those of its section, of which the last goes
    if all seats are taken.
    """
    chosen, kept = list(picks), {one.event_id for one in picks}
    stories = {event.id: event.story_id or event.id for event in retrieval.events}
    told = {stories[one.event_id] for one in picks}
    ordered: set[str] = set()
    for must, events in _found(retrieval, files):
        if fitting := [event for event in events if stories[event.id] in told]:
            ordered |= {event.id for event in fitting} & kept
            continue
        event = events[0]
        section = _section(must, sections, places[event.id].section_id)
        _make_room(chosen, section, ordered)
        chosen.append(Pick(event_id=event.id, section_id=section.id, why=f"standing order: {must.topic}"))
        ordered.add(event.id)
        told.add(stories[event.id])
    return tuple(chosen)


def _found(retrieval: Retrieval, files: EventFiles) -> Iterator[tuple[Must, list[Event]]]:
    """Every topic that is due or that a user watches, with the events whose headlines name it, best first; those
    without news are left out.
    """
    asked = retrieval.request
    watched = (Must(topic=one.text, words=one.words) for one in retrieval.watched if one.words)
    needed = [(one, 1) for one in asked.orders.due(asked.period)] + [(one, least_words(one.words)) for one in watched]
    for must, least in needed:
        words = Terms(must.words)
        if events := [one for one in retrieval.events if _names(words, least, one, files)]:
            yield must, events


def _names(words: Terms, least: int, event: Event, files: EventFiles) -> bool:
    return any(len(words.found_in(document.title)) >= least for document in files.documents(event))


def _section(must: Must, sections: Sequence[Section], placed: str | None) -> Section:
    """As ordered, else by its words; where neither says one that the report shows, the first."""
    by_id: Mapping[str, Section] = {section.id: section for section in sections}
    return by_id.get(must.section) or by_id.get(placed or "") or sections[0]


def _make_room(picks: list[Pick], section: Section, ordered: set[str]) -> None:
    own = [one for one in picks if one.section_id == section.id]
    if len(own) >= section.limit and (giving := [one for one in own if one.event_id not in ordered]):
        picks.remove(giving[-1])
