"""The table of terms: what the configuration last said of a source, which holds for its documents when it is gone."""

import json
import sqlite3
from typing import Literal, NamedTuple

from schemas.retrieval import Quoting


class Terms(NamedTuple):
    """Of one source; the fields of its entry in the configuration."""

    quote: Quoting = "short"
    models: Literal["any", "none"] | tuple[str, ...] = "any"
    publisher: str | None = None

    @property
    def limits(self) -> bool:
        """Whether they allow another thing than what holds where nothing is said."""
        return (self.quote, self.models) != ("short", "any")


def record(database: sqlite3.Connection, source: str, said: Terms) -> None:
    """Takes the place of what was known. A publisher is also that of the documents which the source brought before."""
    known = read(database).get(source)
    if known == said:
        return
    values = (source, said.quote, json.dumps(said.models), said.publisher)
    database.execute("INSERT OR REPLACE INTO terms (source, quote, models, publisher) VALUES (?, ?, ?, ?)", values)
    if said.publisher and (known is None or known.publisher != said.publisher):
        database.execute("UPDATE documents SET publisher = ? WHERE origin = ?", (said.publisher, source))


def read(database: sqlite3.Connection) -> dict[str, Terms]:
    """By source."""
    rows = database.execute("SELECT source, quote, models, publisher FROM terms")
    return {row["source"]: Terms(row["quote"], _models(json.loads(row["models"])), row["publisher"]) for row in rows}


def _models(kept: str | list[str]) -> Literal["any", "none"] | tuple[str, ...]:
    if isinstance(kept, list):
        return tuple(kept)
    return "none" if kept == "none" else "any"
