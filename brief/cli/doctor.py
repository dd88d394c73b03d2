"""`brief doctor`"""

import operator
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path

import click

from brief import __file__ as own_file
from brief.cli import places
from brief.cli.formats import left_out
from brief.cli.output import columns, show
from brief.cli.sections import unshown
from brief.errors import BriefError, ConfigError, Diagnosis
from brief.pipeline.plan import formats_in, must_be_makable, must_have_persona
from brief.postgres.connecting import connected, shown
from brief.report.format import Format, list_formats, name_in
from brief.settings.config import Config

FAILED = 2
"""Exit status where something must be mended."""
_MODEL = "Set a key in brief.env, or take a format that needs none: quantshark-weekly."


@click.command()
@click.option("--critic", "critic", is_flag=True, help="Only examine the critic, if it is not known; tell its marks.")
@places.json_option
def command(critic: bool, as_json: bool) -> int:
    """Check configuration, prompts, folders, packages and models; say how to mend what is wrong.

    With --critic the models of [models] critic read the examination, 120 texts of which half are false, and nothing
    else is looked at. The result is kept in critics.jsonl beside config.toml: no run asks them again for it.

    Exit status 2 where something is wrong, or no critic is heard.
    """
    if critic:
        from brief.cli.critic import tell_critics  # a slow import

        return tell_critics(as_json)
    found = list(findings())
    well = all(finding.ok for finding in found)
    exit_code = 0 if well else FAILED
    show(as_json, {"ok": well, "exit_code": exit_code, "findings": list(map(asdict, found))}, _lines(found))
    return exit_code


def findings() -> Iterator[Diagnosis]:
    """Everything that is looked at, in the order in which it should be mended."""
    enough = sys.version_info >= (3, 11)
    yield Diagnosis("python", enough, sys.version.split()[0], "Install Python 3.11 or later.")
    yield from _packages()
    yield _foreign_agents()
    yield _full_text_search()
    yield _clock()
    yield from _extras()
    yield from _project()
    yield _tracing()  # brief.env has been taken by now


def _lines(found: list[Diagnosis]) -> Iterator[str]:
    yield from columns((_mark(finding), finding.name, finding.said) for finding in found)
    for finding in found:
        if _mark(finding) != "ok" and finding.fix:
            yield f"{finding.name}: {finding.fix}"


def _mark(finding: Diagnosis) -> str:
    return "FAIL" if not finding.ok else "note" if finding.note else "ok"


def _packages() -> Iterator[Diagnosis]:
    for requirement in requires("brief") or ():
        if "extra ==" in requirement:
            continue
        if wanted := _REQUIREMENT.match(requirement):
            yield _package(*wanted.groups())


_REQUIREMENT = re.compile(r"([\w.-]+)\s*(>=|==)\s*([\d.]+)")


def _package(name: str, relation: str, wanted: str) -> Diagnosis:
    fix = "Run `sh scripts/setup` again, or reinstall brief."
    try:
        installed = version(name)
    except PackageNotFoundError:
        return Diagnosis(name, ok=False, said="is not installed", fix=fix)
    fits, said = (operator.eq, "exactly") if relation == "==" else (operator.ge, "at least")
    return Diagnosis(name, fits(_numbers(installed), _numbers(wanted)), f"{installed} ({said} {wanted})", fix)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _foreign_agents() -> Diagnosis:
    try:
        distribution("openai-agents")
    except PackageNotFoundError:
        return Diagnosis("agents", ok=True, said="the package `agents` is ours")
    fix = "Uninstall openai-agents, then reinstall brief: both bring a package `agents`, and one overwrites the other."
    return Diagnosis("agents", ok=False, said="openai-agents is installed beside brief", fix=fix)


def _full_text_search() -> Diagnosis:
    try:
        with sqlite3.connect(":memory:") as database:
            database.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError as error:
        return Diagnosis("sqlite", ok=False, said=str(error), fix="Use a Python whose sqlite3 has FTS5.")
    return Diagnosis("sqlite", ok=True, said=f"{sqlite3.sqlite_version} with FTS5")


_EXTRAS = {"pdf": "writes reports as PDF", "dense": "lets events of two languages meet by what they mean"}
"""What nobody needs, by the name of its extra."""


def _extras() -> Iterator[Diagnosis]:
    for name, what in _EXTRAS.items():
        if not _has(name):
            said = f"an option that is not installed: `pip install 'brief[{name}]'` {what}"
            yield Diagnosis(name, ok=True, said=said)
        elif name == "pdf":
            yield _fonts()


def _has(extra: str) -> bool:
    own = (one for one in requires("brief") or () if one.replace('"', "'").endswith(f"'{extra}'"))
    names = (wanted[1] for one in own if (wanted := _REQUIREMENT.match(one)))
    with suppress(PackageNotFoundError):
        return all(map(version, names))
    return False


def _fonts() -> Diagnosis:
    from brief.exports.pdf import FONT_ADVICE, has_chinese_font

    found = has_chinese_font()
    said = "a font has Chinese characters" if found else "no font has Chinese characters"
    return Diagnosis("pdf", ok=True, said=said, fix=FONT_ADVICE, note=not found)


def _clock() -> Diagnosis:
    """Brief cannot run before it was installed."""
    now, installed = datetime.now(UTC), datetime.fromtimestamp(Path(own_file).stat().st_mtime, UTC)
    plausible, fix = now >= installed and now.year < 2100, "Set the clock; --as-of names an instant by hand."
    return Diagnosis("clock", plausible, f"{now:%Y-%m-%d %H:%M} UTC", fix)


def _tracing() -> Diagnosis:
    on = [name for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2") if os.environ.get(name, "").lower() == "true"]
    fix = f"Unset {' and '.join(on)}: evidence would be sent to a tracing service."
    return Diagnosis("tracing", not on, f"{' and '.join(on)}: on" if on else "LangSmith's is off", fix)


def _project() -> Iterator[Diagnosis]:
    from brief.llm.context_window import token_counter

    try:
        here, config = places.project(), places.configuration()
    except BriefError as error:
        yield Diagnosis.of("configuration", error)
        return
    enabled = sum(source.enabled for source in config.sources)
    said = f"{here.config}: {len(config.sections)} sections, {enabled} of {len(config.sources)} sources enabled"
    yield Diagnosis("configuration", ok=True, said=said)
    for name, look in (("formats", _formats), ("runs", _runs), ("team", _team), ("corpus", _corpus)):
        yield from _tried(name, config, look)
    yield _audit(here.base)
    yield from _channels(config)
    if collector := config.telemetry.endpoint:
        yield Diagnosis("telemetry", ok=True, said=f"{collector} is told of each run; not tried")
    yield from _tried("jobs", config, _jobs)
    yield from _tried("prompts", config, _prompts)
    # Estimating is no fault: counts are within a few per cent, and no run ever downloads.
    yield Diagnosis("tokenizer", ok=True, said=token_counter().name)
    yield from _tried("models", config, _models)


def _tried(name: str, config: Config, look: Callable[[Config], Iterator[Diagnosis]]) -> Iterator[Diagnosis]:
    try:
        yield from look(config)
    except BriefError as error:
        yield Diagnosis.of(name, error)


def _audit(folder: Path) -> Diagnosis:
    from brief.delivery.audit import FILE, first_broken_line

    path = folder / FILE
    broken = first_broken_line(path)
    said = f"{path} is whole" if broken is None else f"{path}: line {broken} does not follow from those before it"
    return Diagnosis("audit", broken is None, said, "Somebody changed the file: compare it with a copy.")


def _channels(config: Config) -> Iterator[Diagnosis]:
    """Whether the secrets are there that each names; nothing is sent."""
    from brief.delivery.base import missing_secrets

    for name, channel in config.delivery.items():
        missing = list(missing_secrets(name, channel))
        fix = "Set them in brief.env beside config.toml, or name a file."
        yield Diagnosis(f"channel {name}", not missing, "; ".join(missing) or f"{channel.kind}, not tried", fix)


def _jobs(config: Config) -> Iterator[Diagnosis]:
    """Those that deliver where nothing is configured, and those whose formats need a model that they have not."""
    from brief.schedule.jobs import FILE, read_jobs
    from brief.schedule.making import Task
    from brief.schedule.reached import unknown_channels

    here, now = places.project(), datetime.now(UTC)
    for job in read_jobs(here.base):
        for said in unknown_channels(job, config.delivery):
            fix = f"Add it to config.toml, or take its name out of {FILE}."
            yield Diagnosis(f"job {job.name}", ok=False, said=said, fix=fix)
    for job in read_jobs(here.base):
        plan = Task(here, job, job.period, now).plan(now)
        for said in left_out(plan.formats, job.period) if plan.models.extractive else ():
            yield Diagnosis(f"job {job.name}", ok=True, said=said, fix=_MODEL, note=True)


def _prompts(config: Config) -> Iterator[Diagnosis]:
    from brief.llm.prompt_set import faults

    here = places.project()
    try:
        found = list(faults(config, here))
    except ConfigError:  # of a format, which `_formats` tells
        return
    if not found:
        yield Diagnosis("prompts", ok=True, said=f"{here.prompts}, for reports in {config.report.first}")
    for one in found:
        yield Diagnosis("prompts", ok=False, said=f"{one.where}: {one.what}", fix=one.next)


def _models(config: Config) -> Iterator[Diagnosis]:
    """Keys, and one tiny structured call to each model that a role is bound to."""
    from brief.llm.probe import cut_lately, reach
    from brief.runs.store import newest
    from brief.settings.models import resolve

    models = resolve(config, os.environ)
    if models.extractive:
        yield Diagnosis("models", ok=True, said="no key is set: every role is written by extraction")
        with suppress(BriefError):  # of a format, which `_formats` tells
            formats = formats_in(places.project().formats, config.report.formats, config, config.report.first)
            lacking = list(left_out(formats, "weekly"))
            yield from (Diagnosis("models", ok=True, said=said, fix=_MODEL, note=True) for said in lacking)
    yield from reach(models)
    with suppress(BriefError):  # a run that cannot be read is `brief list`'s to tell
        last = newest(config.run.runs_dir).run
        yield from cut_lately(models, last.path) if last else ()


def _formats(config: Config) -> Iterator[Diagnosis]:
    """All in the folder, and those that are written where none is asked for; then sections that none shows."""
    folder, whole, broken = places.project().formats, list[Format](), False
    for name in dict.fromkeys((*list_formats(folder), *(name_in(folder, one) for one in config.report.formats))):
        try:
            whole += formats_in(folder, [name], config, config.report.first)
        except BriefError as error:
            yield Diagnosis.of("formats", error)
            broken = True
    must_have_persona(config, whole)
    must_be_makable(config, whole)
    if broken:
        return
    yield Diagnosis("formats", ok=True, said=", ".join(one.name for one in whole))
    left = unshown(config, whole)
    for said, _, fix in (one.partition(": ") for one in left):
        yield Diagnosis("sections", ok=True, said=said, fix=fix, note=True)
    if not left:
        yield Diagnosis("sections", ok=True, said="each is shown by a format")


def _runs(config: Config) -> Iterator[Diagnosis]:
    folder = config.run.runs_dir
    _must_be_writable(folder, "Change its permissions, or [run] runs_dir in config.toml.")
    yield Diagnosis("runs", ok=True, said=f"{folder} can be written")


def _team(config: Config) -> Iterator[Diagnosis]:
    """Whether what machines share can be reached: the store of runs, and the database."""
    from brief.fleet.queue import opened
    from brief.fleet.runs_place import must_be_one_place, place_of_runs
    from brief.postgres.database import database_at
    from brief.runs.working_copy import copy_of

    if copy := copy_of(config.run.runs_dir):
        copy.reach()
        yield Diagnosis("store", ok=True, said=f"{shown(config.runs.url)} can be written")
    if config.fleet_url:
        _server(config.fleet_url)  # at once, where nobody is there
        with opened(config.fleet_url) as queue:
            must_be_one_place(queue, place_of_runs(config.run.runs_dir, must=False), config)
        database_at(config.fleet_url).do(lambda one: one.execute("SELECT 1"))
        yield Diagnosis("database", ok=True, said=f"{shown(config.fleet_url)} answers, with the team's tables")
    elif copy:
        fix = "Name a database as [fleet] url: it keeps two machines from one run."
        yield Diagnosis("database", ok=True, said="none: locks of runs hold on one machine", fix=fix, note=True)


def _corpus(config: Config) -> Iterator[Diagnosis]:
    if config.corpus.url:
        yield Diagnosis("corpus", ok=True, said=f"{shown(config.corpus.url)} answers, {_server(config.corpus.url)}")
        return
    path = config.corpus.path
    advice = "Change its permissions, or [corpus] path in config.toml."
    if not path.exists():
        _must_be_writable(path.parent, advice)
        yield Diagnosis("corpus", ok=True, said=f"{path} does not exist yet; `brief ingest` makes it")
        return
    try:
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
            tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise BriefError(f"cannot be opened ({error}).", where=str(path), next=advice) from error
    yield Diagnosis("corpus", ok=True, said=f"{path} opens, {tables} tables")


def _server(url: str) -> str:
    """What runs there. Raises UsageError where it cannot be used."""
    with connected(url, patience_seconds=0) as connection:
        return f"PostgreSQL {connection.info.server_version // 10_000}"


def _must_be_writable(folder: Path, advice: str) -> None:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise BriefError("cannot be written.", where=str(existing), next=advice)
