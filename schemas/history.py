"""What earlier reports told, as typed data: an entry of a project's history, and what a run compares with."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from schemas.base import Schema, Sparse
from schemas.period import Period
from schemas.section import ColumnId

News = Literal["update", "repeat", "close"]
"""What an event is to a row that was told: more on it, the same again, or one of the two: whoever chooses decides."""


def least_words(watched: Sequence[str]) -> int:
    """How many words of what is watched news of it hold: one name alone is told of again and again."""
    return max(min(2, len(watched)), (len(watched) + 1) // 2)


class Watched(Schema):
    """Something that is to be answered: in the next report, or in the one whose period has the day on which it is due;
    what a user watches, in every report.
    """

    text: str
    since: date
    """When it was last told of, or first watched."""
    words: tuple[str, ...] = ()
    """Names and nouns by which news of it are found."""
    due: Sparse[date | None] = None
    """The last day of what was promised."""
    url: Sparse[str] = ""
    """Of the source of what was promised."""

    @property
    def title(self) -> str:
        return f"{self.text} ({self.since:%m-%d})"


class ToldRow(Schema):
    row_id: str
    event_id: str
    section: str
    """The heading under which it stood; of a format with themes the theme."""
    text: str
    """What happened, as printed."""
    day: date
    """When its event was first reported, in the run's time zone."""
    cited: tuple[str, ...]
    """Addresses, the one that its headline leads to first."""
    documents: tuple[tuple[str, str], ...]
    """(address, headline) of every document of its event."""
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    """Hard ones, as written, each in the clause of its source: what a measure is known by."""
    typed: tuple[tuple[ColumnId, str], ...] = ()
    """Cells of typed columns."""
    corrected: Sparse[bool] = False
    """Readers were told of an error in it: it is never cited again."""

    @property
    def values(self) -> str:
        """Its figures as one text."""
        return "；".join(self.figures)


class ToldReport(Schema):
    """What one report told: the latest that was accepted of its kind of period, period, format and language."""

    period: Period
    format: str
    language: str
    run_id: str
    path: str
    """Of its Markdown file; in a run that compares with it, as that run's reports lead there."""
    rows: tuple[ToldRow, ...]
    watched: tuple[Watched, ...] = ()


class Told(Schema):
    """How an event stands to a row that an earlier report in one format told."""

    format: str
    news: News
    run_id: str
    row_id: str
    new: Sparse[tuple[str, ...]] = ()
    """Figures and names that the earlier row's documents lack, as the event writes them."""
