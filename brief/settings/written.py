"""The files that a configuration is written in: config.toml, sources.toml beside it; and where in them a value is."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brief.errors import ConfigError

SOURCES = "sources.toml"
"""Further [[sources]], beside config.toml; `brief sources add` and `import` write at its end."""

Place = tuple[str | int, ...]
"""Keys and list positions that lead to one value; positions as TOML and pydantic count them."""


@dataclass(frozen=True)
class Written:
    """The texts of config.toml and, if there is one, of sources.toml."""

    path: Path
    text: str
    more_sources: str = ""
    own_sources: int = 0
    """How many sources stand in config.toml; those of sources.toml are counted on from there."""

    def at(self, place: Place) -> tuple[int, str]:
        """The line of the deepest part of `place` that is written, and path:line; the path alone for no place."""
        path, text = self.path, self.text
        match place:
            case ("sources", int(number), *rest) if self.more_sources and number >= self.own_sources:
                path, text = path.with_name(SOURCES), self.more_sources
                place = ("sources", number - self.own_sources, *rest)
        line = line_of(text, place)
        return line, f"{path}:{line}" if place else str(path)

    def expect_once(self, names: Sequence[str]) -> None:
        """Raises ConfigError, with both places, where two of the sources have one name."""
        for number, name in enumerate(names):
            if (first := names.index(name)) < number:
                (_, before), (_, where) = (self.at(("sources", place, "name")) for place in (first, number))
                what = f"the source name {name!r} is given twice, first at {before}."
                raise ConfigError(what, where=where, next="Give one of the two another name, or remove it.")


def read_written(path: Path) -> tuple[Written, dict[str, Any]]:
    """Both files as they are written, and their data, not validated, with one list of sources. Raises ConfigError."""
    text = _read(path)
    data, beside = _parse(text, path), path.with_name(SOURCES)
    if not beside.is_file():
        return Written(path, text), data
    more = _read(beside)
    listed, own = _sources(more, beside), data.get("sources", [])
    if not isinstance(own, list):  # the error is told when everything is validated
        return Written(path, text), data
    return Written(path, text, more, len(own)), {**data, "sources": [*own, *listed]}


def _sources(text: str, path: Path) -> list[Any]:
    data = _parse(text, path)
    if others := [key for key in data if key != "sources"]:
        where = f"{path}:{line_of(text, (others[0],))}"
        raise ConfigError(
            f"unknown key {others[0]!r}.", where=where, next="Only [[sources]] stand here; config.toml has the rest."
        )
    listed = data.get("sources", [])
    if not isinstance(listed, list):
        raise ConfigError("sources are no list.", where=str(path), next="Begin each with a line [[sources]].")
    return listed


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


# -- lines -----------------------------------------------------------------------------------------------------------

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[\w.\- ]|"[^"]*")+?)\s*=""")


def line_of(text: str, place: Place) -> int:
    """The line (from 1) of the deepest part of `place` that the file contains; 1 if it contains none."""
    lines: dict[Place, int] = {}
    for number, spelled in _spelled_places(text.splitlines()):
        lines.setdefault(spelled, number)
    return next((lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in lines), 1)


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
