"""Measures a report without a judge: links, figures, names, quotes, repeats, synthesis, coverage.

It needs only statements and documents, so a run's report and any Markdown are measured alike. It compares with whole
cited documents and does not rely on what a run says about itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from brief.documents.urls import anchor, document_key
from checks.claim_evidence import texts_of
from checks.repeats import told_alike
from facts.names.detection import Aliases, missing_names
from facts.support.figures import figures_without_ground
from schemas.retrieval import Document


@dataclass(frozen=True)
class Quotation:
    """A quote from a citation, and the passage that it names; None if there is no such passage."""

    quote: str
    passage: str | None

    @property
    def is_exact(self) -> bool:
        return bool(self.quote.strip()) and self.quote in (self.passage or "")


@dataclass(frozen=True)
class LinkedDocument:
    """A document that a statement links, and the part that the statement rests on."""

    url: str
    text: str
    """Title, day and cited passages; empty if the document is not available."""
    title: str = ""


@dataclass(frozen=True)
class Statement:
    """One unit of a report: a cell or claim, or a line of Markdown."""

    place: str
    text: str
    urls: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    section: str = ""
    row: str = ""
    """The row that it belongs to; empty outside tables and lists."""
    head: str = ""
    """The event text that identifies its row; empty for the other parts of the row."""
    is_synthesis: bool = False
    kind: str = ""
    """stated, inferred, quoted or keyword; empty if the report does not say."""
    by: str = ""
    """model, extraction or hand; empty if the report does not say."""
    cited: tuple[LinkedDocument, ...] = ()
    """One for each link, in order."""


_NO_ALIASES = Aliases(())


@dataclass(frozen=True)
class Measured:
    name: str
    statements: tuple[Statement, ...]
    documents: tuple[Document, ...]
    """Its evidence, if available."""
    has_evidence: bool = True
    signals: tuple[tuple[str, ...], ...] | None = None
    """Of each signal, the sections of the rows that it cites, row by row; None if the report does not say which."""
    event_urls: tuple[str, ...] = ()
    """Addresses of all documents about the events in its rows, cited or not."""
    cost: Mapping[str, float | None] | None = None
    as_first: "Ratio | None" = None
    """Of a second edition, how many of its texts have the place, the links and the figures that they have in the first.
    """
    aliases: Aliases = _NO_ALIASES


@dataclass(frozen=True)
class Gold:
    """An event that a report of the period should mention, by address or title."""

    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Ratio:
    """`good` of `all`; `share` is None if there is nothing to count."""

    good: int
    all: int
    failed: tuple[str, ...] = ()
    """Place and text of each that is not good."""

    @property
    def share(self) -> float | None:
        return round(self.good / self.all, 4) if self.all else None


def ratio_of(every: int, failed: Collection[str]) -> Ratio:
    """Of so many all but those that failed."""
    return Ratio(every - len(failed), every, tuple(failed))


@dataclass(frozen=True)
class Scores:
    """Figures 1 to 8 and 10; None for a figure that this report does not allow."""

    statements: int
    characters: int
    """Characters of all statements: the length of the report."""
    rows: int
    own_words: Ratio | None
    """Statements that a model or an editor wrote, not extraction; printed ones have passed every check.

    If both writers are models, the other statements are the run's fallbacks (brief/report/fallbacks.py).
    """
    link_coverage: Ratio
    link_validity: Ratio | None
    """Cited addresses that are in the evidence."""
    figures_borne_out: Ratio
    """Figures in statements whose cited documents are available: how many occur in them."""
    names_borne_out: Ratio
    unchecked: int
    """Statements with a figure or name and no available cited document."""
    quotes_exact: Ratio | None
    rows_told_once: Ratio
    signals_joined: Ratio | None
    """Signals that cite at least two rows from two sections."""
    synthesis_figures_with_row: Ratio
    gold_covered: Ratio | None
    as_first: Ratio | None
    cost: Mapping[str, float | None] | None


def score(measured: Measured, gold: Sequence[Gold] | None = None) -> Scores:
    sources, known = _LinkedTexts(measured.documents), measured.aliases
    checked = [(one, texts) for one in measured.statements if (texts := sources.texts(one.urls))]
    unlinked = [f"{one.place}: {one.text}" for one in measured.statements if not one.urls]
    return Scores(
        statements=len(measured.statements),
        characters=sum(len(one.text) for one in measured.statements),
        rows=len(_rows(measured)),
        own_words=_own_words(measured.statements),
        link_coverage=ratio_of(len(measured.statements), unlinked),
        link_validity=_validity(measured, sources) if measured.has_evidence else None,
        figures_borne_out=_borne_out(checked, _figures),
        names_borne_out=_borne_out(
            checked, lambda text, texts: [one.text for one in missing_names(text, texts, known)]
        ),
        unchecked=_unchecked(measured, sources),
        quotes_exact=_quotes(measured.statements),
        rows_told_once=_told_once(measured),
        signals_joined=_joined(measured.signals),
        synthesis_figures_with_row=_synthesis_figures(measured, sources),
        gold_covered=None if gold is None else _covered(gold, measured),
        as_first=measured.as_first,
        cost=measured.cost,
    )


def identity(url: str) -> str:
    """The canonical form of an address; an invalid address stays as it is."""
    return document_key(url) or url


def _place(url: str) -> str:
    """As `identity`, with the part of the page: two items of an edited daily are two documents."""
    return f"{identity(url)}#{anchor(url)}" if document_key(url) else url


class _LinkedTexts:
    """Texts of the available documents, by address."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._texts: dict[str, tuple[str, ...]] = {}
        for document in documents:  # several may share an address
            address = identity(document.url)
            self._texts[address] = self._texts.get(address, ()) + texts_of(document)

    def holds(self, url: str) -> bool:
        return identity(url) in self._texts

    def texts(self, urls: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for url in urls for text in self._texts.get(identity(url), ()))


def _own_words(statements: Iterable[Statement]) -> Ratio | None:
    """None if the report does not say who wrote what."""
    written = [one.by for one in statements if one.by]
    return Ratio(sum(by != "extraction" for by in written), len(written)) if written else None


# --- 1 to 5: links, figures, names, quotes ----------------------------------------------------------------------------


def _validity(measured: Measured, sources: _LinkedTexts) -> Ratio:
    cited = [(one.place, url) for one in measured.statements for url in one.urls]
    return ratio_of(len(cited), [f"{place}: {url}" for place, url in cited if not sources.holds(url)])


def _figures(text: str, evidence: Iterable[str]) -> list[str]:
    return [figure.text for figure in figures_without_ground(text, evidence)]


def _borne_out(
    checked: Iterable[tuple[Statement, tuple[str, ...]]], missing: Callable[[str, tuple[str, ...]], list[str]]
) -> Ratio:
    """Checked against no evidence everything is missing, which gives the total number."""
    total, failed = 0, list[str]()
    for one, texts in checked:
        wrong = missing(one.text, texts)
        total += max(len(missing(one.text, ())), len(wrong))
        failed += [f"{one.place}: {text}" for text in wrong]
    return ratio_of(total, failed)


def _unchecked(measured: Measured, sources: _LinkedTexts) -> int:
    without = (one for one in measured.statements if not sources.texts(one.urls))
    return sum(bool(_figures(one.text, ()) or missing_names(one.text, (), measured.aliases)) for one in without)


def _quotes(statements: Iterable[Statement]) -> Ratio | None:
    quotations = [(one.place, quotation) for one in statements for quotation in one.quotations]
    failed = [f"{place}: {one.quote}" for place, one in quotations if not one.is_exact]
    return ratio_of(len(quotations), failed) if quotations else None


# --- 6: repeats -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    name: str
    head: str
    urls: frozenset[str]


def _rows(measured: Measured) -> list[_Row]:
    parts: dict[str, list[Statement]] = {}
    for one in measured.statements:
        if one.row and not one.is_synthesis:
            parts.setdefault(one.row, []).append(one)
    heads = {name: next((cell.head for cell in cells if cell.head), cells[0].text) for name, cells in parts.items()}
    urls = {name: frozenset(_place(url) for cell in cells for url in cell.urls) for name, cells in parts.items()}
    return [_Row(name, heads[name], urls[name]) for name in parts]


def _told_once(measured: Measured) -> Ratio:
    """Rows that share no document with an earlier row and do not report the same event."""
    rows = _rows(measured)
    again = {
        second.name: f"{second.name} repeats {first.name}: {second.head}"
        for first, second in combinations(rows, 2)
        if first.urls & second.urls or told_alike(first.head, second.head)
    }
    return ratio_of(len(rows), again.values())


# --- 7: synthesis -----------------------------------------------------------------------------------------------------


def _joined(signals: Sequence[Sequence[str]] | None) -> Ratio | None:
    if signals is None:
        return None
    failed = [
        f"signal {number}: {len(sections)} rows of {len(set(sections))} sections"
        for number, sections in enumerate(signals, start=1)
        if len(set(sections)) < 2
    ]
    return ratio_of(len(signals), failed)


def _synthesis_figures(measured: Measured, sources: _LinkedTexts) -> Ratio:
    """Figures of the synthesis that occur in a row, or in a document that a row cites."""
    rows = [one for one in measured.statements if not one.is_synthesis]
    evidence = tuple(text for one in rows for text in (one.text, *sources.texts(one.urls)))
    return _borne_out(((one, evidence) for one in measured.statements if one.is_synthesis), _figures)


# --- 8: coverage ------------------------------------------------------------------------------------------------------


def _covered(gold: Sequence[Gold], measured: Measured) -> Ratio:
    cited = (url for one in measured.statements for url in one.urls)
    urls = set(map(identity, (*measured.event_urls, *cited)))
    heads = [row.head for row in _rows(measured)]
    return ratio_of(len(gold), [one.title or one.url for one in gold if not _is_told(one, urls, heads)])


def _is_told(gold: Gold, urls: set[str], heads: Iterable[str]) -> bool:
    if gold.url and identity(gold.url) in urls:
        return True
    return bool(gold.title) and any(told_alike(gold.title, head) for head in heads)
