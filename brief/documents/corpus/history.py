"""What reports told, and what a user watches: tables of the corpus's file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Self

from brief.documents.corpus.database import opened, told_plainly, transaction
from schemas.history import ToldReport, Watched


class History:
    """In a corpus's file, which is created if missing. A context manager; every method raises UsageError if it cannot
    be used.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._database = path, opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with told_plainly(self._path), transaction(self._database):
            yield

    def remember(self, told: ToldReport) -> None:
        """In place of what a report of the same period, format and language told before."""
        values = (*_key_of(told), told.period.end.isoformat(), told.model_dump_json())
        with self._writing():
            self._database.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?)", values)

    def told(self) -> list[ToldReport]:
        """Newest first."""
        query = "SELECT told FROM history ORDER BY ended DESC, kind, period, format, language"
        with told_plainly(self._path):
            rows = self._database.execute(query).fetchall()
        return [ToldReport.model_validate_json(told) for (told,) in rows]

    def forget(self, told: ToldReport) -> None:
        query = "DELETE FROM history WHERE kind = ? AND period = ? AND format = ? AND language = ?"
        with self._writing():
            self._database.execute(query, _key_of(told))

    def watch(self, text: str, since: date) -> None:
        with self._writing():
            self._database.execute("INSERT OR IGNORE INTO watches VALUES (?, ?)", (text, since.isoformat()))

    def watch_no_more(self, text: str) -> bool:
        """Whether it was watched."""
        with self._writing():
            return self._database.execute("DELETE FROM watches WHERE text = ?", (text,)).rowcount > 0

    def watched(self, until: date = date.max) -> list[Watched]:
        """What a user watched on that day or earlier, oldest first; with its words where it is several."""
        query = "SELECT text, since FROM watches WHERE since <= ? ORDER BY since, text"
        with told_plainly(self._path):
            rows = self._database.execute(query, (until.isoformat(),)).fetchall()
        said = ((text, date.fromisoformat(since), tuple(text.split())) for text, since in rows)
        return [Watched(text=text, since=day, words=words if words[1:] else ()) for text, day, words in said]


def _key_of(told: ToldReport) -> tuple[str, str, str, str]:
    return told.period.kind, told.period.label, told.format, told.language
