"""Options that several commands share, and the configuration behind them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, get_args

import click

from brief.cli.output import printable, say
from brief.errors import BriefError, UsageError
from brief.runs.selection import STATES, has_report
from brief.runs.store import Newest, StoredRun, find_run, newest
from brief.settings.config import Config, join_team, load_config
from brief.settings.corpus_place import CorpusPlace
from brief.settings.keys import take_environment
from brief.settings.project import Project, find_project
from schemas.retrieval import Language

PATH, FILE = click.Path(path_type=Path), click.Path(path_type=Path, dir_okay=False)
json_option = click.option("as_json", "--json", is_flag=True, help="Print one JSON object on one line.")
runs_dir_option = click.option("--runs-dir", type=PATH, help="Folder of the runs; default: [run] runs_dir.")
corpus_path_option = click.option(
    "--corpus-path", metavar="FILE|URL", help="The standing corpus; default: [corpus] url, else path."
)
private_option = click.option(
    "--allow-private-addresses", is_flag=True, help="Fetch from loopback and private addresses too."
)
instruct_option = click.option(
    "--instruct", metavar="TEXT", help="What the writers are to mind, such as 'more on storage'; '' takes it back."
)
as_option = click.option(
    "--as", "by", metavar="NAME", help="Who does it; default: $BRIEF_USER, else the name of the login."
)
format_option = click.option(
    "--format", "format_", metavar="NAME", help="Of the run's report in this format, not the first."
)
language_option = click.option(
    "--language", type=click.Choice(get_args(Language)), help="Of the edition in it, not of the one written first."
)

run_id_option = click.option("--run-id", default="", hidden=True, help="For workers: make this run, or go on with it.")
scheduled_option = click.option(
    "--scheduled", default="", hidden=True, help="For workers: the job that it is made for."
)
status_option = click.option(
    "--status", multiple=True, metavar="STATE,…", help=f"Only in these states: {', '.join(STATES)}."
)
"""`brief.runs.selection.states_in` reads it."""


class Editor(NamedTuple):
    """Who says something of a report, of which one, and how it is told: the values of `editor_options`."""

    format: str | None
    language: str | None
    by: str | None
    runs_dir: Path | None
    as_json: bool

    def run(self, reference: str) -> StoredRun:
        """As of `run_named`."""
        return run_named(runs_dir(self.runs_dir), reference)


def editor_options(command: Callable[..., int]) -> Callable[..., int]:
    """Of commands in which somebody says something of one report of a run; they get the values as one, `editor`."""

    @wraps(command)
    def bundled(
        format_: str | None, language: str | None, by: str | None, runs_dir: Path | None, as_json: bool, **asked: Any
    ) -> int:
        return command(**asked, editor=Editor(format_, language, by, runs_dir, as_json))

    made: Callable[..., int] = bundled
    for option in (json_option, runs_dir_option, as_option, language_option, format_option):
        made = option(made)
    return made


def note(text: str) -> None:
    """A line on standard error."""
    say(printable(text), err=True)


def run_named(folder: Path, reference: str) -> StoredRun:
    """The run in the runs folder with this id or beginning of an id; `last` is the newest with a report.

    Prints a note about newer runs. If none has a report, `last` is the newest. Raises as `find_run` does.
    """
    if reference != "last":
        return find_run(folder, reference)
    found = newest(folder, has_report)
    return chosen(found, "that has a report") or find_run(folder, reference)


def chosen(found: Newest, which: str) -> StoredRun | None:
    """The newest run that qualifies; prints a note if a newer one was passed over."""
    if found.run and found.newer:
        newer = ", ".join(f"{run.path.name} ({run.state})" for run in found.newer[:2])
        more = f" and {len(found.newer) - 2} more" if len(found.newer) > 2 else ""
        say(f"{found.run.path.name} is the newest run {which}; made since: {newer}{more}", err=True)
    return found.run


def project() -> Project:
    """The project of the working directory, whose brief.env is taken. Raises ConfigError for one that cannot be."""
    here = find_project(Path.cwd())
    if here.is_own:
        take_environment(here.base)
    return here


def own_project() -> Project:
    """The same. Raises UsageError too, where there is none, only the shipped files."""
    here = project()
    if not here.is_own:
        advice = "Make one with `brief init DIR`, and go there."
        raise UsageError("is no project folder: it has no config.toml.", where=str(here.base), next=advice)
    return here


def configuration(overrides: Sequence[str] = ()) -> Config:
    """The configuration in force. Raises ConfigError."""
    here = project()
    return load_config(here.config, overrides, here.base)


def corpus_place(option: str | None, config: Config | None = None) -> CorpusPlace:
    """The standing corpus of --corpus-path, else the configured one."""
    return (config or configuration()).corpus.place.at(option)


def runs_dir(option: Path | None) -> Path:
    """The folder given with --runs-dir, else the configured one; only the latter needs a valid config.toml."""
    if option is None:
        return configuration().run.runs_dir
    with suppress(BriefError):
        join_team(option.resolve(), configuration())
    return option.resolve()
