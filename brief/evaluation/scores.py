"""How right a report is, in figures that need no judge: links, figures, names, quotes, repeats, synthesis, coverage.

The ruler knows statements and documents only, so it measures a run's report and any Markdown alike. It compares with
whole cited documents and trusts nothing that a run says of itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from brief.documents.urls import document_key
from checks.repeats import told_alike
from facts.names.detection import Aliases, unsupported_names
from facts.support.figures import figures_without_ground
from schemas.retrieval import Document


@dataclass(frozen=True)
class Quotation:
    """What a citation claims to be verbatim, and the passage it names; None where there is no such passage."""

    quote: str
    passage: str | None


@dataclass(frozen=True)
class LinkedDocument:
    """A document that a statement links, as far as the statement rests on it."""

    url: str
    text: str
    """Title, day, and the cited passages; empty where the document is not at hand."""
    title: str = ""


@dataclass(frozen=True)
class Statement:
    """What a report says in one place: a cell or claim, or a line of Markdown."""

    place: str
    text: str
    urls: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    section: str = ""
    row: str = ""
    """Of which row it is a part; empty outside tables and lists."""
    head: str = ""
    """What happened, by which its row is told apart; empty for the other parts of the row."""
    is_synthesis: bool = False
    kind: str = ""
    """stated, inferred, quoted or keyword; empty where the report does not tell."""
    by: str = ""
    """model, extraction or hand; empty where the report does not tell."""
    cited: tuple[LinkedDocument, ...] = ()
    """One for each link, in order."""


@dataclass(frozen=True)
class Joining:
    """A signal: the sections of the rows that it cites, row by row."""

    sections: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """A report as the ruler sees it."""

    name: str
    statements: tuple[Statement, ...]
    documents: tuple[Document, ...]
    """Its evidence, as far as that is at hand."""
    has_evidence: bool = True
    signals: tuple[Joining, ...] | None = None
    """None where the report does not tell which rows a signal joins."""
    told: tuple[str, ...] = ()
    """Addresses of all documents of the happenings in its rows, cited or not."""
    cost: Mapping[str, float | None] | None = None


@dataclass(frozen=True)
class Gold:
    """A happening that a report of the period should tell of, by address or title."""

    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class Ratio:
    """`good` of `all`; `share` is None where there was nothing to count."""

    good: int
    all: int
    failed: tuple[str, ...] = ()
    """Where and what, for each that is not good."""

    @property
    def share(self) -> float | None:
        return round(self.good / self.all, 4) if self.all else None


@dataclass(frozen=True)
class Scores:
    """Figures 1 to 8 and 10; None for one that cannot be taken of this report."""

    statements: int
    characters: int
    """Of their texts: how long the report is."""
    rows: int
    own_words: Ratio | None
    """Statements that a model or a hand wrote, and not extraction: what is printed of them has passed every check.

    With models behind both writers, the others are the run's fallbacks (brief/report/fallbacks.py).
    """
    link_coverage: Ratio
    link_validity: Ratio | None
    """Cited addresses that are one of the evidence."""
    figures_borne_out: Ratio
    """Figures of statements whose cited documents are at hand, and stand in them."""
    names_borne_out: Ratio
    unchecked: int
    """Statements with a figure or name, none of whose cited documents is at hand."""
    quotes_exact: Ratio | None
    rows_told_once: Ratio
    signals_joined: Ratio | None
    """Signals that cite at least two rows of two sections."""
    synthesis_figures_with_row: Ratio
    gold_covered: Ratio | None
    cost: Mapping[str, float | None] | None


def score(measured: Measured, gold: Sequence[Gold] | None = None, aliases: Aliases | None = None) -> Scores:
    """All figures of one report."""
    library = _Library(measured.documents)
    known = aliases or Aliases(())
    checked = [(one, texts) for one in measured.statements if (texts := library.texts(one.urls))]
    return Scores(
        statements=len(measured.statements),
        characters=sum(len(one.text) for one in measured.statements),
        rows=len(_rows(measured)),
        own_words=_own_words(measured.statements),
        link_coverage=_ratio(measured.statements, lambda one: bool(one.urls)),
        link_validity=_validity(measured, library) if measured.has_evidence else None,
        figures_borne_out=_borne_out(checked, _figures),
        names_borne_out=_borne_out(checked, lambda text, texts: list(unsupported_names(text, texts, known))),
        unchecked=_unchecked(measured, library, known),
        quotes_exact=_quotes(measured.statements),
        rows_told_once=_told_once(measured),
        signals_joined=_joined(measured.signals),
        synthesis_figures_with_row=_synthesis_figures(measured, library),
        gold_covered=None if gold is None else _covered(gold, measured),
        cost=measured.cost,
    )


def identity(url: str) -> str:
    """The canonical form of an address; what is none stands for itself."""
    return document_key(url) or url


class _Library:
    """Texts of documents by address."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._texts = {identity(document.url): _texts_of(document) for document in documents}

    def holds(self, url: str) -> bool:
        return identity(url) in self._texts

    def texts(self, urls: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for url in urls for text in self._texts.get(identity(url), ()))


def _texts_of(document: Document) -> tuple[str, ...]:
    return tuple(filter(None, (document.title, document.summary, document.body, *document.other_titles)))


def _ratio(statements: Iterable[Statement], is_good: Callable[[Statement], bool]) -> Ratio:
    judged = [(one, is_good(one)) for one in statements]
    return Ratio(
        sum(good for _, good in judged),
        len(judged),
        tuple(f"{one.place}: {one.text}" for one, good in judged if not good),
    )


def _own_words(statements: Iterable[Statement]) -> Ratio | None:
    """None where the report does not tell who wrote what."""
    written = [one.by for one in statements if one.by]
    return Ratio(sum(by != "extraction" for by in written), len(written)) if written else None


# --- 1 to 5: links, figures, names, quotes ----------------------------------------------------------------------------


def _validity(measured: Measured, library: _Library) -> Ratio:
    cited = [(one.place, url) for one in measured.statements for url in one.urls]
    failed = tuple(f"{place}: {url}" for place, url in cited if not library.holds(url))
    return Ratio(len(cited) - len(failed), len(cited), failed)


def _figures(text: str, evidence: Iterable[str]) -> list[str]:
    return [figure.text for figure in figures_without_ground(text, evidence)]


def _borne_out(
    checked: Iterable[tuple[Statement, tuple[str, ...]]], missing: Callable[[str, tuple[str, ...]], list[str]]
) -> Ratio:
    """Against no evidence everything is missing: that is how many there are."""
    total, failed = 0, list[str]()
    for one, texts in checked:
        wrong = missing(one.text, texts)
        total += max(len(missing(one.text, ())), len(wrong))
        failed += [f"{one.place}: {text}" for text in wrong]
    return Ratio(total - len(failed), total, tuple(failed))


def _unchecked(measured: Measured, library: _Library, aliases: Aliases) -> int:
    without = (one for one in measured.statements if not library.texts(one.urls))
    return sum(bool(_figures(one.text, ()) or unsupported_names(one.text, (), aliases)) for one in without)


def _quotes(statements: Iterable[Statement]) -> Ratio | None:
    quotations = [(one.place, quotation) for one in statements for quotation in one.quotations]
    failed = tuple(f"{place}: {quotation.quote}" for place, quotation in quotations if not _is_exact(quotation))
    return Ratio(len(quotations) - len(failed), len(quotations), failed) if quotations else None


def _is_exact(quotation: Quotation) -> bool:
    return bool(quotation.quote.strip()) and quotation.passage is not None and quotation.quote in quotation.passage


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
    return [_row(name, cells) for name, cells in parts.items()]


def _row(name: str, cells: Sequence[Statement]) -> _Row:
    head = next((cell.head for cell in cells if cell.head), cells[0].text)
    return _Row(name, head, frozenset(identity(url) for cell in cells for url in cell.urls))


def _told_once(measured: Measured) -> Ratio:
    """Rows that share no document with an earlier row and do not tell of its happening."""
    rows = _rows(measured)
    again = {
        second.name: f"{second.name} repeats {first.name}: {second.head}"
        for first, second in combinations(rows, 2)
        if first.urls & second.urls or told_alike(first.head, second.head)
    }
    return Ratio(len(rows) - len(again), len(rows), tuple(again.values()))


# --- 7: synthesis -----------------------------------------------------------------------------------------------------


def _joined(signals: Sequence[Joining] | None) -> Ratio | None:
    if signals is None:
        return None
    failed = tuple(
        f"signal {number}: {len(one.sections)} rows of {len(set(one.sections))} sections"
        for number, one in enumerate(signals, start=1)
        if len(set(one.sections)) < 2
    )
    return Ratio(len(signals) - len(failed), len(signals), failed)


def _synthesis_figures(measured: Measured, library: _Library) -> Ratio:
    """Figures of the synthesis that stand in a row, or in a document that a row cites."""
    rows = [one for one in measured.statements if not one.is_synthesis]
    evidence = tuple(text for one in rows for text in (one.text, *library.texts(one.urls)))
    return _borne_out(((one, evidence) for one in measured.statements if one.is_synthesis), _figures)


# --- 8: coverage ------------------------------------------------------------------------------------------------------


def _covered(gold: Sequence[Gold], measured: Measured) -> Ratio:
    urls = {identity(url) for url in _told_urls(measured)}
    heads = [row.head for row in _rows(measured)]
    failed = tuple(one.title or one.url for one in gold if not _is_told(one, urls, heads))
    return Ratio(len(gold) - len(failed), len(gold), failed)


def _told_urls(measured: Measured) -> Iterator[str]:
    yield from measured.told
    for one in measured.statements:
        yield from one.urls


def _is_told(gold: Gold, urls: set[str], heads: Iterable[str]) -> bool:
    if gold.url and identity(gold.url) in urls:
        return True
    return bool(gold.title) and any(told_alike(gold.title, head) for head in heads)
