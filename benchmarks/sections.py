"""How well the catalogue's words place documents, against labels/domains.jsonl, per language.

    python benchmarks/sections.py --data DIR

Every document goes through the section-classifier as an event of its own, without a model. Prints one JSON object.
Headlines of TNEWS that only its class calls finance are scored apart: a good selection refuses most of them.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from agents.retriever.passages import cut_passages
from agents.section_classifier import classify
from benchmarks.labels import Label, labelled_document, labels, share
from brief.llm.ask import extractive_ask
from brief.settings.config import Config, load_config
from brief.settings.project import find_project
from schemas.period import Period
from schemas.retrieval import Document, Event, Request, Retrieval

_SECTION_OF = {"ai": "ai", "energy": "energy", "web3_finance": "web3", "other": None}
_STOCK_HEADLINES = "TNEWS gold class finance/stock"

Judged = Sequence[tuple[str | None, str | None]]
"""(the section labelled, the section given) of each document."""


def measure(data: Path) -> dict[str, Any]:
    """Per language: precision and recall of each section, and what became of stock headlines."""
    rows = labels(data, "domains")
    given = _places(rows, load_config(find_project(Path(__file__).parent).config))
    placed = [(row, given[_id(number)]) for number, row in enumerate(rows)]
    langs = sorted({row["lang"] for row in rows})
    return {lang: _of_language([(row, place) for row, place in placed if row["lang"] == lang]) for lang in langs}


def _of_language(placed: Sequence[tuple[Label, str | None]]) -> dict[str, Any]:
    kept = [(_SECTION_OF[row["labels"]["domain"]], place) for row, place in placed if not _is_stock_headline(row)]
    stock = [place for row, place in placed if _is_stock_headline(row)]
    found: dict[str, Any] = {
        "documents": len(kept),
        "sections": {section: _scores(section, kept) for section in _sections(kept)},
        "other_placed": _placed(place for label, place in kept if label is None),
    }
    if stock:
        found["stock_headlines_placed"] = _placed(stock)
    return found


def _sections(judged: Judged) -> list[str]:
    return sorted({label for label, _ in judged if label})


def _is_stock_headline(row: Label) -> bool:
    return bool(row["labels"]["label_by"] == _STOCK_HEADLINES)


def _scores(section: str, judged: Judged) -> dict[str, Any]:
    labelled = sum(label == section for label, _ in judged)
    told = sum(place == section for _, place in judged)
    right = sum(label == place == section for label, place in judged)
    return {"labelled": labelled, "placed": told, "precision": share(right, told), "recall": share(right, labelled)}


def _placed(places: Iterable[str | None]) -> dict[str, Any]:
    """How many of documents that belong nowhere were put somewhere."""
    all_of_them = list(places)
    return {"documents": len(all_of_them), "share": share(sum(map(bool, all_of_them)), len(all_of_them))}


def _places(rows: Sequence[Label], config: Config) -> Mapping[str, str | None]:
    """Document id -> section id or None."""
    documents = [_document(number, row) for number, row in enumerate(rows)]
    classification = classify(_retrieval(documents, config), config.sections, extractive_ask())
    return {assignment.event_id: assignment.section_id for assignment in classification.assignments}


def _id(number: int) -> str:
    return f"x{number}"


def _document(number: int, row: Label) -> Document:
    return labelled_document(_id(number), row["title"], row["lang"], summary=row["summary"], body=row["body"])


def _retrieval(documents: Sequence[Document], config: Config) -> Retrieval:
    """One event a document, under the document's id."""
    day = date(2026, 1, 7)
    request = Request(
        period=Period(kind="daily", start=day, end=day, label=day.isoformat()),
        as_of=datetime(2026, 1, 8, tzinfo=UTC),
        timezone=config.run.timezone,
        language="zh",
        sections=config.sections,
        common_terms=config.run.common_terms,
    )
    passages = tuple(passage for document in documents for passage in cut_passages(document))
    return Retrieval(
        request=request, documents=tuple(documents), events=tuple(map(_event, documents)), passages=passages
    )


def _event(document: Document) -> Event:
    return Event(
        id=document.id,
        title=document.title,
        document_ids=(document.id,),
        passage_ids=(),
        publishers=(document.publisher,),
        published_at=document.published_at or datetime(2026, 1, 7, tzinfo=UTC),
        salience=0.0,
        reasons=(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with labels/domains.jsonl")
    print(json.dumps(measure(parser.parse_args().data), ensure_ascii=False))


if __name__ == "__main__":
    main()
