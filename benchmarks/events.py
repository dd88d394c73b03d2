"""How well documents become events, against labelled pairs: recall, and precision where there are negatives.

    python benchmarks/events.py --data DIR

DIR holds weeks/ and labels/. Prints one JSON object.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agents.retriever.clustering import cluster
from benchmarks.labels import Label, group_numbers, in_order, labelled_document, labels, share, week_documents
from brief.documents.urls import cited_url
from facts.text.sentences import sentences
from schemas.retrieval import Document

Pair = tuple[str, str]
"""URLs of two documents."""


def measure(data: Path) -> dict[str, Any]:
    """Every label file, scored."""
    return {
        "same_event_readhub_eastmoney": _two_outlets(data),
        "same_event_zh_en": _two_languages(data),
        "same_event_pairs": _human_pairs(data),
    }


def _two_outlets(data: Path) -> dict[str, Any]:
    """Pairs within the whole news of their week. Positives only; pairs with one title are no test and stand apart."""
    rows = labels(data, "same_event_readhub_eastmoney")
    pairs = {(cited_url(row["readhub_url"]), cited_url(row["eastmoney_url"])): row for row in rows}
    joined: dict[Pair, bool] = {}
    sizes: list[int] = []
    for week in sorted((data / "weeks").glob("*.jsonl")):
        groups = cluster(week_documents(week))
        joined |= _joined(pairs, groups)
        sizes += map(len, groups)
    other = _where(joined, lambda pair: pairs[pair]["readhub_title"] != pairs[pair]["eastmoney_title"])
    same = _where(joined, lambda pair: pairs[pair]["readhub_title"] == pairs[pair]["eastmoney_title"])
    return {
        "identical_titles": _recall(same),
        "other_titles": _recall(other),
        "not_in_one_week": len(pairs) - len(joined),
        "documents": sum(sizes),
        "events": len(sizes),
        "largest_event": max(sizes, default=0),
    }


def _two_languages(data: Path) -> dict[str, Any]:
    """A Chinese and an English item that cite the same page. Positives only, all items in one heap."""
    rows = labels(data, "same_event_zh_en")
    documents: dict[str, Document] = {}
    pairs: list[Pair] = []
    for row in rows:
        zh = _dated("zh", row["zh_title"], row["report"])
        en = _dated("en", row["en_title"], row["en_published"], row["en_summary"])
        documents |= {zh.url: zh, en.url: en}
        pairs.append((zh.url, en.url))
    return _recall(_joined(pairs, cluster(in_order(documents.values()))))


def _dated(lang: str, title: str, day: str, summary: str | None = None) -> Document:
    digest = hashlib.sha256(f"{title} {day}".encode()).hexdigest()
    name = f"{lang}-{digest[:16]}"
    return labelled_document(
        name, title, lang, summary=summary, published_at=datetime.fromisoformat(day).replace(tzinfo=UTC)
    )


def _human_pairs(data: Path) -> dict[str, Any]:
    """Pairs judged by people: one event where `overall` is at most 2. Each pair is clustered among all articles."""
    rows = labels(data, "same_event_pairs")
    documents = {document.url: document for row in rows for document in (_article(row, "1"), _article(row, "2"))}
    groups = group_numbers(cluster(in_order(documents.values())))
    judged = [(f"{row['lang1']}-{row['lang2']}", row["overall"] <= 2, _is_joined(row, groups)) for row in rows]
    kinds = ("all", *dict.fromkeys(kind for kind, _, _ in judged))
    return {kind: _scores([(same, told) for one, same, told in judged if kind in ("all", one)]) for kind in kinds}


def _article(row: Label, side: str) -> Document:
    """The label files give a text that begins with its title."""
    text = row[f"text{side}"]
    first = next(iter(sentences(text)))
    return labelled_document(f"a{row[f'id{side}']}", first.text[:120], row[f"lang{side}"], body=text)


def _is_joined(row: Label, groups: dict[str, int]) -> bool:
    return groups[_article(row, "1").url] == groups[_article(row, "2").url]


def _scores(judged: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    right = sum(same and told for same, told in judged)
    told = sum(told for _, told in judged)
    same = sum(same for same, _ in judged)
    return {"pairs": len(judged), "same": same, "precision": share(right, told), "recall": share(right, same)}


def _joined(pairs: Iterable[Pair], groups: Sequence[Sequence[Document]]) -> dict[Pair, bool]:
    """For the pairs of which both documents are there: whether they are in one group."""
    number = group_numbers(groups)
    return {(a, b): number[a] == number[b] for a, b in pairs if a in number and b in number}


def _where(joined: dict[Pair, bool], holds: Callable[[Pair], bool]) -> dict[Pair, bool]:
    return {pair: found for pair, found in joined.items() if holds(pair)}


def _recall(joined: dict[Pair, bool]) -> dict[str, Any]:
    return {"pairs": len(joined), "recall": share(sum(joined.values()), len(joined))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with weeks/ and labels/")
    print(json.dumps(measure(parser.parse_args().data), ensure_ascii=False))


if __name__ == "__main__":
    main()
