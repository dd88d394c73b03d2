"""Options that several commands share, and the configuration behind them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from brief.config import Config, load_config
from brief.project import Project, find_project

F = TypeVar("F", bound=Callable[..., object])


def json_option(function: F) -> F:
    """--json."""
    return click.option("as_json", "--json", is_flag=True, help="Print one JSON object on one line.")(function)


def runs_dir_option(function: F) -> F:
    """--runs-dir."""
    return click.option(
        "--runs-dir", type=click.Path(path_type=Path), help="Folder of the runs; default: [run] runs_dir."
    )(function)


def corpus_path_option(function: F) -> F:
    """--corpus-path."""
    return click.option(
        "--corpus-path", type=click.Path(path_type=Path), help="The standing corpus; default: [corpus] path."
    )(function)


def status_option(function: F) -> F:
    """--status, to be read by `selecting.states_in`."""
    return click.option(
        "--status",
        multiple=True,
        metavar="STATE,…",
        help="Only in these states: running, finished, failed, interrupted, killed.",
    )(function)


def project() -> Project:
    """The project of the working directory."""
    return find_project(Path.cwd())


def configuration(overrides: Sequence[str] = ()) -> Config:
    """The configuration in force. Raises ConfigError."""
    here = project()
    return load_config(here.config, overrides, here.base)


def runs_dir(option: Path | None) -> Path:
    """The folder that --runs-dir names, else the configured one; a broken config.toml matters only for the latter."""
    return option.resolve() if option else configuration().run.runs_dir
