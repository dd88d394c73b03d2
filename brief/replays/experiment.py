"""A matrix of prompts and models, replayed on one run's evidence: each repeat of each variant is an ordinary run."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from brief.errors import INTERRUPTED, BriefError
from brief.evaluation.scores import Gold
from brief.pipeline.plan import Plan
from brief.pipeline.progress import Progress
from brief.pipeline.runner import replay
from brief.replays.metrics import Metric, Outcome, Spread, outcome_of, spread_of
from brief.replays.replay import ReplayOptions, plan_replay
from brief.runs.lineage import calls_of_lineage
from brief.runs.store import StoredRun, stored_run
from brief.settings.config import RunConfig
from brief.settings.project import Project
from schemas.run import RunRecord


@dataclass(frozen=True)
class Variant:
    """One cell of the matrix; None leaves that as the run has it."""

    name: str
    prompts: Path | None
    model: str | None


@dataclass(frozen=True)
class Made:
    sample: int
    """Which of several answers to equal questions, as calls.jsonl counts them."""
    record: RunRecord | None
    """None where no run could be made."""
    outcome: Outcome | None
    """None where there is no report."""
    failure: str | None = None
    exit_code: int = 0


@dataclass(frozen=True)
class Trial:
    """What came of one variant: nothing, where it was never begun."""

    variant: Variant
    made: tuple[Made, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(one.outcome for one in self.made if one.outcome)

    @property
    def failures(self) -> tuple[Made, ...]:
        return tuple(one for one in self.made if one.failure)

    def spread(self, metric: Metric) -> Spread | None:
        return spread_of([metric.of(one) for one in self.outcomes])


@dataclass(frozen=True)
class Experiment:
    parent: Outcome | None
    """The run itself, to hold the variants against; None where it has no report."""
    trials: tuple[Trial, ...]
    """In the order in which the variants were given."""
    interrupted: bool

    @property
    def exit_code(self) -> int:
        """0 where all was made, 1 where some was; else that of the first failure."""
        failed = [one.exit_code for trial in self.trials for one in trial.failures]
        if self.interrupted or not failed:
            return INTERRUPTED if self.interrupted else 0
        return 1 if any(trial.outcomes for trial in self.trials) else failed[0]


def variants_of(prompts: Sequence[Path], models: Sequence[str]) -> tuple[Variant, ...]:
    """Each folder of prompts with each model; a dimension that is not given is left as the run has it."""
    folders: tuple[Path | None, ...] = tuple(dict.fromkeys(prompts)) or (None,)
    short = Counter(folder.name for folder in folders if folder)
    names: tuple[str | None, ...] = tuple(dict.fromkeys(models)) or (None,)
    return tuple(Variant(_name(folder, model, short), folder, model) for folder in folders for model in names)


def _name(folder: Path | None, model: str | None, short: Counter[str]) -> str:
    """A folder goes by its last part, where that tells it from the others."""
    told = None if folder is None else folder.name if folder.name and short[folder.name] == 1 else str(folder)
    return " × ".join(filter(None, (told, model))) or "unchanged"


def conduct(
    parent: StoredRun,
    variants: Sequence[Variant],
    repeat: int,
    project: Project,
    progress: Progress,
    gold: Sequence[Gold] | None = None,
) -> Experiment:
    """Makes the runs: of every variant the first repeat, then of every one the second. A variant that fails stops no
    other; told to stop, it leaves what is finished.

    The first repeat is answered from the parent's ledger as far as its calls are the same; the others are asked anew.
    Raises the first error where not one variant can be made at all, before anything is written.
    """
    tasks = list(planned(parent, variants, repeat, project, progress))
    errors = [task.plan for task in tasks if isinstance(task.plan, BriefError)]
    if len(errors) == len(tasks):
        raise errors[0]
    was = outcome_of(parent, gold) if parent.record.reports else None
    made: list[tuple[Variant, Made]] = []
    interrupted = False
    try:
        for task in tasks:
            made.append((task.variant, _made(task, parent, progress, gold)))
            if interrupted := made[-1][1].exit_code == INTERRUPTED:
                break
    except KeyboardInterrupt:
        interrupted = True
    trials = tuple(Trial(variant, tuple(one for of, one in made if of == variant)) for variant in variants)
    return Experiment(was, trials, interrupted)


def measured(runs: Sequence[StoredRun], gold: Sequence[Gold] | None = None) -> Experiment:
    """Runs that are there, each as a variant of its own. Raises as `outcome_of` does."""
    names = [run.record.run_id for run in runs]
    outcomes = (outcome_of(run, gold, names) for run in runs)
    made = [Made(_sample(one.run.record), one.run.record, one) for one in outcomes]
    trials = (Trial(Variant(name, None, None), (one,)) for name, one in zip(names, made, strict=True))
    return Experiment(None, tuple(trials), interrupted=False)


@dataclass(frozen=True)
class Task:
    variant: Variant
    sample: int
    plan: Plan | BriefError


def planned(
    parent: StoredRun, variants: Sequence[Variant], repeat: int, project: Project, progress: Progress
) -> Iterator[Task]:
    """All that is to be made; of a variant that asks no model one repeat, for every other would be equal to it."""
    own, *further = _samples(parent, repeat)
    first = [Task(variant, own, _plan(parent, variant, None, project)) for variant in variants]
    yield from first
    asking = [task.variant for task in first if isinstance(task.plan, Plan) and not task.plan.models.extractive]
    for task in first if further else ():
        if isinstance(task.plan, Plan) and task.plan.models.extractive:
            progress.note(f"{task.variant.name}: extraction gives the same every time, so that it is made once")
    for sample in further:
        yield from (Task(variant, sample, _plan(parent, variant, sample, project)) for variant in asking)


def _samples(parent: StoredRun, repeat: int) -> list[int]:
    """The parent's own number, then such as none of the calls has that it could be answered from."""
    own = _sample(parent.record)
    used = max((call.sample for call in calls_of_lineage(parent.path)), default=own)
    return [own, *range(max(own, used) + 1, max(own, used) + repeat)]


def _sample(record: RunRecord) -> int:
    return RunConfig.model_validate(record.configuration.get("run", {})).sample


def _plan(parent: StoredRun, variant: Variant, sample: int | None, project: Project) -> Plan | BriefError:
    options = ReplayOptions(
        prompts=variant.prompts,
        as_recorded=True,
        model=variant.model,
        overrides=overrides_of(sample),
    )
    try:
        return plan_replay(parent, options, project)
    except BriefError as error:
        return error


def overrides_of(sample: int | None) -> tuple[str, ...]:
    """Of a replay in an experiment; None for the parent's own sample. Answers of others would make repeats alike."""
    return ("fleet.share_answers=false", *(() if sample is None else (f"run.sample={sample}",)))


def _made(task: Task, parent: StoredRun, progress: Progress, gold: Sequence[Gold] | None) -> Made:
    record: RunRecord | None = None
    progress.note(f"{task.variant.name}, sample {task.sample}")
    try:
        if isinstance(task.plan, BriefError):
            raise task.plan
        record = replay(task.plan, parent, datetime.now(UTC), progress)
        if error := record.error:
            what = f"{error.step}: {error.what} {error.next or ''}".rstrip()
            return Made(task.sample, record, None, what, record.exit_code or 1)
        return Made(task.sample, record, outcome_of(stored_run(task.plan.runs_dir / record.run_id), gold))
    except BriefError as error:
        return Made(task.sample, record, None, str(error), error.exit_code)
