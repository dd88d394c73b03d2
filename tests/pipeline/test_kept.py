"""A week is clustered once: kept or fresh, what a run hands on is the same, byte for byte."""

import io
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import request
from walking import CORPUS

import brief.pipeline.kept
import brief.pipeline.runner
from agents.retriever import Sifted, sift
from brief.documents.corpus import Corpus
from brief.documents.ingest import file_source, ingest
from brief.pipeline.kept import RETRIEVALS, InFiles, sift_once
from brief.pipeline.plan import RunOptions, plan_run
from brief.pipeline.progress import PlainProgress
from brief.pipeline.runner import execute
from brief.settings.corpus_place import CorpusPlace
from brief.settings.project import find_project
from schemas.retrieval import Document, Request

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "2026-W02.jsonl"
NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
ASKED = request()


@pytest.fixture
def clustered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents were, each time that some were."""
    counts: list[int] = []

    def counting(asked: Request, documents: Sequence[Document], vectors: Mapping[str, Any] | None = None) -> Sifted:
        counts.append(len(documents))
        return sift(asked, documents, vectors)

    monkeypatch.setattr(brief.pipeline.kept, "sift", counting)
    monkeypatch.setattr(brief.pipeline.runner, "sift", counting)
    return counts


def run(folder: Path, **options: Any) -> Path:
    """The folder of an offline run of the example week."""
    asked = RunOptions(period="2026-W02", offline=True, runs_dir=folder / "runs", **options)
    record = execute(plan_run(asked, find_project(ROOT), NOW), NOW, PlainProgress(io.StringIO()))
    assert record.exit_code == 0
    return folder / "runs" / record.run_id


def sifted(corpus: Path, asked: Request = ASKED, documents: Sequence[Document] = CORPUS, **vectors: Any) -> Sifted:
    return sift_once(InFiles(CorpusPlace(corpus)), asked, documents, vectors)


@pytest.mark.uncounted
def test_a_second_run_of_a_week_does_not_cluster_again_and_hands_on_the_same_bytes(
    tmp_path: Path, clustered: list[int]
) -> None:
    corpus = tmp_path / "corpus.sqlite"
    with Corpus(corpus) as opened:
        ingest([file_source(EXAMPLE)], opened, ZoneInfo("Asia/Shanghai"))
    runs = [run(tmp_path, corpus_path=corpus), run(tmp_path, corpus_path=corpus)]
    assert len(clustered) == 1
    for name in ("1-retrieval.json", "1-absences.gz", "report.md", "report.json"):
        first, second = ((folder / name).read_bytes() for folder in runs)
        assert first == second


@pytest.mark.uncounted
def test_a_run_of_files_of_its_own_neither_reads_nor_writes_what_is_kept(tmp_path: Path, clustered: list[int]) -> None:
    for _ in range(2):
        run(tmp_path, corpus_files=(EXAMPLE,), overrides=(f"corpus.path={tmp_path / 'corpus.sqlite'}",))
    assert len(clustered) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["runs"]


def test_what_is_kept_is_what_would_be_made(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.sqlite"
    made, kept = sifted(corpus), sifted(corpus)
    assert made == kept == sift(ASKED, CORPUS)
    assert made.retrieval.model_dump_json(indent=1) == kept.retrieval.model_dump_json(indent=1)
    assert made.absences.model_dump_json() == kept.absences.model_dump_json()


def test_whatever_decides_it_makes_it_anew(
    tmp_path: Path, clustered: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    numpy = pytest.importorskip("numpy")
    corpus = tmp_path / "corpus.sqlite"
    first, *rest = CORPUS
    changed = (
        (ASKED, CORPUS[1:]),
        (ASKED, (first.model_copy(update={"published_at": NOW - timedelta(days=3)}), *rest)),
        (ASKED, (first.model_copy(update={"body": "别的"}), *rest)),
        (ASKED.model_copy(update={"max_events": 2}), CORPUS),
        (ASKED.model_copy(update={"as_of": NOW - timedelta(days=3)}), CORPUS),
    )
    sifted(corpus)
    for asked, documents in changed:
        assert sifted(corpus, asked, documents) == sift(asked, documents)
    vectors = {one.id: numpy.ones(4, numpy.float32) * n for n, one in enumerate(CORPUS)}
    sifted(corpus, **vectors)
    sifted(corpus, **{**vectors, first.id: numpy.zeros(4, numpy.float32) + 9})
    monkeypatch.setattr(brief.pipeline.kept, "_makers", lambda: "other code")
    sifted(corpus)
    assert len(clustered) == 1 + len(changed) + 3


def test_the_instant_of_a_run_decides_nothing_once_the_last_document_was_there(
    tmp_path: Path, clustered: list[int]
) -> None:
    corpus, later = tmp_path / "corpus.sqlite", ASKED.model_copy(update={"as_of": ASKED.as_of + timedelta(days=5)})
    sifted(corpus)
    assert sifted(corpus, later) == sift(later, CORPUS)
    assert len(clustered) == 1


@pytest.mark.parametrize("damage", [b"", b"no gzip", b"\x1f\x8b\x08\x00cut"])
def test_a_damaged_entry_is_made_anew_and_is_whole_again(tmp_path: Path, clustered: list[int], damage: bytes) -> None:
    corpus = tmp_path / "corpus.sqlite"
    sound = sifted(corpus)
    (entry,) = corpus.with_name(RETRIEVALS).iterdir()
    entry.write_bytes(damage)
    assert sifted(corpus) == sifted(corpus) == sound
    assert len(clustered) == 2


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, clustered: list[int]) -> None:
    (tmp_path / RETRIEVALS).write_text("no folder")
    assert sifted(tmp_path / "corpus.sqlite") == sifted(tmp_path / "corpus.sqlite")
    assert len(clustered) == 2


def test_the_twenty_that_were_used_last_are_kept(tmp_path: Path, clustered: list[int]) -> None:
    corpus = tmp_path / "corpus.sqlite"
    sifted(corpus)
    (oldest,) = corpus.with_name(RETRIEVALS).iterdir()
    for number in range(1, 25):
        os.utime(oldest, (number, number))
        sifted(corpus)
        sifted(corpus, ASKED.model_copy(update={"max_events": number}))
    assert len(list(corpus.with_name(RETRIEVALS).iterdir())) == 20
    sifted(corpus)
    assert len(clustered) == 25
