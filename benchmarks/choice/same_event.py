"""How well documents become events, against labelled pairs, by the product's own clustering and its own threshold."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from agents.retriever.clustering import cluster
from benchmarks.choice.data import Data
from benchmarks.choice.product import asked_of, dense_embedder
from benchmarks.choice.shares import Share, counted
from benchmarks.labels import Label, group_numbers, in_order, labelled_document, week_documents
from brief.documents.urls import cited_url
from brief.embedding.embedders import Embedder
from brief.embedding.store import VECTORS, VectorStore, vectors_of
from facts.text.sentences import sentences
from schemas.retrieval import Document

_EVER = date(2026, 1, 7)
_SAME = 2
"""Pairs that people judged to be at most so far apart (1 the same, 4 nothing in common) are of one event."""


def same_event(data: Data) -> dict[str, Any]:
    """F1 on the pairs judged by people, per language; each pair is clustered among all the articles."""
    rows = data.labels("same_event_pairs")
    documents = {document.url: document for row in rows for document in (_article(row, "1"), _article(row, "2"))}
    groups = _numbers(in_order(documents.values()))
    judged = [(_languages(row), row["overall"] <= _SAME, _is_joined(row, groups)) for row in rows]
    kinds = dict.fromkeys(("en", "zh", *(kind for kind, _, _ in judged)))
    return {one: _scores([(same, told) for kind, same, told in judged if kind == one]) for one in kinds}


def _numbers(documents: Sequence[Document], embedder: Embedder | None = None) -> dict[str, int]:
    """The number of each document's event, with the names that the product is shipped with."""
    return group_numbers(cluster(documents, aliases(), vectors_by(embedder, documents) if embedder else {}))


def vectors_by(embedder: Embedder, documents: Sequence[Document]) -> Mapping[str, Any]:
    """By document; kept from one benchmark to the next."""
    return vectors_of(documents, embedder, VectorStore(Path(gettempdir()) / VECTORS), print)


def aliases() -> tuple[tuple[str, ...], ...]:
    return asked_of(_EVER, _EVER, 1).aliases


def _languages(row: Label) -> str:
    return "-".join(dict.fromkeys((row["lang1"], row["lang2"])))


def _article(row: Label, side: str) -> Document:
    """The label files give a text that begins with its title."""
    text = row[f"text{side}"]
    first = next(iter(sentences(text)))
    return labelled_document(f"a{row[f'id{side}']}", first.text[:120], row[f"lang{side}"], body=text)


def _is_joined(row: Label, groups: dict[str, int]) -> bool:
    return groups[_article(row, "1").url] == groups[_article(row, "2").url]


def _scores(judged: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    right = sum(same and told for same, told in judged)
    told, same = sum(told for _, told in judged), sum(same for same, _ in judged)
    f1 = round(2 * right / (told + same), 4) if told + same else None
    return {"f1": f1, "precision": Share(right, told), "recall": Share(right, same)}


def clusters(data: Data) -> dict[str, Any]:
    """Recall of pairs within the whole news of their week; pairs of one title are no test of much."""
    outlets, languages = data.labels("same_event_readhub_eastmoney"), data.labels("same_event_zh_en")
    dense = dense_embedder()
    found: list[tuple[bool, bool]] = []
    met: list[bool] = []
    met_dense: list[bool] = []
    for week in data.weeks():
        documents = week_documents(week)
        found += _two_outlets(outlets, documents)
        met += _two_languages(languages, documents, week)
        met_dense += _two_languages(languages, documents, week, dense) if dense else []
    return {
        "recall": counted(joined for joined, _ in found),
        "recall_different": counted(joined for joined, differ in found if differ),
        "zh_en_recall": counted(met),
        "zh_en_recall_dense": counted(met_dense) if dense else None,
    }


def _two_outlets(rows: Sequence[Label], documents: Sequence[Document]) -> Iterable[tuple[bool, bool]]:
    """Of each pair in this week: whether it is in one event, and whether its titles differ."""
    number = _numbers(documents) if rows else {}
    for row in rows:
        a, b = cited_url(row["readhub_url"]), cited_url(row["eastmoney_url"])
        if a in number and b in number:
            yield number[a] == number[b], row["readhub_title"] != row["eastmoney_title"]


def _two_languages(
    rows: Sequence[Label], documents: Sequence[Document], week: Path, embedder: Embedder | None = None
) -> list[bool]:
    """Of each pair of two items that cite one page: whether they are in one event of the week's whole news."""
    pairs, laid = laid_into(rows, documents, week)
    number = _numbers(laid, embedder) if pairs else {}
    return [number[zh.url] == number[en.url] for zh, en in pairs]


def laid_into(
    rows: Sequence[Label], documents: Sequence[Document], week: Path
) -> tuple[list[tuple[Document, Document]], list[Document]]:
    """The pairs of items of the week that cite one page, and the week's documents with them.

    Both items often stand under the address of that page, where reading makes one document of them. That is no meeting
    of two languages, so each is laid into the week under an address of its own, in place of what it was read as.
    """
    texts = _chinese_texts(week)
    pairs = [(_chinese(row, texts), _english(row)) for row in rows if _within(row, week)]
    items = {document.url: document for pair in pairs for document in pair}
    titles = {document.title for document in items.values()}
    others = [one for one in documents if titles.isdisjoint((one.title, *one.other_titles))]
    return pairs, in_order([*others, *items.values()])


def _within(row: Label, week: Path) -> bool:
    return all(
        date.fromisoformat(day[:10]).strftime("%G-W%V") == week.stem for day in (row["report"], row["en_published"])
    )


def _chinese_texts(week: Path) -> dict[str, Label]:
    """Title -> the week's line; the label file holds titles alone."""
    rows = (json.loads(line) for line in week.read_text("utf-8").split("\n") if line.strip())
    return {row["title"]: row for row in rows if row["lang"] == "zh"}


def _chinese(row: Label, texts: dict[str, Label]) -> Document:
    own = texts.get(row["zh_title"], {})
    return _item("zh", row["zh_title"], row["report"], summary=own.get("summary"), body=own.get("body"))


def _english(row: Label) -> Document:
    return _item("en", row["en_title"], row["en_published"], summary=row["en_summary"])


def _item(lang: str, title: str, day: str, **texts: str | None) -> Document:
    digest = hashlib.sha256(f"{title} {day}".encode()).hexdigest()
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return labelled_document(f"{lang}-{digest[:16]}", title, lang, published_at=published, **texts)
