"""Values of typed cells, in the words of the same format in another language: code knows its choices and amounts."""

from collections.abc import Iterator, Mapping

from brief.report.format import Format, FormatColumn
from facts.extraction.typed_cells import named, only_amount
from schemas.table import Cell, TableDraft


def in_words_of(table: TableDraft, own: Format, other: Format) -> TableDraft:
    """`table` of the format `own`, its choices, dates and amounts as `other` writes them; the rest as it stands."""
    columns = dict(_typed(table.section_id, own, other))
    cells = (tuple(_cell(cell, columns, other) for cell in row.cells) for row in table.rows)
    rows = (row.model_copy(update={"cells": said}) for row, said in zip(table.rows, cells, strict=True))
    return table.model_copy(update={"rows": tuple(rows)}) if columns else table


def _typed(section_id: str, own: Format, other: Format) -> Iterator[tuple[str, tuple[FormatColumn, FormatColumn]]]:
    for section, twin in zip(own.sections, other.sections, strict=True):
        if section.id == section_id:
            pairs = zip(section.columns, twin.columns, strict=True)
            yield from ((column.id, (column, its)) for column, its in pairs if column.is_read)


def _cell(cell: Cell, columns: Mapping[str, tuple[FormatColumn, FormatColumn]], other: Format) -> Cell:
    is_typed = cell.kind != "none" and cell.column in columns
    text = _value(cell.text, *columns[cell.column], other) if is_typed else ""
    kind = "stated" if cell.kind == "quoted" and text != cell.text else cell.kind
    return cell.model_copy(update={"text": text, "lang": other.language, "kind": kind}) if text else cell


def _value(text: str, column: FormatColumn, twin: FormatColumn, other: Format) -> str:
    """Empty where only a writer can say it."""
    if column.kind == "choice":
        chosen = (twin.choices[column.choices.index(one)].title for one in named(text, column))
        return other.reader.punctuation.list.join(chosen)
    if column.kind == "money":
        amount = only_amount(text)
        is_plain = amount and amount.low == amount.high and amount.hedge in (None, "about")
        return other.reader.counts.money(amount.low, amount.unit, bool(amount.hedge)) if amount and is_plain else ""
    return "" if any(map(str.isalpha, text)) else text
