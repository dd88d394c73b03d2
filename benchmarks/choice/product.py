"""The product as it is shipped, without a model: what a run is asked, and a whole run."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

from brief.embedding.embedders import Embedder
from brief.interface import run
from brief.pipeline.plan import RunOptions, plan_run
from brief.runs.loaded import LoadedRun
from brief.settings.model_settings import BUNDLED
from brief.settings.project import find_project
from schemas.retrieval import Request

_ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("ai", "energy", "web3")


def asked_of(period: object, last: date, rows: int) -> Request:
    """What a run over a period (a day; a week by its name) is asked on its last day, with so many rows a section."""
    options = RunOptions(period=str(period), as_of=str(last), offline=True, overrides=_limits(rows))
    return plan_run(options, find_project(_ROOT), datetime.now(UTC)).request


def dense_embedder() -> Embedder | None:
    """That of the extra `dense`; None where it is not installed. Five weeks take it a quarter of an hour, once."""
    if not find_spec(BUNDLED):
        return None
    options = RunOptions(period="daily", offline=True, overrides=(f"run.embeddings={BUNDLED}",))
    return plan_run(options, find_project(_ROOT), datetime.now(UTC)).embedder


@contextmanager
def weekly_run(corpus: Path, rows: int, *settings: str) -> Iterator[LoadedRun]:
    """The run over a week's file, by extraction, with so many rows a section; `settings` as `key=value`."""
    with tempfile.TemporaryDirectory() as folder:
        yield run(
            corpus.stem,
            corpus=corpus,
            as_of=str(sunday(corpus.stem)),
            offline=True,
            settings=(*_limits(rows), *settings),
            runs_dir=folder,
            project=_ROOT,
        )


def sunday(week: str) -> date:
    return datetime.strptime(f"{week}-7", "%G-W%V-%u").date()  # noqa: DTZ007 - a day has no zone


def _limits(rows: int) -> tuple[str, ...]:
    return tuple(f"sections.{section}.limit={rows}" for section in SECTIONS)
