"""What all pages of the studio are made from: a project and its runs, read when a page asks for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from brief.errors import UsageError
from brief.report.format import Format
from brief.runs.loaded import LoadedRun
from brief.runs.store import RECORD, Listing, StoredRun, list_runs, stored_run
from brief.settings.project import Project

_HELD = 8
"""Runs whose steps stay in memory: a run of many documents takes a second to read."""


@dataclass(frozen=True)
class Studio:
    project: Project
    runs_dir: Path
    live: bool = True
    """Whether something can be changed from its pages; not so in a bundle."""

    @property
    def listing(self) -> Listing:
        return list_runs(self.runs_dir)

    def run(self, run_id: str) -> StoredRun:
        """Raises UsageError if there is none of that very name."""
        if not any(one.name == run_id for one in self._folders()):
            raise UsageError(f"there is no run {run_id!r}.", where=str(self.runs_dir))
        return stored_run(self.runs_dir / run_id)

    def held(self, run_id: str, edition: str = "") -> LoadedRun:
        """`edition`: as `addresses.edition` says it; empty for the first. Raises UsageError where there is none."""
        stored = self.run(run_id)
        format_, _, language = edition.rpartition(".")
        return _loaded(stored.path, _stamp(stored), format_, language)

    def format(self, held: LoadedRun) -> Format:
        return held.format(otherwise=self.project.formats)

    def zone(self, held: LoadedRun) -> ZoneInfo:
        return ZoneInfo(held.retrieval.request.timezone)

    def _folders(self) -> Iterator[Path]:
        return self.runs_dir.iterdir() if self.runs_dir.is_dir() else iter(())


def _stamp(stored: StoredRun) -> tuple[str, int]:
    """Of a run that goes on, what was read before is old."""
    return stored.state, (stored.path / RECORD).stat().st_mtime_ns


@lru_cache(maxsize=_HELD)
def _loaded(path: Path, stamp: tuple[str, int], format_: str, language: str) -> LoadedRun:  # noqa: ARG001 - of the key
    return LoadedRun(stored_run(path)).in_format(format_ or None, language or None)
