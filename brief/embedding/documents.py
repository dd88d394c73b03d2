"""The vectors of a run's documents."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from brief.embedding.embedders import Embedder
from brief.embedding.store import VectorStore
from brief.llm.base import ProviderError
from schemas.retrieval import Document

_KEPT_AT_ONCE = 512
"""A run that is stopped loses at most so many."""
_TEXT_CHARS = 100
"""Of the headline alone: with a lead behind it, texts take three times as long and meet no better."""


def vectors_of(
    documents: Sequence[Document], embedder: Embedder, store: VectorStore, note: Callable[[str], None]
) -> Mapping[str, Any]:
    """Vectors by document id; what the store lacks is embedded and kept.

    An embedder that fails is noted, and documents without a vector are left out.
    """
    texts = {one.id: text_of(one.title) for one in documents}
    wanted = dict.fromkeys(texts.values())
    known = store.known(embedder.name, wanted)
    missing = [text for text in wanted if text not in known]
    new = zip(missing, embedder.embedded(missing), strict=False)
    try:
        while some := dict(islice(new, _KEPT_AT_ONCE)):
            store.keep(embedder.name, some)
    except ProviderError as error:
        note(f"embeddings: {error}; documents without a vector meet other languages by names and figures alone")
    known |= store.known(embedder.name, missing)
    return {document_id: known[text] for document_id, text in texts.items() if text in known}


def text_of(title: str) -> str:
    """What of a document is embedded."""
    return title[:_TEXT_CHARS]
