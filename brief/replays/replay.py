"""What a replay is asked, settled before anything is written: old run and options -> Plan; and what it takes over."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from brief.amendments.amendments import merged, standing, without
from brief.amendments.pins import pinned
from brief.errors import ConfigError, UsageError
from brief.llm.prompt_set import load_prompts, overlaid
from brief.pipeline.plan import (
    Plan,
    again,
    config_now,
    formats_in,
    priced,
    refuse_model_offline,
    sound,
    telemetry_in,
    with_prices,
)
from brief.report.format import Format, load_format, name_in
from brief.runs.files import kept_in
from brief.runs.loaded import LoadedRun, read_steering
from brief.runs.selection import to_go_on
from brief.runs.store import RECORD, StoredRun
from brief.settings.config import Config, recorded_config
from brief.settings.models import Models, NoKey, refuse_foreign_addresses, resolve
from brief.settings.project import Project
from schemas.amendment import Steering
from schemas.critique import Critique
from schemas.run import RunRecord, Trust


@dataclass(frozen=True)
class ReplayOptions:
    """The command line of `brief replay`; what is not given is left to the old run."""

    prompts: Path | None = None
    """A folder whose prompt files take the place of those that would be in force."""
    as_recorded: bool = False
    """Prompts and formats of the run's own folder, not of the project."""
    overrides: tuple[str, ...] = ()
    model: str | None = None
    formats: tuple[str, ...] = ()
    offline: bool = False
    pin_rows: tuple[str, ...] = ()
    """Rows of the old run's last draft that stay as they are."""
    only_sections: tuple[str, ...] = ()
    """Sections whose tables are written; those of the others stand as they were. Empty for all."""
    instruct: str | None = None
    """What the writers are told; None for what they were told."""
    without_edits: bool = False
    """Without what an editor decided in the old run and before it."""
    without_edit: tuple[str, ...] = ()
    """Places at which it is left out."""


def plan_replay(parent: StoredRun, options: ReplayOptions, project: Project) -> Plan:
    """Reads and checks all that a replay is asked. Writes nothing. Raises UsageError, ConfigError or BriefError."""
    refuse_model_offline(options.offline, options.model)
    if parent.state == "running":
        raise UsageError("is still running.", where=parent.path.name, next="Wait for it to end.")
    now = config_now(project)
    config = _config(parent, options, now)
    languages, models = config.report.languages, _models(config, options, project)
    with kept_in(parent.path):
        (formats, notes), *second = (_formats(parent, options, project, config, one) for one in languages)
        prompts = load_prompts(parent.path / "prompts" if options.as_recorded else project.prompts, *languages)
        if options.prompts:
            prompts = overlaid(prompts, options.prompts, *languages)
    told = parent.record.instruction if options.instruct is None else options.instruct.strip()
    plan = replace(
        again(parent, config, formats, prompts, models),
        offline=options.offline,
        rendered=second[0][0] if second else (),
        parent=parent.path,
        instruction=told,
        prompts_from=options.prompts.resolve() if options.prompts else None,
        trust=_recorded_trust(parent.record) if options.as_recorded or options.offline else (),
        project=project.base,
        telemetry=telemetry_in(now),
    )
    edits = {} if options.without_edits else _edits(parent)
    plan = sound(plan.steered(_amended(edits, plan, parent, options)))
    return replace(plan.steered(_with_standing(edits, plan, parent, options)), notes=notes)


def _formats(
    parent: StoredRun, options: ReplayOptions, project: Project, config: Config, language: str
) -> tuple[tuple[Format, ...], tuple[str, ...]]:
    """As they stand now; as the run recorded them, with a note, where they show by now what its catalogue lacks."""
    recorded, found, notes = parent.path / "formats", list[Format](), list[str]()
    for name in dict.fromkeys(options.formats or parent.record.formats):
        one = load_format(recorded if options.as_recorded else project.formats, name, language)
        new = ", ".join(sorted(one.of_catalogue - {section.id for section in config.sections}))
        if new and not {name, one.name} & set(parent.record.formats):
            what = f"shows {new}, which the catalogue that {parent.path.name} recorded lacks."
            where = str(project.formats / f"{one.name}.toml")
            raise ConfigError(what, where=where, next="Make a new run with `brief run`, or name another format.")
        if new:
            notes.append(f"{one.name} as in {parent.path.name}, whose catalogue lacks {new}")
            (one,) = formats_in(recorded, [name_in(recorded, name)], config, language)
        found.append(one)
    return tuple(found), tuple(notes)


def _recorded_trust(record: RunRecord) -> tuple[Trust, ...]:
    """Of the critic's chain; a model that the record says nothing of was not heard."""
    known = {one.model for one in record.trust}
    return (*record.trust, *(Trust(model=name) for name in record.chains.get("critic", ()) if name not in known))


def finished(run: StoredRun, format: str | None = None) -> LoadedRun:
    """What it holds in that format, or in its first. Raises UsageError where it has no last draft, or not that."""
    if run.record.status != "finished":
        raise UsageError(f"has no last draft yet ({run.state}).", where=run.path.name, next=to_go_on(run))
    return LoadedRun(run).in_format(format)


def found_with(held: LoadedRun) -> tuple[Critique, ...]:
    """All critiques of the last draft's claims: the run's own, and before them those of what it took over."""
    return (*held.earlier_critiques, *held.critiques.values())


def _edits(parent: StoredRun) -> dict[str, Steering]:
    """By format: what no format names is of the run's first."""
    found = read_steering(parent.path, parent.record)
    return {parent.record.formats[0]: found.alone, **found.further}


def _amended(
    edits: Mapping[str, Steering], plan: Plan, parent: StoredRun, options: ReplayOptions
) -> dict[str, Steering]:
    left = without(edits, options.without_edit)
    if options.pin_rows:
        first, held = plan.formats[0].name, _first_of(plan, parent)
        left[first] = merged(left.get(first, ()), pinned(held.last_draft, held.report, options.pin_rows))
    return {name: Steering(amendments=amendments) for name, amendments in left.items()}


def _with_standing(
    edits: Mapping[str, Steering], plan: Plan, parent: StoredRun, options: ReplayOptions
) -> dict[str, Steering]:
    """With what --only-section leaves alone in the first format; else with what stood in the old run, if nothing is
    asked otherwise.
    """
    first = plan.formats[0].name
    found = {first: plan.steering.alone, **plan.steering.further}
    for part in map(plan.of, plan.formats):
        name = part.formats[0].name
        old = edits[name].standing if name in edits else None
        stands = old if old and old.asked == part.asked else None
        if options.only_sections and name == first:
            held, others = _first_of(plan, parent), _others(plan, options.only_sections)
            stands = standing(held.last_draft, found_with(held), others, with_synthesis=False, asked=plan.asked)
        if stands:
            found[name] = part.steering.alone.model_copy(update={"standing": stands})
    return found


def _first_of(plan: Plan, parent: StoredRun) -> LoadedRun:
    """The old run in the first format of the plan, or in its own first where it had none in that."""
    name = plan.formats[0].name
    return finished(parent, name if name in parent.record.formats else None)


def _others(plan: Plan, named: Sequence[str]) -> list[str]:
    sections = [section.id for section in plan.request.sections]
    if unknown := [name for name in named if name not in sections]:
        advice = f"Those of this report: {', '.join(sections)}."
        raise UsageError(f"there is no section {unknown[0]!r}.", where="--only-section", next=advice)
    return [section_id for section_id in sections if section_id not in named]


def _config(parent: StoredRun, options: ReplayOptions, now: Config | None) -> Config:
    """The old run's, with --set applied, and the prices of today.

    A model that is named takes its place in the chains as they were configured; otherwise the old run's chains hold,
    whatever they came from.
    """
    data = with_prices(parent.record.configuration, now)
    if options.model is None:
        chains: Mapping[str, Sequence[str]] = parent.record.chains
        data["models"] = {**data.get("models", {}), **{role: list(chain) for role, chain in chains.items()}}
    return recorded_config(data, parent.path / RECORD, options.overrides)


def _models(config: Config, options: ReplayOptions, project: Project) -> Models:
    try:
        models = priced(resolve(config, os.environ, options.model, keyless=options.offline), config)
    except NoKey as error:
        advice = f"{error.next} Where nothing is asked otherwise, none is needed: `brief replay --offline`."
        raise NoKey(error.what, where=error.where, next=advice) from error
    if not options.offline:
        refuse_foreign_addresses(models.endpoints.values(), project, os.environ, options.overrides)
    return models
