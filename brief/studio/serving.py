"""The studio's server: one process, until it is stopped."""

import socket
from collections.abc import Callable

import uvicorn

from brief.errors import UsageError
from brief.studio.app import app_of
from brief.studio.guard import Key, hosts_of
from brief.studio.studio import Studio

_LOOPBACK = ("127.0.0.1", "localhost")
_ANY = ("0.0.0.0", "::")  # noqa: S104 - where somebody asks for it, with a password


def serve(studio: Studio, host: str, port: int, password: str, ready: Callable[[str], None]) -> int:
    """`host`: empty for this machine alone; `port`: 0 for any that is free; `password`: for who comes from another
    machine. `ready` is given the address to open. Returns the exit status. Raises UsageError where it cannot listen
    there.
    """
    names = (host,) if host else _LOOPBACK
    try:
        family = socket.AF_INET6 if ":" in names[0] else socket.AF_INET
        listening = socket.create_server((names[0], port), family=family)
    except OSError as error:
        advice = "Name another --port, or another --host."
        raise UsageError(f"cannot listen on {names[0]} ({error.strerror}).", next=advice) from error
    with listening:
        port = listening.getsockname()[1]
        hosts = frozenset[str]() if host in _ANY else hosts_of(names, port)
        key = Key(port, hosts, password)
        server = uvicorn.Server(uvicorn.Config(app_of(studio, key), log_level="warning", server_header=False))
        token = "" if password else f"?token={key.token}"
        ready(f"http://{_LOOPBACK[0] if host in _ANY else names[0]}:{port}/{token}")
        server.run([listening])
    return 0
