from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from database import new_database

from brief.errors import UsageError
from brief.postgres.connecting import connected, is_away, is_postgres, shown
from brief.postgres.migrations import migrate


@pytest.fixture
def url() -> Iterator[str]:
    with new_database() as found:
        yield found


def _folder(tmp_path: Path, *texts: str) -> Path:
    folder = tmp_path / f"sql{len(texts)}"
    folder.mkdir()
    for number, text in enumerate(texts, 1):
        (folder / f"{number}.sql").write_text(text)
    return folder


def test_a_password_is_never_shown() -> None:
    assert (
        shown("postgresql://me:secret@db.example:5433/brief?password=secret") == "postgresql://me@db.example:5433/brief"
    )


def test_a_file_is_not_taken_for_a_server() -> None:
    assert is_postgres("postgresql://db.example/brief")
    assert not is_postgres("corpus.sqlite")


def test_an_unknown_database_is_told_with_its_address_and_at_once(url: str) -> None:
    with pytest.raises(UsageError, match="does not exist") as error:
        connected(url.replace("test", "none", 1))
    assert error.value.next
    assert "PGPASSWORD" in error.value.next


def test_a_line_that_the_server_cut_is_known_as_such(url: str) -> None:
    with connected(url) as one, connected(url) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (one.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError) as error:
            one.execute("SELECT 1")
    assert is_away(error.value)


def test_migrations_are_applied_once_and_in_order(url: str, tmp_path: Path) -> None:
    first = _folder(tmp_path, "CREATE TABLE a (x integer)")
    second = _folder(tmp_path, "CREATE TABLE a (x integer)", "ALTER TABLE a ADD y integer; INSERT INTO a VALUES (1, 2)")
    with connected(url) as connection:
        for folder in (first, second, second):
            migrate(connection, url, "letters", folder)
        assert connection.execute("SELECT * FROM a").fetchall() == [(1, 2)]


def test_tables_of_a_newer_brief_are_left_alone(url: str, tmp_path: Path) -> None:
    with connected(url) as connection:
        migrate(connection, url, "letters", _folder(tmp_path, "SELECT 1", "SELECT 2"))
        with pytest.raises(UsageError, match="newer version"):
            migrate(connection, url, "letters", _folder(tmp_path, "SELECT 1"))


def test_machines_that_begin_at_once_make_the_tables_once(url: str, tmp_path: Path) -> None:
    folder = _folder(tmp_path, "CREATE TABLE a (x integer); INSERT INTO a VALUES (1)")

    def begin() -> None:
        with connected(url) as connection:
            migrate(connection, url, "letters", folder)

    threads = [Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connected(url) as connection:
        assert connection.execute("SELECT * FROM a").fetchall() == [(1,)]
