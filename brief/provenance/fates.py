"""What became of a document that a user names by words of its headline, a URL or an id."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from brief.documents.urls import at_address
from brief.provenance.standing import Standing, Standings
from brief.runs.loaded import LoadedRun
from facts.text.similarity import Vector, cosine, terms, vector, weights
from schemas.absence import Absences, Glimpse, Outranked, Refused
from schemas.retrieval import Document, Event
from schemas.run import SkippedEntry

_LEAST = 0.5
"""Least share of what was asked that stands in a headline, weighed by how rare it is in the run."""
_NEARLY = 0.8
"""Headlines that hold that much of what the best one holds may be meant as well."""
_MOST = 5


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


@dataclass(frozen=True)
class Found:
    """What a user may mean, best first."""

    fates: tuple[Fate, ...]
    more: int
    """How many further documents are as like what was asked."""
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
    """The documents that the run read whose address, id or headline `reference` is or is like; perhaps none."""
    candidates = list(_candidates(loaded))
    if reference.startswith(("http://", "https://")):
        meant = at_address(reference, candidates, lambda one: one.url)
    else:
        by_id = [one for one in candidates if one.document_id and one.document_id == reference]
        meant = by_id or _like(reference, candidates)
    standings = Standings(loaded)
    fates = (replace(one.fate, standing=standings.of(one.event)) if one.event else one.fate for one in meant[:_MOST])
    return Found(tuple(fates), max(0, len(meant) - _MOST), loaded.absences is not None)


def _like(words: str, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those whose headline holds most of the words; of these, those that say little else come first."""
    titles = [[terms(title) for title in one.titles] for one in candidates]
    idf = weights(found for several in titles for found in several)
    asked = vector(terms(words), idf)
    likeness = [max(_likeness(asked, found, idf) for found in several) for several in titles]
    least = max(_LEAST, _NEARLY * max((held for held, _ in likeness), default=0.0))
    places = [place for place, (held, _) in enumerate(likeness) if held >= least]
    return [candidates[place] for place in sorted(places, key=lambda place: likeness[place], reverse=True)]


def _likeness(asked: Vector, title: Sequence[str], idf: Mapping[str, float]) -> tuple[float, float]:
    """How much of what was asked stands in the title, and how alike the two are, both 0 to 1."""
    known = frozenset(title)
    held = sum(weight**2 for term, weight in asked.items() if term in known)
    return round(held, 6), cosine(asked, vector(title, idf)) if held >= _LEAST else 0.0


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
