"""What runs have for a site: of each period, format and language the report that stands."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from brief.delivery.parcel import name_of
from brief.errors import BriefError
from brief.exports.stories import Record, Shelved, ShelvedRow
from brief.provenance.printed_lines import with_log
from brief.report.format import Format
from brief.report.printable import CitableDocuments
from brief.report.render.files import RENDERED
from brief.report.render.page import places_of
from brief.report.render.view import FEED, EditionLink, Links
from brief.runs.lineage import record_in
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun
from schemas.report import Report
from schemas.run import OutputKind

ENDINGS: tuple[OutputKind, ...] = ("html", "md", "json")
"""Of the files of each report."""


@dataclass(frozen=True)
class Offered:
    """A report of a run."""

    held: LoadedRun
    formats: Path
    """The project's, where the run's own cannot be read."""

    @property
    def report(self) -> Report:
        return self.held.report

    @cached_property
    def format(self) -> Format:
        return self.held.format(otherwise=self.formats)

    @property
    def weight(self) -> tuple[int, str]:
        """Nothing takes the place of a corrected report but one with as many corrections; else the newer stands."""
        return len(self.report.corrections), self.held.record.created_at.isoformat()

    def shelved(self) -> Shelved:
        report, retrieval = self.report, self.held.retrieval.told_in(self.report.format)
        citable, of_event = CitableDocuments(retrieval), {one.id: one.document_ids for one in retrieval.events}
        places, told = places_of(report, self.format), retrieval.told
        rows = {
            row.id: ShelvedRow(
                anchor=places[row.id].anchor,
                documents=citable.sources(of_event.get(row.event_id, ())),
                told=next(iter(retrieval.row_told(told[row.event_id])[1].cited if row.event_id in told else ()), ""),
            )
            for row in report.rows
        }
        updated = self.held.record.created_at if report.corrections else report.period.noon
        return Shelved(name_of(report), report, Record(updated=updated, rows=rows))

    def files(self, links: Links) -> dict[str, str]:
        """By ending. `links`: as of `view_of`."""
        its_format = self.format
        report, stem = with_log(self.held, its_format), name_of(self.report).rpartition(".")[0]
        others = {one: its_format.reader.page.languages[one] for one in report.editions if one != report.language}
        editions = (EditionLink(said, one, f"../reports/{stem}.{one}.html") for one, said in others.items())
        site, here = its_format.reader.site, its_format.reader.html_lang
        around = EditionLink(site.title, here, "../index.html"), EditionLink(site.feed, here, "../feed.xml", FEED)
        return {kind: RENDERED[kind](report, its_format, (*editions, *around), links) for kind in ENDINGS}


def offered(
    runs: Iterable[StoredRun], formats: Path, asks_approval: bool, tell: Callable[[str], None]
) -> dict[str, Offered]:
    """By name, the one that stands. `asks_approval`: only what somebody let go; of replays, and so of the variants of a
    comparison, that holds always. `tell`: of a run that cannot be read.
    """
    best: dict[str, Offered] = {}
    for run in runs:
        try:
            for one in _of_run(run, formats, asks_approval):
                name = name_of(one.report)
                best[name] = max(best.get(name, one), one, key=lambda each: each.weight)
        except BriefError as error:
            tell(f"{run.path.name} skipped: {error.what}")
    return best


def _of_run(run: StoredRun, formats: Path, asks_approval: bool) -> Iterator[Offered]:
    for files in run.record.reports:
        one = Offered(LoadedRun(run).in_format(files.format, files.language), formats)
        if one.report.approvals or not (asks_approval or _is_replay(run)):
            yield one


def _is_replay(run: StoredRun) -> bool:
    """Made of another run, without a decision of an editor that this one had not."""
    record = run.record
    before = record_in(run.path.parent / Path(record.parent).name) if record.parent else None
    return bool(record.parent) and len(record.amendments) <= len(before.amendments if before else ())
