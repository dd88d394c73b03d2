"""Vectors of headlines, in one SQLite file by the hash of their text: of a run's documents, or nearest to words."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from brief.documents.corpus.database import marks, some_at_once
from brief.embedding.embedders import Embedder
from brief.llm.base import ProviderError
from facts.text.language import language_of
from schemas.retrieval import Document

VECTORS = "vectors.sqlite"
"""Beside the corpus. Without it all texts are embedded anew."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text BLOB, vector BLOB, PRIMARY KEY (model, text)) WITHOUT ROWID"
)


class VectorStore:
    """Half-precision vectors of any number of models. Raises sqlite3.Error where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as database, database:
            database.execute(_TABLE)

    def known(self, model: str, texts: Iterable[str]) -> dict[str, Any]:
        """By text, the vectors that are kept: float32 arrays."""
        import numpy as np

        wanted = {_key(text): text for text in texts}
        found = {}
        with closing(self._open()) as database:
            for some in some_at_once(wanted):
                query = f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks(some)})"  # noqa: S608  marks alone
                for key, vector in database.execute(query, (model, *some)):
                    found[wanted[key]] = np.frombuffer(vector, np.float16).astype(np.float32)
        return found

    def keep(self, model: str, vectors: Mapping[str, Any]) -> None:
        """Vectors by text."""
        import numpy as np

        rows = [(model, _key(text), np.asarray(one, np.float16).tobytes()) for text, one in vectors.items()]
        with closing(self._open()) as database, database:
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


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


_LEAST = 0.4
"""Cosine of two texts that merely share a subject, as for documents of two languages."""
_MOST = 50


def nearest(words: str, titles: Iterable[tuple[int, str, str]], embedder: Embedder, store: VectorStore) -> list[int]:
    """Numbers of the documents whose headlines mean what the words say, nearest first, as far as vectors of them are
    kept; `titles` are numbers, headlines, languages. Raises ProviderError.

    Vectors are centred for each language, as where documents meet: else all in the query's own would be nearer.
    """
    import numpy as np

    told = list(titles)
    known = store.known(embedder.name, {text_of(title) for _, title, _ in told})
    held: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for number, title, lang in told:
        if text_of(title) in known:
            held[lang].append((number, known[text_of(title)]))
    if not held:
        return []
    (asked,) = embedder.embedded([words])
    middles = {lang: np.mean([vector for _, vector in some], 0) for lang, some in held.items()}
    query = asked - middles.get(language_of(words), sum(middles.values()) / len(middles))
    found: list[tuple[float, int]] = []
    for lang, some in held.items():
        rows = np.array([vector for _, vector in some]) - middles[lang]
        cosines = rows @ query / np.maximum(np.linalg.norm(rows, axis=1) * np.linalg.norm(query), 1e-9)
        found += [(-float(cosine), number) for cosine, (number, _) in zip(cosines, some, strict=True)]
    return [number for cosine, number in sorted(found)[:_MOST] if -cosine > _LEAST]
