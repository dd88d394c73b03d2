"""Tables, and what is said below them, in a terminal, a file or a pipe."""

from collections.abc import Iterable, Sequence

from brief.cli.output import printable
from brief.words import local

Table = tuple[Sequence[str], Iterable[Sequence[str]]]
"""Head and rows."""


def show_tables(tables: Iterable[Table], lines: Iterable[str], width: int) -> None:
    """Tables in the reader's language; the lines are put into it here. `width` is that of a file or a pipe."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = width
    for head, rows in tables:
        table = RichTable(*head, box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    for line in lines:
        console.print(local(printable(line)), soft_wrap=True)
