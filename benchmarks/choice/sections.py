"""How well documents are placed in sections, against labels/domains.jsonl, per language and without a model.

Headlines of TNEWS that only its class calls finance are told apart: a good selection refuses most of them. So is what
is placed of English news of all kinds (labels/same_event_pairs.jsonl), since no English label says that a document
belongs nowhere. Accuracy is told once more with a few of the labelled headlines given to their sections as examples,
and the others placed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from agents.retriever.passages import cut_passages
from agents.section_classifier import classify
from benchmarks.choice.data import Data
from benchmarks.choice.product import asked_of
from benchmarks.choice.shares import Share, counted
from benchmarks.labels import Label, labelled_document
from brief.llm.ask import extractive_ask
from schemas.retrieval import Document, Event, Request, Retrieval
from schemas.section import Section

_SECTION_OF = {"ai": "ai", "energy": "energy", "web3_finance": "web3", "other": None}
_LANGUAGES = ("zh", "en")
_STOCK_HEADLINES = "TNEWS gold class finance/stock"
_DAY = datetime(2026, 1, 7, 4, tzinfo=UTC)
_MOST_EXAMPLES = 20
"""Of a section and a language, and never more than a third of what is labelled."""
_HEADLINE_CHARS = 200

Judged = Sequence[tuple[str | None, str | None]]
"""(the section labelled, the section given) of each document; None is no section."""
Placed = Sequence[tuple[Label, str | None]]
"""Each labelled row and the section that it was given."""


def sections(data: Data) -> dict[str, Any]:
    """Per language: the share placed rightly, the mean over the sections of it, and what became of stock headlines."""
    rows = data.labels("domains")
    request = asked_of(_DAY.date(), _DAY.date(), 1)
    examples = [row for section in _SECTION_OF for lang in _LANGUAGES for row in _examples(rows, section, lang)]
    taught = request.model_copy(update={"sections": tuple(_with(one, examples) for one in request.sections)})
    placed = _placed(rows, request)
    placed_with_examples = _placed([row for row in rows if row not in examples], taught)
    found = {
        lang: _of_language(_only(placed, lang))
        | {"accuracy_with_examples": _accuracy(_judged(_only(placed_with_examples, lang)))}
        for lang in _LANGUAGES
    }
    found["en"]["general_news_placed"] = counted(place is not None for place in _places(_general_news(data), request))
    return found


def _general_news(data: Data) -> list[Label]:
    """English articles of the same-event pairs, each once: the first line is the headline."""
    pairs = data.labels("same_event_pairs")
    texts = {row[f"id{n}"]: row[f"text{n}"].strip() for row in pairs for n in (1, 2) if row[f"lang{n}"] == "en"}
    heads = [text.partition("\n") for text in texts.values() if text]
    return [
        {"title": head[:_HEADLINE_CHARS], "lang": "en", "summary": rest or None, "body": None}
        for head, _, rest in heads
    ]


def _examples(rows: Sequence[Label], domain: str, lang: str) -> list[Label]:
    """The same ones in every order of the rows."""
    of_it = [row for row in rows if (row["labels"]["domain"], row["lang"]) == (domain, lang)]
    known = [row for row in of_it if _SECTION_OF[domain] and not _is_stock_headline(row)]
    ordered = sorted(known, key=lambda row: sha256(row["title"].encode()).hexdigest())
    return ordered[: min(_MOST_EXAMPLES, len(known) // 3)]


def _with(section: Section, examples: Sequence[Label]) -> Section:
    own = tuple(row["title"] for row in examples if _SECTION_OF[row["labels"]["domain"]] == section.id)
    return section.model_copy(update={"examples": own})


def _placed(rows: Sequence[Label], request: Request) -> Placed:
    return list(zip(rows, _places(rows, request), strict=True))


def _only(placed: Placed, lang: str) -> Placed:
    return [one for one in placed if one[0]["lang"] == lang]


def _judged(placed: Placed) -> Judged:
    return [(_SECTION_OF[row["labels"]["domain"]], place) for row, place in placed if not _is_stock_headline(row)]


def _accuracy(judged: Judged) -> Share:
    return counted(label == place for label, place in judged)


def _of_language(placed: Placed) -> dict[str, Any]:
    judged = _judged(placed)
    stock = [place is not None for row, place in placed if _is_stock_headline(row)]
    recall = {name or "none": counted(place == name for label, place in judged if label == name) for name, _ in judged}
    return {
        "accuracy": _accuracy(judged),
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
