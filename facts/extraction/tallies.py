"""Counts and sums of rows with typed cells, on one basis each: what is announced and what is won are not added up, nor
amounts in different currencies.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from facts.extraction.typed_cells import named
from facts.text.shortening import shortened
from facts.values.figures import Figure, read_figures
from schemas.section import Column, ColumnId, Counts

_NAME_CHARS = 30

Cells = Mapping[ColumnId, str]
"""The texts of one row's cells that say something."""


@dataclass(frozen=True)
class Tally:
    basis: str
    """The choice that its rows are under; empty for rows that name none."""
    rows: int
    sums: Mapping[str, Decimal]
    """By currency."""
    rough: frozenset[str]
    """The currencies of which an amount is rough, and so the sum."""
    without_amount: int
    repeated: int
    """Rows whose amount another one has: they may be one project told twice, and are not summed up again."""
    share: Mapping[str, int]
    """Choice -> of how many of the rows it is said."""
    largest: tuple[tuple[str, str], ...]
    """(What happened, its amount as it is written): of the currency of most rows."""


def tallies(rows: Sequence[Cells], counts: Counts, columns: Sequence[Column]) -> tuple[Tally, ...]:
    """One for each choice that has rows, those of most rows first; rows without one come last."""
    by, first = next(one for one in columns if one.id == counts.by), columns[0].id
    grouped: dict[str, list[Cells]] = {one.title: [] for one in by.choices} | {"": []}
    for row in rows:
        chosen = named(row.get(by.id, ""), by)
        grouped[chosen[0].title if chosen else ""].append(row)
    known = {one.id: one for one in columns}
    found = [_tally(basis, own, counts, known, first) for basis, own in grouped.items() if own]
    return tuple(sorted(found, key=lambda one: (not one.basis, -one.rows)))


def _tally(
    basis: str, rows: Sequence[Cells], counts: Counts, columns: Mapping[ColumnId, Column], first: ColumnId
) -> Tally:
    amounts = [(row.get(first, ""), one) for row in rows if basis and (one := _amount(row.get(counts.sums, "")))]
    by_currency: dict[str, list[tuple[str, Figure]]] = defaultdict(list)
    for name, one in amounts:
        if one.low not in (other.low for _, other in by_currency[one.unit]):
            by_currency[one.unit].append((name, one))
    sums = {unit: sum((one.low for _, one in own), Decimal(0)) for unit, own in by_currency.items()}
    most = max(by_currency.values(), key=len, default=[])
    largest = sorted(most, key=lambda each: -each[1].low)[: counts.top if len(most) > 1 else 0]
    asked = columns.get(counts.share)
    borne = [named(row.get(asked.id, ""), asked) for row in rows] if asked else []
    share = {one.title: sum(one in each for each in borne) for one in asked.choices} if asked else {}
    return Tally(
        basis=basis,
        rows=len(rows),
        sums=sums,
        without_amount=len(rows) - len(amounts) if basis and counts.sums else 0,
        rough=frozenset(one.unit for _, one in amounts if one.hedge),
        repeated=len(amounts) - sum(map(len, by_currency.values())),
        share={title: number for title, number in share.items() if number},
        largest=tuple((shortened(name, _NAME_CHARS), one.text) for name, one in largest),
    )


def _amount(text: str) -> Figure | None:
    """The only amount of a cell, where it is neither a range nor a bound."""
    found = [one for one in read_figures(text) if one.kind == "money"]
    is_one = len(found) == 1 and found[0].low == found[0].high and found[0].hedge in (None, "about", "nearly")
    return found[0] if is_one else None


def in_words(tally: Tally, words: Mapping[str, str], currencies: Mapping[str, str], language: str) -> str:
    """One line; `words`: the forms of [counts] of a language's reader words."""
    parts = [words["rows"].format(basis=tally.basis or words["no_basis"], count=tally.rows)]
    if tally.sums:
        sums = words["and"].join(
            (words["rough"] if unit in tally.rough else "") + _money(each, unit, currencies, language)
            for unit, each in tally.sums.items()
        )
        told = (("without_amount", tally.without_amount), ("repeated", tally.repeated))
        remarks = (words[name].format(count=number) for name, number in told if number)
        parts.append("".join((words["sum"].format(amount=sums), *remarks)))
    for title, number in tally.share.items():
        percent = f"{Decimal(100 * number) / tally.rows:.0f}%"
        parts.append(words["share"].format(choice=title, count=number, percent=percent))
    line = words["joint"].join(parts)
    if not tally.largest:
        return line
    listed = words["listed"].join(f"{name}{words['of_name'].format(amount=one)}" for name, one in tally.largest)
    return line + words["largest"].format(count=len(tally.largest), names=listed)


def _money(amount: Decimal, unit: str, currencies: Mapping[str, str], language: str) -> str:
    """Exact, in the notation of the language."""
    scales = ((10**8, "亿"), (10**4, "万")) if language == "zh" else ((10**9, " billion"), (10**6, " million"))
    scale, name = next(((size, word) for size, word in scales if abs(amount) >= size), (1, ""))
    number = f"{(amount / scale).normalize():f}"
    currency = currencies.get(unit, unit)
    return f"{number}{name}{currency}" if language == "zh" else f"{currency} {number}{name}"
