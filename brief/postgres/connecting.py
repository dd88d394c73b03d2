"""A connection to PostgreSQL; its errors in words for users."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from brief.errors import Away, UsageError, needing
from brief.patience import Patience

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

SCHEMES = ("postgresql://", "postgres://")
_PATIENCE_SECONDS = 30.0
"""How long a server may be away while it starts again."""
_FIRST_PAUSE_SECONDS = 0.1
_AWAY = (
    "the database system is|Connection refused|No such file or directory"
    "|server closed the connection|Connection reset|Broken pipe|the connection is lost"
)
"""Starting, not there, or gone: in libpq's words; it gives no code where no connection was made."""


def is_postgres(place: str) -> bool:
    """Whether that is the address of a PostgreSQL server, not a file."""
    return place.startswith(SCHEMES)


def connected(url: str, patience_seconds: float | None = None) -> "Connection":
    """A connection to the server at that address, each statement a transaction by itself.

    The password comes from PGPASSWORD or ~/.pgpass. A server that starts just now is waited for, half a minute at most.
    Raises UsageError if it cannot be reached, or lets nobody in.
    """
    with told_plainly(url):
        import psycopg

        seconds = _PATIENCE_SECONDS if patience_seconds is None else patience_seconds
        patience = Patience(seconds, _FIRST_PAUSE_SECONDS)
        while True:
            try:
                return psycopg.connect(url, autocommit=True, application_name="brief")
            except psycopg.OperationalError as error:
                if not is_away(error) or not patience.waits():
                    raise


def is_away(error: "psycopg.Error") -> bool:
    """Whether the server is only not there: it starts, stops, or cut the line; no wrong name, password or question."""
    # 57P01 to 57P03: an administrator, a crash, or starting up; class 08: the line itself
    return bool(re.search(_AWAY, str(error))) or (error.sqlstate or "").startswith(("57P0", "08"))


def without_password(url: str) -> str:
    """The same address. Raises ValueError where it holds a password: addresses are written into records and logs."""
    if "password=" in url or urlsplit(url).password:
        raise ValueError("holds a password; name it as PGPASSWORD in brief.env, or in ~/.pgpass")
    return url


@contextmanager
def told_plainly(url: str) -> Iterator[None]:
    """Turns a missing driver and what a server refuses into a UsageError that names the address, without a secret."""
    with needing("fleet"):
        import psycopg
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        advice = "See that the server runs, and that host, user and PGPASSWORD are right."
        kind = Away if is_away(error) else UsageError
        raise kind(f"cannot be used ({_said(error)}).", where=shown(url), next=advice) from error
    except psycopg.errors.InsufficientPrivilege as error:
        advice = "Let the database's owner grant this user CREATE on its schema."
        raise UsageError(f"refuses what Brief needs ({_said(error)}).", where=shown(url), next=advice) from error


def shown(url: str) -> str:
    """The address as people may see it: without a password and without parameters."""
    parts = urlsplit(url)
    host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    return urlunsplit((parts.scheme, f"{parts.username}@{host}" if parts.username else host, parts.path, "", ""))


def _said(error: "psycopg.Error") -> str:
    return str(error).strip().partition("\n")[0]
