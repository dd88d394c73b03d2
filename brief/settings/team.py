"""What a folder of runs shares with other machines, as configurations of this machine say: no run's record is asked,
so that no password goes to an address that only a folder names.
"""

from dataclasses import dataclass, replace
from pathlib import Path

_TEAMS: dict[Path, "Team"] = {}


@dataclass(frozen=True)
class Team:
    runs_dir: Path
    store: str
    """Where runs are brought to, as fsspec names it; empty where they lie in `runs_dir` alone."""
    database: str
    """The address of PostgreSQL, or empty."""
    silence_seconds: float = 30.0
    """After so long without a sign of life who had a run has it no more."""


ALONE = Team(Path(), "", "")


def remember(team: Team) -> None:
    """In place of what was said of the same folder before."""
    for folder in {team.runs_dir, team.runs_dir.resolve()}:
        _TEAMS.pop(folder, None)
        if team.store or team.database:
            _TEAMS[folder] = replace(team, runs_dir=folder)


def team_of(path: Path) -> Team:
    """Of the folder of runs that `path` is, or lies in."""
    if not _TEAMS:
        return ALONE
    return next((_TEAMS[one] for one in (path, *path.parents) if one in _TEAMS), ALONE)
