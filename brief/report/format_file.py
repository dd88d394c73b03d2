"""A format as it is written: formats/<name>.toml, validated, with the line of what is wrong."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from brief.errors import ConfigError
from brief.report.reader_words import InPeriod, PeriodWords, with_names
from brief.settings.written import Place, dotted, first_fault, line_of, parsed
from schemas.base import Schema
from schemas.period import PeriodKind
from schemas.section import COLUMN_ROLES, ColumnId, Holds, Measure

S = TypeVar("S", bound=Schema)

_OWN_ID = re.compile(r"[a-z][a-z_]{2,29}")
_TAKEN = ("thesis", "effect", "keyword", "signal", "risk", "row", "section", "synthesis")
"""With which ids of other texts begin."""

REPORT_PARTS = ("sections", "synthesis", "keywords", "signals", "risks")
"""What every format may show of a report; `synthesis` is a heading, below which blocks are smaller."""
SECTION_PARTS = ("thesis", "rows", "effects")
"""The same of a section; its thesis stands in its heading."""

FRONT_NAMES = ("title", "day", "themes", "names", "approved")

Like = Literal["", "event", "technical", "insight", "impact", "risk"]
"""What extraction fills a place of the format's own with; nothing where it is empty."""


class ColumnLayout(Schema):
    """One [[sections]] column, the same in every language."""

    id: Annotated[ColumnId, Field(pattern=r"^[a-z][a-z_]{1,29}$")]
    holds: Holds
    usual_chars: int | None = Field(default=None, ge=4)
    """About how long a text should be; models are told."""
    max_chars: int = Field(ge=4)
    like: Like = ""
    most: int = Field(default=1, ge=1, le=9)
    """Texts that it has in a row at most, each a cell of its own."""
    needs: tuple[Measure, ...] = ()
    """It is asked for only where a story's ground reaches one of these."""


class SectionLayout(Schema):
    id: str
    emoji: str = ""
    gathers: tuple[str, ...] = Field(default=(), min_length=1)
    """Sections of the catalogue that are one here; empty for that of its own id."""
    rows: int | None = Field(default=None, ge=1, le=40)
    """Most rows; None for what the catalogue says."""
    columns: tuple[ColumnLayout, ...] = Field(min_length=1)


class BlockLayout(Schema):
    """One [[blocks]]: of every section where `section_parts` names it, of the report where `parts` does."""

    id: str
    holds: Holds
    shown: Annotated[Literal["paragraphs", "list", "numbered"], Field(alias="as")] = "list"
    most: int = Field(ge=1, le=40)
    max_chars: int = Field(ge=8)
    like: Like = ""


class ColumnWords(Schema):
    title: str
    none: str = ""
    """Printed in a cell for which the evidence has no statement; nothing is where it is empty."""
    asks: str = ""
    """What goes in; a column whose id is no role needs it."""


class SectionWords(Schema):
    title: str
    short: str
    """Its short name, used beside the name of another section."""
    columns: dict[ColumnId, ColumnWords]
    blocks: dict[str, str] = Field(default_factory=dict)
    """Titles that blocks have in this section alone."""


class BlockWords(Schema):
    title: InPeriod = ""
    none: InPeriod
    """Printed where it holds nothing."""
    asks: Annotated[InPeriod, Field(min_length=8)]
    """What goes in."""


class FormatWords(Schema):
    """The words of one language, [words.<language>] without its sections; most have a default in shared/."""

    description: str
    title: Annotated[str, AfterValidator(with_names("report", "theses"))]
    title_without_theses: Annotated[str, AfterValidator(with_names("report", "period"))]
    effects: str
    no_effects: InPeriod
    synthesis: str
    synthesis_emoji: str
    synthesis_thesis: Annotated[str, AfterValidator(with_names("count"))]
    """Behind the heading of the synthesis; `count`: of the sections, in words."""
    synthesis_of_one: str = ""
    """The same where the format has one section."""
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
    disclaimer: str = ""
    """Printed last."""
    house_style: str
    """How the format wants its texts written; goes into prompts."""
    periods: dict[PeriodKind, PeriodWords] = Field(default_factory=dict)
    """What this format calls a period, where that is not what all do."""
    lengths: dict[str, int] = Field(default_factory=dict)
    """[words.<language>.lengths]: of those that are not the language's own."""
    kinds: dict[str, str] = Field(default_factory=dict)
    """Id of a kind of happening -> what a theme of it is called."""
    blocks: dict[str, BlockWords] = Field(default_factory=dict)
    front_matter: dict[Annotated[str, Field(pattern=r"^[A-Za-z][\w-]*$")], str | tuple[str, ...]] = Field(
        default_factory=dict
    )
    """What stands before a page in Markdown for a static site, in this order, filled in with FRONT_NAMES and blocks."""


class LanguageWords(FormatWords):
    sections: dict[str, SectionWords]


class FormatLayout(Schema):
    """A format's TOML file."""

    name: str
    also: tuple[str, ...] = ()
    """Earlier names, under which it may be asked for."""
    title_thesis_max_chars: int = Field(default=22, ge=8)
    title_theses: int = Field(default=3, ge=1, le=9)
    """How many theses its title names at most."""
    themes: bool = False
    """Whether its one section stands for each theme that is found in what is chosen for it."""
    rest: Literal["theme", "list"] = "theme"
    """What is in none of them: written like a theme, or a line each."""
    persona: bool = False
    """Whether it is written in the voice of `[report] persona`."""
    parts: tuple[str, ...] = REPORT_PARTS
    """Of the report, in order."""
    section_parts: tuple[str, ...] = SECTION_PARTS
    """Of each section, in order."""
    rows_as: Literal["table", "cards", "list"] = "table"
    kinds: dict[str, str] = Field(default_factory=dict)
    """Themes where no model names them: kinds of happenings, id -> words. A headline is of the first that has one."""
    sections: tuple[SectionLayout, ...] = Field(min_length=1)
    blocks: tuple[BlockLayout, ...] = ()
    words: dict[str, dict[str, Any]]

    def scaled(self, by: float) -> "FormatLayout":
        """With room for a language that takes `by` characters to say what one Chinese character does."""
        sections = (
            one.model_copy(update={"columns": tuple(_scaled(each, by) for each in one.columns)})
            for one in self.sections
        )
        return self.model_copy(
            update={
                "title_thesis_max_chars": round(by * self.title_thesis_max_chars),
                "sections": tuple(sections),
                "blocks": tuple(_scaled(one, by) for one in self.blocks),
            }
        )


L = TypeVar("L", ColumnLayout, BlockLayout)


def _scaled(one: L, by: float) -> L:
    longer = {name: most and round(by * most) for name, most in one if name.endswith("_chars")}
    return one.model_copy(update=longer)


class FormatFile(Schema):
    """One file that a format was read from."""

    name: str
    """Path relative to the formats folder, with forward slashes."""
    text: str


@dataclass(frozen=True)
class ReadFile:
    """A TOML file with its path and text, to build errors that name file, line and field."""

    path: Path
    file: FormatFile

    def parsed(self, kind: type[S], otherwise: Mapping[str, Any] | None = None, at: tuple[str, ...] = ()) -> S:
        """The table `at` that place as a `kind`; fields that it lacks come from `otherwise`. Raises ConfigError."""
        data = parsed(self.file.text, self.path)
        for key in at:
            data = data[key]
        try:
            return kind.model_validate(_completed(data, otherwise or {}))
        except ValidationError as error:
            raise first_fault(error, kind, self.file.text, self.path, at) from error

    def wrong(self, place: Place, message: str) -> ConfigError:
        """The error for one field."""
        where = f"{self.path}:{line_of(self.file.text, place)}"
        return ConfigError(f"{dotted(place)}: {message}.", where=where, next="Correct the value.")


def _completed(own: Mapping[str, Any], otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """`own` with missing entries taken from `otherwise`, also inside nested tables."""
    inner = {
        name: _completed(value, otherwise[name])
        for name, value in own.items()
        if isinstance(value, Mapping) and isinstance(otherwise.get(name), Mapping)
    }
    return {**otherwise, **own, **inner}


def check_layout(source: ReadFile, layout: FormatLayout, section_ids: Collection[str] | None) -> None:
    """Raises ConfigError for sections that the catalogue lacks, ids that clash, and parts that nothing stands for."""
    for index, section in enumerate(layout.sections):
        place: Place = ("sections", index, "gathers" if section.gathers else "id")
        for one in section.gathers or (section.id,):
            if section_ids is not None and one not in section_ids:
                raise source.wrong(place, f"{one!r} is not in the catalogue ({', '.join(section_ids)})")
        _check_columns(source, ("sections", index, "columns"), section.columns, layout.rows_as)
    _check_once(source, ("sections",), [section.id for section in layout.sections])
    if layout.themes and (len(layout.sections) > 1 or "signals" in layout.parts):
        raise source.wrong(
            ("themes",), "needs one [[sections]], which stands for each theme, and no 'signals' in `parts`"
        )
    _check_blocks(source, layout)


def _check_columns(source: ReadFile, place: Place, columns: Sequence[ColumnLayout], rows_as: str) -> None:
    _check_once(source, place, [column.id for column in columns])
    if columns[0].most > 1 or columns[0].needs:
        raise source.wrong(place, f"{columns[0].id!r} says what happened, once in each row: no `most`, no `needs`")
    if rows_as != "cards" and (several := next((one.id for one in columns if one.most > 1), "")):
        raise source.wrong(place, f"{several!r} has several texts: `most` needs rows_as = 'cards'")


def _check_blocks(source: ReadFile, layout: FormatLayout) -> None:
    ids = [block.id for block in layout.blocks]
    for name, known in (("parts", REPORT_PARTS), ("section_parts", SECTION_PARTS)):
        parts: tuple[str, ...] = getattr(layout, name)
        _check_once(source, (name,), list(parts))
        if stranger := next((one for one in parts if one not in (*known, *ids)), None):
            raise source.wrong((name,), f"{stranger!r} is neither a block nor one of {', '.join(known)}")
    if "sections" not in layout.parts:
        raise source.wrong(("parts",), "lacks 'sections'")
    if "rows" not in layout.section_parts:
        raise source.wrong(("section_parts",), "lacks 'rows'")
    columns = {column.id for section in layout.sections for column in section.columns}
    for index, one in enumerate(ids):
        if wrong := _wrong_in_id(one, ids, columns, (*layout.parts, *layout.section_parts)):
            raise source.wrong(("blocks", index, "id"), f"{one!r} {wrong}")


def _wrong_in_id(one: str, ids: Sequence[str], columns: Collection[str], parts: Sequence[str]) -> str:
    if not _OWN_ID.fullmatch(one) or one.startswith(_TAKEN):
        return "is no id of a block: three small letters or more, and no word with which Brief's own begin"
    if one in columns or ids.count(one) > 1:
        return "stands twice, or is a column too"
    return "" if parts.count(one) == 1 else "must stand once, in `parts` or in `section_parts`"


def words_in(source: ReadFile, layout: FormatLayout, language: str, shared: Mapping[str, Any]) -> LanguageWords:
    """The words of one language; they must match the sections, columns and blocks shown. Raises ConfigError.

    `shared`: what all formats say where they say nothing else.
    """
    if language not in layout.words:
        raise source.wrong(("words",), f"has no {language!r}; it has {', '.join(layout.words) or 'none'}")
    words = source.parsed(LanguageWords, shared, ("words", language))
    place: Place = ("words", language, "sections")
    _check_names(source, place, [section.id for section in layout.sections], words.sections)
    for section in layout.sections:
        _check_section(source, (*place, section.id), section, words.sections[section.id])
    _check_names(source, ("words", language, "blocks"), [block.id for block in layout.blocks], words.blocks)
    _check_names(source, ("words", language, "kinds"), layout.kinds, words.kinds)
    known = with_names(*FRONT_NAMES, *words.blocks)
    for key, value in words.front_matter.items():
        try:
            known(" ".join((value,) if isinstance(value, str) else value))
        except ValueError as error:
            raise source.wrong(("words", language, "front_matter", key), str(error)) from error
    return words


def _check_section(source: ReadFile, place: Place, section: SectionLayout, words: SectionWords) -> None:
    _check_names(source, (*place, "columns"), [column.id for column in section.columns], words.columns)
    for column, said in words.columns.items():
        if column not in COLUMN_ROLES and not said.asks:
            message = "is a column of the format's own: `asks` must say what goes in"
            raise source.wrong((*place, "columns", column), message)


def _check_once(source: ReadFile, place: Place, ids: list[str]) -> None:
    twice = [name for name in ids if ids.count(name) > 1]
    if twice:
        raise source.wrong(place, f"{twice[0]!r} stands twice")


def _check_names(source: ReadFile, place: Place, shown: Iterable[str], spoken: Collection[str]) -> None:
    """Raises ConfigError unless the ids that are shown and the ids that have words are the same."""
    for name in shown:
        if name not in spoken:
            raise source.wrong(place, f"the words for {name!r} are missing")
    for name in spoken:
        if name not in set(shown):
            raise source.wrong((*place, name), "nothing of the format has this id")
