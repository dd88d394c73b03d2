"""Loads formats/<name>.toml and its templates as a Format: validated, in one language, with a version."""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from brief.errors import ConfigError
from brief.report.reader_words import InPeriod, ReaderWords, with_names
from brief.settings.project import shipped_folder
from brief.settings.written import Place, line_of
from schemas.base import Schema
from schemas.lengths import CHINESE, ENGLISH, Lengths
from schemas.period import PeriodKind
from schemas.section import Column, ColumnId

_SHARED = "shared"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")

S = TypeVar("S", bound=Schema)


class ColumnLayout(Schema):
    """One [[sections]] column, the same in every language."""

    id: ColumnId
    holds: Literal["stated", "inferred"]
    max_chars: int = Field(ge=8)


class SectionLayout(Schema):
    id: str
    emoji: str
    columns: tuple[ColumnLayout, ...] = Field(min_length=1)


class ColumnWords(Schema):
    title: str
    none: str = Field(min_length=1)
    """Printed in a cell for which the evidence has no statement."""


class SectionWords(Schema):
    title: str
    short: str
    """Its short name, used beside the name of another section."""
    columns: dict[ColumnId, ColumnWords]


class FormatWords(Schema):
    """The words of one language, [words.<language>] without its sections."""

    description: str
    title: Annotated[str, AfterValidator(with_names("report", "theses"))]
    title_without_theses: Annotated[str, AfterValidator(with_names("report", "period"))]
    effects: str
    no_effects: InPeriod
    synthesis: str
    synthesis_emoji: str
    synthesis_thesis: str
    keywords: InPeriod
    no_keywords: InPeriod
    signals: str
    signal: Annotated[str, AfterValidator(with_names("first", "second"))]
    signal_emoji: str
    no_signal_emoji: str
    no_signal: InPeriod
    risks: str
    no_risks: InPeriod
    empty_section: InPeriod
    house_style: str
    """How the format wants its texts written; goes into prompts."""
    lengths: Lengths | None = None
    """[words.<language>.lengths]; None means the default lengths of the language."""


class _LanguageWords(FormatWords):
    sections: dict[str, SectionWords]


class _FormatFile(Schema):
    """A format's TOML file as it is written."""

    name: str
    title_thesis_max_chars: int = Field(ge=8)
    sections: tuple[SectionLayout, ...] = Field(min_length=1)
    words: dict[str, _LanguageWords]


class FormatColumn(Schema):
    id: ColumnId
    title: str
    none: str
    """Printed in a cell for which the evidence has no statement."""
    holds: Literal["stated", "inferred"]
    max_chars: int


class FormatSection(Schema):
    id: str
    emoji: str
    title: str
    short: str
    columns: tuple[FormatColumn, ...]

    def catalogue_columns(self) -> tuple[Column, ...]:
        """The columns in the form that the catalogue's sections have."""
        return tuple(Column(id=column.id, title=column.title, max_chars=column.max_chars) for column in self.columns)


class FormatFile(Schema):
    """One file that the format was read from."""

    name: str
    """Path relative to the formats folder, with forward slashes."""
    text: str


class Format(Schema):
    """What a report looks like, in one language."""

    name: str
    language: str
    version: str
    """First 12 hex digits of the SHA-256 over its files."""
    title_thesis_max_chars: int
    sections: tuple[FormatSection, ...]
    words: FormatWords
    lengths: Lengths
    reader: ReaderWords
    files: tuple[FormatFile, ...] = Field(repr=False)
    """All files that were read: copied into a run, they load as the same format."""

    def this(self, kind: PeriodKind) -> str:
        """The words for this period, as in "this week's"."""
        return self.reader.periods[kind].this

    def templates(self) -> dict[str, str]:
        """File name -> text of every template and style sheet."""
        return {file.name: file.text for file in self.files if file.name.endswith(".j2")}


_LENGTHS = {"zh": CHINESE}


def list_formats(directory: Path) -> tuple[str, ...]:
    """Names of the formats in `directory`, in alphabetical order."""
    return tuple(sorted(path.stem for path in directory.glob("*.toml")))


def load_format(directory: Path, name: str, language: str = "zh", section_ids: Collection[str] | None = None) -> Format:
    """Reads one format in one language.

    `section_ids`: the catalogue; if given, a format that shows a section outside it is an error.
    Raises ConfigError, which names the file, the line and the field.
    """
    source = _read_format(directory, name)
    layout = source.parsed(_FormatFile)
    if layout.name != name:
        raise source.wrong(("name",), f"is {layout.name!r}, unlike the file's name")
    _check_sections(source, layout, section_ids)
    words = _words_of(source, layout, language)
    reader = _read(directory, Path(_SHARED, f"{language}.toml"))
    files = (source.file, reader.file, *_templates(directory, name))
    return Format(
        name=name,
        language=language,
        version=_version(files),
        title_thesis_max_chars=layout.title_thesis_max_chars,
        sections=tuple(_section(section, words.sections[section.id]) for section in layout.sections),
        words=FormatWords(**words.model_dump(exclude={"sections"})),
        lengths=words.lengths or _LENGTHS.get(language, ENGLISH),
        reader=reader.parsed(ReaderWords, _shipped_words(language)),
        files=files,
    )


@dataclass(frozen=True)
class _ReadFile:
    """A TOML file with its path and text, to build errors that name file, line and field."""

    path: Path
    file: FormatFile

    def parsed(self, kind: type[S], otherwise: Mapping[str, Any] | None = None) -> S:
        """Parses the file as a `kind`; fields that it lacks come from `otherwise`."""
        try:
            return kind.model_validate(_completed(tomllib.loads(self.file.text), otherwise or {}))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"is not valid TOML: {error}.", where=str(self.path), next="Mend that line.") from error
        except ValidationError as error:
            detail = error.errors(include_url=False, include_input=False)[0]
            message = detail["msg"].removeprefix("Value error, ")
            raise self.wrong(detail["loc"], message[0].lower() + message[1:]) from error

    def wrong(self, place: Place, message: str) -> ConfigError:
        """The error for one field."""
        field = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        where = f"{self.path}:{line_of(self.file.text, place)}"
        return ConfigError(f"{field}: {message}.", where=where, next="Correct the value.")


def _completed(own: Mapping[str, Any], otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """`own` with missing entries taken from `otherwise`, also inside nested tables."""
    inner = {
        name: _completed(value, otherwise[name])
        for name, value in own.items()
        if isinstance(value, Mapping) and isinstance(otherwise.get(name), Mapping)
    }
    return {**otherwise, **own, **inner}


def _shipped_words(language: str) -> dict[str, Any]:
    """The shipped words: they fill in for words that a project or run of an older version lacks."""
    path = shipped_folder() / "formats" / _SHARED / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}


def _read_format(directory: Path, name: str) -> _ReadFile:
    relative = Path(f"{name}.toml")
    if not _NAME.fullmatch(name) or not (directory / relative).is_file():
        known = ", ".join(list_formats(directory)) or "none"
        raise ConfigError(f"there is no format {name!r}.", where=str(directory), next=f"Known formats: {known}.")
    return _read(directory, relative)


def _read(directory: Path, relative: Path) -> _ReadFile:
    path = directory / relative
    try:
        return _ReadFile(path, FormatFile(name=relative.as_posix(), text=path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        advice = "`brief init DIR` writes the shipped formats into a folder."
        raise ConfigError(f"cannot be read ({error}).", where=str(path), next=advice) from error


def _words_of(source: _ReadFile, layout: _FormatFile, language: str) -> _LanguageWords:
    """The words of one language; they must match the sections and columns shown."""
    if language not in layout.words:
        raise source.wrong(("words",), f"has no {language!r}; it has {', '.join(layout.words) or 'none'}")
    words = layout.words[language]
    place: Place = ("words", language, "sections")
    _check_names(source, place, [section.id for section in layout.sections], words.sections)
    for section in layout.sections:
        spoken = words.sections[section.id].columns
        _check_names(source, (*place, section.id, "columns"), [column.id for column in section.columns], spoken)
    return words


def _check_sections(source: _ReadFile, layout: _FormatFile, section_ids: Collection[str] | None) -> None:
    for index, section in enumerate(layout.sections):
        if section_ids is not None and section.id not in section_ids:
            known = ", ".join(section_ids)
            raise source.wrong(("sections", index, "id"), f"{section.id!r} is not in the catalogue ({known})")
        _check_once(source, ("sections", index, "columns"), [column.id for column in section.columns])
    _check_once(source, ("sections",), [section.id for section in layout.sections])


def _check_once(source: _ReadFile, place: Place, ids: list[str]) -> None:
    twice = [name for name in ids if ids.count(name) > 1]
    if twice:
        raise source.wrong(place, f"{twice[0]!r} stands twice")


def _check_names(source: _ReadFile, place: Place, shown: Iterable[str], spoken: Collection[str]) -> None:
    """Raises ConfigError unless the ids that are shown and the ids that have words are the same."""
    for name in shown:
        if name not in spoken:
            raise source.wrong(place, f"the words for {name!r} are missing")
    for name in spoken:
        if name not in set(shown):
            raise source.wrong((*place, name), "[[sections]] shows no such id")


def _section(layout: SectionLayout, words: SectionWords) -> FormatSection:
    columns = tuple(
        FormatColumn(**column.model_dump(), **words.columns[column.id].model_dump()) for column in layout.columns
    )
    return FormatSection(id=layout.id, emoji=layout.emoji, title=words.title, short=words.short, columns=columns)


def _templates(directory: Path, name: str) -> list[FormatFile]:
    """The format's own templates and those that all formats share."""
    found = sorted(directory.glob(f"{name}.*.j2")) + sorted((directory / _SHARED).glob("*.j2"))
    return [_read(directory, path.relative_to(directory)).file for path in found]


def _version(files: Iterable[FormatFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{len(file.text)}\0{file.text}".encode())
    return digest.hexdigest()[:12]
