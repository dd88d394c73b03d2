"""One execution, as stored in run.json and calls.jsonl."""

import difflib
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from schemas.base import SCHEMA_VERSION, Schema, Sparse
from schemas.critique import Heard
from schemas.period import Period
from schemas.reasons import Reason, Requirement

Purpose = Literal["", "answer", "repair", "revision", "reading", "examination"]
"""Why a model was asked. repair: after an invalid answer. revision: to mend named texts. reading: by the critic.
examination: of a critic, before it is heard. Empty in ledgers of before 2026-12."""

OutputKind = Literal["md", "html", "json"]
"""A file that a report is written as, by its ending; `brief/report/render/files.py` has what makes each."""
ExportKind = Literal["pdf", "docx", "mail", "obsidian", "hugo", "hexo", "jekyll"]
"""A form besides, in the run's `exports/`; `brief/exports/kinds.py` has what makes each."""
OUTPUTS: tuple[str, ...] = (*get_args(OutputKind), *get_args(ExportKind))


def _known_outputs(asked: tuple[str, ...]) -> tuple[str, ...]:
    for one in asked:
        if one not in OUTPUTS:
            near = difflib.get_close_matches(one.lower(), OUTPUTS, n=1)
            advice = f"did you mean {near[0]!r}" if near else f"there are {', '.join(OUTPUTS)}"
            raise ValueError(f"{one!r} is no file that a report is written as ({advice})")
    return tuple(kind for kind in OUTPUTS if kind in asked)


Outputs = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_known_outputs)]
"""Each once, in the order of OUTPUTS."""

RunStatus = Literal["running", "finished", "failed", "interrupted"]


class Usage(Schema):
    """How many calls, texts and tokens a run used."""

    calls: int = 0
    """Answered model calls; extraction is not counted."""
    repairs: int = 0
    """Those that were asked again after an invalid answer; in runs of before 2026-12 also those for a revision."""
    revisions: int | None = None
    """Those that were asked to mend named texts. None in runs of before 2026-12, here and below."""
    readings: int | None = None
    """Those by the critic; its examination is none."""
    reused: int = 0
    """Answers taken from a ledger."""
    fallbacks: int = 0
    """Texts of the report that extraction wrote in a model's place; `written` lists them."""
    dropped: int = 0
    """Claims that were written but not printed."""
    input_tokens: int = 0
    cached_tokens: int = 0
    """Input tokens that were in the vendor's cache."""
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
    """Number of the sample: the same request with another number is asked anew."""
    repair: bool = False
    """Asked again, after an invalid answer or for a revision."""
    purpose: Purpose = ""
    reused: bool = False
    """Copied from an earlier ledger, of this run or its parent: not paid again."""
    prompt_version: str
    system: str
    user: str
    answer: str
    """The raw text, before validation."""
    finish: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost_usd: float | None
    seconds: float
    attempts: int = 1
    """How often the request was sent until the answer came."""
    request_id: str | None = None
    answered_at: Sparse[datetime | None] = None
    """None in ledgers of before 2026-12."""
    step: Sparse[str] = ""
    """The step that asked; empty where none did, as when tables are read while the synthesis is written."""
    batch: Sparse[str] = ""
    """The vendor's id of the batch that brought the answer, at the price of one; empty where it was asked alone."""


class SentBatch(Schema):
    """One line of batches.jsonl: what is sent to a vendor as one, on disk before it is sent, and again when it was."""

    id: str
    """The vendor's; empty before it is sent. Where it stays so, the vendor may have it: nobody heard its answer."""
    model: str
    """provider:model."""
    sent_at: datetime
    keys: tuple[str, ...]
    """Of this run's calls in it."""
    mark: str = ""
    """By which it is found among the vendor's, where that keeps one."""
    size: int = 0
    """Calls in it, of all runs."""


class KindScore(Schema):
    """How many texts of one kind an examined critic judged right."""

    kind: str
    right: int
    texts: int


class Trust(Schema):
    """What the words of one model count for as a critic, and by which marks."""

    model: str
    """provider:model."""
    critic: Sparse[str] = ""
    """Of an examined one: a digest of its address, model, settings and prompt. Another critic is worth what it is."""
    is_writer: bool = False
    """The same model is asked first for the tables or the synthesis of this run."""
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
    started_at: Sparse[datetime | None] = None
    """None in runs of before 2026-12."""


class Fallback(Schema):
    """A text of the report that extraction wrote in a model's place."""

    claim_id: str
    place: str
    """Section, row and column, in the words of the report."""
    reason: Reason


class Written(Schema):
    """How many printed texts each writer wrote; brief/report/fallbacks.py counts them."""

    by_model: int
    by_extraction: int
    by_hand: int
    fallbacks: tuple[Fallback, ...]
    """Texts by extraction for which a model was asked, in the order of the report."""

    @property
    def texts(self) -> int:
        return self.by_model + self.by_extraction + self.by_hand


class RunError(Schema):
    step: str
    what: str
    next: str | None = None


class SkippedEntry(Schema):
    """A line of a file, or an entry of a feed, that holds no usable document."""

    where: str
    """`line 7`, `entry 3`."""
    why: str
    title: str = ""
    """As far as it has one, shortened."""


class CorpusFile(Schema):
    """One --corpus file that was read."""

    path: str
    sha256: str
    documents: int
    skipped: int
    """Lines without a usable document."""
    skipped_entries: tuple[SkippedEntry, ...] = ()
    """The first thousand of those lines."""


class CorpusSource(Schema):
    """The result of fetching one source before the run."""

    name: str
    status: str
    """ok, unchanged, empty, degraded, failed or postponed."""
    reason: str | None = None
    skipped_entries: tuple[SkippedEntry, ...] = ()
    """Its first thousand entries without a usable document."""


class CoveredDay(Schema):
    day: date
    documents: int


class Coverage(Schema):
    """Which days and sources of the period were read; brief/documents/coverage.py says how that is known."""

    days: tuple[CoveredDay, ...]
    missing_days: tuple[date, ...] = ()
    """For which most sources were not read, or not wholly."""
    failed_sources: tuple[str, ...] = ()
    """Of which nothing was read that belongs to the period."""
    last_fed_at: datetime | None = None
    """The last time that any source was read."""


class CorpusDescription(Schema):
    """Where the documents of a run came from."""

    path: str | None
    """The standing corpus; None if the run read its own --corpus files."""
    files: tuple[CorpusFile, ...] = ()
    sources: tuple[CorpusSource, ...] = ()
    documents: int = 0
    """How many documents the retriever received."""
    coverage: Coverage | None = None
    """None for --corpus files, chosen documents and runs of before 2026-12."""
    chosen: str = ""
    """How somebody chose them: the search, or the file of addresses. Empty where all of the period were read."""


class ReportFiles(Schema):
    """Names of one report's files, relative to the run's folder."""

    format: str
    language: str
    files: dict[OutputKind, str]
    """Of those that were written, by kind; `json`, which others read, is always one."""
    beside: Sparse[str] = ""
    """The page that sets both editions side by side."""
    exports: Sparse[dict[ExportKind, str]] = Field(default_factory=dict)
    """Its further forms, by kind: `exports/…`."""

    @model_validator(mode="before")
    @classmethod
    def _of_old(cls, given: Any) -> Any:
        """Before 2026-12 there were three, each with a key of its own."""
        if not isinstance(given, dict) or "data" not in given:
            return given
        rest = {key: value for key, value in given.items() if key not in ("md", "html", "data")}
        return {**rest, "files": {"md": given["md"], "html": given["html"], "json": given["data"]}}

    @property
    def md(self) -> str:
        """Empty where it was not written."""
        return self.files.get("md", "")

    @property
    def html(self) -> str:
        """As of `md`."""
        return self.files.get("html", "")

    @property
    def data(self) -> str:
        """The report as JSON."""
        return self.files["json"]

    @property
    def page(self) -> str:
        """The file that somebody looks at first."""
        return self.html or self.first

    @property
    def first(self) -> str:
        """Of those that were asked for: the JSON is there in any case."""
        asked = [name for kind, name in self.files.items() if kind != "json"]
        return next(iter((*asked, *self.exports.values(), self.data)))


class RunRecord(Schema):
    """What a run was asked to do, the settings in force, and the result."""

    schema_version: int = SCHEMA_VERSION
    run_id: str
    status: RunStatus
    """`running` without a living process means that the run was killed."""
    exit_code: int | None = None
    created_at: datetime
    elapsed_seconds: float | None = None
    period: Period
    as_of: datetime
    formats: tuple[str, ...]
    language: str
    """In which the reports are written; `rendered`: in which their claims are told once more."""
    rendered: Sparse[str] = ""
    parent: str | None = None
    configuration: dict[str, Any]
    """config.toml with --set applied; passwords in URLs are removed."""
    models: dict[str, str] = Field(default_factory=dict)
    """Role -> provider:model, its first choice."""
    chains: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Role -> all that may answer for it, first choice first."""
    prompt_versions: dict[str, str] = Field(default_factory=dict)
    """Name -> first 12 hex digits of the SHA-256 of the file in force."""
    prompts_from: str = ""
    """The folder given with --prompts; its files replaced others."""
    format_versions: dict[str, str] = Field(default_factory=dict)
    packages: dict[str, str] = Field(default_factory=dict)
    corpus_files: tuple[str, ...] = ()
    """Files given with --corpus."""
    remembers: Sparse[bool] = False
    """Whether it is compared with the project's history, and its report goes into it."""
    offline: bool = False
    batch: Sparse[bool] = False
    """Whether models are asked by batches of their vendors; `batch_by`: until when, None for as long as they take."""
    batch_by: Sparse[datetime | None] = None
    instruction: str = ""
    """The text of --instruct, given to the writers."""
    amendments: tuple[str, ...] = ()
    """The editor's amendments, one line each; amendments.json holds them."""
    scheduled: str = ""
    """Name of the job that had it made; empty where somebody asked for it by hand."""
    edited_by: tuple[str, ...] = ()
    """Who edited it, or a run that it was made from, by the names they gave. Empty in runs of before 2026-12."""
    taken_over: tuple[str, ...] = ()
    """Parts taken over unchanged from the parent's last draft: table-<section>, synthesis."""
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
    unmet: tuple[Requirement, ...] = ()
    """What `[run] require` names and it did not have."""
    error: RunError | None = None

    @property
    def editions(self) -> tuple[str, ...]:
        """The languages of its reports, the one that they were written in first."""
        return (self.language, self.rendered) if self.rendered else (self.language,)
