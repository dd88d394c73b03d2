"""A format as it is written: formats/<name>.toml, validated, with the line of what is wrong."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from brief.errors import ConfigError
from brief.report.reader_words import InPeriod, PeriodWords, must_name, with_names
from brief.settings.written import Place, dotted, first_fault, line_of, parsed
from schemas.base import S, Schema, T
from schemas.period import PeriodKind
from schemas.run import Outputs
from schemas.section import COLUMN_ROLES, Choice, ColumnId, ColumnKind, Counts, Holds, Measure

_OWN_ID = re.compile(r"[a-z][a-z_]{2,29}")
_TAKEN = ("thesis", "effect", "keyword", "signal", "risk", "row", "section", "synthesis")
"""With which ids of other texts begin."""

REPORT_PARTS = ("sections", "synthesis", "keywords", "signals", "risks")
"""What every format may show of a report; `synthesis` is a heading, below which blocks are smaller."""
SECTION_PARTS = ("thesis", "rows", "effects")
"""The same of a section; its thesis stands in its heading."""

FRONT_NAMES = ("title", "day", "themes", "names", "approved")

Like = Literal["", "event", "technical", "insight", "impact", "risk", "change"]
"""What extraction fills a place of the format's own with; nothing where it is empty."""


RowsAs = Literal["table", "cards", "list"]


def _each_once(found: tuple[T, ...]) -> tuple[T, ...]:
    """Words, or what goes by an id."""
    ids = [getattr(one, "id", one) for one in found]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise ValueError(f"{twice!r} stands twice")
    return found


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
    kind: ColumnKind = "text"
    """What a cell holds: `money` is one amount, `date` one date, `choice` one of the column's choices."""
    many: bool = False
    """Whether several of its choices may stand in a cell."""


class SectionLayout(Schema):
    id: str
    emoji: str = ""
    gathers: tuple[str, ...] = Field(default=(), min_length=1)
    """Sections of the catalogue that are one here; empty for that of its own id."""
    rows: int | None = Field(default=None, ge=1, le=40)
    """Most rows; None for what the catalogue says."""
    rows_as: RowsAs | None = None
    """As here alone; None for as in the others."""
    columns: Annotated[tuple[ColumnLayout, ...], Field(min_length=1), AfterValidator(_each_once)]


class BlockLayout(Schema):
    """One [[blocks]]: of every section where `section_parts` names it, of the report where `parts` does."""

    id: str
    holds: Holds
    shown: Annotated[Literal["paragraphs", "list", "numbered"], Field(alias="as")] = "list"
    most: int = Field(ge=1, le=40)
    max_chars: int = Field(ge=8)
    like: Like = ""
    sections: tuple[str, ...] = ()
    """Of the format: those that it stands in, or whose rows it is about; empty for all."""
    led: bool = False
    """The first sentence of each of its paragraphs stands out, as what the others are about."""
    counts: Counts | None = None
    """It is counted by code from the rows of its sections, and nobody writes it."""
    watches: bool = False
    """What it says is answered in the next report."""
    with_rows: bool = False
    """Who writes the rows of its one section writes it with them, wherever it stands: with all of their evidence at
    hand, and so that what stands below does not tell it again.
    """

    @model_validator(mode="before")
    @classmethod
    def _counted(cls, given: Any) -> Any:
        """What is counted holds what sources state, and has no length of its own."""
        return {"holds": "stated", "most": 40, "max_chars": 400, **given} if "counts" in given else given


class ColumnWords(Schema):
    title: str
    none: str = ""
    """Printed in a cell for which the evidence has no statement; nothing is where it is empty."""
    asks: str = ""
    """What goes in; a column whose id is no role needs it."""
    asks_in_list: str = ""
    """The same for those of the rest that have a line each, where that is otherwise."""
    choices: tuple[Choice, ...] = ()
    labels: tuple[str, ...] = ()
    """Behind which words sources state it."""


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
    asks: InPeriod = ""
    """What goes in; one that code counts needs none."""
    leads: tuple[Choice, ...] = ()
    """Bold words before its paragraphs."""
    silent: Annotated[str, with_names("this", "leads")] = "{leads}"
    """Names those of them that nothing was found for."""


class FormatWords(Schema):
    """The words of one language, [words.<language>]; most have a default in shared/."""

    description: str
    title: Annotated[str, with_names("report", "theses")]
    title_without_theses: Annotated[str, with_names("report", "period")]
    effects: str
    no_effects: InPeriod
    synthesis: str
    synthesis_emoji: str
    synthesis_thesis: Annotated[str, with_names("count")]
    """Behind the heading of the synthesis; `count`: of the sections, in words."""
    synthesis_of_one: str = ""
    """The same where the format has one section."""
    keywords: InPeriod
    no_keywords: InPeriod
    signals: str
    signal: Annotated[str, with_names("first", "second")]
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
    sections: dict[str, SectionWords]
    blocks: dict[str, BlockWords] = Field(default_factory=dict)
    front_matter: dict[Annotated[str, Field(pattern=r"^[A-Za-z][\w-]*$")], str | tuple[str, ...]] = Field(
        default_factory=dict
    )
    """What stands before a page in Markdown for a static site, in this order, filled in with FRONT_NAMES and blocks."""


class FormatShape(Schema):
    """What a format says of its reports whatever their language."""

    name: str
    title_thesis_max_chars: int = Field(default=22, ge=8)
    title_theses: int = Field(default=3, ge=1, le=9)
    """How many theses its title names at most."""
    outputs: Outputs | None = None
    """Files that it is written as; None for those of `[report] outputs`."""
    persona: bool = False
    """Whether it is written in the voice of `[report] persona`."""
    parts: Annotated[tuple[str, ...], AfterValidator(_each_once)] = REPORT_PARTS
    """Of the report, in order."""
    section_parts: Annotated[tuple[str, ...], AfterValidator(_each_once)] = SECTION_PARTS
    """Of each section, in order."""
    rows_as: RowsAs = "table"


class FormatLayout(FormatShape):
    """A format's TOML file."""

    also: tuple[str, ...] = ()
    """Earlier names, under which it may be asked for."""
    themes: bool = False
    """Whether its one section stands for each theme that is found in what is chosen for it."""
    rest: Literal["theme", "list"] = "theme"
    """What is in none of them: written like a theme, or a line each."""
    kinds: dict[str, str] = Field(default_factory=dict)
    """Themes where no model names them: kinds of happenings, id -> words. A headline is of the first that has one."""
    once: bool = False
    """Whether an event is told once: the writer of a section is shown the headlines of the others, and a list names
    only what no block before it tells.
    """
    sections: Annotated[tuple[SectionLayout, ...], Field(min_length=1), AfterValidator(_each_once)]
    blocks: tuple[BlockLayout, ...] = ()
    words: dict[str, dict[str, Any]]

    def scaled(self, by: float) -> "FormatLayout":
        """With room for a language that takes `by` characters to say what one Chinese character does."""
        sections = (
            one.model_copy(update={"columns": tuple(_scaled(each, by) for each in one.columns)})
            for one in self.sections
        )
        blocks = (_scaled(one, by) for one in self.blocks)
        return _scaled(self, by).model_copy(update={"sections": tuple(sections), "blocks": tuple(blocks)})


def _scaled(one: S, by: float) -> S:
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

    def must(self, is_so: object, place: Place, message: str) -> None:
        """Raises ConfigError for that field where it is not so."""
        if not is_so:
            where = f"{self.path}:{line_of(self.file.text, place)}"
            raise ConfigError(f"{dotted(place)}: {message}.", where=where, next="Correct the value.")


def _completed(own: Mapping[str, Any], otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """`own` with missing entries taken from `otherwise`, also inside nested tables."""
    inner = {
        name: _completed(value, otherwise[name])
        for name, value in own.items()
        if isinstance(value, Mapping) and isinstance(otherwise.get(name), Mapping)
    }
    return {**otherwise, **own, **inner}


def check_layout(source: ReadFile, layout: FormatLayout, catalogue: Collection[str] | None) -> None:
    """Raises ConfigError for sections that the catalogue lacks, ids that clash, and parts that nothing stands for."""
    for index, section in enumerate(layout.sections):
        _check_layout(source, ("sections", index), section, layout, catalogue)
    is_one = len(layout.sections) == 1 and "signals" not in layout.parts
    message = "needs one [[sections]], which stands for each theme, and no 'signals' in `parts`"
    source.must(is_one or not layout.themes, ("themes",), message)
    _check_parts(source, "parts", layout.parts, REPORT_PARTS, layout)
    _check_parts(source, "section_parts", layout.section_parts, SECTION_PARTS, layout)
    source.must("sections" in layout.parts, ("parts",), "lacks 'sections'")
    source.must("rows" in layout.section_parts, ("section_parts",), "lacks 'rows'")
    for index, block in enumerate(layout.blocks):
        _check_block(source, ("blocks", index), block, layout)


def _check_layout(
    source: ReadFile, place: Place, section: SectionLayout, layout: FormatLayout, catalogue: Collection[str] | None
) -> None:
    for one in section.gathers or (section.id,):
        message = f"{one!r} is not in the catalogue ({', '.join(catalogue or ())})"
        is_known = catalogue is None or one in catalogue
        source.must(is_known, (*place, "gathers" if section.gathers else "id"), message)
    first = section.columns[0]
    message = f"{first.id!r} says what happened, once in each row: no `most`, no `needs`"
    source.must(first.most == 1 and not first.needs, (*place, "columns"), message)
    for column in section.columns if (section.rows_as or layout.rows_as) != "cards" else ():
        message = f"{column.id!r} has several texts: `most` needs rows_as = 'cards'"
        source.must(column.most == 1, (*place, "columns"), message)


def _check_parts(source: ReadFile, key: str, parts: Sequence[str], known: Sequence[str], layout: FormatLayout) -> None:
    for one in parts:
        is_one = one in known or any(block.id == one for block in layout.blocks)
        source.must(is_one, (key,), f"{one!r} is neither a block nor one of {', '.join(known)}")


def _check_block(source: ReadFile, place: Place, block: BlockLayout, layout: FormatLayout) -> None:
    """Its id is its own; its sections are the format's; what it counts are columns of each, of the kind that can be."""
    ids = [one.id for section in layout.sections for one in section.columns] + [one.id for one in layout.blocks]
    parts = (*layout.parts, *layout.section_parts)
    for is_so, message in (
        (
            _OWN_ID.fullmatch(block.id) and not block.id.startswith(_TAKEN),
            "is no id of a block: three small letters or more, and no word with which Brief's own begin",
        ),
        (ids.count(block.id) == 1, "stands twice, or is a column too"),
        (parts.count(block.id) == 1, "must stand once, in `parts` or in `section_parts`"),
    ):
        source.must(is_so, (*place, "id"), f"{block.id!r} {message}")
    sections = {section.id: section for section in layout.sections}
    for one in block.sections:
        source.must(one in sections, (*place, "sections"), f"{one!r} is no section of this format")
    _check_writer(source, place, block, layout)
    if block.counts:
        for one in block.sections or sections:
            _check_counts(source, (*place, "counts"), block.counts, sections[one])


def _check_writer(source: ReadFile, place: Place, block: BlockLayout, layout: FormatLayout) -> None:
    """What is counted stands in a section; what is written with rows stands outside, and is of one section's."""
    is_outside = block.id in layout.parts
    if block.counts:
        message = "counts rows of a section: name it in `section_parts`"
        source.must(not is_outside, (*place, "counts"), message)
    if block.with_rows:
        message = "needs one section in `sections`, and to be named in `parts`"
        source.must(is_outside and len(block.sections) == 1, (*place, "with_rows"), message)


def _check_counts(source: ReadFile, place: Place, counts: Counts, section: SectionLayout) -> None:
    kinds = {column.id: column.kind for column in section.columns}
    for key, column, kind in (
        ("by", counts.by, "choice"),
        ("sums", counts.sums, "money"),
        ("share", counts.share, "choice"),
        ("named", counts.named, "text"),
    ):
        message = f"{key} = {column!r} is no column with kind = {kind!r} of {section.id!r}"
        source.must(not column or kinds.get(column) == kind, place, message)


def words_in(source: ReadFile, layout: FormatLayout, language: str, shared: Mapping[str, Any]) -> FormatWords:
    """The words of one language; they must match the sections, columns and blocks shown. Raises ConfigError.

    `shared`: what all formats say where they say nothing else.
    """
    has = f"has no {language!r}; it has {', '.join(layout.words) or 'none'}"
    source.must(language in layout.words, ("words",), has)
    words = source.parsed(FormatWords, shared, ("words", language))
    place: Place = ("words", language)
    _check_names(source, (*place, "sections"), [section.id for section in layout.sections], words.sections)
    for section in layout.sections:
        _check_section(source, (*place, "sections", section.id), section, words.sections[section.id])
    _check_names(source, (*place, "blocks"), [block.id for block in layout.blocks], words.blocks)
    for block in layout.blocks:
        is_asked = block.counts or len(words.blocks[block.id].asks) >= _LEAST_ASKED
        source.must(is_asked, (*place, "blocks", block.id), "`asks` must say what goes in")
    _check_names(source, (*place, "kinds"), layout.kinds, words.kinds)
    for key, value in words.front_matter.items():
        try:
            must_name(" ".join((value,) if isinstance(value, str) else value), (*FRONT_NAMES, *words.blocks))
        except ValueError as error:
            source.must(False, (*place, "front_matter", key), str(error))
    return words


_LEAST_ASKED = 8


def _check_section(source: ReadFile, place: Place, section: SectionLayout, words: SectionWords) -> None:
    _check_names(source, (*place, "columns"), [column.id for column in section.columns], words.columns)
    for column in section.columns:
        said, own = words.columns[column.id], (*place, "columns", column.id)
        message = "is a column of the format's own: `asks` must say what goes in"
        source.must(column.id in COLUMN_ROLES or said.asks, own, message)
        message = "needs `choices` if its kind is 'choice', and none if not"
        source.must((column.kind == "choice") == bool(said.choices), own, message)


def _check_names(source: ReadFile, place: Place, shown: Collection[str], spoken: Collection[str]) -> None:
    """Raises ConfigError unless the ids that are shown and the ids that have words are the same."""
    for name in shown:
        source.must(name in spoken, place, f"the words for {name!r} are missing")
    for name in spoken:
        source.must(name in shown, (*place, name), "nothing of the format has this id")
