"""What the standing corpus holds from before the period on the events of it: their scale, and how things stood.

Headlines alone are compared, of the weeks just before: that costs as much however large the corpus is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from agents.retriever.origins import attributed
from agents.retriever.passages import cut_passages
from agents.retriever.selection import Rules
from brief.documents.corpus import Corpus
from brief.documents.corpus.searching import Scope
from brief.pipeline.rights import Rights
from brief.settings.periods import start_of_day
from brief.settings.source_settings import SourceConfig
from facts.names.detection import Aliases, aliases_of
from facts.names.event_anchors import names_in_any_language
from facts.names.headline_subjects import of_other_subjects
from facts.text.similarity import TermIndex, cosine, terms, vector, weights
from facts.values.figures import read_figures
from schemas.retrieval import Background, Document, Event, Passage, Retrieval

_DAYS = 28
_PASSAGES = 3
"""Most of one event, each of another document."""
_ALIKE, _ALIKE_BY_NAME = 0.3, 0.15
"""Least likeness of two headlines of one matter; and of two that share a name which few have."""
_FEW = 30
"""Headlines of the weeks before."""
_COMMON = 200
"""Terms in more headlines than this nominate none."""
_LEAST_SHARED = 2


def with_background(retrieval: Retrieval, corpus: Corpus, sources: Sequence[SourceConfig] = ()) -> Retrieval:
    """`retrieval` with what `corpus` held before its period."""
    asked = retrieval.request
    start = start_of_day(asked.period.start, asked.zone)
    scope = Scope(start - timedelta(days=_DAYS), start - timedelta(microseconds=1))
    told = {event.id: found for event, found in _matched(retrieval, corpus.titles(scope))}
    wanted = sorted({number for found in told.values() for number in found})
    earlier = Rights(sources, corpus).on(corpus.numbered(wanted, scope.end))
    documents = dict(zip(wanted, earlier, strict=True))
    rules, names = Rules(asked), {number: f"b{place}" for place, number in enumerate(wanted, start=1)}
    kept = {
        number: attributed(document.model_copy(update={"id": names[number]}), asked.tiers)
        for number, document in documents.items()
        if not rules.forbidden(document)
    }
    background = (
        Background(event_id=event_id, document=kept[number], passage=most_telling(kept[number]))
        for event_id, found in told.items()
        for number in [one for one in found if one in kept][:_PASSAGES]
    )
    return retrieval.model_copy(update={"background": tuple(background)})


def _matched(retrieval: Retrieval, earlier: Iterable[tuple[int, str, str]]) -> Iterator[tuple[Event, Sequence[int]]]:
    """Events with the numbers of earlier documents that are alike in their headlines, best first.

    `earlier`: number, headline and language of each.
    """
    languages = {document.id: document.lang for document in retrieval.documents}
    events = [(event, languages[event.document_ids[0]]) for event in retrieval.events]
    aliases = aliases_of(retrieval.request.aliases)
    told = list(earlier)
    for lang in sorted({lang for _, lang in events}):
        own = [event for event, of in events if of == lang]
        headlines = _Headlines({number: title for number, title, of in told if of == lang}, own, aliases)
        yield from ((event, alike) for event in own if (alike := headlines.like(event.title)))


class _Headlines:
    """Earlier ones of one language, by number."""

    def __init__(self, titles: Mapping[int, str], events: Iterable[Event], aliases: Aliases) -> None:
        """`events`: of the period; how rare a term is, both tell."""
        self._titles, self._aliases = titles, aliases
        self._names = {number: frozenset(names_in_any_language(title, aliases)) for number, title in titles.items()}
        self._named = Counter(name for names in self._names.values() for name in names)
        self._idf = weights([terms(title) for title in (*titles.values(), *(event.title for event in events))])
        self._vectors = {number: vector(terms(title), self._idf) for number, title in titles.items()}
        self._index = TermIndex(self._vectors, _COMMON)

    def like(self, title: str) -> list[int]:
        """Numbers of those on one matter, best first; one firm's notice is no background of another's."""
        rare = {name for name in names_in_any_language(title, self._aliases) if self._named[name] <= _FEW}
        mine = vector(terms(title), self._idf)
        scored = sorted((-cosine(mine, self._vectors[one]), one) for one in self._index.sharing(mine, _LEAST_SHARED))
        alike = (one for score, one in scored if -score >= (_ALIKE_BY_NAME if rare & self._names[one] else _ALIKE))
        return [one for one in alike if not of_other_subjects(title, self._titles[one])][: 2 * _PASSAGES]


def most_telling(document: Document) -> Passage:
    """That with the most figures; of several, the first."""
    return max(cut_passages(document), key=lambda one: sum(figure.is_hard for figure in read_figures(one.text)))
