"""The log of what runs by itself: logs/brief.log, one JSON object an event, dated, rotated, without a secret."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging import StreamHandler, makeLogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from brief.report.render.plain import plain
from brief.runs.store import writing
from brief.schedule.told import LINES
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
    screen = StreamHandler()

    def tell(event: str, **fields: Any) -> None:
        # scrubbed before it is JSON, in which a secret with a quotation mark or a backslash is written otherwise
        told = {name: _scrubbed(value, secrets) for name, value in fields.items()}
        line = json.dumps({"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "event": event, **told}, ensure_ascii=False)
        file.handle(makeLogRecord({"msg": line}))
        if aloud:
            screen.handle(makeLogRecord({"msg": line if aloud == "json" else _for_people(event, told, zone)}))

    try:
        yield tell
    finally:
        with suppress(OSError):  # a full disk loses lines, and stops no work
            file.close()


def _scrubbed(value: Any, secrets: Sequence[SecretStr]) -> Any:
    return without_userinfo(scrubbed(value, secrets)) if isinstance(value, str) else value


def _for_people(event: str, fields: Mapping[str, Any], zone: ZoneInfo) -> str:
    """A line in their language; a traceback stands in the log alone."""
    told = {name: plain(value) if isinstance(value, str) else value for name, value in fields.items()}
    return local(LINES[event](**told, zone=zone))


class LoggedProgress:
    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def started(self, step: str) -> None:
        """Writes nothing: a log lists finished steps only."""

    def ended(self, step: str, seconds: float, said: str) -> None:
        self._tell("step", step=step, seconds=round(seconds, 2), said=said)

    def note(self, text: str) -> None:
        self._tell("note", said=text)
