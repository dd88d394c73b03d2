"""A folder of weeks and labels; what it lacks is skipped and named."""

from pathlib import Path
from urllib.parse import unquote

from benchmarks.labels import Label, labels


class Data:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._absent: dict[str, None] = {}

    @property
    def skipped(self) -> list[str]:
        """Files that were looked for and are not there, as `labels/strikes.jsonl`."""
        return list(self._absent)

    def labels(self, name: str) -> list[Label]:
        """The rows of a label file; none where there is no such file."""
        return labels(self._folder, name) if self._has(f"labels/{name}.jsonl") else []

    def week(self, name: str) -> Path | None:
        return self._folder / f"weeks/{name}.jsonl" if self._has(f"weeks/{name}.jsonl") else None

    def weeks(self) -> list[Path]:
        return sorted((self._folder / "weeks").glob("*.jsonl"))

    def _has(self, name: str) -> bool:
        if (self._folder / name).is_file():
            return True
        self._absent[name] = None
        return False


def bare(url: str) -> str:
    """An address as labels are compared: without query, fragment, final slash and percent-escapes.

    Two pages that differ in their query alone are one here (items of Hacker News).
    """
    return unquote(url.partition("?")[0].partition("#")[0]).rstrip("/")
