"""`brief` as a program that is loaded already: to load it costs more than most of what a guide tells it to do.

    with loaded_brief(folder, project, "run", "--offline"):  # folder/brief is the program
        subprocess.run(["brief", "show"], env={"PATH": folder})

Each call is a process of its own, forked from one that has Brief in memory, in the caller's folder and environment.
What starting Brief does is for tests/cli/test_main.py, which starts it from nothing.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

_CALLING = """#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    call = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]) + "\\n"
    socket.send_fds(server, [call.encode()], [0, 1, 2])
    status = server.recv(16)
sys.exit(int(status or 1))
"""


@contextmanager
def loaded_brief(folder: Path, project: Path, *first: str) -> Iterator[None]:
    """Loaded by what it does first, in a folder of its own: that needs the tables of words too."""
    with TemporaryDirectory() as short:  # the address of a socket may have a hundred characters
        address = f"{short}/brief"
        (folder / "brief").write_text(_CALLING.format(python=sys.executable, address=address), "utf-8")
        (folder / "brief").chmod(0o755)
        command = [sys.executable, "-X", "utf8", __file__, address, *first]
        with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE) as server:
            assert server.stdout
            try:
                assert b"ready\n" in server.stdout
                yield
            finally:
                server.kill()


def _serve(address: str, *first: str) -> NoReturn:
    from brief.cli.main import exit_status

    assert exit_status(list(first)) == 0
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        print("ready", flush=True)  # noqa: T201 - whoever started it waits for this
        while True:
            calling, _ = server.accept()
            if os.fork() == 0:
                server.close()
                _answer(calling)
            calling.close()


def _answer(calling: socket.socket) -> NoReturn:
    from brief.cli.main import exit_status

    said, files, _, _ = socket.recv_fds(calling, 1 << 16, 3)
    while not said.endswith(b"\n"):
        said += calling.recv(1 << 16)
    arguments, folder, environment = json.loads(said)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    status = 1
    try:
        status = exit_status(arguments[1:])
        sys.stdout.flush()
    finally:
        calling.sendall(str(status).encode())
        os._exit(status)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
