"""What a text states of a typed column, where that can surely be read: a choice, an amount, a date, a labelled name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from facts.text.language import language_of
from facts.text.term_list import Terms, longest
from facts.values.dates import read_dates
from facts.values.figures import Figure, read_figures
from facts.values.numerals import fold_width
from schemas.section import Choice, Column

_LEFT_OPEN = re.compile(r"[^，。；,;.]{0,6}(?:未|不作|不适用|无要求|没有)")
"""Behind a word, what says that it does not hold."""
_BETWEEN = re.compile(r"[^，。；、]{0,6}|[:：][^，。；]{1,30}，")
"""Between a label and its amount: a few words, or whose it is."""


_ROUGH = re.compile(r"(?:约|近|逾|超|超过|不超过|不低于|至少|about|around|nearly|over|more than|up to|at least)\s*$")

_ROUGHLY = re.compile(r"\s*(?:左右|上下|以上|以内)")


class Read(NamedTuple):
    text: str
    place: int
    """Of the text it stands in, among those that were read."""


def read_cell(column: Column, columns: Sequence[Column], texts: Sequence[str], day: date) -> Read | None:
    """`texts`: the headline, then the passages. `columns`: all of the row. `day`: when the event was reported."""
    if column.kind == "choice":
        found = choices_in(column, texts)
        return Read(_together([one.title for one in found]), 0) if found else None
    if column.kind == "money":
        return _money(column, columns, texts)
    if column.kind == "date":
        return _date(column, texts, day)
    return next((Read(name, place) for name, place in _labelled(column.labels, texts)), None)


def choices_in(column: Column, texts: Sequence[str]) -> list[Choice]:
    """Of one choice the first that the headline tells of, in the column's order; of many all that any text does."""
    words = Terms(word for one in column.choices for word in one.words)
    read = texts if column.many else texts[:1]
    found = {word for text in read for word in longest(words.found_in(text)) if _holds(word, text)}
    told = [one for one in column.choices if found.intersection(one.words)]
    return told if column.many else told[:1]


def _together(titles: Sequence[str]) -> str:
    return ("、" if language_of(titles[0]) == "zh" else ", ").join(titles)


def _holds(word: str, text: str) -> bool:
    """Somewhere nothing behind it takes it back."""
    ends = [found.end() for found in re.finditer(re.escape(word), text)]
    return not ends or any(not _LEFT_OPEN.match(text, end) for end in ends)


def is_chosen(columns: Iterable[Column], headline: str) -> bool:
    """The headline tells under which choice a row of it would be."""
    return any(_chosen(columns, headline))


def project_in(columns: Sequence[Column], texts: Sequence[str]) -> tuple[str, Decimal, str] | None:
    """What tells a project from others: under which choice it is, and for how much."""
    chosen, money = _chosen(columns, texts[0]), next((one for one in columns if one.kind == "money"), None)
    found = _money(money, columns, texts) if chosen and money else None
    amounts = read_figures(found.text) if found else ()
    return (chosen[0].title, amounts[0].low, amounts[0].unit) if amounts else None


def _chosen(columns: Iterable[Column], headline: str) -> list[Choice]:
    return [choice for one in columns if _is_single(one) for choice in choices_in(one, (headline,))]


def _is_single(column: Column) -> bool:
    return column.kind == "choice" and not column.many


def _money(column: Column, columns: Sequence[Column], texts: Sequence[str]) -> Read | None:
    """The amount behind the first label that has one; else the only one of the headline. Where the row is under none of
    its choices nobody knows on what basis an amount is.
    """
    chosen = _chosen(columns, texts[0])
    if not chosen and any(map(_is_single, columns)):
        return None
    labels = [label for one in chosen for label in one.labels] or column.labels
    behind = ((_amount_behind(label, text), place) for label in labels for place, text in enumerate(texts[1:], start=1))
    return next((Read(amount, place) for amount, place in behind if amount), None) or _only_amount(texts[0])


def _only_amount(headline: str) -> Read | None:
    amounts = [one for one in read_figures(headline) if one.kind == "money"]
    return Read(_hedged(headline, amounts[0]), 0) if len(amounts) == 1 else None


def _amount_behind(label: str, text: str) -> str | None:
    for figure in read_figures(text) if label in text else ():
        before = text[: figure.start]
        if figure.kind == "money" and label in before and _BETWEEN.fullmatch(before.rpartition(label)[2]):
            return _hedged(text, figure)
    return None


def _hedged(text: str, figure: Figure) -> str:
    """As it is written, with a word before it that makes it rough."""
    before = _ROUGH.search(text[: figure.start]) if figure.hedge else None
    behind = _ROUGHLY.match(text, figure.end)
    return text[before.start() if before else figure.start : behind.end() if behind else figure.end]


def _date(column: Column, texts: Sequence[str], day: date) -> Read:
    """That behind a label, else the day of the report itself."""
    for told, place in _labelled(column.labels, texts):
        mention = next(iter(read_dates(told, day)), None)
        if mention and mention.precision == "day" and mention.first:
            return Read(mention.first.isoformat(), place)
    return Read(day.isoformat(), 0)


def _labelled(labels: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What stands behind a label and a colon, to the end of the clause."""
    for label in labels:
        behind = re.compile(rf"(?:^|[，。；,;\s]){re.escape(label)}[:：]\s*([^，。；;,\n（(]+)")
        for place, text in enumerate(texts):
            if found := behind.search(text):
                yield found[1].strip(), place


def fits(text: str, column: Column) -> bool:
    """Whether `text` is what the column holds."""
    if column.kind == "money":
        return len([one for one in read_figures(text) if one.kind == "money"]) == 1
    if column.kind == "date":
        return [one.text for one in read_dates(text)] == [text.strip()]
    return column.kind == "text" or bool(named(text, column))


def named(text: str, column: Column) -> tuple[Choice, ...]:
    """The choices that a cell names; none where it says anything else, or several of a column that holds one."""
    parts = [part.strip() for part in re.split(r"[、,，/]", fold_width(text))] if column.many else [text.strip()]
    known = {one.title: one for one in column.choices}
    return tuple(known[part] for part in parts) if all(part in known for part in parts) else ()
