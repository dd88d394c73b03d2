"""Headlines that mean what somebody looks for, whatever their words and language."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from brief.embedding.documents import text_of
from brief.embedding.embedders import Embedder
from brief.embedding.store import VectorStore
from facts.text.language import language_of

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
