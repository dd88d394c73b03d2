"""The table of fetches: what is kept of each look at a source."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from brief.documents.corpus import Corpus
from brief.documents.corpus.fetches import Fetch
from brief.documents.corpus.history import History
from brief.documents.sources.base import SourceReport
from brief.settings.corpus_place import CorpusPlace

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_each_look_is_kept_whole_and_found_by_time(place: CorpusPlace) -> None:
    full = SourceReport("a", "failed", "why", 4, 1, 1, 2, NOW - 2 * DAY, NOW - DAY, NOW + DAY)
    later = SourceReport("a", "unchanged")
    with Corpus(place) as corpus:
        for report, at in ((later, NOW + DAY), (full, NOW), (SourceReport("b", "ok"), NOW)):
            corpus.remember(report, at)
        assert corpus.fetches(NOW, NOW + DAY) == [
            Fetch("a", NOW, full),
            Fetch("b", NOW, SourceReport("b", "ok")),
            Fetch("a", NOW + DAY, later),
        ]
        (kept, *_) = corpus.fetches(NOW, NOW)
        assert (kept.report.oldest, kept.report.newest) == (NOW - 2 * DAY, NOW - DAY)
        assert [one.at for one in corpus.fetches_of("a")] == [NOW + DAY, NOW]
        assert corpus.sources()["a"].report == later
        assert corpus.fetches(NOW + 2 * DAY, NOW + 3 * DAY) == []


def test_a_look_is_kept_for_four_hundred_days(place: CorpusPlace) -> None:
    with Corpus(place) as corpus:
        for days in (0, 1, 400):
            corpus.remember(SourceReport("a", "ok"), NOW + days * DAY)
        assert [one.at for one in corpus.fetches(NOW, NOW + 500 * DAY)] == [NOW, NOW + DAY, NOW + 400 * DAY]
        corpus.remember(SourceReport("b", "ok"), NOW + 402 * DAY)
        assert [one.at for one in corpus.fetches_of("a")] == [NOW + 400 * DAY]


def test_a_corpus_of_the_second_version_keeps_the_last_look_at_each_source(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    Corpus(path).__exit__(None, None, None)
    with sqlite3.connect(path) as old:
        old.execute("DROP TABLE fetches")
        old.execute("DROP TABLE terms")
        for table in ("history", "watches"):
            old.execute(f"DROP TABLE {table}")
        old.execute(
            "CREATE TABLE sources (name TEXT PRIMARY KEY, at TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,"
            " read INTEGER NOT NULL, added INTEGER NOT NULL, updated INTEGER NOT NULL, skipped INTEGER NOT NULL)"
        )
        row = ("a", "2026-03-09T12:00:00.000000+00:00", "degraded", "why", 4, 1, 1, 2)
        old.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        old.execute("PRAGMA user_version = 2")
    old.close()
    for _ in range(2):
        with Corpus(path) as corpus:
            assert corpus.fetches(NOW, NOW) == [Fetch("a", NOW, SourceReport("a", "degraded", "why", 4, 1, 1, 2))]


def test_a_corpus_of_before_there_was_a_history_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    Corpus(path).__exit__(None, None, None)
    with sqlite3.connect(path) as old:
        for table in ("history", "watches"):
            old.execute(f"DROP TABLE {table}")
        old.execute("PRAGMA user_version = 4")
    old.close()
    for _ in range(2):
        with History(path) as history:
            assert (history.told(), history.watched()) == ([], [])
