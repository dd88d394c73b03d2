"""Counts and sums of rows with typed cells, each on one basis: what is announced and what is won are not added up, nor
amounts in different currencies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from facts.extraction.typed_cells import named
from facts.values.figures import Figure, read_figures
from schemas.section import Column, ColumnId, Counts

Cells = Mapping[ColumnId, str]
"""The texts of one row's cells that say something, the first column first."""


@dataclass(frozen=True)
class Tally:
    basis: str
    """The choice that its rows are under; empty for rows that name none, of which no amounts are summed up."""
    rows: int
    amounts: tuple[tuple[str, Figure], ...]
    """(What happened, its amount), largest first. Each amount once: two rows may be one project told twice."""
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
    amounts = [(next(iter(row.values())), one) for row in told if (one := _amount(row.get(counts.sums, "")))]
    once = {(one.low, one.unit): (name, one) for name, one in reversed(amounts)}
    return Tally(
        basis=basis,
        rows=len(rows),
        amounts=tuple(sorted(once.values(), key=lambda each: -each[1].low)),
        without_amount=len(told) - len(amounts),
        repeated=len(amounts) - len(once),
        share=_borne(rows, shared) if shared else {},
    )


def _borne(rows: Sequence[Cells], column: Column) -> Mapping[str, int]:
    """Choice -> of how many rows it is said, in the column's order."""
    said = [one.title for row in rows for one in named(row.get(column.id, ""), column)]
    return {one.title: said.count(one.title) for one in column.choices if one.title in said}


def _amount(text: str) -> Figure | None:
    """The only amount of a cell, where it is neither a range nor a bound."""
    found = [one for one in read_figures(text) if one.kind == "money"]
    is_one = len(found) == 1 and found[0].low == found[0].high and found[0].hedge in (None, "about", "nearly")
    return found[0] if is_one else None


def in_words(tally: Tally, words: Mapping[str, str], currencies: Mapping[str, str], top: int) -> str:
    """One line; `words`: the forms of [counts] of a language's reader words."""
    parts = [words["rows"].format(basis=tally.basis or words["no_basis"], count=tally.rows)]
    parts[0] += "" if tally.amounts else _remarks(tally, words)
    parts += [_sums(tally, words, currencies)] if tally.amounts else []
    for title, number in tally.share.items():
        parts.append(words["share"].format(choice=title, count=number, percent=f"{share_of(number, tally)}%"))
    largest = tally.amounts[:top] if len(tally.amounts) > 1 and len(tally.sums) == 1 else ()
    names = (name + words["of_name"].format(amount=_money(one, words, currencies)) for name, one in largest)
    listed = words["largest"].format(count=len(largest), names=words["listed"].join(names)) if largest else ""
    return words["joint"].join(parts) + listed


def _sums(tally: Tally, words: Mapping[str, str], currencies: Mapping[str, str]) -> str:
    """With what is to be known of them."""
    rough = {one.unit: one.hedge for _, one in tally.amounts if one.hedge}
    whole = {one.unit: replace(one, hedge=rough.get(one.unit)) for _, one in tally.amounts}
    sums = (_money(replace(whole[unit], low=each), words, currencies) for unit, each in tally.sums.items())
    return words["sum"].format(amount=words["and"].join(sums)) + _remarks(tally, words)


def _remarks(tally: Tally, words: Mapping[str, str]) -> str:
    told = (("without_amount", tally.without_amount), ("repeated", tally.repeated))
    return "".join(words[name].format(count=number) for name, number in told if number)


def share_of(number: int, tally: Tally) -> int:
    """In per cent."""
    return round(Decimal(100 * number) / tally.rows)


def _money(figure: Figure, words: Mapping[str, str], currencies: Mapping[str, str]) -> str:
    """Exact, in the notation of the language."""
    amount, currency = figure.low, currencies.get(figure.unit, figure.unit)
    large, small = Decimal(words["large"]), Decimal(words["small"])
    scale, name = next(
        ((one, words[key]) for one, key in ((large, "of_large"), (small, "of_small")) if amount >= one),
        (Decimal(1), ""),
    )
    return (words["rough"] if figure.hedge else "") + words["amount"].format(
        number=f"{(amount / scale).normalize():f}", scale=name, currency=currency
    )
