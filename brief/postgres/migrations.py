"""Tables brought to the newest version: files of SQL, applied in order, each once, by one machine at a time."""

from pathlib import Path
from typing import TYPE_CHECKING

from brief.errors import UsageError
from brief.postgres.connecting import shown

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

_BOOK = "CREATE TABLE IF NOT EXISTS brief_migrations (part text PRIMARY KEY, version integer NOT NULL)"
_WRITE = "INSERT INTO brief_migrations VALUES (%s, %s) ON CONFLICT (part) DO UPDATE SET version = excluded.version"
_READ = "SELECT version FROM brief_migrations WHERE part = %s"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('brief migrations', 0))"


def migrate(connection: "Connection", url: str, part: str, folder: Path) -> None:
    """Applies what `folder` holds (`1.sql`, `2.sql` …) and the database does not have yet, all or nothing.

    `part` names whose tables they are. Raises UsageError if a newer Brief has been there.
    """
    files = sorted(folder.glob("*.sql"), key=lambda file: int(file.stem))
    newest = int(files[-1].stem)
    if _version(connection, part) == newest:
        return
    with connection.transaction():
        connection.execute(_LOCK)
        connection.execute(_BOOK)
        known = _version(connection, part)
        if known > newest:
            what = f"was written by a newer version of Brief ({part} {known}; this one knows {newest})."
            raise UsageError(what, where=shown(url), next="Update Brief.")
        for file in files[known:]:
            connection.execute(file.read_bytes())
        connection.execute(_WRITE, (part, newest))


def _version(connection: "Connection", part: str) -> int:
    """0 where there is none."""
    if connection.execute("SELECT to_regclass('brief_migrations')").fetchone() == (None,):
        return 0
    found = connection.execute(_READ, (part,)).fetchone()
    return int(found[0]) if found else 0
