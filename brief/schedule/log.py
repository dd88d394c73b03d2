"""The log of what runs by itself: logs/brief.log, one dated line an event, rotated, without a secret."""

import json
import logging
import logging.handlers
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from brief.settings.keys import scrubbed

FOLDER = "logs"
_MOST_BYTES, _OLD_FILES = 1_000_000, 5
_PLAIN = re.compile(r"[\w.:/+,@-]+")
_USER = re.compile(r"//[^/@\s]+@")

Tell = Callable[..., None]
"""Writes one event, with its fields: `tell("run", job="weekly", exit_code=0)`."""


@contextmanager
def logged(folder: Path, secrets: Sequence[SecretStr], aloud: bool) -> Iterator[Tell]:
    """Events of the block go to the project's log, and to standard error too where they are told `aloud`.

    A log that cannot be written stops nothing.
    """
    logger = logging.Logger("brief")  # noqa: LOG001 - lives as long as the block; none of a library hangs on it
    for handler in _handlers(folder / FOLDER / "brief.log", aloud):
        handler.setFormatter(_Formatter(secrets))
        logger.addHandler(handler)
    try:
        yield lambda event, **fields: logger.info("%s", _line(event, fields))
    finally:
        for handler in logger.handlers:
            handler.close()


def _handlers(path: Path, aloud: bool) -> Iterator[logging.Handler]:
    if aloud:
        yield logging.StreamHandler()
    try:
        path.parent.mkdir(exist_ok=True)
        yield logging.handlers.RotatingFileHandler(
            path, maxBytes=_MOST_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        logging.getLogger("brief").warning("%s cannot be written (%s)", path, error.strerror)


class _Formatter(logging.Formatter):
    """`2026-01-12T07:30:00Z event=run job=weekly`."""

    def __init__(self, secrets: Sequence[SecretStr]) -> None:
        super().__init__("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return _USER.sub("//", scrubbed(super().format(record), self._secrets))


def _line(event: str, fields: dict[str, object]) -> str:
    return " ".join(f"{name}={_value(str(value))}" for name, value in {"event": event, **fields}.items())


def _value(text: str) -> str:
    """As it is, or as a JSON string where it holds blanks, quotes or what breaks a line."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=not text.isprintable())


class LoggedProgress:
    """A run's progress as events of the log."""

    def __init__(self, tell: Tell, job: str) -> None:
        self._tell, self._job = tell, job

    def started(self, step: str) -> None:
        """Writes nothing: a log lists finished steps only."""

    def ended(self, step: str, seconds: float, said: str) -> None:
        self._tell("step", job=self._job, step=step, seconds=f"{seconds:.2f}", said=said)

    def note(self, text: str) -> None:
        self._tell("note", job=self._job, said=text)
