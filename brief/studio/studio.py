"""What all pages of the studio are made from: a project and its runs, read when a page asks for them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brief.errors import UsageError
from brief.provenance.merging import Joining
from brief.provenance.printed_lines import Printed, printed_claims
from brief.provenance.standing import Standings
from brief.report.format import Format
from brief.report.render.html import render_html
from brief.report.render.view import EditionLink
from brief.runs import glances
from brief.runs.loaded import LoadedRun
from brief.runs.store import Listing, StoredRun, bring_rest, list_runs, listed_run
from brief.settings.project import Project
from brief.studio import addresses
from brief.studio.templates import page
from schemas.report import Report
from schemas.run import RunRecord

_POLICY = re.compile(r'<meta (?:http-equiv="Content-Security-Policy"|name="referrer")[^>]*>')
"""Of a file that is opened from disk; what the studio serves has its own in its headers."""
_HELD = 8
"""Runs whose steps stay in memory: a run of many documents takes a second to read."""


AT_ONCE = 50
"""Runs on a page of their list."""


@dataclass(frozen=True)
class Studio:
    project: Project
    runs_dir: Path
    live: bool = True
    """Whether something can be changed from its pages; not so in a bundle."""
    passages: bool = True
    """Whether they show what sources say beyond what reports quote: of a bundle, only where that is asked for."""

    def listed(self, part: slice = slice(None)) -> Listing:
        """All runs, or a part of them, the newest first; with the time zone alone of their configurations."""
        return list_runs(self.runs_dir, glances.glanced, part)

    @property
    def folders(self) -> int:
        """How many the list is made of."""
        return sum(one.is_dir() and not one.name.startswith(".") for one in self._folders())

    def run(self, run_id: str) -> StoredRun:
        """Raises UsageError if there is none of that very name."""
        if not self.has(run_id):
            raise UsageError(f"there is no run {run_id!r}.", where=str(self.runs_dir))
        bring_rest(self.runs_dir / run_id)
        return glances.glanced(self.runs_dir / run_id, RunRecord)

    def has(self, run_id: str | None) -> bool:
        return any(one.name == run_id for one in self._folders())

    def opened(self, run_id: str, edition: str = "") -> "Opened":
        """`edition`: as `addresses.edition` says it; empty for the first. Raises UsageError where there is none."""
        stored = self.run(run_id)
        return _opened(self.project.formats, stored.path, _stamp(stored), *edition.rpartition(".")[::2])

    def held(self, run_id: str, edition: str = "") -> LoadedRun:
        """As of `opened`."""
        return self.opened(run_id, edition).held

    def page(self, template: str, address: str, **values: Any) -> str:
        return page(template, address, studio=self, **values)

    def page_of(self, template: str, held: LoadedRun, *names: str, **values: Any) -> str:
        """A page of a report; `names` as of `addresses.of_report`."""
        return self.page(template, addresses.of_report(held, *names), held=held, here=names[0], **values)

    def _folders(self) -> Iterator[Path]:
        return self.runs_dir.iterdir() if self.runs_dir.is_dir() else iter(())


def forget() -> None:
    """What was read of runs."""
    glances.forget()
    _opened.cache_clear()


def _stamp(stored: StoredRun) -> tuple[str, int]:
    """Of a run that goes on, and of a report that was approved since, what was read before is old: files are moved into
    place, so the folder changes with them.
    """
    return stored.state, stored.path.stat().st_mtime_ns


@lru_cache(maxsize=_HELD)
def _opened(formats: Path, path: Path, _: tuple[str, int], format_: str, language: str) -> "Opened":
    return Opened(LoadedRun(listed_run(path)).in_format(format_ or None, language or None), formats)


@dataclass(frozen=True)
class Opened:
    """A report of a run, with what several of its pages tell; each is made when it is first asked for."""

    held: LoadedRun
    formats: Path
    """Where those are that this version cannot read as the run had them."""

    @cached_property
    def format(self) -> Format:
        return self.held.format(otherwise=self.formats)

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """Id -> title, in the order of the report; none in a run that ended before."""
        found = self.held.classification.sections if self.held.is_classified else ()
        return {one.section.id: one.section.title for one in found}

    @cached_property
    def claims(self) -> Mapping[str, Printed]:
        return {one.claim.id: one for one in printed_claims(self.held, self.format)}

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.held)

    @cached_property
    def joining(self) -> Joining:
        retrieval = self.held.retrieval
        return Joining(retrieval.documents, retrieval.request.aliases)

    @cached_property
    def page(self) -> str:
        """The report as its reader sees it, each claim known by its id; without the policy of a file on disk."""
        held, earlier = self.held, {one.path: Path(one.path).parent.name for one in self.held.report.earlier}
        own = addresses.edition(held)
        here = {path: run_id for path, run_id in earlier.items() if (held.path.parent / run_id).is_dir()}
        links = {path: f"../../{run_id}/{own}/report" for path, run_id in here.items()}
        others = (one for one in held.report.editions if one != held.language)
        editions = tuple(EditionLink(one, one, f"../{held.name}.{one}/report.html") for one in others)
        return _POLICY.sub("", render_html(_identified(held), self.format, editions, links, named=True))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.held.retrieval.request.timezone)


def _identified(held: LoadedRun) -> Report:
    """With the ids of keywords and signals, which report.json does not hold."""
    drafted, printed = held.last_draft.synthesis, held.report.synthesis
    ids = {one.term: one.id for one in drafted.keywords} | {one.sections: one.id for one in drafted.signals}
    keywords = tuple(one.model_copy(update={"id": ids.get(one.term, "")}) for one in printed.keywords)
    signals = tuple(one.model_copy(update={"id": ids.get(one.sections, "")}) for one in printed.signals)
    synthesis = printed.model_copy(update={"keywords": keywords, "signals": signals})
    return held.report.model_copy(update={"synthesis": synthesis})
