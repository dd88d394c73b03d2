"""The words that a report itself says to its reader, in one language: the schema of formats/shared/<language>.toml."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import partial
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from facts.extraction.tallies import Tally
from schemas.base import Schema
from schemas.claim import ClaimKind
from schemas.history import ToldReport, ToldRow
from schemas.period import PeriodKind
from schemas.report import ReportCorrection


def must_name(text: str, names: Collection[str]) -> str:
    """`text`. Raises ValueError where it contains another `{name}` placeholder than these."""
    unknown = sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None} - set(names))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in names)
        raise ValueError(f"{{{unknown[0]}}} is not filled in here; known: {known}")
    return text


def with_names(*names: str) -> AfterValidator:
    """For words that may contain only these placeholders."""
    return AfterValidator(partial(must_name, names=names))


Counted = Annotated[str, with_names("count")]
InPeriod = Annotated[str, with_names("this")]


class PeriodWords(Schema):
    this: str
    """As in "this week's"."""
    report: str
    """What a report of such a period is called."""


class Numerals(Schema):
    of: tuple[str, ...]
    """How a heading names a number, from 0."""


class Punctuation(Schema):
    colon: str
    full_stop: str
    joint: str = ""
    """Between two sentences."""
    list: str
    theses: str = ""
    """Between two theses in a title; as in a list where empty."""
    clause: str
    """Before what a line adds to a headline."""
    open: str
    close: str
    days: Annotated[str, with_names("start", "end")]

    def span(self, start: date, end: date) -> str:
        return f"{start}" if start == end else self.days.format(start=start, end=end)


class TitleWords(Schema):
    dependent_openers: tuple[str, ...]
    """A clause that begins with one of these words makes no sense without the next clause."""


class PageWords(Schema):
    """Labels on the page, outside its texts."""

    contents: str
    languages: dict[str, str]
    """What each is called, in itself."""
    side_by_side: str
    """Leads to a page of both editions."""
    by_models: Annotated[str, with_names("models")]
    byline: str = ""
    """Below the title, where the configuration names none."""
    by_ai: str
    """Printed on a report that holds texts by a model."""
    approved: Annotated[str, with_names("by", "at")]
    without_model: str
    evidence: str
    thesis: str
    source_number: Annotated[str, with_names("number")]
    via: Annotated[str, with_names("source")]
    """Names a source whose words hang on another's address."""
    original: str
    """That address."""
    original_text: str
    """Before the links of a card."""
    background: Annotated[str, with_names("day", "source")]
    """Names a source of before the period."""
    sources: str
    cited_in: str
    notes: str
    open_issues: str
    log: Counted
    """Above the folded list of claims that failed."""
    legend: str
    legend_citation: str
    by_hand: str
    """Printed after a text that an editor wrote."""
    view: str
    """Printed within a text that is an editor's own judgement, at its end."""
    view_of_editor: str
    """Before a view whose place does not say whose it is."""
    basis: Annotated[str, with_names("basis")]
    """Printed within a text, at its end, where an editor says what it rests on."""
    edited: str
    """Printed on a report that holds such a text."""
    emptied: str
    """Printed in place of a text that an editor removed."""
    needs_model: str
    """In a place that extraction does not fill, but for a view, whose place says what it needs itself."""
    by_extraction: str
    """Printed after a text that extraction wrote in a model's place."""
    partly_by_extraction: Counted
    """Printed on a report that holds such texts."""
    rows: Counted
    more_rows: Counted
    """Unfolds the rest of a table where the screen is narrow."""
    cited_times: Counted
    """Unfolds what of a source is quoted."""
    cited_title: Counted
    """Where that is its title."""
    corrections: str
    """Above what is said otherwise than in an earlier report of the same period."""
    correction: Annotated[str, with_names("place", "was", "text", "why")]
    withdrawal: Annotated[str, with_names("place", "was", "why")]
    """The same, where nothing takes the place of the text."""

    def corrected(self, one: ReportCorrection) -> str:
        """What was said, what is said now, and why."""
        form = self.correction if one.text else self.withdrawal
        return form.format(place=one.place, was=one.was, text=one.text, why=one.why)


class ChartWords(Schema):
    """Of the charts of what a report was chosen from."""

    heading: str
    documents: str
    sections: str
    events: str
    rows: str
    others: str
    """Sources without a line of their own."""
    numbers: str
    """Unfolds what a chart shows as a table."""
    links: str = ""
    series: Annotated[str, with_names("title")] = "{title}"
    """Of a measure over periods."""
    source: str = ""


class ChangeWords(Schema):
    """What code sets beside earlier reports, and what is new since the last one."""

    due: Annotated[str, with_names("year", "month", "day")] = "{year}-{month:02}-{day:02}"
    """Before what was promised for that day."""
    since: Annotated[str, with_names("period")] = "{period}"
    """Before how many rows are new, go on, are corrected, and what is answered."""
    new: Counted = "+{count}"
    updated: Counted = "{count}"
    corrected: Counted = "{count}"
    answered: Counted = "{count}"


class UnmetWords(Schema):
    """Printed below the title, of what the run had to do without."""

    sources: str
    models: str
    critic: str


class KindWords(Schema):
    label: str
    meaning: str


class NoteWords(Schema):
    """Sentences of the report's notes."""

    without_model: str
    without_model_by_hand: str
    unwritten: Annotated[str, with_names("places")] = ""
    """What is left out since only a model writes it; empty in formats of older runs."""
    rendered: str
    """Of an edition that renders another one."""
    untranslated: Counted
    """Behind it, of texts that stand as they do in that one, since no rendering passed the checks."""
    by_hand: Annotated[str, with_names("count", "places")]
    emptied: Annotated[str, with_names("count", "places")]
    all_by_extraction: Annotated[str, with_names("all", "count", "reasons")]
    for_reason: Annotated[str, with_names("reason", "count")]
    for_check: Annotated[str, with_names("reason", "count")]
    """For a check that rejected a text."""
    thin_section: Annotated[str, with_names("section", "this", "count")]
    empty_section: Annotated[str, with_names("section", "this")]
    cells_without_statement: Counted
    linked_only: Counted = ""
    """Behind it, of rows whose sources let nothing but their headlines be printed."""
    unheard: str
    """Where models wrote, and no critic was heard."""
    half_heard: str
    weak: Annotated[str, with_names("count", "places")]
    """Texts that the critic calls weak, and that are printed."""
    read: Annotated[str, with_names("read", "kept", "events", "cited")]
    read_whole: Annotated[str, with_names("read", "events", "cited")] = ""
    """Where nothing that was read was left out; empty in formats of older runs."""
    pages: Annotated[str, with_names("asked", "read")]
    """Behind it, where pages were asked for."""
    pages_as_kept: Annotated[str, with_names("count")] = ""
    """Of those that were read, but not fetched by the run; empty in formats of older runs, which had none."""
    late: str = ""
    """Behind it, where none were since the report was made long after its moment."""
    dailies: Annotated[str, with_names("days")] = "{days}"
    """Behind it, where what dailies told had first call."""
    told_before: Annotated[str, with_names("count")] = ""
    """Behind it, where events were left out that earlier reports told."""
    missing_days: Annotated[str, with_names("days")]
    """Days for which most sources were not read, or not wholly."""
    failed_sources: Annotated[str, with_names("count", "sources")]
    due_not_found: Annotated[str, with_names("topics")]
    """Standing orders whose topics had no news."""
    one_outlet: Annotated[str, with_names("source", "count", "rows")]
    """Where more rows cite one outlet first than its share."""
    failed_check: Annotated[str, with_names("claim", "kind", "fate")]
    """A line of the folded log."""


class AnswerWords(Schema):
    """The block above all others: what earlier reports and the user watch, and what became of it."""

    id: str
    title: str
    silent: Annotated[str, with_names("this", "leads")]
    """What this report does not tell of."""
    asks: str
    max_chars: int


class RemarkWords(Schema):
    """What stands in brackets behind a row's event."""

    turned: Annotated[str, with_names("text")]
    """A later headline that denies, stops, takes back or undoes it."""
    disclosed: Annotated[str, with_names("text")]
    exclusive: Annotated[str, with_names("source")]
    single_source: str
    told: Annotated[str, with_names("when", "text")] = "{when}: {text}"
    """What an earlier report told of its matter."""
    day: Annotated[str, with_names("year", "month", "day")] = "{year}-{month}-{day}"
    """Of a daily that told it; others go by the label of their period."""

    def said_before(self, report: ToldReport, row: ToldRow) -> str:
        day = report.period.start
        when = self.day.format(year=day.year, month=day.month, day=day.day)
        label = when if report.period.kind == "daily" else report.period.label
        return self.told.format(when=label, text=row.text)


class PlaceWords(Schema):
    """Names for the places of claims."""

    cell: Annotated[str, with_names("section", "row", "column")]
    row: Annotated[str, with_names("section", "row")]
    part: Annotated[str, with_names("section", "part")]


class FateWords(Schema):
    """What became of a claim that failed a check; see `schemas.report.Fate`."""

    dropped: str
    quoted: str
    kept: str
    rewritten: str
    edited: str
    printed: str


class DeliveryWords(Schema):
    """What mail and chats say around a report."""

    correction: Annotated[str, with_names("title")]
    """The subject of a report that corrects an earlier one."""
    whole: str
    """Leads to the page."""
    more: Counted
    """The same, where rows had no room."""
    part: Annotated[str, with_names("number", "count")]
    """Before each message of a text that is too long for one."""
    approval: Annotated[str, with_names("title")]
    """The subject of what editors get of a report that waits."""
    page: Annotated[str, with_names("path")]
    approve: Annotated[str, with_names("command")]
    look: str
    """Above the places of texts that they should read."""
    given_up: Annotated[str, with_names("job", "period")]
    """The subject of what they get of a report that could not be made."""


class SiteWords(Schema):
    """What the pages of a site say around its reports."""

    title: str
    stories: str
    feed: str
    timeline: str
    told_in: str
    no_corrections: str
    counted: Annotated[str, with_names("documents", "reports")]
    """Behind a story."""


class CountWords(Schema):
    """What code counts of rows with typed cells, a line for each basis."""

    rows: Annotated[str, with_names("basis", "count")]
    no_basis: str
    """In place of a basis, of rows that name none."""
    sum: Annotated[str, with_names("amount")]
    rough: str
    """Before a sum of which an amount is rough."""
    without_amount: Counted
    """Rows that name none, or none that can be added up."""
    repeated: Counted
    """Rows of an amount that another row has."""
    share: Annotated[str, with_names("choice", "count", "percent")]
    joint: str
    largest: Annotated[str, with_names("count", "names")]
    of_name: Annotated[str, with_names("amount")]
    """Behind what happened."""
    listed: str
    and_: Annotated[str, Field(alias="and")]
    """Between sums in two currencies."""
    currencies: dict[str, str]

    amount: Annotated[str, with_names("number", "scale", "currency")]
    large: str
    small: str
    """In which numbers large amounts are told, and by which words."""
    of_large: str
    of_small: str

    def line(self, tally: Tally, top: int) -> str:
        """`top`: how many of the largest amounts are named. One row alone has no shares."""
        remarks = self._remarks(tally)
        parts = [self.rows.format(basis=tally.basis or self.no_basis, count=tally.rows)]
        parts = [*parts, self._sums(tally) + remarks] if tally.amounts else [parts[0] + remarks]
        for title, percent in tally.percents.items() if tally.rows > 1 else ():
            parts.append(self.share.format(choice=title, count=tally.share[title], percent=f"{percent}%"))
        return self.joint.join(parts) + self._largest(tally, top)

    def _sums(self, tally: Tally) -> str:
        rough = {one.unit for _, one in tally.amounts if one.hedge}
        sums = (self.money(amount, unit, unit in rough) for unit, amount in tally.sums.items())
        return self.sum.format(amount=self.and_.join(sums))

    def _remarks(self, tally: Tally) -> str:
        told = ((self.without_amount, tally.without_amount), (self.repeated, tally.repeated))
        return "".join(words.format(count=number) for words, number in told if number)

    def _largest(self, tally: Tally, top: int) -> str:
        """Of amounts in one currency."""
        named = tally.amounts[:top] if len(tally.amounts) > 1 and len(tally.sums) == 1 else ()
        amounts = ((name, self.money(one.low, one.unit, bool(one.hedge))) for name, one in named)
        names = (name + self.of_name.format(amount=amount) for name, amount in amounts)
        return self.largest.format(count=len(named), names=self.listed.join(names)) if named else ""

    def money(self, amount: Decimal, unit: str, is_rough: bool) -> str:
        """Exact, in the notation of the language."""
        scales = ((Decimal(self.large), self.of_large), (Decimal(self.small), self.of_small))
        scale, name = next((one for one in scales if amount >= one[0]), (Decimal(1), ""))
        number, currency = f"{(amount / scale).normalize():f}", self.currencies.get(unit, unit)
        return (self.rough if is_rough else "") + self.amount.format(number=number, scale=name, currency=currency)


class ReaderWords(Schema):
    """All words of one language."""

    html_lang: str
    foreign: Annotated[str, with_names("language")]
    """Printed after a text that is not in the report's language."""
    chars: float = Field(default=1, ge=1, le=5)
    """How many characters say what one Chinese character does. A format gives its lengths for Chinese."""
    periods: dict[PeriodKind, PeriodWords]
    numerals: Numerals
    punctuation: Punctuation
    title: TitleWords
    page: PageWords
    charts: ChartWords
    changes: ChangeWords = ChangeWords()
    unmet: UnmetWords
    kinds: dict[ClaimKind, KindWords]
    remarks: RemarkWords
    answers: tuple[AnswerWords, ...] = ()
    """One; none in the words of runs of before there was a history."""
    notes: NoteWords
    delivery: DeliveryWords
    site: SiteWords
    places: PlaceWords
    fates: FateWords
    issues: dict[str, str]
    """Kind of issue -> why a claim was rejected, in words for readers."""
    counts: CountWords
    reasons: dict[str, str]
    """Why extraction wrote in a model's place, for reasons that are no kind of issue."""
    formats: dict[str, Any]
    """What a format says where its own words say nothing else."""
