"""`brief init`"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from brief.cli.output import say
from brief.cli.source_files import STARTER
from brief.errors import UsageError
from brief.runs.store import writing
from brief.settings.project import shipped_folder
from brief.settings.written import SOURCES

_WITHOUT_SOURCES = """No source is set yet. In that folder:
  brief sources add URL          a feed, or a page that names one
  brief sources import starter   a list to begin with
or, on a file of documents alone: brief run --period weekly --corpus FILE.jsonl"""
_WITH_STARTER = """Its sources.toml lists feeds to begin with; nobody has tried their addresses yet. In that folder:
  brief sources check            tries them; take out what does not answer
  brief ingest                   reads them: a feed holds its newest entries alone, so the first week is not whole
  brief run --period weekly"""
_PARTS = ("config.toml", "catalogue", "prompts", "formats")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sources", "starter", type=click.Choice(["starter"]), help="With a list of feeds to begin with.")
def command(folder: Path, starter: str | None) -> None:
    """Make a project folder: config.toml, catalogue/, prompts/ and formats/, to be changed at will.

    Overwrites nothing.
    """
    parts = {name: shipped_folder() / name for name in _PARTS}
    if (folder / "runs").is_file():
        raise UsageError("is a file; runs are kept there.", where=str(folder / "runs"), next="Move it away.")
    copy_into(folder, {**parts, SOURCES: STARTER} if starter else parts)
    click.echo(str(folder.resolve()))
    (folder / "runs").mkdir(exist_ok=True)  # where cron's line may write its log before the first run
    say(_WITH_STARTER if starter else _WITHOUT_SOURCES, err=True)


def copy_into(folder: Path, shipped: Mapping[str, Path]) -> None:
    """Copies these files and folders under their names there. Raises UsageError where one of them is there already."""
    if existing := [name for name in shipped if (folder / name).exists()]:
        advice = "Name another folder, or move these away."
        raise UsageError(f"has {', '.join(existing)} already.", where=str(folder), next=advice)
    with writing(folder, "Name another folder."):
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in shipped.items():
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, folder / name)
