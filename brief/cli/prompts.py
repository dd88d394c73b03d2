"""`brief prompts`"""

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from brief import judging
from brief.cli import places
from brief.cli.output import columns, print_json
from brief.errors import BriefError, UsageError
from brief.formats import load_format
from brief.ledger import read_calls
from brief.models import JUDGE
from brief.prompt_sets import QUESTIONS, load_prompts, own_prompts
from brief.prompts import check_prompt, load_prompt, style_of
from brief.runs import LEDGER, StoredRun, list_runs
from brief.tokens import token_counter
from schemas.run import Call

_MOST_TOKENS = 4000
"""Of one prompt file: beyond that, small models lose its rules, and every call pays for them."""


@dataclass(frozen=True)
class _Entry:
    """One prompt in force."""

    role: str
    version: str
    tokens: int
    runs: int
    """How many used this version."""
    variables: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class _Found:
    """What is wrong with one prompt."""

    name: str
    where: str
    what: str
    next: str | None


@click.group(invoke_without_command=True)
@places.runs_dir_option
@places.json_option
@click.pass_context
def command(ctx: click.Context, runs_dir: Path | None, as_json: bool) -> None:
    """List the prompts in force: version, variables, tokens, and how many runs used that version."""
    if ctx.invoked_subcommand is not None:
        return
    language, directory = places.configuration().report.language, places.project().prompts
    counter, listing = token_counter(), list_runs(places.runs_dir(runs_dir)).runs
    entries = [
        _Entry(
            role,
            template.version,
            counter.count(template.text),
            sum(template.version in _versions(role, run) for run in listing),
            template.variables,
            str(template.path),
        )
        for role, template in load_prompts(directory, language, QUESTIONS).items()
    ]
    if as_json:
        print_json({"prompts": [asdict(entry) for entry in entries]})
        return
    rows = [(e.role, e.version, str(e.tokens), str(e.runs), " ".join(e.variables)) for e in entries]
    click.echo("\n".join(columns([("ROLE", "VERSION", "TOKENS", "RUNS", "VARIABLES"), *rows])))


@command.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@places.json_option
def check(folder: Path | None, as_json: bool) -> int:
    """Find what is wrong with the prompts in force, those of DIR laid over them: exit 2 where something is."""
    found = list(_faults(folder))
    exit_code = 2 if found else 0
    if as_json:
        print_json({"exit_code": exit_code, "faults": [asdict(one) for one in found]})
        return exit_code
    for one in found:
        click.echo(f"{one.where}: {one.what} {one.next or ''}".rstrip())
    if not found:
        click.echo("Every prompt can be filled.")
    return exit_code


@command.command()
@click.argument("name")
@click.option("--run", "run", default="last", help="An id, the beginning of one, or `last`.")
@click.option("--call", "number", type=click.IntRange(min=1), default=1, show_default=True, help="Which of its calls.")
@places.runs_dir_option
@places.json_option
def show(name: str, run: str, number: int, runs_dir: Path | None, as_json: bool) -> None:
    """Show the very text that a run sent for the role NAME, and what was answered."""
    stored = places.run_named(places.runs_dir(runs_dir), run)
    calls = [call for call in read_calls(stored.path / _ledger_of(name)) if call.role == name]
    if number > len(calls):
        what = f"asked {len(calls)} calls for {name!r}."
        raise UsageError(what, where=stored.path.name, next=f"Roles: {', '.join(QUESTIONS)}; --call counts from 1.")
    call = calls[number - 1]
    if as_json:
        print_json({"run_id": stored.record.run_id, "calls": len(calls), "call": call.model_dump(mode="json")})
        return
    click.echo(f"call {number} of {len(calls)}, {call.model}, prompt {call.prompt_version}", err=True)
    click.echo("\n\n".join(_shown(call)))


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Copy the prompts in force into DIR, to be edited for `brief replay --prompts DIR`. Overwrites nothing."""
    files = sorted(places.project().prompts.glob("*.md"))
    if there := [file.name for file in files if (folder / file.name).exists()]:
        raise UsageError(f"has {there[0]} already.", where=str(folder), next="Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, folder / file.name)
    except OSError as error:
        raise UsageError(
            f"cannot be written ({error.strerror}).", where=str(folder), next="Name another folder."
        ) from error
    click.echo(str(folder.resolve()))


def _ledger_of(role: str) -> str:
    """Within a run's folder."""
    return f"{judging.FOLDER}/{LEDGER}" if role == JUDGE else LEDGER


def _versions(role: str, run: StoredRun) -> set[str | None]:
    """Of the role's prompt, those that a run or its judges used."""
    if role == JUDGE:
        return {call.prompt_version for call in read_calls(run.path / _ledger_of(role))}
    return {run.record.prompt_versions.get(role)}


def _faults(folder: Path | None) -> Iterator[_Found]:
    """Of each prompt the first thing that is wrong with it."""
    config, here, counter = places.configuration(), places.project(), token_counter()
    language = config.report.language
    style = style_of(load_format(here.formats, config.report.formats[0], language), "weekly")
    own = own_prompts(folder, language) if folder else ()
    for role, question in QUESTIONS.items():
        try:
            template = load_prompt(folder if folder and role in own else here.prompts, role, language)
            check_prompt(template, question, style)
        except BriefError as error:
            yield _Found(role, error.where or role, error.what, error.next)
            continue
        if (tokens := counter.count(template.text)) > _MOST_TOKENS:
            what = f"is long: {tokens} tokens, more than {_MOST_TOKENS}."
            yield _Found(role, str(template.path), what, "Shorten it: every call sends it.")


def _shown(call: Call) -> tuple[str, ...]:
    return call.system, call.user, "--- answer ---", call.answer
