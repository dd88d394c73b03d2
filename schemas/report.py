"""The finished report: every citation resolved to a URL. Its JSON form is a contract (report.json)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import SCHEMA_VERSION, Schema, Sparse
from schemas.claim import By, ClaimKind
from schemas.delivery import Approval
from schemas.reasons import Requirement
from schemas.section import ColumnId

ByOther = Sparse[Literal["hand", "extraction"] | None]
"""Who wrote a keyword or signal; left out where it was the usual writer: "extraction" only in a model's place."""


Basis = Sparse[str]
"""Where an editor has a figure, name or date from that no cited passage has; printed behind the text."""


Via = Sparse[str]
"""The source whose words they are, where the address is another's: its page need not carry them."""


class ReportCitation(Schema):
    url: str
    title: str
    published: datetime
    document_id: str
    passage_id: str
    quote: str
    via: Via = ""


class ReportClaim(Schema):
    id: str
    text: str
    lang: str
    kind: ClaimKind
    by: By
    basis: Basis = ""
    paragraph: Annotated[int, Field(exclude_if=lambda number: number == 1)] = 1
    """Of a sentence in a block of paragraphs: which one it belongs to."""
    citations: tuple[ReportCitation, ...]


class ReportCell(Schema):
    column: ColumnId
    text: str
    lang: str
    kind: ClaimKind
    by: By
    basis: Basis = ""
    citations: tuple[ReportCitation, ...]


class EarlierReport(Schema):
    """A report in the same format and language."""

    period: str
    path: str
    """Where it lies from here, without the ending of its file."""


class ToldThen(Schema):
    """One side of a comparison: what an earlier report told."""

    text: str
    urls: tuple[str, ...]
    """Of the sources that it rested on, row by row."""
    earlier: EarlierReport


ChangeKind = Literal["figure", "typed", "count", "due"]


class ReportChange(Schema):
    """What code finds changed since an earlier report, by typed rows: each side as it was told, with its source."""

    kind: ChangeKind
    """A measure in the sources' own words; cells of typed columns; rows counted; what was promised, and what came."""
    of: str = ""
    """What is compared, where the sides do not say it."""
    then: ToldThen
    text: str
    """What is told now."""
    citations: tuple[ReportCitation, ...]


class SeriesPoint(Schema):
    text: str
    """As its source writes it."""
    value: float
    """In base units."""
    url: str
    day: date


class ReportSeries(Schema):
    """A measure over periods: at least three values, the oldest first."""

    title: str
    points: tuple[SeriesPoint, ...]


class ReportBlock(Schema):
    """What a format shows of a section, or of the report, beside the parts that every report has."""

    id: str
    title: str
    entries: tuple[ReportClaim, ...]
    counted: Sparse[tuple[str, ...]] = ()
    """What code counts of the rows above it, a line for each basis."""
    leads: Sparse[tuple[str, ...]] = ()
    """What is answered, under whose numbers its texts stand."""
    changes: Sparse[tuple[ReportChange, ...]] = ()
    """What code sets beside earlier reports."""


def entries_of(blocks: Iterable[ReportBlock]) -> Iterator[ReportClaim]:
    for block in blocks:
        yield from block.entries


class ReportColumn(Schema):
    id: ColumnId
    title: str
    kind: str
    """What the column holds: "stated", "inferred" or "view"."""


RemarkKind = Literal["told", "turned", "disclosed", "exclusive", "single_source"]


class ReportRemark(Schema):
    """What code tells beside a row."""

    kind: RemarkKind
    text: str
    citations: tuple[ReportCitation, ...] = ()
    earlier: Sparse[EarlierReport | None] = None
    """The report that told of it before."""


class ReportRow(Schema):
    id: str
    event_id: str
    cells: tuple[ReportCell, ...]
    remarks: Sparse[tuple[ReportRemark, ...]] = ()

    @property
    def citations(self) -> tuple[ReportCitation, ...]:
        """Of its cells."""
        return tuple(one for cell in self.cells for one in cell.citations)


class ReportSection(Schema):
    id: str
    title: str
    thesis: ReportClaim | None
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    effects: tuple[ReportClaim, ...]
    blocks: Sparse[tuple[ReportBlock, ...]] = ()

    @property
    def beside(self) -> tuple[ReportClaim, ...]:
        """What it says outside of its rows."""
        return (*filter(None, (self.thesis,)), *self.below)

    @property
    def below(self) -> tuple[ReportClaim, ...]:
        """What it says after its rows."""
        return (*self.effects, *entries_of(self.blocks))


class ReportKeyword(Schema):
    id: Annotated[str, Field(exclude=True)] = ""
    """Of its claim, while the report is composed and rendered; report.json does not hold it."""
    term: str
    meaning: str
    by: ByOther = None
    basis: Basis = ""
    citations: tuple[ReportCitation, ...]
    """None of an editor's own view."""


class ReportSignal(Schema):
    id: Annotated[str, Field(exclude=True)] = ""
    """As of a keyword."""
    sections: tuple[str, str]
    rows: tuple[str, ...]
    text: str
    by: ByOther = None
    basis: Basis = ""
    citations: tuple[ReportCitation, ...]
    """None of an editor's own view."""


class ReportSynthesis(Schema):
    keywords: tuple[ReportKeyword, ...]
    signals: tuple[ReportSignal, ...]
    risks: tuple[ReportClaim, ...]


class ReportSource(Schema):
    """One cited document."""

    document_id: str
    url: str
    title: str
    source: str
    published: datetime
    via: Via = ""


class OpenIssue(Schema):
    """A claim that failed a check and is still printed."""

    claim_id: str
    kind: str
    place: str


Fate = Literal["dropped", "quoted", "kept", "rewritten", "edited", "printed"]
"""What became of a claim that failed. kept: its writer stood by it, and a critic looked once more. edited: by hand.
printed: as it is, since it is merely weak, or because nobody may change it."""


class ClaimFate(Schema):
    """One line of a run's log: a claim that failed. Never holds a rejected text."""

    claim_id: str
    place: str
    """Where it stands or stood, for a reader; its id where its row is not printed."""
    kinds: tuple[str, ...]
    """Of all its issues, in the order in which they were found."""
    fate: Fate


class ReportCorrection(Schema):
    """What an earlier report of the period said otherwise."""

    claim_id: str
    place: str
    was: str
    text: str
    """As it is now; empty where it was withdrawn."""
    why: str


class ReportPeriod(Schema):
    start: date
    end: date
    label: str

    @property
    def noon(self) -> datetime:
        """Of its last day: the instant that files bear, since none holds that of its making."""
        return datetime.combine(self.end, time(12), UTC)


class GatheredSource(Schema):
    name: str
    """Empty: the sources that have no line of their own."""
    documents: tuple[int, ...]
    """Day by day."""


class GatheredSection(Schema):
    id: str
    events: int
    """That were found for it."""
    rows: int


class Gathered(Schema):
    """What a report was chosen from, in numbers."""

    days: tuple[date, ...]
    sources: tuple[GatheredSource, ...]
    """Those that gave most first."""
    sections: tuple[GatheredSection, ...]


class Report(Schema):
    """The accepted draft in one format and one language. Holds no clock time, run id, cost or duration of its run."""

    schema_version: int = SCHEMA_VERSION
    title: str
    byline: str
    format: str
    language: str
    editions: Sparse[tuple[str, ...]] = ()
    """Languages in which the same claims are told, first the one that they were written in: the report in another one
    is a rendering of that.
    """
    period: ReportPeriod
    models: dict[str, str]
    """Role -> provider:model."""
    ai_generated: Sparse[bool] = False
    """Whether a model wrote some of its texts."""
    sections: tuple[ReportSection, ...]
    synthesis: ReportSynthesis
    blocks: tuple[ReportBlock, ...]
    sources: tuple[ReportSource, ...]
    notes: tuple[str, ...]
    """What concerns the reader, in at most five lines: who wrote it, who read it, what is weak, thin, or was read."""
    open_issues: tuple[OpenIssue, ...]
    log: Annotated[tuple[ClaimFate, ...], Field(exclude=True)] = ()
    """While the report is composed and rendered; `brief show RUN --issues` tells it, report.json does not."""
    unmet: Sparse[tuple[Requirement, ...]] = ()
    """What `[run] require` names and its run did not have; printed below the title."""
    emptied: Sparse[tuple[str, ...]] = ()
    """Ids of theses, effects, keywords, signals and risks whose text an editor removed; cells have their own mark."""
    corrections: Sparse[tuple[ReportCorrection, ...]] = ()
    """Oldest first; printed above everything else."""
    names: Sparse[tuple[str, ...]] = ()
    """Those that its headlines name most, where its format tells a static site."""
    gathered: Sparse[Gathered | None] = None
    since: Sparse[EarlierReport | None] = None
    """The last report that it is compared with."""
    series: Sparse[tuple[ReportSeries, ...]] = ()
    """Measures of which history has several values."""
    approvals: Sparse[tuple[Approval, ...]] = ()
    """Added when somebody lets it go: before, nobody is said to have seen it."""

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def earlier(self) -> tuple[EarlierReport, ...]:
        """All reports that it leads to."""
        remarks = (remark.earlier for row in self.rows for remark in row.remarks)
        changes = (change.then.earlier for block in self.blocks for change in block.changes)
        return tuple(dict.fromkeys(filter(None, (self.since, *remarks, *changes))))
