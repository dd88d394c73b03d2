"""What reports told, and what a user watches: tables of the corpus."""

from datetime import date

from brief.documents.corpus.database import Opened, Rows, upsert
from schemas.history import ToldReport, Watched


class History(Opened):
    """Of the corpus there, which is created if missing. Raises UsageError as `Corpus` does."""

    def _write(self, query: str, *values: object) -> Rows:
        return self._database.write(lambda: self._database.execute(query, values))

    def remember(self, told: ToldReport) -> None:
        """In place of what a report of the same period, format and language told before."""
        query = upsert("history", ("kind", "period", "format", "language"), ("ended", "told"))
        self._write(query, *_key_of(told), told.period.end.isoformat(), told.model_dump_json())

    def told(self) -> list[ToldReport]:
        """Newest first."""
        query = "SELECT told FROM history ORDER BY ended DESC, kind, period, format, language"
        return [ToldReport.model_validate_json(told) for (told,) in self._database.execute(query)]

    def forget(self, told: ToldReport) -> None:
        query = "DELETE FROM history WHERE kind = ? AND period = ? AND format = ? AND language = ?"
        self._write(query, *_key_of(told))

    def watch(self, text: str, since: date) -> None:
        self._write("INSERT INTO watches VALUES (?, ?) ON CONFLICT DO NOTHING", text, since.isoformat())

    def watch_no_more(self, text: str) -> bool:
        """Whether it was watched."""
        return self._write("DELETE FROM watches WHERE text = ?", text).rowcount > 0

    def watched(self, until: date = date.max) -> list[Watched]:
        """What a user watched on that day or earlier, oldest first; with its words where it is several."""
        query = "SELECT text, since FROM watches WHERE since <= ? ORDER BY since, text"
        rows = self._database.execute(query, (until.isoformat(),))
        said = ((text, date.fromisoformat(since), tuple(text.split())) for text, since in rows)
        return [Watched(text=text, since=day, words=words if words[1:] else ()) for text, day, words in said]


def _key_of(told: ToldReport) -> tuple[str, str, str, str]:
    return told.period.kind, told.period.label, told.format, told.language
