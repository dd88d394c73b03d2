"""`brief formats`"""

from collections.abc import Iterable, Iterator

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.pipeline.plan import formats_in
from brief.report.format import Format, FormatSection, list_formats
from schemas.period import PeriodKind


def left_out(formats: Iterable[Format], kind: PeriodKind) -> Iterator[str]:
    """For each of the formats what its reports lack where no model writes."""
    for one in formats:
        if titles := ", ".join(one.a_models(one.this(kind))):
            yield f"no language model is set, and {one.name} leaves out what only one writes: {titles}"


@click.command()
@places.json_option
def command(as_json: bool) -> None:
    """List the report formats: their sections, with the columns and blocks of each, and their own blocks."""
    here, config = places.project(), places.configuration()
    formats = formats_in(here.formats, list_formats(here.formats), config, config.report.first)
    lines = [line for one in formats for line in _lines(one, default=one.name in config.report.formats)]
    show(as_json, {"formats": [_entry(one) for one in formats]}, lines)


def _lines(one: Format, *, default: bool) -> list[str]:
    head = f"{one.name}{' (written by default)' if default else ''}: {one.words.description}"
    rows = [
        (part.id, part.title, _told(list(dict.fromkeys(column.title for column in part.columns)), part))
        for part in one.sections
    ]
    rows += [("", "", _told([], one))] if one.blocks else []
    return [head, *(f"  {line}" for line in columns(rows))]


def _told(titles: list[str], shown: FormatSection | Format) -> str:
    """Titles of columns, and ids of blocks: a title may be empty, or have the period in it."""
    blocks = f"blocks: {', '.join(_ids(shown))}" if shown.blocks else ""
    return " | ".join(filter(None, (" · ".join(titles), blocks)))


def _entry(one: Format) -> dict[str, object]:
    sections = [
        {"id": part.id, "columns": [column.id for column in part.columns], "blocks": _ids(part)}
        for part in one.sections
    ]
    told = {"name": one.name, "language": one.language, "version": one.version}
    return {**told, "sections": sections, "blocks": _ids(one)}


def _ids(shown: FormatSection | Format) -> list[str]:
    return [block.id for block in shown.blocks]
