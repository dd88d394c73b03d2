"""What a chat client may be told: it is a model, and none that a source names."""

from collections.abc import Iterator
from contextlib import contextmanager

from brief.documents.corpus import Corpus
from brief.pipeline.rights import Rights
from brief.settings.config import Config
from schemas.absence import Glimpse
from schemas.retrieval import Document


class Allowed:
    """By what a run recorded of its documents, and by what their sources allow today: both must."""

    def __init__(self, rights: Rights | None, corpus: Corpus | None) -> None:
        self._rights, self._corpus = rights, corpus
        self.kept = rights.kept if rights else frozenset[str]()
        """Names of sources whose texts are kept from it."""

    def found(self, document: Document) -> bool:
        """Of one that the corpus holds under its id."""
        return self._rights is None or next(self._rights.on([document])).models is None

    def document(self, one: Document | Glimpse) -> bool:
        """Of one that a run read, perhaps from this corpus."""
        return (isinstance(one, Glimpse) or one.models is None) and self.address(one.url)

    def address(self, url: str) -> bool:
        return not self.kept or self._corpus is None or all(map(self.found, self._corpus.at(url)))


@contextmanager
def allowed_by(config: Config) -> Iterator[Allowed]:
    """Raises UsageError where the standing corpus cannot be read."""
    if not config.corpus.place.is_there:
        yield Allowed(None, None)
        return
    with Corpus(config.corpus.place) as corpus:
        yield Allowed(Rights(config.sources, corpus), corpus)
