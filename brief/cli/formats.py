"""`brief formats`"""

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.cli.sections import in_use, unshown
from brief.report.format import Format, list_formats, load_format


@click.command()
@places.json_option
def command(as_json: bool) -> None:
    """List the report formats: their sections, and the columns of each."""
    here, config = places.project(), places.configuration()
    formats = [load_format(here.formats, name, config.report.language) for name in list_formats(here.formats)]
    lines = [line for one in formats for line in _lines(one, default=one.name in config.report.formats)]
    lines += unshown(config, in_use(config, formats))
    show(as_json, {"formats": [_entry(one) for one in formats]}, lines)


def _lines(one: Format, *, default: bool) -> list[str]:
    head = f"{one.name}{' (written by default)' if default else ''}: {one.words.description}"
    titles = ((section, " · ".join(column.title for column in section.columns)) for section in one.sections)
    return [head, *(f"  {line}" for line in columns((section.id, section.title, told) for section, told in titles))]


def _entry(one: Format) -> dict[str, object]:
    sections = [{"id": section.id, "columns": [column.id for column in section.columns]} for section in one.sections]
    return {"name": one.name, "language": one.language, "version": one.version, "sections": sections}
