"""The product as it is shipped, without a model: what a run is asked, and a whole run."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from brief.interface import run
from brief.pipeline.plan import RunOptions, plan_run
from brief.runs.loaded import LoadedRun
from brief.settings.project import find_project
from schemas.retrieval import Request

_ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("ai", "energy", "web3")


def asked_of(day: date, rows: int) -> Request:
    """What a daily run is asked, with so many rows a section."""
    options = RunOptions(period=str(day), as_of=str(day), offline=True, overrides=_limits(rows))
    return plan_run(options, find_project(_ROOT), datetime.now(UTC)).request


@contextmanager
def weekly_run(corpus: Path, rows: int) -> Iterator[LoadedRun]:
    """The run over a week's file, by extraction, with so many rows a section."""
    sunday = datetime.strptime(f"{corpus.stem}-7", "%G-W%V-%u").date()  # noqa: DTZ007 - a day has no zone
    with tempfile.TemporaryDirectory() as folder:
        yield run(
            corpus.stem,
            corpus=corpus,
            as_of=str(sunday),
            offline=True,
            settings=_limits(rows),
            runs_dir=folder,
            project=_ROOT,
        )


def _limits(rows: int) -> tuple[str, ...]:
    return tuple(f"sections.{section}.limit={rows}" for section in SECTIONS)
