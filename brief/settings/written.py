"""What a configuration is written in: config.toml, sources.toml and catalogue/ beside it; where in them a value is."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from brief.errors import ConfigError
from brief.settings.project import shipped_folder

SOURCES = "sources.toml"
"""Further [[sources]], beside config.toml; `brief sources add` and `import` write at its end."""

CATALOGUE = "catalogue"
"""A folder of files with sections and lists of words, beside config.toml. What that says itself takes their place."""

_OF_SOURCES = {"sources": "[[sources]]"}
_OF_CATALOGUE = {
    "sections": "[[sections]]",
    "tiers": "[tiers]",
    "run.noise": "[run] noise",
    "run.common_terms": "[run] common_terms",
    "names.aliases": "[names] aliases",
}
"""What such a file may hold, by table or key, and how that is spelled."""
_LISTS = ("sources", "sections")

Place = tuple[str | int, ...]
"""Keys and list positions that lead to one value; positions as TOML and pydantic count them."""


@dataclass(frozen=True)
class Written:
    """The texts of config.toml and of the files beside it."""

    path: Path
    text: str
    elsewhere: Mapping[Place, tuple[Path, str, Place]] = field(default_factory=dict)
    """Of what another file holds, by the first two parts of its place: that file, its text, and the place there."""

    def at(self, place: Place) -> tuple[int, str]:
        """The line of the deepest part of `place` that is written, and path:line; the path alone for no place."""
        path, text, there = self.elsewhere.get(place[:2], (self.path, self.text, place[:2]))
        line = line_of(text, (*there, *place[2:]))
        return line, f"{path}:{line}" if place else str(path)

    def file_of(self, place: Place) -> Path:
        """The file that holds it."""
        return self.elsewhere.get(place[:2], (self.path,))[0]

    def expect_once(self, table: str, key: str, names: Sequence[str]) -> None:
        """Raises ConfigError, with both places, where two entries of a list have one name under `key`."""
        for number, name in enumerate(names):
            if (first := names.index(name)) < number:
                (_, before), (_, where) = (self.at((table, place, key)) for place in (first, number))
                what = f"the {table.removesuffix('s')} {key} {name!r} is given twice, first at {before}."
                raise ConfigError(what, where=where, next="Give one of the two another name, or remove it.")


def read_written(path: Path) -> tuple[Written, dict[str, Any]]:
    """All files as they are written, and their data in one, not validated. Raises ConfigError.

    Without a catalogue/ beside it a config.toml without sections has the shipped one; with sections it is whole.
    """
    text = _read(path)
    data = _parse(text, path)
    folder = path.with_name(CATALOGUE)
    if not folder.is_dir() and "sections" not in data:
        folder = shipped_folder() / CATALOGUE
    elsewhere: dict[Place, tuple[Path, str, Place]] = {}
    if (sources := path.with_name(SOURCES)).is_file():
        _join(data, elsewhere, sources, _OF_SOURCES)
    for one in sorted(folder.glob("*.toml")):
        _join(data, elsewhere, one, _OF_CATALOGUE)
    return Written(path, text, elsewhere), data


def _join(
    data: dict[str, Any], elsewhere: dict[Place, tuple[Path, str, Place]], path: Path, allowed: Mapping[str, str]
) -> None:
    """Adds to `data` what the file holds and config.toml does not say itself."""
    text, own_ids = _read(path), _own_ids(data, elsewhere)
    for table, key, value in _entries(_parse(text, path), path, text, allowed):
        own = data.setdefault(table, [] if table in _LISTS else {})
        if isinstance(own, list) and (table == "sources" or _id(value) not in own_ids):
            place: Place = (table, len(own))
            own.append(value)
        elif isinstance(own, dict) and key not in own:
            place = (table, key)
            own[key] = value
        elif isinstance(own, dict) and (table, key) in elsewhere:
            first, its_text, there = elsewhere[table, key]
            what = f"{table}.{key} is given twice, first at {first}:{line_of(its_text, there)}."
            raise ConfigError(what, where=f"{path}:{line_of(text, (table, key))}", next="Remove one of the two.")
        else:  # config.toml says it itself, or something that no list or table can be joined to: told by validation
            continue
        elsewhere[place] = (path, text, (table, key))


def _own_ids(data: Mapping[str, Any], elsewhere: Mapping[Place, Any]) -> list[Any]:
    """Of the sections in config.toml; what is no list is told when everything is validated."""
    listed = data.get("sections")
    sections = enumerate(listed) if isinstance(listed, list) else ()
    return [_id(entry) for number, entry in sections if ("sections", number) not in elsewhere]


def _id(section: Any) -> Any:
    return section.get("id") if isinstance(section, dict) else None


def _entries(
    data: Mapping[str, Any], path: Path, text: str, allowed: Mapping[str, str]
) -> Iterator[tuple[str, Any, Any]]:
    """The table, key or position, and value of each entry. Raises ConfigError for one that does not belong there."""
    for table, value in data.items():
        if not isinstance(value, list if table in _LISTS else dict):
            raise _foreign(allowed, (table,), path, text)
        for key, entry in enumerate(value) if isinstance(value, list) else value.items():
            if table not in allowed and f"{table}.{key}" not in allowed:
                raise _foreign(allowed, (table, key), path, text)
            yield table, key, entry


def _foreign(allowed: Mapping[str, str], place: Place, path: Path, text: str) -> ConfigError:
    what, advice = ".".join(map(str, place)), ", ".join(allowed.values())
    return ConfigError(
        f"{what!r} does not belong here.",
        where=f"{path}:{line_of(text, place)}",
        next=f"What may stand here is {advice}; config.toml has the rest.",
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        advice = "Run `brief init DIR` for a fresh one."
        raise ConfigError(f"cannot be read ({error}).", where=str(path), next=advice) from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}.", where=str(path), next="Mend that line.") from error


def first_fault(error: ValidationError) -> tuple[Place, str]:
    """The place of the first value that is wrong, and what is wrong with it, to go on a sentence."""
    detail = error.errors(include_url=False, include_input=False)[0]
    message = detail["msg"].removeprefix("Value error, ")
    return detail["loc"], message[0].lower() + message[1:]


# -- lines -----------------------------------------------------------------------------------------------------------

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[\w.\- ]|"[^"]*")+?)\s*=""")


def line_of(text: str, place: Place) -> int:
    """The line (from 1) of the deepest part of `place` that the file contains; 1 if it contains none."""
    lines: dict[Place, int] = {}
    for number, spelled in _spelled_places(text.splitlines()):
        lines.setdefault(spelled, number)
    return next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), 1)


def tables(text: str) -> list[tuple[int, Place]]:
    """The line (from 1) and the place of every [table] and [[entry]]."""
    lines = text.splitlines()
    return [(number, place) for number, place in _spelled_places(lines) if _HEADER.fullmatch(lines[number - 1])]


def _spelled_places(lines: Iterable[str]) -> Iterable[tuple[int, Place]]:
    table: Place = ()
    listed: Place = ()
    counts: dict[Place, int] = {}
    for number, line in enumerate(lines, start=1):
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if header:
            table = _table_place(header[2], header[1] == "[[", counts)
            yield number, table
        elif key:
            listed = (*table, *_parts(key[1]))
            yield number, listed
        elif line.lstrip().startswith("{"):  # an item of a list that goes over several lines
            counts[listed] = counts.get(listed, -1) + 1
            yield number, (*listed, counts[listed])


def _table_place(name: str, is_list: bool, counts: dict[Place, int]) -> Place:
    place: Place = tuple(_parts(name))
    if not is_list:
        return place
    counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place])


def _parts(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in key.split(".")]
