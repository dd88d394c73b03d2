"""The tables of what reports told and of what a user watches."""

import sqlite3
from datetime import date

from schemas.history import ToldReport, Watched
from schemas.period import PeriodKind

_KEY = "kind = ? AND period = ? AND format = ? AND language = ?"


def record(database: sqlite3.Connection, told: ToldReport) -> None:
    """Takes the place of what an earlier report of the same period, format and language told."""
    values = (*_key_of(told), told.period.end.isoformat(), told.model_dump_json())
    database.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?)", values)


def read(database: sqlite3.Connection, kind: PeriodKind | None = None, before: date = date.max) -> list[ToldReport]:
    """Newest first, of one kind of period or all; `before`: whose periods ended earlier."""
    rows = database.execute(
        "SELECT told FROM history WHERE (kind = ? OR ? IS NULL) AND ended < ?"
        " ORDER BY ended DESC, kind, period, format, language",
        (kind, kind, before.isoformat()),
    )
    return [ToldReport.model_validate_json(row["told"]) for row in rows]


def forget(database: sqlite3.Connection, told: ToldReport) -> None:
    database.execute(f"DELETE FROM history WHERE {_KEY}", _key_of(told))  # noqa: S608


def _key_of(told: ToldReport) -> tuple[str, str, str, str]:
    return told.period.kind, told.period.label, told.format, told.language


def watch(database: sqlite3.Connection, text: str, since: date) -> None:
    """What was done is watched again."""
    database.execute("INSERT OR REPLACE INTO watches VALUES (?, ?, NULL)", (text, since.isoformat()))


def done(database: sqlite3.Connection, text: str, day: date) -> bool:
    """Whether it was watched."""
    query = "UPDATE watches SET done = ? WHERE text = ? AND done IS NULL"
    return database.execute(query, (day.isoformat(), text)).rowcount > 0


def watched(database: sqlite3.Connection, until: date = date.max) -> list[Watched]:
    """What a user watches, oldest first; `until`: what was watched from that day on or earlier."""
    query = "SELECT text, since FROM watches WHERE done IS NULL AND since <= ? ORDER BY since, text"
    return [
        Watched(text=row["text"], since=date.fromisoformat(row["since"]), by_hand=True)
        for row in database.execute(query, (until.isoformat(),))
    ]
