"""A stored run's hand-overs, read back from its step files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from agents.pages import all_read, chosen_after_reading
from brief.errors import ConfigError, UsageError
from brief.report.format import Format, list_formats, load_format, name_in
from brief.runs.files import kept_in, read_value, steps_in
from brief.runs.selection import has_report, to_go_on
from brief.runs.steps import ABSENCES, CLASSIFICATION, READING, RETRIEVAL
from brief.runs.store import StoredRun, bring_rest, read_step_in
from schemas.absence import Absences
from schemas.amendment import UNSTEERED, Steering
from schemas.base import S
from schemas.classification import Assignment, Classification
from schemas.critique import Critique
from schemas.draft import Draft
from schemas.reading import NOTHING_READ, Reading
from schemas.report import Report
from schemas.retrieval import Document, Event, Passage, Retrieval
from schemas.run import ReportFiles, RunRecord
from schemas.table import TableDraft

AMENDMENTS = "amendments.json"
"""A file in the run's folder; only runs with an editor's decisions have one."""


@dataclass(frozen=True)
class LoadedRun:
    """A run's hand-overs; each is read at its first use. Raises BriefError for a damaged one."""

    run: StoredRun
    of: str = ""
    """A further format, whose hand-overs these are where it has its own; empty for the first."""
    edition: str = ""
    """The language of the second edition; empty for the one that was written."""

    def __post_init__(self) -> None:
        bring_rest(self.path)

    @property
    def path(self) -> Path:
        return self.run.path

    @property
    def record(self) -> RunRecord:
        return self.run.record

    @property
    def name(self) -> str:
        """Of the format."""
        return self.of or self.record.formats[0]

    @property
    def language(self) -> str:
        return self.edition or self.record.language

    def in_format(self, name: str | None, language: str | None = None) -> "LoadedRun":
        """The same run in that format; in the first for None; in that language, or in the one that it was written in.

        Raises UsageError for a format or a language that it does not have.
        """
        record, language = self.record, language or self.record.language
        name = name_in(self.path / "formats", name) if name else record.formats[0]
        asked = (name, record.formats), (language, record.editions)
        for name, known in asked:
            if name not in known:
                advice = f"It has {', '.join(known)}."
                raise UsageError(f"has no report in {name!r}.", where=record.run_id, next=advice)
        found = LoadedRun(self.run, *("" if one == known[0] else one for one, known in asked))
        return self if found == self else found

    @property
    def others(self) -> "tuple[LoadedRun, ...]":
        """The same run in each other format."""
        return tuple(self.in_format(name, self.language) for name in self.record.formats if name != self.name)

    @cached_property
    def report(self) -> Report:
        """The one in the format. Raises UsageError where there is none."""
        return report_of(self.run, self.files)

    @property
    def markdown(self) -> str:
        """The report as printed. Raises UsageError where there is none, or it was not written as Markdown."""
        if not self.files.md:
            advice = "Its report.json holds all of it; `outputs` of the format or of [report] says what is written."
            raise UsageError("was not written as Markdown.", where=self.record.run_id, next=advice)
        return (self.path / self.files.md).read_text("utf-8")

    @property
    def files(self) -> ReportFiles:
        """Of its report. Raises UsageError where there is none."""
        must_have_report(self.run)
        asked = self.name, self.language
        return next(one for one in self.record.reports if (one.format, one.language) == asked)

    @cached_property
    def retrieval(self) -> Retrieval:
        """With the pages that were read; asked for as the run's format asks."""
        found = all_read(self._retrieved.told_in(self.name), self.reading)
        return found.model_copy(update={"request": self.classification.request}) if self.is_classified else found

    @cached_property
    def reading(self) -> Reading:
        return read_reading(self.path, self._step(READING))

    @cached_property
    def absences(self) -> Absences | None:
        """None in a run of a version that kept no such record."""
        path = self.run.path / ABSENCES
        return read_value(path, Absences, next="Put it back from a copy, or take it away.") if path.is_file() else None

    @cached_property
    def classification(self) -> Classification:
        """With the pages that were read, as writers and critic saw it."""
        chosen = read_step_in(self.path, self._step(CLASSIFICATION), Classification)
        return chosen_after_reading(chosen, self.reading, self._retrieved)

    @cached_property
    def _retrieved(self) -> Retrieval:
        return read_step_in(self.path, RETRIEVAL, Retrieval)

    def _step(self, name: str) -> str:
        own = f"{self.of}.{name}"
        return own if self.of and (self.path / f"{own}.json").is_file() else name

    @property
    def steps(self) -> dict[str, str]:
        """Its steps in the order of the walk, each with the name of its file."""
        of = f"{self.name}.{self.edition}" if self.edition else self.of
        found = (of and steps_in(self.path, of)) or steps_in(self.path)
        return {path.stem.removeprefix(f"{of}."): path.stem for path in found}

    @property
    def is_classified(self) -> bool:
        """Whether its events were placed before it ended."""
        return (self.run.path / f"{CLASSIFICATION}.json").is_file()

    @cached_property
    def documents(self) -> dict[str, Document]:
        """By document id."""
        return {document.id: document for document in self.retrieval.citable}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """By passage id."""
        return {passage.id: passage for passage in self.retrieval.passages}

    @cached_property
    def events(self) -> dict[str, Event]:
        """By the id of each of its documents."""
        return {document_id: event for event in self.retrieval.events for document_id in event.document_ids}

    @cached_property
    def assignments(self) -> dict[str, Assignment]:
        """By event id."""
        return {one.event_id: one for one in self.classification.assignments}

    @cached_property
    def tables(self) -> dict[str, TableDraft]:
        """By step name."""
        return dict(self._read("table-*", TableDraft))

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """By step name, first revision first."""
        return dict(self._read("draft-*", Draft))

    @cached_property
    def critiques(self) -> dict[str, Critique]:
        """By step name, first revision first."""
        return dict(self._read("critique-*", Critique))

    @cached_property
    def steering(self) -> Steering:
        """The editor's decisions for the format."""
        whole = read_steering(self.path, self.record)
        return whole.further.get(self.of, UNSTEERED) if self.of else whole.alone

    @property
    def earlier_critiques(self) -> tuple[Critique, ...]:
        """Critiques, from earlier runs, of the parts that this run took over."""
        return self.steering.standing.critiques if self.steering.standing else ()

    @property
    def last_draft(self) -> Draft:
        """Raises UsageError if the run never made a draft."""
        if not self.drafts:
            what = f"has no draft yet ({self.run.state})."
            raise UsageError(what, where=self.run.path.name, next=to_go_on(self.run))
        return list(self.drafts.values())[-1]

    def format(self, name: str | None = None, otherwise: Path | None = None) -> Format:
        """The format, or the run's of that name, as the run used it; if this version cannot read it, the one in the
        folder `otherwise`. Raises UsageError or ConfigError.
        """
        name, language = self.in_format(name).name if name else self.name, self.language
        try:
            with kept_in(self.run.path):
                return load_format(self.run.path / "formats", name, language)
        except ConfigError:
            if otherwise is None or name not in list_formats(otherwise):
                raise
            return load_format(otherwise, name, language)

    def _read(self, pattern: str, kind: type[S]) -> Iterator[tuple[str, S]]:
        for step, name in self.steps.items():
            if Path(step.partition("-")[2]).match(pattern):
                yield name, read_step_in(self.path, name, kind)


def read_retrieval(folder: Path) -> Retrieval:
    """What the run in `folder` retrieved, with the pages that it read. Raises BriefError for a damaged file."""
    return all_read(read_step_in(folder, RETRIEVAL, Retrieval), read_reading(folder))


def read_reading(folder: Path, step: str = READING) -> Reading:
    """The pages that the run in `folder` read; none where it has no such step."""
    return read_step_in(folder, step, Reading) if (folder / f"{step}.json").is_file() else NOTHING_READ


def read_steering(folder: Path, record: RunRecord) -> Steering:
    """The editor's decisions for the run in `folder`. Raises BriefError if the file is damaged or missing."""
    path = folder / AMENDMENTS
    if not (record.amendments or record.taken_over or path.is_file()):
        return Steering()
    return read_value(path, Steering, next="Put it back from a copy; `brief replay --without-edits` does without it.")


def report_of(run: StoredRun, files: ReportFiles) -> Report:
    """The report, read from its JSON file. Raises BriefError."""
    return read_value(run.path / files.data, Report)


def must_have_report(run: StoredRun) -> None:
    """Raises UsageError for a run without a report."""
    if not has_report(run):
        raise UsageError(f"has no report ({run.state}).", where=run.path.name, next=to_go_on(run))
