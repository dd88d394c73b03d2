"""What became of a document that a user names by words of its headline, a URL or an id."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agents.retriever.selection import Rules
from brief.documents.corpus import Corpus
from brief.documents.urls import at_address, document_key
from brief.provenance.document_origins import place_of
from brief.provenance.standing import Standing, Standings
from brief.runs.loaded import LoadedRun
from facts.text.similarity import Vector, cosine, terms, vector, weights
from schemas.absence import Absences, Glimpse, Outranked, Refused, glimpse
from schemas.retrieval import Document, Event
from schemas.run import SkippedEntry

_LEAST = 0.5
"""Least share of what was asked that stands in a headline, weighed by how rare it is in the run."""
_NEARLY = 0.8
"""Headlines that hold that much of what the best one holds may be meant as well."""
_MOST = 5
_NOT_READ = "not_read"


@dataclass(frozen=True)
class Fate:
    """One document, or one line that held none, and what became of it."""

    document: Document | Glimpse | None
    """None for what was skipped on reading."""
    skipped: SkippedEntry | None = None
    read_from: str = ""
    """The file or source of what was skipped."""
    refused: Refused | None = None
    standing: Standing | None = None
    """Of the event that it is in."""
    held: float = 1.0
    """How much of the words that were asked for its headline has, weighed by how rare they are."""


@dataclass(frozen=True)
class Found:
    """What a user may mean, best first."""

    fates: tuple[Fate, ...]
    more: int
    """How many further documents are as like what was asked."""
    nearest: Fate | None
    """Where no headline has most of what was asked: the one that has the most of it; None for an address or an id."""
    is_recorded: bool
    """False in a run that kept no record of what it left out: then only documents handed on can be found."""


@dataclass(frozen=True)
class _Candidate:
    fate: Fate
    """Without the standing of its event, which is worked out for the few that are meant."""
    titles: tuple[str, ...]
    event: Event | Outranked | None = None
    document_id: str = ""

    @property
    def url(self) -> str:
        return self.fate.document.url if self.fate.document else ""


def fates_of(reference: str, loaded: LoadedRun) -> Found:
    """The documents that the run read whose address, id or headline `reference` is or is like; perhaps none.

    What stands in the run's corpus and was not read for its period is found by its address or its whole headline.
    """
    candidates, ranked = list(_candidates(loaded)), list[_Candidate]()
    if reference.startswith(("http://", "https://")):
        meant = at_address(reference, candidates, lambda one: one.url) or _in_corpus(reference, loaded)
    elif not (meant := [one for one in candidates if one.document_id and one.document_id == reference]):
        ranked = _like(reference, candidates)
        meant = _worded(reference, ranked, loaded)
    meant, standings = list({_told_as(one): one for one in reversed(meant)}.values())[::-1], Standings(loaded)
    fates = (replace(one.fate, standing=standings.of(one.event)) if one.event else one.fate for one in meant[:_MOST])
    nearest = ranked[0].fate if ranked and not meant else None
    return Found(tuple(fates), max(0, len(meant) - _MOST), nearest, loaded.absences is not None)


def _worded(words: str, ranked: Sequence[_Candidate], loaded: LoadedRun) -> list[_Candidate]:
    """Those whose headline has most of the words; before them, what has all of them as its headline in the corpus."""
    best = ranked[0].fate.held if ranked else 0.0
    unread = _in_corpus(words, loaded) if best < 1 else []
    return [*unread, *(one for one in ranked if one.fate.held >= max(_LEAST, _NEARLY * best))]


def _in_corpus(reference: str, loaded: LoadedRun) -> list[_Candidate]:
    """What the run did not read, and why."""
    place, rules = place_of(loaded.record), Rules(loaded.retrieval.request)
    if place is None or not place.is_there:
        return []
    with Corpus(place) as corpus:
        found = corpus.at(reference) or corpus.titled(reference)
    read = set(loaded.documents)
    return [_unread(one, *(rules.refusal(one) or (_NOT_READ, ()))) for one in found if one.id not in read]


def _unread(document: Document, reason: str, words: tuple[str, ...]) -> _Candidate:
    refused = Refused(document=glimpse(document), reason=reason, words=words)
    return _Candidate(Fate(refused.document, refused=refused), _titles(document))


def _told_as(one: _Candidate) -> tuple[object, ...]:
    """The copies of one document that came to the same, as a feed's and its page's, are told once."""
    refused, event = one.fate.refused, one.event
    event_id = event.id if isinstance(event, Event) else event and event.rank
    return document_key(one.url) or one.titles, one.url.partition("#")[2], refused and refused.reason, event_id


def _like(words: str, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those whose headline holds the most of the words first; of these, those that say little else.

    A word that stands in no headline weighs as much as the rarest: it is what was asked for, and is not there.
    """
    titles = [[terms(title) for title in one.titles] for one in candidates]
    idf = weights(found for several in titles for found in several)
    rarest = max(idf.values(), default=1.0)
    asked = vector(terms(words), {**dict.fromkeys(terms(words), rarest), **idf})
    likeness = [max(_likeness(asked, found, idf) for found in several) for several in titles]
    places = sorted(range(len(titles)), key=lambda place: likeness[place], reverse=True)
    return [replace(candidates[n], fate=replace(candidates[n].fate, held=likeness[n][0])) for n in places]


def _likeness(asked: Vector, title: Sequence[str], idf: Mapping[str, float]) -> tuple[float, float]:
    """How much of what was asked stands in the title, and how alike the two are, both 0 to 1."""
    known = frozenset(title)
    held = sum(weight**2 for term, weight in asked.items() if term in known)
    return min(1.0, round(held, 6)), cosine(asked, vector(title, idf)) if held >= _LEAST else 0.0


def _candidates(loaded: LoadedRun) -> Iterator[_Candidate]:
    """Every document and line that the run read, in the order of the run."""
    for document in loaded.retrieval.documents:
        yield _Candidate(Fate(document), _titles(document), loaded.events[document.id], document.id)
    absences = loaded.absences or Absences()
    for event in absences.outranked:
        yield from (_Candidate(Fate(one), _titles(one), event) for one in event.documents)
    for refused in absences.refused:
        yield _Candidate(Fate(refused.document, refused=refused), _titles(refused.document))
    for read_from, entry in _skipped(loaded):
        yield _Candidate(Fate(None, skipped=entry, read_from=read_from), (entry.title,))


def _titles(document: Document | Glimpse) -> tuple[str, ...]:
    return document.title, *document.other_titles


def _skipped(loaded: LoadedRun) -> Iterator[tuple[str, SkippedEntry]]:
    """Of every file or source, the entries that say at least a title."""
    if corpus := loaded.record.corpus:
        for file in corpus.files:
            yield from ((file.path, one) for one in file.skipped_entries if one.title)
        for source in corpus.sources:
            yield from ((source.name, one) for one in source.skipped_entries if one.title)
