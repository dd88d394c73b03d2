"""How well documents are placed in sections, against labels/domains.jsonl, per language and without a model.

Headlines of TNEWS that only its class calls finance are told apart: a good selection refuses most of them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from agents.retriever.passages import cut_passages
from agents.section_classifier import classify
from benchmarks.choice.data import Data
from benchmarks.choice.product import asked_of
from benchmarks.choice.shares import counted
from benchmarks.labels import Label, labelled_document
from brief.llm.ask import extractive_ask
from schemas.retrieval import Document, Event, Request, Retrieval

_SECTION_OF = {"ai": "ai", "energy": "energy", "web3_finance": "web3", "other": None}
_STOCK_HEADLINES = "TNEWS gold class finance/stock"
_DAY = datetime(2026, 1, 7, 4, tzinfo=UTC)

Judged = Sequence[tuple[str | None, str | None]]
"""(the section labelled, the section given) of each document; None is no section."""


def sections(data: Data) -> dict[str, Any]:
    """Per language: the share placed rightly, the mean over the sections of it, and what became of stock headlines."""
    rows = data.labels("domains")
    placed = list(zip(rows, _places(rows, asked_of(_DAY.date(), 1)), strict=True))
    return {lang: _of_language([one for one in placed if one[0]["lang"] == lang]) for lang in ("zh", "en")}


def _of_language(placed: Sequence[tuple[Label, str | None]]) -> dict[str, Any]:
    judged = [(_SECTION_OF[row["labels"]["domain"]], place) for row, place in placed if not _is_stock_headline(row)]
    stock = [place is not None for row, place in placed if _is_stock_headline(row)]
    recall = {name or "none": counted(place == name for label, place in judged if label == name) for name, _ in judged}
    return {
        "accuracy": counted(label == place for label, place in judged),
        "macro_recall": _mean([one.value or 0.0 for one in recall.values()]),
        "recall": recall,
        "stock_headlines_placed": counted(stock),
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _is_stock_headline(row: Label) -> bool:
    return bool(row["labels"]["label_by"] == _STOCK_HEADLINES)


def _places(rows: Sequence[Label], request: Request) -> list[str | None]:
    """The section of each row's document, every document an event of its own."""
    documents = tuple(_document(f"x{number}", row) for number, row in enumerate(rows))
    passages = tuple(passage for document in documents for passage in cut_passages(document))
    events = tuple(map(_event, documents))
    retrieval = Retrieval(request=request, documents=documents, events=events, passages=passages)
    return [one.section_id for one in classify(retrieval, request.sections, extractive_ask()).assignments]


def _document(name: str, row: Label) -> Document:
    return labelled_document(name, row["title"], row["lang"], summary=row["summary"], body=row["body"])


def _event(document: Document) -> Event:
    return Event(
        id=document.id,
        title=document.title,
        document_ids=(document.id,),
        passage_ids=(),
        publishers=(document.publisher,),
        published_at=document.published_at or _DAY,
        salience=0.0,
        reasons=(),
    )
