"""`brief prune`"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from brief.cli import places
from brief.cli.output import columns, print_json, say, say_error
from brief.errors import BriefError, UsageError
from brief.llm.shared_answers import forget_answers
from brief.pipeline.kept import keeping
from brief.runs.retention import Choice, Rule, age, choose, remove, size_of, sweep
from brief.runs.selection import Wanted, states_in
from brief.runs.store import StoredRun, find_run, list_runs
from brief.words import counted, local

_SOME_STAY = 1
"""Exit status if a run that should be removed is still there."""


@click.command()
@click.argument("named", nargs=-1, metavar="[RUN]...")
@click.option("--older-than", metavar="AGE", help="Only runs older than this: 90d, 12w, 36h.")
@click.option("--keep", type=click.IntRange(min=0), metavar="N", help="All but the newest N.")
@places.status_option
@click.option("--dry-run", is_flag=True, help="Show what would go, and remove nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@places.runs_dir_option
@places.json_option
def command(
    named: tuple[str, ...],
    older_than: str | None,
    keep: int | None,
    status: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    runs_dir: Path | None,
    as_json: bool,
) -> int:
    """Remove old runs, or those that are named; shows which, with their sizes, and asks first. Without --runs-dir, what
    was kept of retrievals goes too: it is made anew where it is needed.

    RUN is an id or the beginning of one. Of several options, all must hold: with --older-than 90d --keep 20, of what is
    older than 90 days all goes that is not among the newest 20; with --status, only runs in these states are counted. A
    run that is running stays, and so does one that an unfinished replay goes on from. Exit status: 0 done, 1 some could
    not be removed, 2 usage.
    """
    folder = places.runs_dir(runs_dir)
    rule = _rule(folder, named, older_than, keep, status)
    listing = list_runs(folder)
    choice = choose(listing.runs, rule, datetime.now(UTC))
    sizes = {run.path: size_of(run.path) for run in choice.going}
    if not as_json:
        _tell(choice, sizes, listing.notes)
    must_confirm = bool(choice.going) and not dry_run and not yes
    if must_confirm and not _confirmed(len(choice.going), as_json=as_json):
        say("Nothing was removed.")
        return 0
    failed = {} if dry_run else _removed(folder, choice.going, kept=not runs_dir)
    if as_json:
        print_json(_as_json(choice, sizes, failed, dry_run, listing.notes))
    elif choice.going and not dry_run:
        say(f"Removed {counted(len(choice.going) - len(failed), 'run', 'runs')}.")
    return _SOME_STAY if failed else 0


def _rule(
    folder: Path, named: tuple[str, ...], older_than: str | None, keep: int | None, status: tuple[str, ...]
) -> Rule:
    states = states_in(status)
    if older_than is None and keep is None and states is None and not named:
        advice = "Name runs, or give --older-than 90d, --keep 20 or --status failed; --dry-run shows what would go."
        raise UsageError("says nothing of what is to go.", where="brief prune", next=advice)
    ids = tuple(find_run(folder, one).path.name for one in named) or None
    return Rule(Wanted(states=states, ids=ids), age(older_than) if older_than else None, keep or 0)


def _confirmed(count: int, *, as_json: bool) -> bool:
    """Asks the user. Raises UsageError if there is no terminal."""
    runs = counted(count, "run", "runs")
    if as_json or not _can_be_asked():
        advice = "Add --yes to remove them, or --dry-run to look."
        raise UsageError(f"{runs} would go, and nobody can be asked.", where="brief prune", next=advice)
    return click.confirm(local(f"Remove {runs} for good?"), err=True)


def _can_be_asked() -> bool:
    return sys.stdin.isatty()


def _removed(folder: Path, going: tuple[StoredRun, ...], *, kept: bool) -> Mapping[Path, BriefError]:
    """Removes the runs, and what was `kept` of retrievals; returns those that could not be removed, with the error."""
    if kept:
        keeping(places.corpus_place(None), folder).clear()
    sweep(folder)
    failed: dict[Path, BriefError] = {}
    for run in going:
        try:
            remove(run)
            forget_answers(run.path)
        except BriefError as error:
            failed[run.path] = error
            say_error(error)
    return failed


def _tell(choice: Choice, sizes: Mapping[Path, int], notes: tuple[str, ...]) -> None:
    for note in (*notes, *(stay.told for stay in choice.staying), *choice.notes):
        say(note, err=True)
    if not choice.going:
        say("Nothing is to go.")
        return
    rows = [(run.record.run_id, run.state, run.record.period.label, _size(sizes[run.path])) for run in choice.going]
    total = ("total", counted(len(rows), "run", "runs"), "", _size(sum(sizes.values())))
    click.echo("\n".join(columns([("RUN", "STATE", "PERIOD", "SIZE"), *rows, total])))


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB"


def _as_json(
    choice: Choice, sizes: Mapping[Path, int], failed: Mapping[Path, BriefError], dry_run: bool, notes: tuple[str, ...]
) -> dict[str, Any]:
    gone = [run for run in choice.going if run.path not in failed]
    entries = [
        {"run_id": run.record.run_id, "status": run.state, "bytes": sizes[run.path], "path": str(run.path)}
        for run in gone
    ]
    stays = [{"run_id": stay.run.record.run_id, "why": stay.why} for stay in choice.staying]
    return {
        "dry_run": dry_run,
        "exit_code": _SOME_STAY if failed else 0,
        "removed": [] if dry_run else entries,
        "would_remove": entries if dry_run else [],
        "bytes": sum(sizes[run.path] for run in gone),
        "staying": [*stays, *({"run_id": path.name, "why": str(error)} for path, error in failed.items())],
        "notes": [*notes, *choice.notes],
    }
