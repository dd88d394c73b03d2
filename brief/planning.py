"""What a run is asked, settled before anything is written: options and configuration -> Plan."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from brief.config import Config, load_config, resolved
from brief.errors import UsageError
from brief.formats import Format, FormatSection, load_format
from brief.periods import parse_as_of, parse_period
from brief.project import Project
from brief.runs import unwritable
from schemas.period import Period
from schemas.retrieval import Request
from schemas.section import Section


@dataclass(frozen=True)
class RunOptions:
    """The command line of `brief run`; what is not given is left to config.toml."""

    period: str
    as_of: str | None = None
    formats: tuple[str, ...] = ()
    corpus_files: tuple[Path, ...] = ()
    corpus_path: Path | None = None
    offline: bool = False
    runs_dir: Path | None = None
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that decides a run but for the documents."""

    config: Config
    formats: tuple[Format, ...]
    request: Request
    corpus_files: tuple[Path, ...]
    corpus_path: Path
    offline: bool
    runs_dir: Path

    @property
    def period(self) -> Period:
        return self.request.period

    @property
    def fingerprint(self) -> str:
        """Text that differs where two runs were asked different things."""
        files = [str(path) for path in self.corpus_files]
        return f"{self.request.model_dump_json()}{[one.version for one in self.formats]}{files}{resolved(self.config)}"


def plan_run(options: RunOptions, project: Project, now: datetime) -> Plan:
    """Reads and checks all that a run is asked. Writes nothing. Raises UsageError or ConfigError."""
    config = load_config(project.config, options.overrides, project.base)
    timezone = ZoneInfo(config.run.timezone)
    as_of = parse_as_of(options.as_of, timezone, now)
    period = parse_period(options.period, as_of, timezone)
    formats = _formats(options.formats or config.report.formats, config, project)
    runs_dir = options.runs_dir.resolve() if options.runs_dir else config.run.runs_dir
    _check_files(options)
    _check_folder(runs_dir)
    return Plan(
        config=config,
        formats=formats,
        request=_request(config, formats, period, as_of),
        corpus_files=tuple(path.resolve() for path in options.corpus_files),
        corpus_path=options.corpus_path.resolve() if options.corpus_path else config.corpus.path,
        offline=options.offline,
        runs_dir=runs_dir,
    )


def _formats(names: Sequence[str], config: Config, project: Project) -> tuple[Format, ...]:
    ids = [section.id for section in config.sections]
    return tuple(load_format(project.formats, name, config.report.language, ids) for name in dict.fromkeys(names))


def _request(config: Config, formats: Sequence[Format], period: Period, as_of: datetime) -> Request:
    return Request(
        period=period,
        as_of=as_of,
        timezone=config.run.timezone,
        language=config.report.language,
        sections=tuple(_shown_sections(config, formats)),
        interests=config.run.interests,
        noise=config.run.noise,
        common_terms=config.run.common_terms,
        source_weights=tuple((source.name, source.weight) for source in config.sources),
        max_events=config.run.max_events,
    )


def _shown_sections(config: Config, formats: Sequence[Format]) -> Iterator[Section]:
    """The catalogue's entries that a format shows, in its order, with the columns of the first format that does."""
    catalogue = {section.id: section for section in config.sections}
    layouts: dict[str, FormatSection] = {}
    for layout in (layout for one in formats for layout in one.sections):
        layouts.setdefault(layout.id, layout)
    for section_id, layout in layouts.items():
        yield catalogue[section_id].model_copy(update={"columns": layout.catalogue_columns()})


def _check_files(options: RunOptions) -> None:
    if options.corpus_files and options.corpus_path:
        advice = "Give one of the two: files of the run's own, or a standing corpus."
        raise UsageError("--corpus and --corpus-path exclude each other.", next=advice)
    for path in options.corpus_files:
        if not path.is_file():
            what = "is a folder." if path.is_dir() else "there is no such file."
            raise UsageError(what, where=f"--corpus {path}", next="Name a file of JSON lines.")


def _check_folder(runs_dir: Path) -> None:
    """Found out before any work, not when the report is written."""
    existing = next(place for place in (runs_dir, *runs_dir.parents) if place.exists())
    if not existing.is_dir():
        raise unwritable(runs_dir, f"{existing} is no folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise unwritable(runs_dir, f"{existing} is not writable")
