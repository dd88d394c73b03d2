"""What a configuration is written in: config.toml, sources.toml and catalogue/ beside it; where in them a value is."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError

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
    data = parsed(text, path)
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
    for table, key, value in _entries(parsed(text, path), path, text, allowed):
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


def parsed(text: str, path: Path) -> dict[str, Any]:
    """What a file of that text holds. Raises ConfigError, with the line."""
    try:
        return cast(dict[str, Any], _own(_loaded(text)))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{found[1] if found else len(text.splitlines())}"
        raise ConfigError(f"is not valid TOML: {error}.", where=where, next="Mend that line.") from error


@lru_cache(maxsize=64)
def _loaded(text: str) -> dict[str, Any]:
    """Read once: a process asks for the same files again and again. Not to be changed."""
    return tomllib.loads(text)


def _own(value: Any) -> Any:
    """With tables, and lists of tables, that can be changed: lists of words are not."""
    if isinstance(value, dict):
        return {key: _own(one) for key, one in value.items()}
    return [_own(one) for one in value] if isinstance(value, list) and {*map(type, value)} != {str} else value


# -- faults ----------------------------------------------------------------------------------------------------------

_IN_WORDS = {
    "tuple_type": 'must be a list, such as ["one", "two"]',
    "too_short": "must hold {min_length} or more",
}
"""What pydantic's message says in the words of its own types, by its kind."""


def faults_of(error: ValidationError) -> list[Any]:
    """What pydantic found; unknown keys first, for one that is misspelt is missing under its right name too."""
    found = error.errors(include_url=False, include_input=False)
    return sorted(found, key=lambda detail: detail["type"] != "extra_forbidden")


def first_fault(error: ValidationError, kind: type[BaseModel], text: str, path: Path, at: Place = ()) -> ConfigError:
    """For a file of that text whose part `at` that place was read as a `kind`."""
    detail = faults_of(error)[0]
    place: Place = (*at, *detail["loc"])
    what, advice = in_words(detail, dotted(place), kind)
    return ConfigError(what, where=f"{path}:{line_of(text, place)}", next=advice)


def dotted(place: Place) -> str:
    """A place as a user counts: `sections.1.columns`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def in_words(detail: Any, name: str, kind: type[BaseModel]) -> tuple[str, str]:
    """What is wrong with the value of that name, in what is read as a `kind`, and what to do."""
    if detail["type"] == "extra_forbidden":
        known = _known_keys(kind, detail["loc"][:-1])
        near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1, cutoff=0.6)
        return (
            f"unknown key {name}.",
            f"Did you mean {near[0]!r}?" if near else f"Known keys there: {', '.join(known)}.",
        )
    if detail["type"] == "missing":
        return f"the key {name} is missing.", "Add it."
    message = _IN_WORDS.get(detail["type"], str(detail["msg"]).removeprefix("Value error, "))
    message = message.format(**detail["ctx"]) if detail["type"] in _IN_WORDS and "ctx" in detail else message
    return f"{name}: {message[0].lower()}{message[1:]}.".removeprefix(": "), "Correct the value."


def _known_keys(kind: type[BaseModel], place: Place) -> list[str]:
    """The keys that the table at `place` may hold, in the order of the schema."""
    for part in place:
        if isinstance(part, str) and part in kind.model_fields:
            kind = model_in(kind.model_fields[part].annotation) or kind
    return [field.alias or name for name, field in kind.model_fields.items()]


def model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := model_in(inner))), None)


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
