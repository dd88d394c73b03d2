"""`brief sections`"""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.cli.sections_add import add
from brief.report.format import Format, list_formats, load_format
from brief.settings.config import Config
from brief.settings.written import read_written


@click.group(invoke_without_command=True)
@places.json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the sections of the catalogue: their terms, the formats that show them, the files that they stand in."""
    if ctx.invoked_subcommand is not None:
        return
    here, config = places.project(), places.configuration()
    formats = [load_format(here.formats, name, config.report.first) for name in list_formats(here.formats)]
    written, _ = read_written(here.config)
    entries = [
        {
            "id": section.id,
            "title": section.title,
            "terms": len(section.own_terms),
            "formats": [one.name for one in formats if section.id in one.of_catalogue],
            "path": str(written.file_of(("sections", number))),
        }
        for number, section in enumerate(config.sections)
    ]
    rows = [("SECTION", "TITLE", "TERMS", "FORMATS", "FILE"), *map(_row, entries)]
    show(as_json, {"sections": entries}, [*columns(rows), *unshown(config, formats)])


command.add_command(add)


def _row(told: Mapping[str, Any]) -> tuple[str, ...]:
    return told["id"], told["title"], str(told["terms"]), ", ".join(told["formats"]) or "none", told["path"]


def unshown(config: Config, formats: Iterable[Format]) -> list[str]:
    """What is to be told of sections of the catalogue that none of the formats shows: they get no events. Of those that
    stand apart nobody expects any.
    """
    shown = frozenset().union(*(one.of_catalogue for one in formats))
    return [
        f"section {section.id} is in the catalogue, but no format shows it: "
        f"`brief sections add --id {section.id} --format {config.report.formats[0]}`"
        for section in config.sections
        if section.id not in shown and not section.apart
    ]
