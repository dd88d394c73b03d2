"""What the sources of the standing corpus allow to be done with their texts, written on each document."""

from collections.abc import Iterable, Iterator, Sequence

from brief.documents.corpus import Corpus
from brief.documents.corpus.fetches import Terms
from brief.documents.ingest import terms_of
from brief.settings.source_settings import SourceConfig
from schemas.retrieval import Document, Quoting

_STRICTEST: tuple[Quoting, ...] = ("link", "short", "full")


class Rights:
    """Of the documents of one corpus. What several sources gave may do only what all of them allow; of a source that is
    configured no more, what was last said holds.
    """

    def __init__(self, sources: Sequence[SourceConfig], corpus: Corpus) -> None:
        said = corpus.terms() | {one.name: terms_of(one) for one in sources}
        self._by_name = {name: one for name, one in said.items() if one.limits}
        self._brought = corpus.brought_by(list(self._by_name)) if self._by_name else {}

    @property
    def kept(self) -> frozenset[str]:
        """Names of the sources whose texts not every model may read."""
        return frozenset(name for name, one in self._by_name.items() if one.models != "any")

    def on(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents, each with its own."""
        for document in documents:
            given = [self._by_name[name] for name in self._brought.get(document.id, ())]
            yield document.model_copy(update=_all_of(given)) if given else document


def _all_of(given: Sequence[Terms]) -> dict[str, object]:
    lists = [() if one.models == "none" else one.models for one in given if one.models != "any"]
    allowed = set.intersection(*(set(one) for one in lists)) if lists else None
    return {
        "quote": min((one.quote for one in given), key=_STRICTEST.index),
        "models": None if allowed is None else tuple(sorted(allowed)),
    }
