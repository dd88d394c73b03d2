"""Labelled lines of a data folder (labels/<name>.jsonl, weeks/<week>.jsonl), and their texts as documents."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brief.documents.corpus import Corpus
from brief.documents.ingest import file_source, ingest
from schemas.retrieval import Document

Label = dict[str, Any]

_ZONE = ZoneInfo("Asia/Shanghai")
_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def labels(data: Path, name: str) -> list[Label]:
    """The rows of one label file. Lines end at "\\n" only: texts may hold other line separators."""
    with (data / "labels" / f"{name}.jsonl").open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file if line.strip()]


def week_documents(file: Path) -> list[Document]:
    """The documents of a week as a run reads them, in order of time and URL."""
    with Corpus() as corpus:
        ingest([file_source(file)], corpus, _ZONE)
        documents = corpus.documents(*_EVER)
    return in_order(documents)


def in_order(documents: Iterable[Document]) -> list[Document]:
    """As the retriever hands them to its clustering; documents without a date are left out."""
    return sorted((one for one in documents if one.published_at), key=lambda one: (one.published_at, one.url))


def labelled_document(document_id: str, title: str, lang: str, **more: Any) -> Document:
    """A document of a label file; without a time of its own, all are of one instant."""
    host = f"{document_id}.example"
    values: dict[str, Any] = {"published_at": datetime(2026, 1, 7, 4, tzinfo=UTC), **more}
    return Document(
        id=document_id,
        url=f"https://{host}/",
        title=title,
        lang=lang,
        source=host,
        publisher=host,
        content_hash=document_id,
        **values,
    )


def group_numbers(groups: Sequence[Sequence[Document]]) -> dict[str, int]:
    """URL -> number of its group."""
    numbered = ((document.url, number) for number, group in enumerate(groups) for document in group)
    return dict(numbered)


def share(part: float, whole: float) -> float | None:
    """None where there is nothing to take a share of."""
    return round(part / whole, 4) if whole else None
