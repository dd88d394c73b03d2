"""A search over all reports, line by line, over the standing corpus, and over what runs read that had files instead."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from brief.documents.corpus.searching import Scope
from brief.pipeline.finding import Search, find
from brief.runs.loaded import LoadedRun
from brief.runs.steps import READING, RETRIEVAL
from brief.runs.store import StoredRun, bring_rest
from brief.settings.config import load_config
from brief.studio import addresses
from brief.studio.studio import Studio
from schemas.period import Period
from schemas.retrieval import Document
from schemas.run import CorpusDescription

_MOST_LINES, _MOST_DOCUMENTS = 60, 20
_MOST_BYTES = 300_000_000
"""Of the hand-overs of runs that are looked into for one search, the newest first: a second or two."""


class FoundLine(NamedTuple):
    run: StoredRun
    edition: str
    claim_id: str
    """Empty for what is no line of its own: the page of the report is led to."""
    text: str


def search_page(studio: Studio, words: str) -> str:
    wanted = [one.casefold() for one in words.split()]
    runs = studio.listed().runs if wanted else ()
    lines = list(islice(_in_reports(runs, wanted), _MOST_LINES))
    return studio.page(
        "search",
        addresses.SEARCH,
        asked=words,
        lines=lines,
        documents=_in_corpus(studio, words) if wanted else (),
        read=list(islice(_in_runs(studio, runs, wanted), _MOST_DOCUMENTS)),
    )


def _in_reports(runs: Sequence[StoredRun], wanted: Sequence[str]) -> Iterator[FoundLine]:
    """The newest reports first. A report is parsed only where its file holds all words."""
    for run in runs:
        bring_rest(run.path)
        for files in run.record.reports:
            text = (run.path / files.data).read_text("utf-8")
            said = _texts(json.loads(text)) if _holds(text, wanted) else ()
            found = ((claim_id, line) for claim_id, line in said if _holds(line, wanted))
            yield from (FoundLine(run, addresses.edition_of(files), *one) for one in found)


def _holds(text: str, wanted: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(one in folded for one in wanted)


def _texts(value: Any, row: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a report's JSON, with the id of its claim where it has one."""
    if isinstance(value, list):
        for one in value:
            yield from _texts(one, row)
    elif isinstance(value, dict):
        row = value["id"] if "cells" in value else row
        claim_id = f"{row}.{value['column']}" if "column" in value else value.get("id", "") if "kind" in value else ""
        for name in ("text", "meaning"):
            if isinstance(value.get(name), str):
                yield claim_id, value[name]
        for name, one in value.items():
            if name not in ("citations", "columns", "remarks"):
                yield from _texts(one, row)


def _in_runs(studio: Studio, runs: Sequence[StoredRun], wanted: Sequence[str]) -> Iterator[tuple[LoadedRun, Document]]:
    """Documents of runs that had files of their own instead of the standing corpus, the newest runs first; what several
    runs had of the same files for the same days is told once. Headlines that hold the words come first in each run.
    """
    told, left = set[str](), _MOST_BYTES
    for run in runs:
        if run.record.corpus is None or run.record.corpus.path:
            continue
        bring_rest(run.path)
        files, same = _files_of(run), _evidence_of(run.record.corpus, run.record.period)
        if not files or same in told:
            continue
        told.add(same)
        left -= sum(one.stat().st_size for one in files)
        if left > 0 and _holds("".join(one.read_text("utf-8") for one in files), wanted):
            held = studio.held(run.path.name)
            yield from ((held, one) for one in _best_first(held.retrieval.documents, wanted))


def _files_of(run: StoredRun) -> list[Path]:
    """Those that hold its documents."""
    return [path for step in (RETRIEVAL, READING) if (path := run.path / f"{step}.json").is_file()]


def _evidence_of(corpus: CorpusDescription, period: Period) -> str:
    """The same for runs on the same files and days."""
    return f"{[one.sha256 for one in corpus.files]} {corpus.chosen} {period.start} {period.end}"


def _best_first(documents: Sequence[Document], wanted: Sequence[str]) -> list[Document]:
    texts = ((one, "\n".join((one.title, *one.other_titles, one.summary or "", one.body or ""))) for one in documents)
    found = [one for one, text in texts if _holds(text, wanted)]
    return sorted(found, key=lambda one: not _holds(one.title, wanted))


def _in_corpus(studio: Studio, words: str) -> Sequence[Document]:
    """By words alone: vectors may be another's to make."""
    place = load_config(studio.project.config, (), studio.project.base).corpus.place
    if not place.is_there:
        return ()
    return find(place, Search(words, Scope(), lambda _: True, None), _MOST_DOCUMENTS, lambda _: None)[0]
