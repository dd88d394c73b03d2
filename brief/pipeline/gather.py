"""The documents of a run: from its --corpus files, or from the sources fetched into the standing corpus."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from agents.retriever.selection import select
from brief.documents.corpus import Corpus
from brief.documents.coverage import BEFORE, coverage_of
from brief.documents.ingest import file_source, ingest
from brief.documents.sources.base import SourceReport
from brief.documents.sources.jsonlines import file_hash
from brief.embedding.store import VECTORS, VectorStore, vectors_of
from brief.errors import NoEvidence, UsageError
from brief.pipeline.chosen import Chosen, at_addresses
from brief.pipeline.plan import Plan
from brief.pipeline.rights import Rights
from brief.settings.config import recorded_corpus
from brief.settings.corpus_place import CorpusPlace
from brief.settings.periods import end_of_day, start_of_day
from brief.settings.source_settings import SourceConfig
from facts.text.cleaning import clean, plain
from schemas.retrieval import Document
from schemas.run import CorpusDescription, CorpusFile, CorpusSource, SkippedEntry

Note = Callable[[str], None]
"""Called with a line about every source that was not read completely."""

_LONGEST_TITLE = 200
_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Gathered:
    """The documents for the retriever, and where they came from."""

    documents: tuple[Document, ...]
    description: CorpusDescription
    undated: int = 0
    """Documents of any period that no run can use, because they have no usable date."""
    vectors: Mapping[str, Any] = field(default_factory=dict)
    """By document id, of what documents mean; empty where nobody was asked for them."""


NOTHING_FOUND = Gathered((), CorpusDescription(path=None, documents=0))


def gather(plan: Plan, note: Note) -> Gathered:
    """Reads the --corpus files into memory, or updates the standing corpus and reads the period from it; or takes what
    was chosen.

    A source that fails is noted and stops nothing. Raises UsageError if a file or the corpus cannot be used.
    """
    if plan.chosen:
        found = Gathered(_chosen(plan.config.sources, plan.chosen), plan.chosen.description)
    else:
        files = plan.corpus_files
        found = read_files(files, plan.request.zone, note) if files else _from_corpus(plan, note)
    return replace(found, vectors=_vectors(plan, found.documents, note)) if plan.embedder else found


def _chosen(sources: Sequence[SourceConfig], chosen: Chosen) -> tuple[Document, ...]:
    path = chosen.description.path
    place = recorded_corpus(path, Path(path)) if path else None
    if not (place and place.is_there):
        return chosen.documents
    with Corpus(place) as corpus:
        return tuple(Rights(sources, corpus).on(chosen.documents))


def _vectors(plan: Plan, documents: Sequence[Document], note: Note) -> Mapping[str, Any]:
    """Of the documents that may become events, where they are of several languages; of none that the endpoint which
    makes them may not be sent.
    """
    asked = [plan.embedder.endpoint.name] if plan.embedder and plan.embedder.endpoint else []
    wanted = [one for one in select(plan.request, documents).documents if one.may_be_read_by(asked)]
    if not plan.embedder or len({document.lang for document in wanted}) < 2:
        return {}
    return vectors_of(wanted, plan.embedder, VectorStore(plan.corpus.beside(VECTORS)), note)


def read_files(paths: Sequence[Path], zone: ZoneInfo, note: Note) -> Gathered:
    """Every document of --corpus files, whatever its date: those outside the period or without one are counted in the
    report. Raises UsageError if a file cannot be read.
    """
    with _of_files(paths, zone, note) as (corpus, description):
        undated = corpus.undated()
        documents = (*corpus.documents(*_EVER), *undated)
    return Gathered(documents, description.model_copy(update={"documents": len(documents)}), len(undated))


def gather_listed(
    wanted: Sequence[tuple[int, str]], name: str, place: CorpusPlace, files: Sequence[Path], zone: ZoneInfo, note: Note
) -> Chosen:
    """The documents at the addresses of the list `name`, which come with their lines: of --corpus files, or without any
    of the corpus at `place`. Raises NoEvidence where none is there, UsageError if a file or the corpus cannot be used.
    """
    with _of_files(files, zone, note) if files else existing(place) as (corpus, description):
        documents = at_addresses(corpus, wanted, lambda told: note(f"{name} {told}"))
        told = {"documents": len(documents), "chosen": name}
    if not documents:
        advice = "Name addresses that `brief search` finds, one a line."
        raise NoEvidence("names no document that is in the corpus.", where=f"--documents {name}", next=advice)
    return Chosen(documents=documents, description=description.model_copy(update=told))


@contextmanager
def existing(place: CorpusPlace) -> Iterator[tuple[Corpus, CorpusDescription]]:
    """The standing corpus as it is. Raises UsageError where there is none."""
    if not place.is_there:
        raise UsageError("there is no corpus yet.", where=str(place), next="Read some sources with `brief ingest`.")
    with Corpus(place) as corpus:
        yield corpus, CorpusDescription(path=str(place))


@contextmanager
def _of_files(paths: Sequence[Path], zone: ZoneInfo, note: Note) -> Iterator[tuple[Corpus, CorpusDescription]]:
    with Corpus() as corpus:
        reports = ingest([file_source(path) for path in paths], corpus, zone)
        _tell([one for one in reports if one.skipped], note)  # of dates that are missing the report itself tells
        files = tuple(_file(path, report) for path, report in zip(paths, reports, strict=True))
        yield corpus, CorpusDescription(path=None, files=files)


def _from_corpus(plan: Plan, note: Note) -> Gathered:
    zone = plan.request.zone
    start, end = start_of_day(plan.period.start, zone), end_of_day(plan.period.end, zone)
    with Corpus(plan.corpus) as corpus:
        reports = () if plan.offline else plan.fetched
        if reports is None:
            reports = ingest(plan.config.sources, corpus, zone, fetching=plan.config.fetch)
        found = corpus.documents(start, min(end, plan.request.as_of))
        documents = tuple(Rights(plan.config.sources, corpus).on(found))
        undated = sum(part.count for part in corpus.left_out())
        fetches = corpus.fetches(start - BEFORE, _EVER[1])
    _tell(reports, note)
    sources = tuple(_source(report) for report in reports)
    enabled = [source for source in plan.config.sources if source.enabled]
    description = CorpusDescription(
        path=str(plan.corpus),
        sources=sources,
        documents=len(documents),
        coverage=coverage_of(plan.period, plan.request.as_of, zone, enabled, fetches, documents),
    )
    return Gathered(documents, description, undated)


def _tell(reports: Sequence[SourceReport], note: Note) -> None:
    for report in reports:
        if report.status not in ("ok", "unchanged"):
            note(f"source {report.source}: {report.status}, {report.reason}")


def _file(path: Path, report: SourceReport) -> CorpusFile:
    if report.status == "failed" and not report.read:
        raise UsageError(f"{report.reason}.", where=f"--corpus {path}", next="Name a file that can be read.")
    return CorpusFile(
        path=str(path),
        sha256=file_hash(path),
        documents=report.read - report.skipped,
        skipped=report.skipped,
        skipped_entries=_skipped(report),
    )


def _source(report: SourceReport) -> CorpusSource:
    return CorpusSource(
        name=report.source, status=report.status, reason=report.reason or None, skipped_entries=_skipped(report)
    )


def _skipped(report: SourceReport) -> tuple[SkippedEntry, ...]:
    return tuple(
        SkippedEntry(where=flaw.where or "", why=flaw.what, title=clean(plain(flaw.title))[:_LONGEST_TITLE])
        for flaw in report.flaws
    )
