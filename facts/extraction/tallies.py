"""Counts and sums of rows with typed cells, each on one basis: what is announced and what is won are not added up, nor
amounts in different currencies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from facts.extraction.typed_cells import named, only_amount
from facts.values.figures import Figure
from facts.values.units import GENERIC_COUNTS
from schemas.section import Column, ColumnId, Counts

Cells = Mapping[ColumnId, str]
"""The texts of one row's cells that say something, the first column first."""


@dataclass(frozen=True)
class Tally:
    basis: str
    """The choice that its rows are under; empty for rows that name none, of which no amounts are summed up."""
    rows: int
    amounts: tuple[tuple[str, Figure], ...]
    """(Name of the row, its amount), largest first. Each amount once: two rows may be one project told twice."""
    without_amount: int
    repeated: int
    """Rows whose amount another one has."""
    share: Mapping[str, int]
    """Choice -> of how many of the rows it is said."""

    @property
    def sums(self) -> Mapping[str, Decimal]:
        """By currency."""
        units = dict.fromkeys(one.unit for _, one in self.amounts)
        return {unit: sum((one.low for _, one in self.amounts if one.unit == unit), Decimal(0)) for unit in units}

    @property
    def percents(self) -> Mapping[str, int]:
        """Choice -> of how many in a hundred."""
        return {choice: round(Decimal(100 * number) / self.rows) for choice, number in self.share.items()}

    def counts(self, figure: Figure) -> bool:
        """It says how many the rows are, a sum of theirs, or a share of them."""
        if figure.kind == "money":
            return self.sums.get(figure.unit) == figure.low
        if figure.kind == "percent":
            return figure.low in self.percents.values()
        numbers = (self.rows, self.without_amount, *self.share.values())
        return figure.kind == "count" and figure.unit in GENERIC_COUNTS and figure.low in numbers

    def __str__(self) -> str:
        """Its rows, sums and shares, for who has to say them in either language. One row alone has no shares."""
        sums = (f"{_scaled(amount, 8)}亿 = {_scaled(amount, 6)} million {unit}" for unit, amount in self.sums.items())
        shares = (f"{title} {self.share[title]} = {percent}%" for title, percent in self.percents.items())
        return " · ".join((f"{self.basis or '?'} {self.rows}", *sums, *(shares if self.rows > 1 else ())))


def _scaled(amount: Decimal, power: int) -> str:
    """9.2694 for 926940000 in units of 10**8."""
    return f"{amount.scaleb(-power).normalize():f}"


def tallies(rows: Sequence[Cells], counts: Counts, columns: Sequence[Column]) -> tuple[Tally, ...]:
    """One for each choice that has rows, those of most rows first; rows without one come last."""
    known = {one.id: one for one in columns}
    grouped: dict[str, list[Cells]] = {}
    for row in rows:
        chosen = named(row.get(counts.by, ""), known[counts.by])
        grouped.setdefault(chosen[0].title if chosen else "", []).append(row)
    found = (_tally(basis, own, counts, known.get(counts.share)) for basis, own in grouped.items())
    return tuple(sorted(found, key=lambda one: (not one.basis, -one.rows)))


def _tally(basis: str, rows: Sequence[Cells], counts: Counts, shared: Column | None) -> Tally:
    told = rows if basis and counts.sums else ()
    amounts = [(_name(row, counts), one) for row in told if (one := _exact(row.get(counts.sums, "")))]
    once = {(one.low, one.unit): (name, one) for name, one in reversed(amounts)}
    said = [one.title for row in rows for one in named(row.get(shared.id, ""), shared)] if shared else []
    return Tally(
        basis=basis,
        rows=len(rows),
        amounts=tuple(sorted(once.values(), key=lambda each: -each[1].low)),
        without_amount=len(told) - len(amounts),
        repeated=len(amounts) - len(once),
        share={one.title: said.count(one.title) for one in (shared.choices if shared else ()) if one.title in said},
    )


def _name(row: Cells, counts: Counts) -> str:
    return row.get(counts.named) or next(iter(row.values()))


def _exact(text: str) -> Figure | None:
    """The only amount of a cell, where it is neither a range nor a bound."""
    one = only_amount(text)
    return one if one and not one.is_range and one.hedge in (None, "about", "nearly") else None
