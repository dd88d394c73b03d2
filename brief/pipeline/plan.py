"""What a run is asked, settled before anything is written: options and configuration -> Plan."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from brief.documents.sources.base import SourceReport
from brief.embedding.embedders import Embedder, embedder_of
from brief.errors import ConfigError, UsageError
from brief.llm.prompt_set import check_prompts, load_prompts, prompts_in_force
from brief.llm.prompt_template import PromptTemplate, style_of
from brief.pipeline.chosen import Chosen, read_chosen
from brief.report.format import Format, load_format
from brief.runs.files import kept_in
from brief.runs.loaded import read_steering
from brief.runs.steps import CLASSIFICATION, READING, RETRIEVAL
from brief.runs.store import RECORD, StoredRun, unwritable
from brief.settings.config import (
    Config,
    TelemetryConfig,
    join_team,
    load_config,
    recorded_config,
    recorded_corpus,
    resolved,
)
from brief.settings.corpus_place import CorpusPlace
from brief.settings.model_settings import EndpointConfig
from brief.settings.models import Endpoint, Models, extraction, refuse_foreign_addresses, resolve
from brief.settings.periods import parse_as_of, parse_by, parse_period
from brief.settings.persona import read_persona
from brief.settings.project import Project
from schemas.amendment import UNSTEERED, Steering
from schemas.period import Period
from schemas.retrieval import Request
from schemas.run import RunRecord, Trust
from schemas.section import Lengths


@dataclass(frozen=True)
class RunOptions:
    """The command line of `brief run`; what is not given is left to config.toml."""

    period: str
    as_of: str | None = None
    formats: tuple[str, ...] = ()
    corpus_files: tuple[Path, ...] = ()
    corpus_path: str | Path | None = None
    offline: bool = False
    runs_dir: Path | None = None
    overrides: tuple[str, ...] = ()
    model: str | None = None
    instruct: str = ""
    """What the writers are told."""
    scheduled: str = ""
    """Name of the job that the run is made for."""
    batch: bool = False
    by: str | None = None
    """When answers of a batch are late."""


@dataclass(frozen=True)
class Plan:
    """Everything that decides a run but for the documents of its period."""

    config: Config
    formats: tuple[Format, ...]
    request: Request
    corpus_files: tuple[Path, ...]
    corpus: CorpusPlace
    offline: bool
    runs_dir: Path
    models: Models
    embedder: Embedder | None
    """Who turns documents into vectors for the retriever; None where nobody does."""
    prompts: Mapping[str, PromptTemplate]
    """By role, with "repair"; in the report's language, or that of the second edition."""
    rendered: tuple[Format, ...] = ()
    """What the second edition of each format looks like; none where there is one edition."""
    parent: Path | None = None
    """The folder of the run whose evidence and answers this one goes on from."""
    instruction: str = ""
    """What an editor tells the writers."""
    prompts_from: Path | None = None
    """The folder whose prompt files took the place of others."""
    trust: tuple[Trust, ...] = ()
    """What is known of the critic's models, from the record of the run that is resumed or replayed as it was."""
    project: Path | None = None
    """The folder where examined critics are kept; None where none is known."""
    steering: Steering = UNSTEERED
    """What an editor decided, in this run or in those that it came from; of one format where it is a plan of one."""
    chosen: Chosen | None = None
    """Documents that take the place of all of the period; None where nobody chose."""
    scheduled: str = ""
    """Name of the job that the run is made for."""
    telemetry: TelemetryConfig = field(default_factory=TelemetryConfig)
    """Who is told of the run: as the user's project has it, whatever run it goes on from."""
    batch: bool = False
    """Whether models are asked by batches; `batch_by`: until when."""
    batch_by: datetime | None = None
    notes: tuple[str, ...] = ()
    """What the user is to know of it before it begins."""
    fetched: tuple[SourceReport, ...] | None = None
    """What the sources gave to who has just read them; None where the run reads them itself."""

    def of(self, one: Format) -> "Plan":
        """The same, as if that format had been asked for alone."""
        if one.name == self.formats[0].name:
            return self
        request = request_of(self.config, one, self.period, self.request.as_of)
        return replace(self, formats=(one,), request=request, steering=self.steering.further.get(one.name, UNSTEERED))

    @property
    def second(self) -> "Plan | None":
        """By which the second edition in its first format is made; None where there is none."""
        named = prompts_in_force(*self.config.report.languages).items()
        for one in (each for each in self.rendered if each.name == self.formats[0].name):
            prompts = {role: self.prompts[name] for name, (role, language) in named if language == one.language}
            return replace(self, formats=(one,), rendered=(), prompts=prompts)
        return None

    def steered(self, by: Mapping[str, Steering]) -> "Plan":
        """The same with these decisions of an editor, by the name of the format that they are about."""
        first = self.formats[0].name
        further = {name: one for name, one in by.items() if name != first and one != UNSTEERED}
        return replace(self, steering=by.get(first, UNSTEERED).model_copy(update={"further": further}))

    def shared_with(self, one: "Plan") -> tuple[str, ...]:
        """The steps that are the same for the first format of `one`: what is chosen is, where it is asked for alike and
        an editor did not choose for one of them.
        """
        asked = [
            (
                [
                    (section.model_copy(update={"columns": (), "blocks": ()}), section.is_typed)
                    for section in plan.request.sections
                ],
                {name: plan.style[name] for name in ("period", "reason_chars")},
                plan.steering.amendments,
            )
            for plan in (self, one)
        ]
        return (RETRIEVAL, CLASSIFICATION, READING) if asked[0] == asked[1] else (RETRIEVAL,)

    @property
    def retrieving(self) -> Request:
        """What the retriever is asked: of the whole catalogue, whatever a format shows of it."""
        nothing_of_formats = {"sections": self.config.sections, "lengths": Lengths(), "blocks": (), "persona": ()}
        return self.request.model_copy(update=nothing_of_formats)

    @property
    def ledger_only(self) -> bool:
        """No model may be asked, though models stand behind the roles."""
        return self.offline and self.parent is not None

    @property
    def configuration(self) -> dict[str, Any]:
        """As run.json holds it: with all of an endpoint that decides an answer, wherever it came from."""
        given = self.config.endpoints
        told = {name: _told(one, given.get(name, one.config)) for name, one in self.models.endpoints.items()}
        return dict(resolved(self.config.model_copy(update={"endpoints": {**given, **told}})))

    @property
    def style(self) -> dict[str, str]:
        """What the first format tells a prompt: house style, lengths, the period's words."""
        config = self.config
        told = (self.instruction, config.report.reader, config.balance, config.persona.told)
        return style_of(self.formats[0], self.period.kind, *told)

    @property
    def asked(self) -> str:
        """Fingerprint of all that decides what the agents make of the same evidence."""
        limits, first = self.config.run, prompts_in_force(self.request.language)
        told = {
            "request": self.request.model_dump(mode="json"),
            "amendments": [one.model_dump(mode="json") for one in self.steering.amendments],
            "style": self.style,
            "prompts": {role: self.prompts[role].version for role in self.prompts if role in first},
            "models": {role: [one.deciding for one in b.links] for role, b in self.models.bindings.items()},
            "extraction": [role for role, binding in self.models.bindings.items() if binding.extractive],
            "limits": [limits.max_repairs, limits.max_revisions, *([limits.sample] if limits.sample else [])],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def period(self) -> Period:
        return self.request.period

    @property
    def fingerprint(self) -> str:
        """Text that differs where two runs were asked different things."""
        formats, files = [one.version for one in self.formats], [str(path) for path in self.corpus_files]
        chosen = [one.id for one in self.chosen.documents] if self.chosen else ""
        return f"{self.request.model_dump_json()}{formats}{files}{chosen}{resolved(self.config)}"


def plan_run(options: RunOptions, project: Project, now: datetime) -> Plan:
    """Reads and checks all that a run is asked. Writes nothing. Raises UsageError or ConfigError."""
    config = load_config(project.config, options.overrides, project.base)
    timezone = ZoneInfo(config.run.timezone)
    as_of = parse_as_of(options.as_of, timezone, now)
    period = parse_period(options.period, as_of, timezone)
    names = options.formats or config.report.formats
    formats, *second = (formats_in(project.formats, names, config, one) for one in config.report.languages)
    must_have_persona(config, formats)
    runs_dir = options.runs_dir.resolve() if options.runs_dir else config.run.runs_dir
    join_team(runs_dir, config)
    _check_files(options)
    _check_folder(runs_dir)
    plan = Plan(
        config=config,
        formats=formats,
        request=request_of(config, formats[0], period, as_of),
        corpus_files=tuple(path.resolve() for path in options.corpus_files),
        corpus=config.corpus.place.at(options.corpus_path),
        offline=options.offline,
        runs_dir=runs_dir,
        models=_models(config, options),
        embedder=embedder_for(config, options.offline),
        prompts=load_prompts(project.prompts, *config.report.languages),
        rendered=second[0] if second else (),
        instruction=options.instruct.strip(),
        project=project.base,
        scheduled=options.scheduled,
        telemetry=config.telemetry,
        batch=options.batch,
        batch_by=parse_by(options.by, timezone, now),
    )
    return sound(plan)


def config_now(project: Project | None) -> Config | None:
    """Of a project as it stands; None where there is none, or it cannot be read."""
    with suppress(ConfigError):
        return load_config(project.config, base=project.base) if project else None
    return None


def telemetry_in(now: Config | None) -> TelemetryConfig:
    return now.telemetry if now else TelemetryConfig()


def with_prices(recorded: Mapping[str, Any], now: Config | None) -> dict[str, Any]:
    """A recorded configuration with what models cost by now: that changes no text."""
    new = now.model_dump(mode="json", include={"prices"})["prices"] if now else {}
    return {**recorded, "prices": {**recorded.get("prices", {}), **new}}


def again(
    stored: StoredRun,
    config: Config,
    formats: tuple[Format, ...],
    prompts: Mapping[str, PromptTemplate],
    models: Models,
) -> Plan:
    """By what the record of a run tells of it: what was asked of it then is asked again. Checks nothing."""
    record = stored.record
    return Plan(
        config=config,
        formats=formats,
        request=request_of(config, formats[0], record.period, record.as_of),
        corpus_files=tuple(Path(path) for path in record.corpus_files),
        corpus=recorded_corpus(str(config.corpus.place), config.corpus.path),
        offline=record.offline,
        runs_dir=stored.path.parent,
        models=models,
        embedder=None,
        prompts=prompts,
        instruction=record.instruction,
        trust=record.trust,
        scheduled=record.scheduled,
    )


def sound(plan: Plan) -> Plan:
    """`plan`, if its prompts can be filled and its reports written. Raises BriefError."""
    check_prompts(plan.prompts, plan.style)
    must_be_makable(plan.config, (*plan.formats, *plan.rendered))
    for part in map(plan.of, plan.formats):
        _check_told(part)
        if part.second:
            check_prompts(part.second.prompts, part.second.style)
    return plan


_WRITERS = ("table_writer", "synthesis_writer")
_TOLD = {
    "instruction": (_WRITERS, "leave it out with --instruct ''"),
    "reader": (("section_classifier", *_WRITERS), "leave `reader` out of [report]"),
    "persona": (_WRITERS, "leave `persona` out of [report]"),
}
"""What a user has models told: the roles that are, and how not to say it."""


def _check_told(plan: Plan) -> None:
    """Raises ConfigError where a model would not be told what it is to be."""
    for variable, (roles, otherwise) in _TOLD.items():
        for role in roles if plan.style[variable] else ():
            _must_be_told(plan, role, variable, otherwise)
    sections = plan.request.sections
    blocks = [block for section in sections for block in section.blocks]
    of_report = [block for block in plan.request.blocks if not block.answers]
    for is_asked, role, variable in (
        (blocks, "table_writer", "blocks"),
        (any(section.sees_others for section in sections), "table_writer", "elsewhere"),
        (any(block.counts for block in blocks), "table_writer", "counted"),
        (of_report, "synthesis_writer", "blocks"),
    ):
        if is_asked:
            _must_be_told(plan, role, variable, "take another format")


def _must_be_told(plan: Plan, role: str, variable: str, otherwise: str) -> None:
    prompt = plan.prompts[role]
    if plan.models.bindings[role].links and variable not in prompt.variables:
        advice = f"Put ${{{variable}|none}} in it, or {otherwise}."
        raise ConfigError(f"has no ${variable}: nobody would be told.", where=str(prompt.path), next=advice)


LIMITS = ("run.max_tokens", "run.max_cost_usd", "run.deadline_seconds")
"""What may differ when a run goes on: how far, and not what is asked."""


def plan_of(stored: StoredRun, limits: Sequence[str] = (), project: Project | None = None) -> Plan:
    """The plan that a run was made with, from its own folder: configuration, formats and prompts as they were.

    `limits`: `key=value` for those of LIMITS that have changed since. `project`: that of the user, whose keys go to no
    address that only the folder names. Raises UsageError for another key, ConfigError where this version cannot read
    the folder, a key is missing, or an address is foreign.
    """
    for limit in limits:
        if limit.partition("=")[0].strip() not in LIMITS:
            advice = f"Only {', '.join(LIMITS)} may; `brief replay` makes another run."
            raise UsageError("cannot change while a run goes on.", where=f"--set {limit}", next=advice)
    record, folder = stored.record, stored.path
    now = config_now(project)
    config = recorded_config(with_prices(record.configuration, now), folder / RECORD, limits)
    with kept_in(folder):
        languages = config.report.languages
        formats, *second = (formats_in(folder / "formats", record.formats, config, one) for one in languages)
        prompts = load_prompts(folder / "prompts", *languages)
    models = _recorded_models(config, record)
    embedder = embedder_for(config, record.offline)
    if project:
        asked = () if record.offline else models.endpoints.values()
        embeds = (embedder.endpoint,) if embedder and embedder.endpoint else ()
        refuse_foreign_addresses((*asked, *embeds), project, os.environ)
    return replace(
        again(stored, config, formats, prompts, models),
        embedder=embedder,
        rendered=second[0] if second else (),
        telemetry=telemetry_in(now),
        batch=record.batch,
        batch_by=record.batch_by,
        parent=folder.parent / Path(record.parent).name if record.parent else None,
        project=project.base if project else None,
        steering=read_steering(folder, record),
        chosen=read_chosen(folder),
    )


def refuse_model_offline(offline: bool, model: str | None) -> None:
    """Raises UsageError where a model is named that may not be asked."""
    if offline and model:
        raise UsageError("--offline and --model exclude each other.", next="Drop one: offline, no model is asked.")


def _models(config: Config, options: RunOptions) -> Models:
    refuse_model_offline(options.offline, options.model)
    return priced(extraction() if options.offline else resolve(config, os.environ, options.model), config)


def _recorded_models(config: Config, record: RunRecord) -> Models:
    """The chains of the record; the keys, which no record holds, from the environment."""
    bound = config.models.model_copy(update={role: tuple(chain) for role, chain in record.chains.items()})
    if record.offline and not record.parent:
        return extraction()
    return resolve(config.model_copy(update={"models": bound}), os.environ, keyless=record.offline)


def embedder_for(config: Config, offline: bool) -> Embedder | None:
    """Who turns texts into vectors; nobody where that would be asked over a network and may not be."""
    found = embedder_of(config, os.environ)
    return None if offline and found and found.endpoint else found


def _told(endpoint: Endpoint, given: EndpointConfig) -> EndpointConfig:
    """An endpoint as config.toml would spell it out, with nothing left to the environment but its key."""
    known = ("kind", "base_url", "api", "prompt_cache", "max_tokens_parameter")
    return given.model_copy(update={name: getattr(endpoint, name) for name in known})


def priced(models: Models, config: Config) -> Models:
    """`models`, if a limit on money can be kept. Raises ConfigError where a model that may be asked has no price."""
    unknown = sorted({link.name for binding in models.bindings.values() for link in binding.links if not link.price})
    if config.run.max_cost_usd is not None and unknown:
        advice = f'Add [prices."{unknown[0]}"] to config.toml, or limit max_tokens instead.'
        raise ConfigError(f"the price of {unknown[0]} is not known.", where="run.max_cost_usd", next=advice)
    return models


def formats_in(directory: Path, names: Sequence[str], config: Config, language: str) -> tuple[Format, ...]:
    """The named formats, each once. Raises ConfigError, also where one shows a section that the catalogue lacks."""
    ids = [section.id for section in config.sections]
    return tuple(load_format(directory, name, language, ids) for name in dict.fromkeys(names))


def must_have_persona(config: Config, formats: Iterable[Format]) -> None:
    """Raises ConfigError where a format is in the voice of a file that is not there: no other needs it."""
    if config.report.persona and any(one.persona for one in formats):
        read_persona(config.report.persona)


def must_be_makable(config: Config, formats: Iterable[Format]) -> None:
    """Raises BriefError where a package or a font is missing for what they are written as."""
    asked = [(kind, one.language) for one in formats for kind in one.exports(config.report.outputs)]
    if asked:
        from brief.exports.kinds import must_be_makable  # a slow import

        for kind, language in asked:
            must_be_makable(kind, language)


def request_of(config: Config, one: Format, period: Period, as_of: datetime) -> Request:
    this = one.this(period.kind)
    return Request(
        period=period,
        as_of=as_of,
        timezone=config.run.timezone,
        language=config.report.first,
        sections=tuple(section.shown(config.sections, this) for section in one.sections),
        lengths=one.lengths,
        blocks=tuple(block.asked(this) for block in one.blocks if not block.with_rows),
        persona=tuple(config.persona.told.splitlines()) if one.persona else (),
        interests=config.run.interests,
        noise=config.run.noise,
        common_terms=config.run.common_terms,
        aliases=config.names.aliases,
        source_weights=tuple((source.name, source.weight) for source in config.sources),
        tiers=config.tier_of,
        orders=config.orders,
        balance=config.balance,
        max_events=config.run.max_events,
    )


def _check_files(options: RunOptions) -> None:
    if options.corpus_files and options.corpus_path:
        advice = "Give one of the two: files of the run's own, or a standing corpus."
        raise UsageError("--corpus and --corpus-path exclude each other.", next=advice)
    for path in options.corpus_files:
        if not path.is_file():
            what = "is a folder." if path.is_dir() else "there is no such file."
            raise UsageError(what, where=f"--corpus {path}", next="Name a file of JSON lines.")


def _check_folder(runs_dir: Path) -> None:
    """Found out before any work, not when the report is written."""
    existing = next(place for place in (runs_dir, *runs_dir.parents) if place.exists())
    if not existing.is_dir():
        raise unwritable(runs_dir, f"{existing} is no folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise unwritable(runs_dir, f"{existing} is not writable")
