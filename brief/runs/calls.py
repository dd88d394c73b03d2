"""The calls of a run, read back from its ledger file."""

from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from brief.runs.files import unreadable
from schemas.run import Call


def read_calls(path: Path) -> tuple[Call, ...]:
    """The calls of a ledger file; empty if there is no file.

    A last line that was cut off by a crash is left out. Raises BriefError, which names the line, for any other that
    cannot be read.
    """
    if not path.is_file():
        return ()
    *lines, cut_off = path.read_bytes().split(b"\n")
    calls = [_call(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line]
    with suppress(ValidationError):
        calls += [Call.model_validate_json(cut_off)] if cut_off else []
    return tuple(calls)


def _call(line: bytes, where: str) -> Call:
    try:
        return Call.model_validate_json(line)
    except ValidationError as error:
        advice = "Take that line out of the file: its call is asked again, the others are kept."
        raise unreadable(error, "the call", where, advice) from error
