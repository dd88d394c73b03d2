"""A team's machines in one process: working copies on one real S3 server, and a real database, both on loopback."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from database import new_database

import brief.runs.working_copy
from brief.postgres.database import database_at
from brief.settings.team import Team, remember

_NUMBERS = count()
_AS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@cache
def _server() -> str:
    """Its address; it runs until the process ends."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@contextmanager
def new_store() -> Iterator[str]:
    """The address of an empty store, which this process may use as long as the block runs."""
    import s3fs

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**_AS, "AWS_ENDPOINT_URL": _server()}.items():
            patch.setitem(os.environ, name, value)
        patch.setattr(brief.runs.working_copy, "_FRESH_SECONDS", 0.0)
        bucket = f"team{next(_NUMBERS)}"
        s3fs.S3FileSystem().mkdir(bucket)
        yield f"s3://{bucket}/runs"


@contextmanager
def team_database() -> Iterator[str]:
    """The address of a database of its own, to which nobody is connected in the end."""
    with new_database() as url:
        yield url
        database_at(url).close()


def files(folder: Path) -> dict[str, bytes]:
    """What each file in it holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def machine(folder: Path, store: str, database: str = "") -> Path:
    """The folder of runs of another machine of the team."""
    folder.mkdir(parents=True, exist_ok=True)
    remember(Team(folder, store, database))
    return folder
