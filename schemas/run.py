"""One execution as run.json and calls.jsonl hold it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from schemas.base import SCHEMA_VERSION, Schema
from schemas.critique import Heard
from schemas.period import Period
from schemas.reasons import Reason

Purpose = Literal["", "answer", "repair", "revision", "reading", "examination"]
"""Why a model was asked. repair: after an invalid answer. revision: to mend named texts. reading: by the critic.
examination: of a critic, before it is heard. Empty in ledgers of before 2026-12."""

RunStatus = Literal["running", "finished", "failed", "interrupted"]


class Usage(Schema):
    """What answering cost, summed over a run."""

    calls: int = 0
    """Answered model calls; extraction is none."""
    repairs: int = 0
    """Those that were asked again after an invalid answer; in runs of before 2026-12 also those for a revision."""
    revisions: int | None = None
    """Those that were asked to mend named texts. None in runs of before 2026-12, here and below."""
    readings: int | None = None
    """Those by the critic; its examination is none."""
    reused: int = 0
    """Answers taken from a ledger."""
    fallbacks: int = 0
    """Texts of the report that extraction wrote in a model's place: as many as `written` lists."""
    dropped: int = 0
    """Claims that were written and not printed."""
    input_tokens: int = 0
    cached_tokens: int = 0
    """Those of the input that a vendor's cache held."""
    output_tokens: int = 0


class RoleUsage(Schema):
    """One line of the usage table: what one model answered for one role."""

    role: str
    model: str
    calls: int
    reused: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost_usd: float | None
    """None where a price is unknown."""
    seconds: float


class Call(Schema):
    """One line of the ledger: an answered call, on disk before its answer is used. Holds no secret."""

    key: str
    """SHA-256 of all that decides the answer: model, settings, filled prompt, output schema, sample number."""
    role: str
    model: str
    """provider:model."""
    sample: int = 0
    """Counts real new samples of equal requests."""
    repair: bool = False
    """Asked again, after an invalid answer or for a revision."""
    purpose: Purpose = ""
    reused: bool = False
    """Taken from an earlier ledger, this run's or its parent's: paid once."""
    prompt_version: str
    system: str
    user: str
    answer: str
    """As it came, before validation."""
    finish: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost_usd: float | None
    seconds: float
    attempts: int = 1
    """Tries until the answer came."""
    request_id: str | None = None


class KindScore(Schema):
    """How many texts of one kind an examined critic judged right."""

    kind: str
    right: int
    texts: int


class Trust(Schema):
    """What the words of one model count for as a critic, and by which marks."""

    model: str
    """provider:model."""
    examined: bool = False
    found: tuple[int, int] | None = None
    """Faults of the examination that it found, of how many."""
    spared: tuple[int, int] | None = None
    """True texts that it let stand, of how many."""
    controls: tuple[int, int] | None = None
    """Controls of this run that it judged right; None where every verdict came from a ledger."""
    heard: Heard = "no"
    by_kind: tuple[KindScore, ...] = ()


class StepTiming(Schema):
    step: str
    seconds: float


class Fallback(Schema):
    """A text of the report that extraction wrote in a model's place."""

    claim_id: str
    place: str
    """In the words of the report: section, row and column."""
    reason: Reason


class Written(Schema):
    """Who wrote how many of the texts that a report prints; brief/report/fallbacks.py counts them."""

    by_model: int
    by_extraction: int
    by_hand: int
    fallbacks: tuple[Fallback, ...]
    """Those by extraction for which a model was asked, in the order of the report."""

    @property
    def texts(self) -> int:
        return self.by_model + self.by_extraction + self.by_hand


class RunError(Schema):
    step: str
    what: str
    next: str | None = None


class CorpusFile(Schema):
    """One --corpus file as it was read."""

    path: str
    sha256: str
    documents: int
    skipped: int
    """Lines that are no document."""


class CorpusSource(Schema):
    """What came of fetching one source before the run."""

    name: str
    status: str
    """ok, empty, degraded or failed."""
    reason: str | None = None


class CorpusDescription(Schema):
    """Where the documents of a run came from."""

    path: str | None
    """The standing corpus; None where the run read files of its own."""
    files: tuple[CorpusFile, ...] = ()
    sources: tuple[CorpusSource, ...] = ()
    documents: int = 0
    """Documents that the retriever was handed."""


class ReportFiles(Schema):
    """Names of one report's files, relative to the run's folder."""

    format: str
    language: str
    md: str
    html: str
    data: str
    """The report as JSON."""


class RunRecord(Schema):
    """What a run was asked, with what in force, and what came of it."""

    schema_version: int = SCHEMA_VERSION
    run_id: str
    status: RunStatus
    """running, with no process alive behind it, means killed."""
    exit_code: int | None = None
    created_at: datetime
    elapsed_seconds: float | None = None
    period: Period
    as_of: datetime
    formats: tuple[str, ...]
    language: str
    parent: str | None = None
    configuration: dict[str, Any]
    """config.toml with --set applied; passwords in URLs removed."""
    models: dict[str, str] = Field(default_factory=dict)
    """Role -> provider:model, the first of its chain."""
    chains: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Role -> who may answer for it, in order."""
    prompt_versions: dict[str, str] = Field(default_factory=dict)
    """Name -> first 12 hex digits of the SHA-256 of the file in force."""
    prompts_from: str = ""
    """The folder of --prompts, whose files took the place of others."""
    format_versions: dict[str, str] = Field(default_factory=dict)
    packages: dict[str, str] = Field(default_factory=dict)
    corpus_files: tuple[str, ...] = ()
    """Files of the run's own that it was asked to read."""
    offline: bool = False
    instruction: str = ""
    """What the writers were told by --instruct."""
    amendments: tuple[str, ...] = ()
    """An editor's, a line each; amendments.json holds them."""
    taken_over: tuple[str, ...] = ()
    """What stands as it was in the parent's last draft: table-<section>, synthesis."""
    corpus: CorpusDescription | None = None
    usage: Usage = Usage()
    written: Written | None = None
    """Of the first report; None where there is none, and in a run of an older version."""
    trust: tuple[Trust, ...] = ()
    """Of each model of the critic's chain, in order; empty where no model is the critic."""
    usage_by_role: tuple[RoleUsage, ...] = ()
    cost_usd: float | None = None
    """None where a price is unknown."""
    timings: tuple[StepTiming, ...] = ()
    reports: tuple[ReportFiles, ...] = ()
    open_issues: int = 0
    error: RunError | None = None
