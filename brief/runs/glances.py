"""What lists of runs and lines of descent need of a record, read once in a process."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import GetPydanticSchema
from pydantic_core import CoreSchema, core_schema

from brief.runs.store import RECORD, StoredRun, listed_run
from schemas.run import RunRecord

_MOST = 2000


def _only(name: str, schema: CoreSchema) -> CoreSchema:
    """A table of which one entry is kept."""
    entry = core_schema.typed_dict_field(schema, required=False)
    return core_schema.typed_dict_schema({name: entry}, extra_behavior="ignore")


_ZONE = _only("run", _only("timezone", core_schema.str_schema()))


class Glance(RunRecord):
    """Of the configuration, which is most of a record, the time zone alone: to make the rest takes most of the time."""

    configuration: Annotated[dict[str, Any], GetPydanticSchema(lambda *_: _ZONE)]


def glanced(folder: Path, kind: type[RunRecord] = Glance) -> StoredRun:
    """As `listed_run`; what was read before, unless it has changed since, or a process may still be at it."""
    record = folder / RECORD
    found = _stored(folder, kind, record.stat().st_mtime_ns if record.is_file() else 0)
    return listed_run(folder, kind) if found.record.status == "running" else found


@lru_cache(maxsize=_MOST)
def _stored(folder: Path, kind: type[RunRecord], _: int) -> StoredRun:
    return listed_run(folder, kind)


def forget() -> None:
    _stored.cache_clear()
