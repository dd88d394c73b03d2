"""What commands write beside config.toml: entries of its lists, and the day on which each source last worked."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from brief.runs.store import write_atomically, writing
from brief.settings.project import Project
from brief.settings.source_settings import SourceConfig
from brief.settings.written import SOURCES
from schemas.base import Schema

STARTER = Path(__file__).resolve().parents[1] / "documents" / "sources" / "starter.toml"
"""The list of sources to begin with."""

CHECKED = "sources-checked.json"
"""Address or path of a source -> the day on which it last gave a document. May be deleted at any time."""


def append(project: Project, sources: Iterable[SourceConfig]) -> Path:
    """Writes the sources at the end of sources.toml, where all else stays byte for byte; returns its path.

    Raises BriefError if it cannot.
    """
    path = (project.base / SOURCES).resolve()  # of a link, what it leads to
    before = path.read_bytes() if path.exists() else b""
    blocks = "\n".join(entry("sources", source) for source in sources).encode()
    with writing(path, "Mend that."):
        write_atomically(path, before.removesuffix(b"\n") + b"\n\n" + blocks if before else blocks)
    return path


def entry(table: str, value: Schema) -> str:
    """It as an entry of a list in TOML, with the keys that it was given."""
    given = value.model_dump(exclude_unset=True, exclude_none=True)
    lines = (f"{key} = {one if isinstance(one, date) else _quoted(one)}\n" for key, one in given.items())
    return f"[[{table}]]\n" + "".join(lines)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")


def verified(folder: Path) -> dict[str, date]:
    """By address or path, the day on which a source last worked; what cannot be read is passed over."""
    try:
        days = json.loads((folder / CHECKED).read_text("utf-8"))
        return {place: date.fromisoformat(day) for place, day in days.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def stamp(folder: Path, sources: Sequence[SourceConfig], day: date) -> None:
    """Keeps that these worked on that day. Raises BriefError if it cannot."""
    days = verified(folder) | dict.fromkeys((source.place for source in sources), day)
    text = json.dumps(days, ensure_ascii=False, indent=1, default=date.isoformat, sort_keys=True)
    if sources:
        with writing(folder / CHECKED, "Mend that."):
            write_atomically(folder / CHECKED, f"{text}\n")
