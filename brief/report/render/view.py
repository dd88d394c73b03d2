"""View: what a page shows, in reading order, with numbers and places. Nothing is escaped yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple, Self

from brief.report.format import Format
from brief.report.render.front_matter import Value
from brief.report.render.key_figures import KeyFigure
from brief.report.render.links import Anchor, Link
from brief.report.render.news import SinceView
from facts.text.cleaning import plain as reader_form
from schemas.claim import By, ClaimKind
from schemas.report import Gathered, OpenIssue, RemarkKind, ReportSeries

Links = Mapping[str, str]
"""Where a page lies among others: row -> page of its story, path of an earlier report -> where that lies, seen from
here without its ending.
"""
ALONE: Links = {}
"""It leads to no other file."""


@dataclass(frozen=True, kw_only=True)
class CitedDocument:
    """A document, with what of it is quoted."""

    number: int
    """In the list of sources, from 1."""
    url: str
    title: str
    source: str
    """As readers are told: with 经 where the words are not its page's, with 背景 and the day from before the period."""
    via: bool
    """Its page need not carry the quotes."""
    day: date
    quotes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mark(CitedDocument):
    """One statement's citations of one document."""

    anchor: str
    """Id of the mark on the page, unique in it."""


class ClaimText(str):
    """The text of a claim, which knows whose it is for as long as it is only handed on."""

    __slots__ = ("claim_id",)

    def __new__(cls, text: str, claim_id: str) -> Self:
        made = super().__new__(cls, text)
        made.claim_id = claim_id
        return made

    claim_id: str


@dataclass(frozen=True)
class PrintedStatement:
    text: str
    """A `ClaimText`, where it says something."""
    lang: str | None
    """Set where it is not the report's language."""
    kind: ClaimKind
    by: By | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class CellView:
    column: str
    """Its id, the same for several texts."""
    title: str
    statement: PrintedStatement
    label: str = ""
    """What a writer put before one of several texts of its column."""


@dataclass(frozen=True)
class RemarkView:
    kind: RemarkKind
    text: str
    marks: tuple[Mark, ...]
    earlier: str
    """Where the report lies that told of it, without the ending of its file; empty where none is to be found."""


@dataclass(frozen=True)
class ChangeView:
    """What code sets side by side."""

    of: str
    then: str
    urls: tuple[str, ...]
    """Of its sources."""
    period: str
    earlier: str
    """As of a remark."""
    now: str
    marks: tuple[Mark, ...]
    counted: bool
    """It is of many rows, each of which has its source: no text leads to one of them."""


@dataclass(frozen=True)
class RowView:
    anchor: str
    number: int
    cells: tuple[CellView, ...]
    remarks: tuple[RemarkView, ...]
    story: str = ""
    """Address of the page of its story, where its headline is to lead there."""

    @property
    def told(self) -> tuple[tuple[CellView, ...], ...]:
        """Behind what happened, column by column: what a card shows, or a line with a clause."""
        printed = (cell for cell in self.cells[1:] if cell.statement.text)
        return tuple(tuple(cells) for _, cells in groupby(printed, key=lambda cell: cell.column))


@dataclass(frozen=True)
class BlockView:
    """What a format shows of its own, of a section or of the report."""

    id: str
    title: str
    shown: str
    """`paragraphs`, `list` or `numbered`."""
    paragraphs: tuple[tuple[PrintedStatement, ...], ...]
    """Of a list, an entry each."""
    none: str
    """What is printed where it holds nothing."""
    leads: tuple[str, ...] = ()
    """Bold words before each of the paragraphs; empty for those that have none."""
    led: bool = False
    """The first sentence of each paragraph stands out."""
    silent: str = ""
    """Names the leads that nothing was found for."""
    counted: tuple[str, ...] = ()
    """Lines that code counted."""
    answers: bool = False
    """What earlier issues left open."""
    changes: tuple[ChangeView, ...] = ()


@dataclass(frozen=True)
class SectionView:
    anchor: str
    emoji: str
    title: str
    thesis: PrintedStatement | None
    heads: bool
    """Whether its thesis stands in its heading."""
    thesis_marks: tuple[Mark, ...]
    """Documents of the thesis to which no row leads."""
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    effects: tuple[PrintedStatement, ...]
    emptied: bool
    """An editor left out an effect."""
    rows_as: str
    """`table`, `cards` or `list`."""
    parts: tuple[str, ...]
    """What stands below its heading, in order: `rows`, `effects`, ids of blocks."""
    blocks: Mapping[str, BlockView]
    untold: tuple[RowView, ...]
    """Rows of which no block of the section tells: all that a list of them has to name."""
    silent: Mapping[str, str]
    """Columns for which no row has a statement, each with what is said instead: cards say it once."""

    @property
    def repeats(self) -> bool:
        """Its thesis is the headline of its first row."""
        return bool(self.thesis and self.rows and self.thesis.text == self.rows[0].cells[0].statement.text)

    @property
    def name(self) -> str:
        """What it is called where its thesis does not stand beside it; a theme by its thesis."""
        return self.title or (self.thesis.text if self.thesis else "")


@dataclass(frozen=True)
class KeywordView:
    term: str
    meaning: PrintedStatement


@dataclass(frozen=True)
class LeadView:
    """A thesis at the top of the page, and where it is told of."""

    statement: PrintedStatement
    anchor: str
    alone: bool
    """It does not stand in a heading too."""


@dataclass(frozen=True)
class SignalView:
    """A pair of sections; no statement where no link between them is shown."""

    label: str
    statement: PrintedStatement | None
    rows: tuple[Anchor, ...]
    emptied: bool = False
    """An editor left it out."""


@dataclass(frozen=True, kw_only=True)
class SourceView(CitedDocument):
    cited_in: tuple[Anchor, ...]
    times: int
    """How many statements cite it."""

    @property
    def kept(self) -> tuple[str, ...]:
        """What of it stands in the report beside its title."""
        title = reader_form(self.title)
        return tuple(quote for quote in self.quotes if quote not in title)


FEED = "application/atom+xml"


class EditionLink(NamedTuple):
    """To a page that tells the same claims in another language, or in both; on a site, to what lies around it."""

    label: str
    lang: str
    file: str
    type: str = ""
    """Of what is no page."""


@dataclass(frozen=True)
class View:
    title: str
    name: str
    """The title without what the leads tell."""
    leads: "tuple[LeadView, ...]"
    """What its title joins: theses in full."""
    byline: str
    label: str | None
    """Of the period, where it says more than its days."""
    figures: tuple[KeyFigure, ...]
    days: str
    this: str
    front: Mapping[str, Value]
    """For a static site, before the page."""
    told: Mapping[str, Sequence[str]]
    """What such front matter may name."""
    without_model: bool
    ai_label: str
    """For machines, as JSON, where a model wrote some of it; else empty."""
    approved: tuple[str, ...]
    """Who let it go, and when, in words."""
    approvals: tuple[str, ...]
    """The same for machines."""
    unmet: tuple[str, ...]
    """What the run had to do without, in words."""
    by_hand: bool
    """An editor wrote something, or left something out."""
    by_extraction: int
    """Texts that extraction wrote in a model's place."""
    emptied: frozenset[str]
    """Of `keyword` and `risk`, those of which an editor left one out."""
    models: tuple[str, ...]
    parts: tuple[str, ...]
    """What the page shows, in order: `sections`, `synthesis`, `keywords`, `signals`, `risks`, ids of blocks."""
    below: frozenset[str]
    """Those of the parts that stand below the heading of the synthesis."""
    rows_as: str
    """`table`, `cards` or `list`: what needs the most room."""
    synthesis: str
    """Behind the heading of the synthesis."""
    blocks: Mapping[str, BlockView]
    sections: tuple[SectionView, ...]
    keywords: tuple[KeywordView, ...]
    signals: tuple[SignalView, ...]
    risks: tuple[PrintedStatement, ...]
    sources: tuple[SourceView, ...]
    notes: tuple[str, ...]
    open_issues: tuple[OpenIssue, ...]
    """Their kinds in words."""
    corrections: tuple[str, ...]
    """A sentence for each; what the report said, says, and why."""
    log: tuple[str, ...]
    """One sentence for each claim that failed."""
    kinds: tuple[ClaimKind, ...]
    """Those that occur, in the order of the legend."""
    gathered: Gathered | None
    since: SinceView | None = None
    links: tuple[Link, ...] = ()
    series: tuple[ReportSeries, ...] = ()
    editions: tuple[EditionLink, ...] = ()
    sides: "tuple[Side, ...]" = ()
    """Of a page of two editions."""

    @property
    def linked(self) -> bool:
        """Whether of any pair of sections something is said."""
        return any(one.statement or one.emptied for one in self.signals)


class Side(NamedTuple):
    """An edition, with all that its page is made of, and the file of that."""

    page: View
    format: Format
    file: str
