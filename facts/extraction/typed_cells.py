"""What a text states of a typed column, where that can surely be read: a choice, an amount, a date, a labelled name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.term_list import Terms, longest
from facts.values.dates import read_dates
from facts.values.figure_context import with_hedge
from facts.values.figures import Figure, read_figures
from facts.values.numerals import fold_width
from schemas.section import Choice, Column

_LEFT_OPEN = re.compile(rf"[^，。；,;.]{{0,6}}(?:{word_list('left_open').alternatives})")
"""Behind a word, what says that it does not hold."""
_BETWEEN = re.compile(r"[^，。；、]{0,6}|[:：][^，。；]{1,30}，")
"""Between a label and its amount: a few words, or whose it is."""


class Read(NamedTuple):
    text: str
    place: int
    """Of the text it stands in, among those that were read."""


def read_cell(column: Column, columns: Sequence[Column], texts: Sequence[str], day: date) -> Read | None:
    """`texts`: the headline, then the passages. `columns`: all of the row. `day`: when the event was reported."""
    if column.kind == "choice":
        titles = [one.title for one in _choices_in(column, texts)]
        return Read(("、" if language_of(titles[0]) == "zh" else ", ").join(titles), 0) if titles else None
    if column.kind == "money":
        return _money(column, columns, texts)
    behind = _labelled(column.labels, texts)
    if column.kind == "text":
        return next(behind, None)
    dates = ((mention, one.place) for one in behind for mention in read_dates(one.text, day)[:1])
    days = (Read(one.first.isoformat(), place) for one, place in dates if one.first and one.precision == "day")
    return next(days, Read(day.isoformat(), 0))


def _choices_in(column: Column, texts: Sequence[str]) -> list[Choice]:
    """Of one choice the first that the headline tells of, in the column's order; of many all that any text does."""
    words = Terms(word for one in column.choices for word in one.words)
    read = texts if column.many else texts[:1]
    found = {word for text in read for word in longest(words.found_in(text)) if _holds(word, text)}
    told = [one for one in column.choices if found.intersection(one.words)]
    return told if column.many else told[:1]


def _holds(word: str, text: str) -> bool:
    """Somewhere nothing behind it takes it back."""
    ends = [found.end() for found in re.finditer(re.escape(word), text)]
    return not ends or any(not _LEFT_OPEN.match(text, end) for end in ends)


def chosen(columns: Iterable[Column], headline: str) -> list[Choice]:
    """Under which choices the headline tells that a row of it would be."""
    return [choice for one in columns if _is_single(one) for choice in _choices_in(one, (headline,))]


def _is_single(column: Column) -> bool:
    return column.kind == "choice" and not column.many


def project_in(columns: Sequence[Column], texts: Sequence[str]) -> tuple[str, Decimal, str] | None:
    """What tells a project from others: under which choice it is, and for how much."""
    found = (_money(one, columns, texts) for one in columns if one.kind == "money")
    amount = next((only_amount(one.text) for one in found if one), None)
    told = chosen(columns, texts[0]) if amount else ()
    return (told[0].title, amount.low, amount.unit) if amount and told else None


def _money(column: Column, columns: Sequence[Column], texts: Sequence[str]) -> Read | None:
    """The amount behind the first label that has one; else the only one of the headline. Where the row is under none of
    its choices nobody knows on what basis an amount is.
    """
    told = chosen(columns, texts[0])
    if not told and any(map(_is_single, columns)):
        return None
    labels = [label for one in told for label in one.labels] or column.labels
    behind: Iterator[tuple[Figure | None, int]] = (
        (figure, place) for label in labels for place in range(1, len(texts)) for figure in _behind(label, texts[place])
    )
    figure, place = next(behind, (only_amount(texts[0]), 0))
    return Read(with_hedge(texts[place], figure.start, figure.end), place) if figure else None


def _behind(label: str, text: str) -> Iterator[Figure]:
    for figure in read_figures(text) if label in text else ():
        before = text[: figure.start]
        if figure.kind == "money" and label in before and _BETWEEN.fullmatch(before.rpartition(label)[2]):
            yield figure


def _labelled(labels: Sequence[str], texts: Sequence[str]) -> Iterator[Read]:
    """What stands behind a label and a colon, to the end of the clause."""
    for label in labels:
        behind = re.compile(rf"(?:^|[，。；,;\s]){re.escape(label)}[:：]\s*([^，。；;,\n（(]+)")
        for place, text in enumerate(texts):
            if found := behind.search(text):
                yield Read(found[1].strip(), place)


def only_amount(text: str) -> Figure | None:
    """None where it names several amounts of money too."""
    amounts = [one for one in read_figures(text) if one.kind == "money"]
    return amounts[0] if len(amounts) == 1 else None


def fits(text: str, column: Column) -> bool:
    """Whether `text` is what the column holds."""
    if column.kind == "money":
        return only_amount(text) is not None
    if column.kind == "date":
        return [one.text for one in read_dates(text)] == [text.strip()]
    return column.kind == "text" or bool(named(text, column))


def named(text: str, column: Column) -> tuple[Choice, ...]:
    """The choices that a cell names; none where it says anything else, or several of a column that holds one."""
    parts = [part.strip() for part in re.split(r"[、,，/]", fold_width(text))] if column.many else [text.strip()]
    known = {one.title: one for one in column.choices}
    return tuple(known[part] for part in parts) if all(part in known for part in parts) else ()
