"""Loads a format: what a report looks like, in one language, with a version."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError

from brief.errors import ConfigError
from brief.report.format_file import (
    ColumnLayout,
    ColumnWords,
    FormatFile,
    FormatLayout,
    FormatShape,
    FormatWords,
    ReadFile,
    RowsAs,
    SectionLayout,
    check_layout,
    words_in,
)
from brief.report.reader_words import AnswerWords, PeriodWords, ReaderWords
from brief.settings.project import shipped_folder
from brief.settings.written import first_fault, parsed
from schemas.base import Schema
from schemas.period import PeriodKind
from schemas.report import ReportRow
from schemas.run import ExportKind
from schemas.section import COLUMN_ROLES, Block, Column, Lengths, Section, is_rest
from schemas.table import Row

_SHARED = "shared"
_PAGES = ("md", "html")
_ALSO = re.compile(r"^also\s*=\s*\[(.*?)\]", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class FormatColumn(Column):
    """With a number behind its id where it is one of several texts: each is a column here."""

    none: str
    """Printed in a cell for which the evidence has no statement; nothing is where it is empty."""

    @property
    def needs_model(self) -> bool:
        """Extraction fills it with nothing. Of a view, whose place says itself what it needs, this is not said."""
        return self.holds != "view" and not (self.is_read or self.like or self.base in COLUMN_ROLES)


class FormatBlock(Block):
    """`{this}` in its title, in `none` and in `asks` is the period."""

    none: str
    """Printed where it holds nothing."""
    shown: Literal["paragraphs", "list", "numbered"]
    led: bool = False
    silent: str = ""
    with_rows: bool = False

    @property
    def needs_model(self) -> bool:
        """As of a column."""
        return self.holds != "view" and not (self.like or self.counts)

    def name(self, this: str) -> str:
        """What it is called; its id where it stands without a heading."""
        return self.title.format(this=this) or self.id

    def asked(self, this: str) -> Block:
        """In the form in which writers are asked for it; `this`: the words for the period."""
        told: dict[str, Any] = {name: getattr(self, name) for name in Block.model_fields}
        told |= {"title": self.title.format(this=this), "asks": self.asks.format(this=this)}
        return Block(**told | {"paragraphs": self.shown == "paragraphs"})


def _is_a_models(one: FormatColumn | FormatBlock) -> bool:
    """Nobody but a model, or an editor by hand, writes it."""
    return one.holds == "view" or one.needs_model


class FormatSection(Schema):
    id: str
    emoji: str
    title: str
    short: str
    columns: tuple[FormatColumn, ...]
    gathers: tuple[str, ...] = ()
    """Sections of the catalogue that are one here; empty for that of its own id."""
    rows: int | None = None
    """Most rows; None for what the catalogue says."""
    blocks: tuple[FormatBlock, ...] = ()
    """In the order of the page."""
    elsewhere: tuple[FormatBlock, ...] = ()
    """Those of the report that are written with its rows."""
    rows_as: RowsAs = "table"
    is_led: bool = True
    """Its thesis may stand in its heading."""
    themes: bool = False
    """It stands for each of the themes that are found."""
    rest_as_list: bool = False
    """What is in none of them has a line each."""
    kinds: dict[str, str] = Field(default_factory=dict)
    """Themes that code finds: title -> words."""
    once: bool = False
    """What is told above it, or in another section, is not told in it."""

    def catalogue_columns(self) -> tuple[Column, ...]:
        """The columns in the form that the catalogue's sections have."""
        return tuple(Column(**column.model_dump(exclude={"none"})) for column in self.columns)

    def unwritten(self, rows: Iterable[Row | ReportRow]) -> tuple[FormatColumn, ...]:
        """Columns that only a model writes, and of which none of the rows has anything, or was emptied by an editor."""
        written = {cell.column for row in rows for cell in row.cells if cell.kind != "none" or cell.by == "hand"}
        return tuple(one for one in self.columns if _is_a_models(one) and one.id not in written)

    def shown(self, catalogue: Iterable[Section], this: str) -> Section:
        """What is chosen and written for it: its own section of the catalogue, or all that it gathers as one."""
        known = {section.id: section for section in catalogue}
        own = [known[one] for one in self.gathers or (self.id,)]
        asked: dict[str, Any] = self.model_dump(include={"id", "themes", "rest_as_list", "kinds"})
        asked |= {"columns": self.catalogue_columns(), "sees_others": self.once}
        asked["blocks"] = tuple(block.asked(this) for block in self.written)
        whole = _gathered(own) if len(own) > 1 else own[0]
        if len(own) > 1 or self.themes:
            asked["title"] = self.title
        return whole.model_copy(update={**asked, "limit": self.rows or whole.limit})

    @property
    def written(self) -> tuple[FormatBlock, ...]:
        """What is written with its rows, wherever it stands."""
        return (*self.elsewhere, *self.blocks)

    def as_theme(self, section_id: str, number: int) -> "FormatSection":
        """As it shows one of the themes that take its place, or what is in none of them."""
        named: dict[str, Any] = {"id": section_id, "short": f"{self.short} {number}"}
        if self.rest_as_list and is_rest(section_id, self.id):
            named |= {"columns": self.columns[:2], "blocks": (), "elsewhere": (), "rows_as": "list", "is_led": False}
        return self.model_copy(update=named)


class Format(FormatShape):
    """What a report looks like, in one language."""

    language: str
    version: str
    """First 12 hex digits of the SHA-256 over its files."""
    parts: tuple[str, ...]
    """Of the report, in order: what is answered, then what the file names."""
    sections: tuple[FormatSection, ...]
    blocks: tuple[FormatBlock, ...] = ()
    """Of the report, in the order of the page."""
    words: FormatWords
    lengths: Lengths
    reader: ReaderWords
    files: tuple[FormatFile, ...] = Field(repr=False)
    """All files that were read: copied into a run, they load as the same format."""

    def this(self, kind: PeriodKind) -> str:
        """The words for this period, as in "this week's"."""
        return self.period(kind).this

    def a_models(self, this: str) -> tuple[str, ...]:
        """The titles of what it leaves out where no model writes; `this`: the words for the period."""
        parts: list[FormatBlock | FormatColumn] = [*self.blocks]
        for section in self.sections:
            parts += (*section.blocks, *section.columns)
        titles = (one.title.format(this=this) for one in parts if _is_a_models(one))
        return tuple(dict.fromkeys(filter(None, titles)))

    def period(self, kind: PeriodKind) -> PeriodWords:
        return self.words.periods.get(kind) or self.reader.periods[kind]

    @property
    def of_catalogue(self) -> frozenset[str]:
        """Ids of the sections of the catalogue that it shows, also within others."""
        return frozenset(one for section in self.sections for one in section.gathers or (section.id,))

    def exports(self, usual: Sequence[str]) -> tuple[ExportKind, ...]:
        """In which further forms it is written. `usual`: where it does not say for itself."""
        return tuple(kind for kind in get_args(ExportKind) if kind in (self.outputs or usual))

    def themed(self, section_ids: Iterable[str]) -> "Format":
        """With a section for each theme of a report, by the ids of its sections; itself where it has no themes."""
        if not self.themes:
            return self
        whole, numbered = self.sections[0], enumerate(section_ids, start=1)
        themes = (whole.as_theme(one, number) for number, one in numbered)
        return self.model_copy(update={"sections": tuple(themes)})

    @property
    def themes(self) -> bool:
        """Its one section stands for each of the themes that are found."""
        return any(section.themes for section in self.sections)

    def titles_in(self, other: "Format") -> dict[str, str]:
        """Its words for sections and kinds of happenings, each with that of `other`, the same format elsewhere."""
        pairs = zip(self.sections, other.sections, strict=True)
        named = ((one.title, twin.title, zip(one.kinds, twin.kinds, strict=True)) for one, twin in pairs)
        return {word: its for title, twins, kinds in named for word, its in ((title, twins), *kinds)}

    def templates(self) -> dict[str, str]:
        """File name -> text of every template and style sheet."""
        return {file.name: file.text for file in self.files if file.name.endswith(".j2")}

    def page(self, kind: str) -> str:
        """The template of its page in Markdown (`md`) or HTML: its own, or that of all."""
        own = f"{self.name}.{kind}.j2"
        return own if own in self.templates() else f"{_SHARED}/report.{kind}.j2"


def list_formats(directory: Path) -> tuple[str, ...]:
    """Names of the formats in `directory`, in alphabetical order."""
    return tuple(sorted(path.stem for path in directory.glob("*.toml")))


def load_format(directory: Path, name: str, language: str = "zh", section_ids: Collection[str] | None = None) -> Format:
    """Reads one format in one language, by its name or an earlier one.

    `section_ids`: the catalogue; if given, a format that shows a section outside it is an error.
    Raises ConfigError, which names the file, the line and the field.
    """
    source = _read_format(directory, name)
    layout = source.parsed(FormatLayout)
    source.must(layout.name == source.path.stem, ("name",), f"is {layout.name!r}, unlike the file's name")
    check_layout(source, layout, section_ids)
    shared = _read_shared(directory, f"{language}.toml")
    reader = shared.parsed(ReaderWords, shipped_words(language))
    words = words_in(source, layout, language, reader.formats)
    layout = layout.scaled(reader.chars)
    files = (source.file, shared.file, *_templates(directory, layout.name))
    return Format(
        **layout.model_dump(include=set(FormatShape.model_fields) - {"parts"}),
        language=language,
        version=_version(files),
        sections=tuple(_section(one, layout, words) for one in layout.sections),
        parts=(*(one.id for one in reader.answers), *layout.parts),
        blocks=(*map(_answers, reader.answers), *_blocks(layout.parts, layout, words)),
        words=words,
        lengths=_lengths(source, layout, words, reader, language),
        reader=reader,
        files=files,
    )


def _lengths(source: ReadFile, layout: FormatLayout, words: FormatWords, reader: ReaderWords, language: str) -> Lengths:
    """The usual ones with the format's own; nothing is asked for that no part shows."""
    shown = {*layout.parts, *layout.section_parts}
    unasked = {part: 0 for part in ("effects", "keywords", "signals", "risks") if part not in shown}
    try:
        return Lengths(**{**Lengths().scaled(reader.chars).model_dump(), **words.lengths, **unasked})
    except ValidationError as error:
        place = ("words", language, "lengths")
        raise first_fault(error, Lengths, source.file.text, source.path, place) from error


def _section(layout: SectionLayout, whole: FormatLayout, words: FormatWords) -> FormatSection:
    own = words.sections[layout.id]
    return FormatSection(
        **own.model_dump(include={"title", "short"}),
        **layout.model_dump(exclude={"columns", "rows_as"}),
        **whole.model_dump(include={"themes", "once"}),
        columns=tuple(one for column in layout.columns for one in _columns(column, own.columns[column.id])),
        blocks=_blocks(whole.section_parts, whole, words, layout.id),
        elsewhere=tuple(
            one for one in _blocks(whole.parts, whole, words) if one.with_rows and layout.id in one.sections
        ),
        rows_as=layout.rows_as or whole.rows_as,
        rest_as_list=whole.rest == "list",
        kinds={words.kinds[one]: listed for one, listed in whole.kinds.items()},
    )


def _columns(layout: ColumnLayout, words: ColumnWords) -> Iterator[FormatColumn]:
    """One; or one for each of the texts that it may have, of which only the first says that there is none."""
    whole = FormatColumn(**layout.model_dump(exclude={"most"}), **words.model_dump())
    for number in range(1, layout.most + 1):
        own = {"id": f"{whole.id}{number}", "none": whole.none if number == 1 else ""}
        yield whole.model_copy(update=own if layout.most > 1 else {})


def _blocks(
    parts: Sequence[str], layout: FormatLayout, words: FormatWords, section_id: str = ""
) -> tuple[FormatBlock, ...]:
    """Those that `parts` name, of a section those that stand in it, under the titles that they have there."""
    titles = words.sections[section_id].blocks if section_id else {}
    shown = {one.id: one for one in layout.blocks if not (section_id and one.sections) or section_id in one.sections}
    said = {part: {**shown[part].model_dump(), **words.blocks[part].model_dump()} for part in parts if part in shown}
    above = set(takewhile(lambda part: part != "sections", parts)) if "sections" in parts else set()
    own = ({**one, "title": titles.get(part) or one["title"], "above": part in above} for part, one in said.items())
    return tuple(FormatBlock(**one) for one in own)


def _answers(said: AnswerWords) -> FormatBlock:
    """What every report begins with where something is to be answered."""
    return FormatBlock(**said.model_dump(), holds="stated", most=8, like="event", shown="list", none="", answers=True)


def _gathered(sections: Iterable[Section]) -> Section:
    """One section of several: what is a word of one is a word of all together."""
    first, *others = sections
    joined: dict[str, Any] = {
        name: tuple(dict.fromkeys(word for one in (first, *others) for word in getattr(one, name)))
        for name in ("core", "terms", "weak_terms", "deal_terms", "examples")
    }
    described = "\n".join(one.description.strip() for one in (first, *others))
    # What speaks against one of them may be what another is about.
    return first.model_copy(update={**joined, "description": described, "excluded_terms": ()})


def shipped_words(language: str) -> dict[str, Any]:
    """The shipped words: they fill in for words that a project or run of an older version lacks."""
    path = shipped_folder() / "formats" / _SHARED / f"{language}.toml"
    return parsed(path.read_text(encoding="utf-8-sig"), path) if path.is_file() else {}


def name_in(directory: Path, name: str) -> str:
    """The name of the format in `directory` that went by this name earlier; the name itself where there is none."""
    known = list_formats(directory)
    if name in known or not _NAME.fullmatch(name):
        return name
    return next((one for one in known if name in _earlier_names(directory / f"{one}.toml")), name)


def _read_format(directory: Path, name: str) -> ReadFile:
    known, name = list_formats(directory), name_in(directory, name)
    if name not in known:
        advice = f"Known formats: {', '.join(known) or 'none'}."
        raise ConfigError(f"there is no format {name!r}.", where=str(directory), next=advice)
    return _read(directory, Path(f"{name}.toml"))


def _earlier_names(path: Path) -> Collection[str]:
    """Read without the rest of the file: what is wrong there is told to whoever asks for the format."""
    with suppress(OSError, UnicodeDecodeError):
        if found := _ALSO.search(path.read_text(encoding="utf-8-sig")):
            return re.findall(r'"([^"]*)"', found[1])
    return ()


def _read(directory: Path, relative: Path) -> ReadFile:
    path = directory / relative
    try:
        return ReadFile(path, FormatFile(name=relative.as_posix(), text=path.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        advice = "`brief init DIR` writes the shipped formats into a folder."
        raise ConfigError(f"cannot be read ({error}).", where=str(path), next=advice) from error


def _read_shared(directory: Path, name: str) -> ReadFile:
    """A file of all formats: the folder's own, else the shipped one."""
    own = directory / _SHARED / name
    return _read(directory if own.is_file() else shipped_folder() / "formats", Path(_SHARED, name))


def _templates(directory: Path, name: str) -> list[FormatFile]:
    """The format's own templates, and those that all formats share: what the folder lacks of them, as shipped."""
    own = [_read(directory, path.relative_to(directory)).file for path in sorted(directory.glob(f"{name}.*.j2"))]
    needed = {path.name for path in (directory / _SHARED).glob("*.j2")}
    if not {f"{name}.{kind}.j2" for kind in _PAGES} <= {file.name for file in own}:
        needed |= {path.name for path in (shipped_folder() / "formats" / _SHARED).glob("*.j2")}
    return own + [_read_shared(directory, one).file for one in sorted(needed)]


def _version(files: Iterable[FormatFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{len(file.text)}\0{file.text}".encode())
    return digest.hexdigest()[:12]
