"""`brief init`"""

import shutil
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
    existing = [name for name in _PARTS if (folder / name).exists()]
    if existing:
        advice = "Name another folder, or move these away."
        raise UsageError(f"has {', '.join(existing)} already.", where=str(folder), next=advice)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _PARTS:
            _copy(shipped_folder() / name, folder / name)
    except OSError as error:
        raise UsageError(
            f"cannot be written ({error.strerror}).", where=str(folder), next="Name another folder."
        ) from error
    click.echo(str(folder.resolve()))
    click.echo(_NEXT, err=True)


def _copy(shipped: Path, own: Path) -> None:
    if shipped.is_dir():
        shutil.copytree(shipped, own)
    else:
        shutil.copyfile(shipped, own)
