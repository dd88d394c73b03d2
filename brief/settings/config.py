"""Reads config.toml and the files beside it as a validated Config. An error names file, line and the nearest key."""

import copy
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from brief.errors import ConfigError
from brief.postgres.connecting import is_postgres, shown, without_password
from brief.settings.corpus_place import CorpusPlace
from brief.settings.delivery_settings import ApprovalConfig, ChannelConfig, must_be_of_people
from brief.settings.keys import Headers
from brief.settings.model_settings import BUNDLED, BaseUrl, EndpointConfig, ModelsConfig, Price, split_link
from brief.settings.persona import NOBODY, Persona, read_persona
from brief.settings.project import find_project
from brief.settings.source_settings import FetchConfig, SourceConfig, without_userinfo
from brief.settings.team import ALONE, Team, remember, team_of
from brief.settings.written import Place, Written, faults_of, in_words, model_in, read_written
from schemas.base import Schema
from schemas.orders import NO_ORDERS, Orders
from schemas.reasons import Requirement
from schemas.retrieval import EVEN_BALANCE, Balance, Language, ReportLanguage, Tier
from schemas.run import OutputKind, Outputs
from schemas.section import Section


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone of the IANA list, such as Asia/Shanghai") from error
    return name


def _embedder(name: str) -> str:
    if name and name != BUNDLED and (":" not in name or not all(part.strip() for part in split_link(name))):
        raise ValueError(f"{name!r} is neither {BUNDLED!r} nor endpoint:model")
    return name


def _postgres(url: str) -> str:
    if url and not is_postgres(url):
        raise ValueError(f"{shown(url)!r} is no address of PostgreSQL, such as postgresql://brief@db.example/brief")
    return without_password(url)


class RunConfig(Schema):
    """[run]: limits and folders."""

    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    max_events: int = Field(default=600, ge=1)
    """Most events handed from retrieval to classification."""
    max_revisions: int = Field(default=2, ge=0)
    """How often a draft may be revised after a critique."""
    max_repairs: int = Field(default=1, ge=0)
    """How often a model is shown what is wrong with one answer and asked again."""
    max_tokens: int | None = Field(default=None, ge=1)
    """Most tokens of all calls of a run, input and output; None means no limit."""
    max_cost_usd: float | None = Field(default=None, ge=0)
    """Most US dollars for all calls of a run; needs the price of every model that may be asked."""
    deadline_seconds: float | None = Field(default=None, gt=0)
    """Seconds after which no model is asked any more; extraction writes the rest."""
    sample: int = Field(default=0, ge=0)
    """Which of several answers to equal questions: another number asks them all anew."""
    require: tuple[Requirement, ...] = ("sources", "models")
    """What a run must have had to end with 0, as far as it had to have it."""
    runs_dir: Path = Path("runs")
    interests: tuple[str, ...] = ()
    """Words of events that the user wants ranked higher."""
    noise: tuple[str, ...] = ()
    """Words that mark a headline as market noise; such documents are left out."""
    embeddings: Annotated[str, AfterValidator(_embedder)] = ""
    """Who turns documents into vectors, by which those of two languages meet: BUNDLED, endpoint:model, or nobody."""
    common_terms: tuple[str, ...] = ()
    """Catalogue words that are too common to link two events or to be a keyword."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class NamesConfig(Schema):
    """[names]: by which a name in a claim is found in a cited document."""

    aliases: tuple[Annotated[tuple[Annotated[str, Field(min_length=2)], ...], Field(min_length=1)], ...] = ()
    """Groups of forms of the same name."""


class CriticConfig(Schema):
    """[critic]: who may be heard."""

    examine: bool = True
    """Whether a model that is not known as a critic is examined before the first run that asks it. Without it, unknown
    critics are not heard."""


class ScheduleConfig(Schema):
    """[schedule]: what becomes of periods whose report could not be made in time."""

    catch_up: int = Field(default=10, ge=1)
    """Most missed periods of a job that are made up for, the newest; older ones are told as skipped."""
    tries: int = Field(default=8, ge=1)
    """How often a period is tried; the pause doubles from a quarter of an hour to half a day."""
    submit: bool = False
    """Whether reports that are due are handed to the fleet's queue, in place of being made by the tick."""
    notify: str | None = None
    """The channel on which it is told that a period is not tried any more."""


class CorpusConfig(Schema):
    """[corpus]: the standing document store."""

    path: Path = Path("corpus.sqlite")
    url: Annotated[str, AfterValidator(_postgres)] = ""
    """A team's corpus in PostgreSQL, in place of the file."""

    @property
    def place(self) -> CorpusPlace:
        return CorpusPlace(self.path, self.url)


def _store(url: str) -> str:
    if urlsplit(url).password:
        raise ValueError("holds a password; name it in brief.env, as that storage reads it (AWS_SECRET_ACCESS_KEY)")
    return url


class RunsConfig(Schema):
    """[runs]: where the runs of a team lie."""

    url: Annotated[str, AfterValidator(_store)] = ""
    """A folder, or storage that fsspec knows (s3://bucket/runs): runs are brought from there, and to there. Empty: they
    lie in `[run] runs_dir` alone."""


class FleetConfig(Schema):
    """[fleet]: what the machines of a team share."""

    url: Annotated[str, AfterValidator(_postgres)] = ""
    """The PostgreSQL database of queue, answered calls, limits and retrievals. Empty: that of `[corpus] url`."""
    share_answers: bool = True
    """Whether what any run of the team was answered answers an equal question of another."""
    silence_seconds: float = Field(default=30, gt=0)
    """After so long without a sign of life a worker's jobs are taken over; the same for all workers."""


class TelemetryConfig(Schema):
    """[telemetry]: a collector that is told of each run, by OTLP over HTTP."""

    endpoint: BaseUrl | None = None
    """Its address, to which /v1/traces and /v1/metrics are added. None: nobody is told."""
    headers: Headers = Field(default_factory=dict)
    """"{$NAME}" in a value stands for an environment variable."""
    metrics: bool = True
    """Whether it takes metrics too."""
    text: bool = False
    """Whether it is told the texts of prompts and answers."""
    max_seconds: float = Field(default=5, gt=0)
    """How long a run that has ended waits for it."""


class HistoryConfig(Schema):
    """[history]: what earlier reports told."""

    rollup: bool = False
    """Whether what the period's own dailies told has first call in a report of a longer period."""


class ReadingConfig(Schema):
    """[reading]: pages of the stories that got a row, read before their rows are written."""

    max_pages: int = Field(default=60, ge=0)
    """Of a run; 0 reads none."""
    pages_per_story: int = Field(default=3, ge=1)
    max_seconds: float = Field(default=120, gt=0)
    """For all pages together; what is not there by then is not waited for."""
    corpus: bool = False
    """Whether a run on --corpus files reads pages too."""
    allow_private_addresses: bool = False


class ReportConfig(Schema):
    """[report]: which reports are written."""

    byline: str | None = None
    """What stands below the title; where nothing is said, the words of the report's language for it."""
    contact: str = ""
    """How readers reach who signs; printed behind the byline."""
    reader: str = ""
    """One sentence on who reads the report and what they decide; models are told."""
    formats: tuple[str, ...] = Field(default=("quantshark-weekly",), min_length=1)
    """Names of format files; the first one is report.*, others are report.<format>.<language>.*"""
    link: Literal["source", "event"] = "source"
    """Where a headline on a page of a published site leads: to its source, or to the page of its story."""
    outputs: Outputs = get_args(OutputKind)
    """Files that a report is written as, where its format says nothing else; its JSON is always kept."""
    persona: Path | None = None
    """A file that says in whose voice the formats in the first person are written."""
    language: ReportLanguage = "zh"
    """One, or two: the report is written in the first, and the same claims are rendered in the second."""

    @property
    def languages(self) -> tuple[Language, ...]:
        asked = "zh+en" if self.language == "both" else self.language
        return tuple(cast(Language, one) for one in asked.split("+"))

    @property
    def first(self) -> Language:
        return self.languages[0]


class Config(Schema):
    """All of config.toml and the files beside it, with --set applied and paths made absolute."""

    run: RunConfig = RunConfig()
    corpus: CorpusConfig = CorpusConfig()
    runs: RunsConfig = RunsConfig()
    fleet: FleetConfig = FleetConfig()
    history: HistoryConfig = HistoryConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    fetch: FetchConfig = FetchConfig()
    report: ReportConfig = ReportConfig()
    reading: ReadingConfig = ReadingConfig()
    critic: CriticConfig = CriticConfig()
    names: NamesConfig = NamesConfig()
    models: ModelsConfig = ModelsConfig()
    endpoints: dict[str, EndpointConfig] = Field(default_factory=dict)
    tiers: dict[Tier, tuple[str, ...]] = Field(default_factory=dict)
    """How near sources are to what they tell: names of sources, and hosts."""
    balance: Balance = EVEN_BALANCE
    orders: Orders = NO_ORDERS
    prices: dict[str, Price] = Field(default_factory=dict)
    """By endpoint:model."""
    contexts: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """By endpoint:model: most tokens that a model can read and write in one call."""
    delivery: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")], ChannelConfig] = Field(default_factory=dict)
    approval: ApprovalConfig = ApprovalConfig()
    telemetry: TelemetryConfig = TelemetryConfig()
    sections: tuple[Section, ...]
    sources: tuple[SourceConfig, ...] = ()
    persona: Persona = NOBODY
    """What the file of [report] persona holds."""

    @model_validator(mode="after")
    def _is_sound(self) -> "Config":
        if not self.sections:
            raise ValueError("there is no section; add a [[sections]]")
        if any(section.columns for section in self.sections):
            raise ValueError("a section has `columns`; they belong to the format")
        known = ["", *(section.id for section in self.sections)]
        if stray := next((one for one in self.orders.must if one.section not in known), None):
            raise ValueError(f"[[orders.must]] {stray.topic!r} names no section; known: {', '.join(known[1:])}")
        must_be_of_people(self.delivery, {"approval": self.approval.notify, "schedule": self.schedule.notify})
        return self

    @property
    def fleet_url(self) -> str:
        """Where the machines of a team meet; empty for one that works alone."""
        return self.fleet.url or self.corpus.url

    @property
    def tier_of(self) -> tuple[tuple[str, Tier], ...]:
        """(name of a source, or host, its tier); what a [[sources]] entry says of itself comes last, and so decides."""
        listed = tuple((name, tier) for tier, names in self.tiers.items() for name in names)
        return (*listed, *((source.name, source.tier) for source in self.sources if source.tier))


def load_config(path: Path, overrides: Sequence[str] = (), base: Path | None = None) -> Config:
    """Reads `path` and the files beside it, applies `key=value` overrides and validates everything once.

    Relative paths in it start at `base`, by default the file's own folder. Raises ConfigError.
    """
    written, data = read_written(path)
    folder = (base or path.parent).resolve()
    config = _with_runs(_rooted(_validated(data, written, overrides), folder), folder)
    if config.report.persona and config.report.persona.exists():  # else told where a format needs it
        return config.model_copy(update={"persona": read_persona(config.report.persona)})
    return config


def _with_runs(config: Config, base: Path) -> Config:
    """Runs lie in a folder that `[runs] url` names; from other storage they are brought into `[run] runs_dir`."""
    url = config.runs.url
    if url and "://" not in url:
        config = config.model_copy(update={"run": config.run.model_copy(update={"runs_dir": _rooted(Path(url), base)})})
    remember(_team(config.run.runs_dir, url if "://" in url else "", config))
    return config


def _team(runs_dir: Path, store: str, config: Config) -> Team:
    return Team(runs_dir, store, config.fleet_url, config.fleet.silence_seconds)


def join_team(runs_dir: Path, config: Config) -> None:
    """Of runs in that folder the team's database knows too, wherever it lies."""
    if team_of(runs_dir) == ALONE:
        remember(_team(runs_dir, "", config))


def recorded_config(data: Mapping[str, Any], where: Path, overrides: Sequence[str] = ()) -> Config:
    """The configuration that `resolved` returned, read back from the record at `where`, with `key=value` overrides.

    Raises ConfigError, also if another version of Brief wrote it and this one cannot read it.
    """
    try:
        return _validated(copy.deepcopy(dict(data)), Written(where, ""), overrides)
    except ConfigError as error:
        if error.where and error.where.startswith("--set"):
            raise
        advice = "It was written by another version of Brief: use that one, or `brief run` anew."
        raise ConfigError(f"configuration: {error.what}", where=str(where), next=advice) from error


def recorded_corpus(place: str, path: Path) -> CorpusPlace:
    """What a run read, by its record; `path` is the file that it would have read without a server.

    A server that the project of the working directory does not name is foreign.
    """
    if not is_postgres(place):
        return CorpusPlace(Path(place))
    here = find_project(Path.cwd())
    with suppress(ConfigError):
        if (own := load_config(here.config, (), here.base).corpus.place).url == place:
            return own
    return CorpusPlace(path, place, is_foreign=True)


def _validated(data: dict[str, Any], written: Written, overrides: Sequence[str]) -> Config:
    set_places = {_apply(data, override): override.partition("=")[0] for override in overrides}
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise _explained(error, written, set_places) from error
    written.expect_once("sources", "name", [source.name for source in config.sources])
    written.expect_once("sections", "id", [section.id for section in config.sections])
    return config


def signature_of(configuration: Mapping[str, Any], otherwise: str) -> str:
    """What stands below a report's title: byline and contact of a configuration, as a record holds it; `otherwise`:
    the byline where it names none.
    """
    report = configuration.get("report", {})
    byline = report.get("byline")
    return " ".join(filter(None, (otherwise if byline is None else byline, report.get("contact"))))


# -- overrides -------------------------------------------------------------------------------------------------------


def _apply(data: dict[str, Any], override: str) -> Place:
    """Sets one `key.path=value` in the parsed file; returns its place. List entries are named by their id or name."""
    key, equals, value = override.partition("=")
    keys = [part.strip() for part in key.split(".")]
    if not equals or not all(keys):
        raise ConfigError("is not key=value.", where=f"--set {override}", next="Write it like run.max_events=300.")
    place: list[str | int] = []
    node: Any = data
    for part in keys[:-1]:
        step = _step_into(node, part, override)
        place.append(step)
        node = node[step]
    if not isinstance(node, dict):
        raise ConfigError(f"{keys[-2]!r} has no keys.", where=f"--set {override}", next="See config.toml for the keys.")
    node[keys[-1]] = _value(value.strip())
    return (*place, keys[-1])


def _step_into(node: Any, part: str, override: str) -> str | int:
    if isinstance(node, dict):
        node.setdefault(part, {})
        return part
    names = [entry.get("id", entry.get("name")) for entry in node] if isinstance(node, list) else []
    if part in names:
        return names.index(part)
    advice = f"Known: {', '.join(map(str, names))}." if names else "See config.toml for the keys."
    raise ConfigError(f"there is no {part!r}.", where=f"--set {override}", next=advice)


def _value(text: str) -> Any:
    """The text parsed as a TOML value, else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


T = TypeVar("T")


def _rooted(value: T, base: Path) -> T:
    """With every relative path in it made absolute from `base`; nothing is validated again."""
    if isinstance(value, tuple) and {*map(type, value)} <= {str}:  # most of it is words
        return value
    if isinstance(value, Path):
        return cast(T, base / value.expanduser())
    if isinstance(value, BaseModel):
        inner = {name: new for name, one in value if (new := _rooted(one, base)) != one}
        return value.model_copy(update=inner) if inner else value
    if isinstance(value, dict):
        return cast(T, {key: _rooted(one, base) for key, one in value.items()})
    return cast(T, tuple(_rooted(one, base) for one in value)) if isinstance(value, tuple) else value


# -- errors ----------------------------------------------------------------------------------------------------------


def _explained(error: ValidationError, written: Written, set_places: Mapping[Place, str]) -> ConfigError:
    problems = sorted((_problem(detail, written, set_places) for detail in faults_of(error)), key=lambda p: p[0])
    (_, where, what, advice), *others = problems
    more = "".join(f" Also {other_where}: {other_what}" for _, other_where, other_what, _ in others[:4])
    return ConfigError(f"{what}{more}", where=where, next=advice)


def _problem(detail: Any, written: Written, set_places: Mapping[Place, str]) -> tuple[int, str, str, str]:
    place: Place = detail["loc"]
    line, there = written.at(place)
    overridden = next((key for at, key in set_places.items() if _same_branch(at, place)), None)
    where = f"--set {overridden}" if overridden else there
    return line, where, *in_words(detail, _spoken(place), Config)


def _same_branch(first: Place, second: Place) -> bool:
    shared = min(len(first), len(second))
    return shared > 0 and first[:shared] == second[:shared]


def _spoken(place: Place) -> str:
    """A place in words for errors: [run] max_events; [[sections]] 2 limit; [delivery.mail] host."""
    if len(place) < 2:
        return "".join(map(repr, place))
    tables = next((depth for depth in range(1, len(place)) if not _is_table(place[: depth + 1])), len(place))
    table, rest = ".".join(map(str, place[:tables])), place[tables:]
    brackets = f"[[{table}]]" if rest and isinstance(rest[0], int) else f"[{table}]"
    return " ".join((brackets, *(str(part + 1) if isinstance(part, int) else part for part in rest)))


def _is_table(place: Place) -> bool:
    """Whether it is written as a table of its own, or a list of them: nothing within an entry of a list is."""
    kind: Any = Config
    for part in place:
        if isinstance(part, int):
            return False
        is_model = isinstance(kind, type) and issubclass(kind, BaseModel)
        kind = getattr(kind.model_fields.get(part), "annotation", None) if is_model else model_in(kind)
    return model_in(kind) is not None


def resolved(config: Config) -> Mapping[str, Any]:
    """The configuration for run.json: JSON values, without passwords in URLs, and without those who get the report
    or are told of the run.
    """
    data = config.model_dump(mode="json", exclude={"delivery", "approval", "telemetry"})
    for source in data["sources"]:
        if source.get("url"):
            source["url"] = without_userinfo(source["url"])
    return data
