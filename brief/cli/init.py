"""`brief init`"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from brief.errors import UsageError
from brief.settings.project import shipped_folder

_NEXT = """No source is set yet: name your feeds or files under [[sources]] in its config.toml. Then, in that folder:
  brief run --period weekly
or, on a file of documents alone: brief run --period weekly --corpus FILE.jsonl"""
_PARTS = ("config.toml", "prompts", "formats")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a project folder: config.toml, prompts/ and formats/, to be changed at will. Overwrites nothing."""
    copy_into(folder, [shipped_folder() / name for name in _PARTS])
    click.echo(_NEXT, err=True)


def copy_into(folder: Path, shipped: Sequence[Path]) -> None:
    """Copies these files and folders, and prints where. Raises UsageError where one of them is there already."""
    if existing := [path.name for path in shipped if (folder / path.name).exists()]:
        advice = "Name another folder, or move these away."
        raise UsageError(f"has {', '.join(existing)} already.", where=str(folder), next=advice)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in shipped:
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, folder / path.name)
    except OSError as error:
        what = f"cannot be written ({error.strerror})."
        raise UsageError(what, where=str(folder), next="Name another folder.") from error
    click.echo(str(folder.resolve()))
