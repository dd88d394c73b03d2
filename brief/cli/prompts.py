"""`brief prompts`"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.init import copy_into
from brief.cli.output import columns, print_json, say
from brief.cli.output import show as show_result
from brief.errors import UsageError
from brief.evaluation import judge as judging
from brief.llm.context_window import token_counter
from brief.llm.prompt_set import QUESTIONS, faults, not_in_force, prompts_in_force
from brief.llm.prompt_template import load_prompt
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER, StoredRun, list_runs
from brief.settings.models import JUDGE


@click.group(invoke_without_command=True)
@places.runs_dir_option
@places.json_option
@click.pass_context
def command(ctx: click.Context, runs_dir: Path | None, as_json: bool) -> None:
    """List the prompts in force: file, version, tokens, how many runs used that version, variables.

    A prompt file has two parts, split by a line <!-- question -->: above it what is the same for every question, below
    it the question. $name is a variable, ${name|word} one that may be empty. docs/prompts.md tells which there are.
    """
    if ctx.invoked_subcommand is not None:
        return
    languages, directory = places.configuration().report.languages, places.project().prompts
    language = languages[0]
    counter, listing = token_counter(), list_runs(places.runs_dir(runs_dir)).runs
    entries: list[dict[str, Any]] = [
        {
            "role": name,
            "version": template.version,
            "tokens": counter.count(template.text),
            "runs": sum(template.version in _versions(name, run) for run in listing),
            "variables": template.variables,
            "path": str(template.path),
        }
        for name, asked in prompts_in_force(*languages).items()
        for template in (load_prompt(directory, *asked),)
    ]
    rows = [
        (Path(one["path"]).name, one["version"], str(one["tokens"]), str(one["runs"]), " ".join(one["variables"]))
        for one in entries
    ]
    lines = columns([("FILE", "VERSION", "TOKENS", "RUNS", "VARIABLES"), *rows])
    lines += [f"In force for reports in {language}, from {directory}.", *_unread(directory, *languages)]
    others = list(not_in_force(directory, *languages))
    show_result(as_json, {"language": language, "prompts": entries, "not_in_force": others}, lines)


@command.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@places.json_option
def check(folder: Path | None, as_json: bool) -> int:
    """Find what is wrong with the prompts in force.

    Those of DIR take their place, file by file. Exit status 2 where something is wrong. The form of the files is told
    in docs/prompts.md.
    """
    config = places.configuration()
    found = list(faults(config, places.project(), folder))
    exit_code = 2 if found else 0
    lines = [*map(str, found)] or [f"Every prompt for reports in {config.report.first} can be filled."]
    lines += _unread(folder or places.project().prompts, *config.report.languages)
    show_result(as_json, {"exit_code": exit_code, "faults": [asdict(one) for one in found]}, lines)
    return exit_code


@command.command()
@click.argument("name")
@click.option("--run", "run", default="last", help="An id, the beginning of one, or `last`.")
@click.option("--call", "number", type=click.IntRange(min=1), help="Which call, as `brief show` numbers them.")
@places.runs_dir_option
@places.json_option
def show(name: str, run: str, number: int | None, runs_dir: Path | None, as_json: bool) -> None:
    """Show the text that a run sent.

    It is that of one call for the role NAME, the first one where --call names none, and what was answered.
    """
    stored = places.run_named(places.runs_dir(runs_dir), run)
    ledger = enumerate(read_calls(stored.path / _ledger_of(name)), start=1)
    calls = {place: call for place, call in ledger if call.role == name}
    if not calls or number not in (None, *calls):
        raise _no_such_call(name, number, list(calls), stored)
    number = number or next(iter(calls))
    call = calls[number]
    if as_json:
        told = {"run_id": stored.record.run_id, "number": number, "numbers": list(calls), "calls": len(calls)}
        print_json({**told, "call": call.model_dump(mode="json")})
        return
    others = f" ({name}: {', '.join(map(str, calls))})" if len(calls) > 1 else ""
    say(f"call {number} of {_ledger_of(name)}{others}, {call.model}, prompt {call.prompt_version}", err=True)
    click.echo(f"{call.system}\n\n{call.user}\n\n--- answer ---\n\n{call.answer}")


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Copy the prompts in force into DIR.

    There they are edited, for `brief replay --prompts DIR`. Overwrites nothing.
    """
    copy_into(folder, {path.name: path for path in sorted(places.project().prompts.glob("*.md"))})
    click.echo(str(folder.resolve()))


def _no_such_call(role: str, number: int | None, known: list[int], stored: StoredRun) -> UsageError:
    what = f"asked {len(known)} calls for {role!r}."
    if known:
        what = f"call {number} is none for {role!r}."
    advice = f"Those are {', '.join(map(str, known))}." if known else f"Roles: {', '.join(QUESTIONS)}."
    return UsageError(what, where=stored.path.name, next=advice)


def _unread(folder: Path, *languages: str) -> Iterator[str]:
    if others := not_in_force(folder, *languages):
        yield f"Not read, being for reports in another language: {', '.join(others)}."


def _ledger_of(role: str) -> str:
    """Within a run's folder."""
    return f"{judging.FOLDER}/{LEDGER}" if role == JUDGE else LEDGER


def _versions(role: str, run: StoredRun) -> set[str | None]:
    """Of the role's prompt, those that a run or its judges used."""
    if role == JUDGE:
        return {call.prompt_version for call in read_calls(run.path / _ledger_of(role))}
    return {run.record.prompt_versions.get(role)}
