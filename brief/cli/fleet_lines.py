"""Lines of `brief fleet submit`: JSON objects, checked by the options of the commands that they stand for."""

import difflib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from datetime import datetime
from typing import Any
from uuid import uuid4

import click

from brief.cli import compare, deliver, ingest, places, run
from brief.cli.run import options_of
from brief.errors import BriefError, UsageError
from brief.fleet.orders import Order, lock_of
from brief.pipeline.plan import plan_run
from brief.pipeline.progress import PlainProgress
from brief.replays.experiment import Task, overrides_of, planned, variants_of
from brief.runs.store import StoredRun, find_run
from brief.settings.project import Project
from schemas.period import Period

Line = Mapping[str, Any]
_NOT_OF_LINES = {"json", "runs-dir", "run-id", "scheduled", "estimate", "documents", "help", "dry-run"}
"""Options that are the worker's own affair, or somebody's at a terminal."""
_NAMED = {"period", "format", "language"}
"""What the name of a report begins with, whether the line says it or not."""
_BESIDE = {"documents", "deliver", "estimate", "as_json", "run_id"}
"""What `brief run` does not plan by."""


def orders_of(text: str, project: Project, now: datetime) -> list[Order]:
    """What the lines ask for, in order. Paths in them are relative to the project's folder.

    Raises UsageError for the first line that asks for what there is not; it names its number.
    """
    orders: list[Order] = []
    with chdir(project.base):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                orders += _checked(line, number, project, now)
    return orders


def _checked(line: str, number: int, project: Project, now: datetime) -> list[Order]:
    where = f"line {number}"
    try:
        return _read(line, project, now)
    except BriefError as error:
        raise UsageError(str(error), where=where, next="Nothing was queued.") from error
    except click.ClickException as error:
        raise UsageError(error.format_message(), where=where, next="Nothing was queued.") from error


def _read(line: str, project: Project, now: datetime) -> list[Order]:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise UsageError(f"is no JSON ({error}).") from error
    if not isinstance(given, dict):
        raise UsageError("is no JSON object.")
    kind, again = given.pop("job", "report"), given.pop("again", False)
    if not isinstance(again, bool):
        raise UsageError("`again` is true or false.")
    if kind not in _KINDS:
        raise UsageError(f"there is no job {kind!r}: {', '.join(_KINDS)}.")
    orders = list(_KINDS[kind](given, project, now))
    mark = uuid4().hex
    return [one.model_copy(update={"lock": lock_of(one.lock, mark)}) for one in orders] if again else orders


def _report(given: Line, project: Project, now: datetime) -> Iterator[Order]:
    """As of now, where the line says nothing else, however late its turn comes."""
    given = dict(given)
    channels = _listed(given.pop("deliver", ()))
    arguments, asked = _arguments(run.command, "run", given)
    plan = plan_run(options_of(**{name: value for name, value in asked.items() if name not in _BESIDE}), project, now)
    if channels:
        deliver.must_be_channels(channels)
    if "as-of" not in given:
        arguments.append(f"--as-of={now.isoformat()}")
    formats = [one.name for one in plan.formats]
    besides = (one for key, value in given.items() if key not in _NAMED for one in _said(key, value))
    name = " ".join((plan.period.label, *formats, *plan.config.report.languages, *besides))
    lock = lock_of("report", given, channels, plan.period.label)
    yield Order(
        kind="report",
        arguments=tuple(arguments),
        name=name,
        lock=lock,
        period=plan.period.kind,
        deliver=tuple(channels),
    )


def _ingest(given: Line, _project: Project, _now: datetime) -> Iterator[Order]:
    what = _listed(given.get("what", ()))
    arguments, _ = _arguments(ingest.command, "ingest", {key: value for key, value in given.items() if key != "what"})
    told = (*arguments, *what)
    yield Order(kind="ingest", arguments=told, name=" ".join(("ingest", *what)), lock=lock_of("ingest", told))


def _deliver(given: Line, _project: Project, _now: datetime) -> Iterator[Order]:
    found = _run_of(given)
    arguments, _ = _arguments(deliver.command, "deliver", {key: value for key, value in given.items() if key != "run"})
    deliver.must_be_channels(_listed(given.get("to", ())))
    name = f"{found.path.name} → {', '.join(_listed(given.get('to', ()))) or '*'}"
    told = (found.path.name, *arguments)
    yield Order(kind="deliver", arguments=told, name=name, lock=lock_of("deliver", told))


def _compare(given: Line, project: Project, _now: datetime) -> Iterator[Order]:
    """A cell of the matrix is a job, and makes an ordinary run: `brief compare RUN RUN…` measures them side by side."""
    parent = _run_of(given)
    rest = {key: value for key, value in given.items() if key != "run"}
    _, asked = _arguments(compare.command, "compare", rest)
    variants = variants_of(asked["prompts"], asked["models"])
    cells = list(planned(parent, variants, asked["repeat"], project, PlainProgress(sys.stderr)))
    for cell in cells:
        yield _cell(cell, parent.path.name, parent.record.period, is_own=cell.sample == cells[0].sample)


def _cell(cell: Task, parent: str, period: Period, *, is_own: bool) -> Order:
    if isinstance(cell.plan, BriefError):
        raise cell.plan
    variant = cell.variant
    arguments = [parent, "--as-recorded"]
    arguments += [f"--prompts={variant.prompts}"] if variant.prompts else []
    arguments += [f"--model={variant.model}"] if variant.model else []
    arguments += [f"--set={one}" for one in overrides_of(None if is_own else cell.sample)]
    name, lock = f"{parent}: {variant.name}, sample {cell.sample}", lock_of("replay", arguments)
    return Order(kind="replay", arguments=tuple(arguments), name=name, lock=lock, period=period.kind)


_KINDS: Mapping[str, Callable[[Line, Project, datetime], Iterator[Order]]] = {
    "report": _report,
    "ingest": _ingest,
    "compare": _compare,
    "deliver": _deliver,
}


def _run_of(given: Line) -> StoredRun:
    if not isinstance(run_id := given.get("run"), str):
        raise UsageError("`run` names no run.")
    return find_run(places.runs_dir(None), run_id)


def _arguments(command: click.Command, name: str, given: Line) -> tuple[list[str], dict[str, Any]]:
    """As one would type them, and what Click makes of them. Raises UsageError or what Click raises."""
    options = {spelled.removeprefix("--"): one for one in command.params for spelled in one.opts if spelled[:2] == "--"}
    known = sorted(options.keys() - _NOT_OF_LINES)
    typed: list[str] = []
    for key, value in given.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1) or known
            raise UsageError(f"{key!r} is no key of {name}: {', '.join(near)}.")
        typed += _typed(key, value, options[key])
    return typed, command.make_context(name, list(typed)).params


def _typed(key: str, value: Any, option: click.Parameter) -> Iterator[str]:
    if isinstance(option, click.Option) and option.is_flag:
        if not isinstance(value, bool):
            raise UsageError(f"`{key}` is true or false.")
        yield from [f"--{key}"] * value
        return
    if isinstance(value, list) and not option.multiple:
        raise UsageError(f"`{key}` is one value, not several.")
    for one in _several(value):
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            raise UsageError(f"`{key}` is a text or a number.")
        yield f"--{key}={one}"


def _said(key: str, value: Any) -> list[str]:
    """As the name of a report tells it apart from others."""
    return [f"--{key}"] * value if isinstance(value, bool) else [str(one) for one in _several(value)]


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _listed(value: Any) -> list[str]:
    """One text or several."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise UsageError(f"{value!r} is neither a text nor a list of texts.")
    return list(found)
