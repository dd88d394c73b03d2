"""A process that does not outlive the one that started it."""

import os
import signal
import sys
import threading


def end_with_standard_input() -> None:
    """Kills this process, at once, when whoever holds the other end of its standard input is gone."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
