"""Finds config.toml, prompts/ and formats/: in the user's project folder, else the copies shipped with Brief."""

from dataclasses import dataclass
from pathlib import Path

CONFIG = "config.toml"
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Project:
    """A folder with config.toml, possibly with its own prompts/ and formats/."""

    config: Path
    prompts: Path
    formats: Path
    base: Path
    """The folder where relative paths in config.toml start."""

    @property
    def is_own(self) -> bool:
        """Whether the folder has a config.toml; without one, the shipped file is in force."""
        return self.config.parent == self.base


def find_project(start: Path) -> Project:
    """The nearest folder with a config.toml, from `start` upward; else the shipped files, with `start` as base."""
    start = start.resolve()
    shipped = shipped_folder()
    own = next((folder for folder in (start, *start.parents) if (folder / CONFIG).is_file()), None)
    root = own or shipped
    return Project(
        config=root / CONFIG,
        prompts=_own_or_shipped(root, shipped, "prompts"),
        formats=_own_or_shipped(root, shipped, "formats"),
        base=own or start,
    )


def shipped_folder() -> Path:
    """The folder with config.toml, prompts/ and formats/: inside the wheel, or the checkout of an editable install."""
    inside = _PACKAGE / "_shipped"
    return inside if inside.is_dir() else _PACKAGE.parent


def _own_or_shipped(root: Path, shipped: Path, name: str) -> Path:
    return root / name if (root / name).is_dir() else shipped / name
