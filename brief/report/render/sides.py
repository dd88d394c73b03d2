"""Two editions of one report on one page, line beside line. Nothing is escaped before the template is filled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from brief.report.format import Format
from brief.report.render.html import fill_html
from brief.report.render.view import BlockView, PrintedStatement, SectionView, View, view_of
from schemas.report import Report


@dataclass(frozen=True)
class Line:
    place: str
    """The same for a line and its twin."""
    kind: str
    """`heading`, `label`, `event` or `text`."""
    label: str
    said: PrintedStatement | None = None
    text: str = ""
    """What stands there where nothing is said."""
    tag: str = ""
    """That it is in another language."""


@dataclass(frozen=True)
class Side:
    lang: str
    file: str
    """Its own page."""
    name: str
    title: str
    by: str


@dataclass(frozen=True)
class Sides:
    """The page."""

    this: str
    ai_label: str
    """For machines, as of one of the two."""
    sides: tuple[Side, ...]
    pairs: tuple[tuple[Line | None, ...], ...]


def render_sides(editions: Iterable[tuple[Format, Report, str]]) -> str:
    """`editions`: each with the file of its own page, the one that was written first."""
    made = [(one, view_of(report, one), file) for one, report, file in editions]
    lines = [{line.place: _tagged(line, one) for line in _Lines(view, one).all()} for one, view, _ in made]
    places = dict.fromkeys(chain(*lines))
    first, view, _ = made[0]
    sides = tuple(_side(*one) for one in made)
    pairs = tuple(tuple(side.get(place) for side in lines) for place in places)
    return fill_html(
        "sides.html",
        Sides(view.this, next((one.ai_label for _, one, _ in made if one.ai_label), ""), sides, pairs),
        first,
    )


def _tagged(line: Line, format: Format) -> Line:
    lang = line.said and line.said.lang
    return replace(line, tag=format.reader.foreign.format(language=lang)) if lang else line


def _side(format: Format, view: View, file: str) -> Side:
    words = format.reader.page
    by = words.without_model if view.without_model else words.by_ai if view.ai_label else ""
    return Side(format.reader.html_lang, file, words.language, view.title, by)


@dataclass(frozen=True)
class _Lines:
    """A view as lines, in the order of its page."""

    view: View
    format: Format

    def all(self) -> Iterator[Line]:
        words, view = self.format.words, self.view
        for part in view.parts:
            if part == "sections":
                yield from chain(*map(self._section, view.sections))
            elif part == "synthesis":
                yield Line(part, "heading", words.synthesis, text=view.synthesis)
            elif part == "keywords":
                named = ((one.term, one.meaning) for one in view.keywords)
                yield from self._list(part, words.keywords, named, words.no_keywords)
            elif part == "signals":
                signals = ((one.label, one.statement) for one in view.signals)
                yield from self._list(part, words.signals, signals, words.no_signal)
            elif part == "risks":
                yield from self._list(part, words.risks, (("", one) for one in view.risks), words.no_risks)
            else:
                yield from self._block(part, view.blocks[part], "heading")

    def _section(self, section: SectionView) -> Iterator[Line]:
        words = self.format.words
        yield Line(section.anchor, "heading", f"{section.emoji} {section.title}".strip(), section.thesis)
        for part in section.parts:
            if part == "rows":
                for row in section.rows:
                    for number, cell in enumerate(row.cells):
                        label = cell.title if number else str(row.number)
                        yield Line(f"{row.anchor}.{cell.column}", "text" if number else "event", label, cell.statement)
            elif part == "effects":
                effects = (("", one) for one in section.effects)
                yield from self._list(f"{section.anchor}.effects", words.effects, effects, words.no_effects)
            else:
                yield from self._block(f"{section.anchor}.{part}", section.blocks[part], "label")

    def _block(self, place: str, block: BlockView, kind: str) -> Iterator[Line]:
        said = (("", one) for one in chain(*block.paragraphs))
        yield from self._list(place, block.title, said, block.none, kind)

    def _list(
        self,
        place: str,
        title: str,
        entries: Iterable[tuple[str, PrintedStatement | None]],
        none: str,
        kind: str = "label",
    ) -> Iterator[Line]:
        this, numbered = self.view.this, list(enumerate(entries, start=1))
        yield Line(place, kind, title.format(this=this), text="" if numbered else none.format(this=this))
        for number, (label, said) in numbered:
            yield Line(f"{place}.{number}", "text", label, said, "" if said else none.format(this=this))
