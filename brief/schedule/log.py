"""The log of what runs by itself: logs/brief.log, one JSON object an event, dated, rotated, without a secret."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from logging import Formatter, Handler, Logger, LogRecord, StreamHandler
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from brief.report.render.plain import plain
from brief.runs.store import writing
from brief.schedule.told import line_of
from brief.settings.keys import scrubbed
from brief.settings.source_settings import without_userinfo
from brief.words import local

_FILE = Path("logs", "brief.log")
_MOST_BYTES, _OLD_FILES = 1_000_000, 5
_UTC = ZoneInfo("UTC")

Aloud = Literal["plain", "json"] | None
Tell = Callable[..., None]
"""Writes one event with its fields, texts, numbers or None: `tell("report", job="weekly", exit_code=0)`."""


@contextmanager
def logged(folder: Path, secrets: Sequence[SecretStr], aloud: Aloud = None, zone: ZoneInfo = _UTC) -> Iterator[Tell]:
    """Events of the block go to the log of the project, and to standard error too where they are told `aloud`: plainly
    with the times of `zone`.

    Raises BriefError where no log can be opened.
    """
    path = folder / _FILE
    with writing(path, "Look at the folder and its disk."):
        path.parent.mkdir(exist_ok=True)
        file = RotatingFileHandler(path, maxBytes=_MOST_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    logger = Logger("brief")  # noqa: LOG001 - as long as the block; no library writes into it
    handlers: list[Handler] = [file, StreamHandler()] if aloud else [file]
    for handler in handlers:
        handler.setFormatter(_Plain(secrets, zone) if aloud == "plain" and handler is not file else _Event(secrets))
        logger.addHandler(handler)
    try:
        yield lambda event, **fields: logger.info(event, extra={"fields": fields})
    finally:
        with suppress(OSError):  # a full disk loses lines, and stops no work
            file.close()


class _Event(Formatter):
    """`{"at": "2026-01-12T07:30:00Z", "event": "report", …}`"""

    def __init__(self, secrets: Sequence[SecretStr]) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._secrets = secrets

    def format(self, record: LogRecord) -> str:
        event = {"at": self.formatTime(record, self.datefmt), "event": record.msg, **self._fields(record)}
        return json.dumps(event, ensure_ascii=False)

    def _fields(self, record: LogRecord) -> dict[str, Any]:
        """Before they are JSON, in which a secret with a quotation mark or a backslash is written otherwise."""
        fields = vars(record)["fields"].items()
        return {
            name: without_userinfo(scrubbed(value, self._secrets)) if isinstance(value, str) else value
            for name, value in fields
        }


class _Plain(_Event):
    """A line for people, in their language; a traceback stands in the log alone."""

    def __init__(self, secrets: Sequence[SecretStr], zone: ZoneInfo) -> None:
        super().__init__(secrets)
        self._zone = zone

    def format(self, record: LogRecord) -> str:
        fields = self._fields(record).items()
        told = {name: plain(value) if isinstance(value, str) else value for name, value in fields}
        return local(line_of(record.msg, told, self._zone))


class LoggedProgress:
    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def started(self, step: str) -> None:
        """Writes nothing: a log lists finished steps only."""

    def ended(self, step: str, seconds: float, said: str) -> None:
        self._tell("step", step=step, seconds=round(seconds, 2), said=said)

    def note(self, text: str) -> None:
        self._tell("note", said=text)
