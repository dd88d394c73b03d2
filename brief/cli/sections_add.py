"""`brief sections add`"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from brief.cli import places
from brief.cli.format_files import with_section
from brief.cli.init import copy_into
from brief.cli.output import show
from brief.cli.source_files import entry
from brief.errors import UsageError
from brief.report.format import load_format, name_in
from brief.runs.store import write_atomically, writing
from brief.settings.config import Config
from brief.settings.project import Project, shipped_folder
from brief.settings.written import CATALOGUE, read_written
from brief.words import local
from schemas.section import Section

_COMMA = r"[,，、;；]"
_ASKED = {
    "id": "Id, of a-z, 0-9, - and _",
    "title": "Title",
    "description": "What belongs to it, and what does not",
    "terms": "Words that speak for it, with commas between them",
}


@click.command()
@click.option("--id", metavar="ID", help="Its short name, of a-z, 0-9, - and _.")
@click.option("--title", metavar="TITLE", help="What stands above it in a report.")
@click.option("--description", metavar="TEXT", help="What belongs to it, and what does not.")
@click.option("--terms", metavar="WORDS", help="Words that speak for it, with commas between them.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Shows it; default: the first of [report].")
@places.json_option
def add(formats: tuple[str, ...], as_json: bool, **told: str | None) -> None:
    """Add a section to the catalogue, and to the formats that are to show it.

    On a terminal what is not given is asked for. A section that the catalogue has already is put into the formats: its
    --id is enough. There it has the columns of the first section; their titles are in the format's file. A format
    that gathers sections into one gathers it too.
    """
    here, config = places.own_project(), places.configuration()
    asks = not as_json and sys.stdin.isatty()
    name = _answers(told, ["id"] if asks or told["id"] else _ASKED, asks=asks)["id"]
    known, path = _known(here, config, name)
    if known:
        _refuse_changes(told, path)
    section = known or _made(name, _answers(told, list(_ASKED)[1:], asks=asks))
    changed = _changed(here, section, formats or config.report.formats[:1], config.report.first)
    if not known:
        _write_section(here, section, path)
    shown_by = _write_formats(here, changed)
    result = {"exit_code": 0, "id": name, "path": str(path), "formats": list(map(str, shown_by))}
    lines = (f"{file} {_done_there(file, name, config.report.first)}" for file in shown_by)
    show(as_json, result, [f"Section {name} stands in {path}.", *lines])


def _done_there(file: Path, name: str, language: str) -> str:
    if name in [section.id for section in load_format(file.parent, file.stem, language).sections]:
        return "shows it, with the columns of its first section: their titles may be changed there."
    return "gathers it: its events stand among those of the sections that are gathered there."


def _known(here: Project, config: Config, name: str) -> tuple[Section | None, Path]:
    """The section of that id, if there is one, and the file that it stands in or is to stand in."""
    written, _ = read_written(here.config)
    found = next((place for place, section in enumerate(config.sections) if section.id == name), None)
    if found is not None:
        return config.sections[found], written.file_of(("sections", found))
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise UsageError("is no id.", where=f"--id {name}", next="Use a-z, 0-9, - and _, such as water.")
    if (path := here.base / CATALOGUE / f"{name}.toml").exists():
        raise UsageError("is there already.", where=str(path), next="Choose another --id.")
    return None, path


def _refuse_changes(told: Mapping[str, str | None], path: Path) -> None:
    """Raises UsageError where a section that is there is described anew."""
    if given := [f"--{key}" for key, value in told.items() if value and key != "id"]:
        advice = f"Change it there; without {', '.join(given)} it is put into a format as it is."
        raise UsageError(f"has a section {told['id']!r} already.", where=str(path), next=advice)


def _answers(told: Mapping[str, str | None], keys: Iterable[str], *, asks: bool) -> dict[str, str]:
    """What was told under these keys, or is answered now. Raises UsageError where nobody is to be asked."""
    given = {key: value for key in keys if (value := told[key]) and re.sub(_COMMA, "", value).strip()}
    if (missing := [f"--{key}" for key in keys if key not in given]) and not asks:
        raise UsageError(f"missing {', '.join(missing)}.", next="On a terminal they are asked for.")
    return {key: (given.get(key) or click.prompt(local(_ASKED[key]), err=True)).strip() for key in keys}


def _made(name: str, said: Mapping[str, str]) -> Section:
    terms = dict.fromkeys(term for part in re.split(_COMMA, said["terms"]) if (term := part.strip()))
    return Section(id=name, title=said["title"], description=said["description"], terms=tuple(terms))


def _changed(here: Project, section: Section, formats: Sequence[str], language: str) -> dict[str, str]:
    """Of each format its file's name and new text. Raises UsageError where one shows the section already."""
    found = {}
    for name in dict.fromkeys(name_in(here.formats, one) for one in formats):
        path = here.formats / f"{name}.toml"
        if section.id in load_format(here.formats, name, language).of_catalogue:
            raise UsageError(f"shows {section.id!r} already.", where=str(path), next="Name another with --format.")
        found[path.name] = with_section(path.read_bytes().decode("utf-8-sig"), section, str(path))
    return found


def _write_section(here: Project, section: Section, path: Path) -> None:
    """Into the project's catalogue; where it used the shipped one, that is copied first."""
    written, _ = read_written(here.config)
    if not path.parent.exists():
        shipped = written.file_of(("sections", 0)).parent == shipped_folder() / CATALOGUE
        copy_into(path.parent, {file.name: file for file in (shipped_folder() / CATALOGUE).iterdir() if shipped})
    with writing(path, "Mend that."):
        write_atomically(path, entry("sections", section))


def _write_formats(here: Project, changed: Mapping[str, str]) -> list[Path]:
    """Into the project's formats; where it used the shipped ones, those are copied first. Returns the files."""
    if not (here.base / "formats").exists():
        copy_into(here.base, {"formats": shipped_folder() / "formats"})
    files = [here.base / "formats" / name for name in changed]
    for file, text in zip(files, changed.values(), strict=True):
        with writing(file, "Mend that."):
            write_atomically(file, text)
    return files
