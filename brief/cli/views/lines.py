"""Indented, labelled lines about one thing: for a terminal or a log. News texts cannot contain terminal codes."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import click

from brief import words
from brief.cli.output import padded
from brief.report.render.plain import plain
from brief.words import local
from schemas.absence import Glimpse
from schemas.retrieval import Document

_LABEL = 11


@dataclass(frozen=True)
class Line:
    """One line of the output, split into plain and quoted pieces."""

    depth: int
    label: str
    pieces: tuple[str, ...]
    """An odd number of pieces; those at odd positions are quotes."""

    @property
    def plain(self) -> str:
        """The line for a log: quotes are put in ⟦ ⟧."""
        text = "".join(f"⟦{piece}⟧" if number % 2 else piece for number, piece in enumerate(self.pieces))
        label = padded(words.label(self.label), _LABEL) if self.label else ""
        return f"{'  ' * self.depth}{label}{text}".rstrip()


def line(depth: int, label: str, text: str) -> Line:
    """A line without quotes, in the language of whoever reads it."""
    return Line(depth, label, (local(plain(text)),))


def spaced(text: str) -> str:
    """A piece of a text as `plain` has it, with spaces at both ends: they separate words."""
    return f"{' ' * text[:1].isspace()}{plain(text)}{' ' * text[-1:].isspace()}"


def day_of(document: Document | Glimpse, zone: ZoneInfo) -> str:
    """When it was published, to the minute if that is known."""
    if document.published_at is None:
        return "on no day that is known"
    form = "%Y-%m-%d" if document.date_only else "%Y-%m-%d %H:%M"
    return document.published_at.astimezone(zone).strftime(form)


def print_lines(lines: Sequence[Line]) -> None:
    """Rich on a terminal, plain otherwise."""
    if sys.stdout.isatty():
        _print_rich(lines)
    else:
        click.echo("\n".join(one.plain for one in lines))


def _print_rich(lines: Sequence[Line]) -> None:
    """Labels dim, quotes bold, long texts wrapped below the start of the text."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for one in lines:
        texts = [(piece, "bold yellow" if number % 2 else "") for number, piece in enumerate(one.pieces)]
        text = Text.assemble(*texts, style="bold" if not one.depth else "")
        row = Table.grid(padding=(0, 1))
        row.add_column(width=10 if one.label else 0, style="dim")
        row.add_column(overflow="fold")
        row.add_row(words.label(one.label), text)
        console.print(Padding(row, (0, 0, 0, 2 * one.depth)) if one.label else Padding(text, (0, 0, 0, 2 * one.depth)))
