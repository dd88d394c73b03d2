"""That all workers keep runs in one place: who takes over a run must find it."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from brief.errors import UsageError
from brief.runs.store import writing
from brief.settings.config import Config
from brief.settings.team import team_of

if TYPE_CHECKING:
    from brief.postgres.connecting import Connection

_MARK = ".team"
"""In the folder of runs: what another folder cannot have."""
_ELSEWHERE = """SELECT string_agg(DISTINCT host, ', ')
    FROM brief_fleet_workers JOIN procrastinate_workers ON id = worker
    WHERE runs <> %s AND last_heartbeat > now() - make_interval(secs => %s)"""


def place_of_runs(runs_dir: Path, must: bool = True) -> str:
    """The same for all machines whose runs lie together; empty where nobody has marked the folder, unless it `must`."""
    if store := team_of(runs_dir).store:
        return store.rstrip("/")
    path = runs_dir / _MARK
    if must:
        with writing(path), suppress(FileExistsError):
            runs_dir.mkdir(parents=True, exist_ok=True)
            with path.open("x") as file:
                file.write(uuid4().hex)
    return path.read_text() if path.is_file() else ""


def must_be_one_place(connection: "Connection", place: str, config: Config) -> None:
    """Raises UsageError where a living worker keeps runs elsewhere."""
    found = connection.execute(_ELSEWHERE, (place, config.fleet.silence_seconds)).fetchone()
    if found and found[0]:
        what = f"workers that run now ({found[0]}) keep runs in another place: neither finds what the other has begun."
        advice = "Name one for all machines: [runs] url, or a shared folder as [run] runs_dir. Then start workers anew."
        raise UsageError(what, where=config.runs.url or str(config.run.runs_dir), next=advice)
