"""The studio's server: one process, on loopback, until it is stopped."""

import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from brief.errors import UsageError
from brief.settings.project import Project
from brief.studio.app import app_of
from brief.studio.guard import Key, hosts_of
from brief.studio.studio import Studio


def serve(project: Project, runs_dir: Path, port: int, names: Sequence[str], ready: Callable[[str], None]) -> int:
    """Listens on the first of `names`; `ready` is given the address to open. Returns the exit status.

    Raises UsageError where nothing can listen there.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((names[0], port))
        except OSError as error:
            advice = "Name another --port, or none."
            raise UsageError(f"cannot listen on port {port} ({error.strerror}).", next=advice) from error
        port = listening.getsockname()[1]
        key = Key(hosts_of(names, port))
        app = app_of(Studio(project, runs_dir), key)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, lifespan="on"))
        ready(f"http://{names[0]}:{port}/?token={key.token}")
        server.run([listening])
    return 0
