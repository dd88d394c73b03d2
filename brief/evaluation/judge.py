"""Lets a judge model read a stored report: each statement with what it cites, in batches, with answers kept.

The answers are kept in their own ledger in the run's folder; the run and its report do not change. What was judged
before is not asked again, neither in this run nor in runs made from it.

Every batch contains two controls that look like the other pairs: a headline with its own document, and one with a
foreign document. How many of them a judge gets right shows how far its other answers can be trusted.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from brief.errors import BriefError, BudgetReached, NoAnswer, UsageError
from brief.evaluation.citation_scores import Attribution, Chosen, Judged, Verdict, attribution
from brief.evaluation.scores import LinkedDocument, Ratio, Statement, identity, ratio_of
from brief.llm.ask import ModelChain
from brief.llm.budget import cost_of, usage_of
from brief.llm.cancellation import Stop
from brief.llm.context_window import token_counter
from brief.llm.ledger import Ledger
from brief.llm.prompt_set import OF_JUDGES, QUESTIONS
from brief.llm.prompt_template import PromptTemplate, check_prompt, load_prompt
from brief.llm.retry import caller_for
from brief.llm.structured_call import CallContext
from brief.pipeline.answerers import budget_of
from brief.pipeline.plan import priced
from brief.runs.lineage import calls_of_lineage, read_calls
from brief.runs.loaded import read_retrieval
from brief.runs.store import LEDGER, Run, StoredRun
from brief.settings.config import Config
from brief.settings.models import JUDGE, Models, resolve
from brief.settings.team import team_of
from checks.repeats import told_alike
from facts.text.tokens import estimate
from schemas.judgement import Judgement, JudgementAnswer, JudgementQuestion, Pair, Support
from schemas.run import Call, Usage

FOLDER = "judge"
"""Folder inside a run's folder; holds the ledger."""
_BATCH_TOKENS = 4000
"""Most tokens of the pairs in one call, estimated: with longer questions a judge overlooks more."""
_MOST_PAIRS = 40
_LEAST_RIGHT = 0.8
"""Least share of right controls; a judge below it is not trusted."""
_AT_ONCE = 4
"""Most parallel calls; an endpoint's own limit may be lower."""


@dataclass(frozen=True)
class Judge:
    config: Config
    models: Models
    prompts: Path

    @property
    def name(self) -> str:
        """`provider:model`, the first of its chain."""
        return self.models.bindings[JUDGE].names[0]


@dataclass(frozen=True)
class Judging:
    model: str
    attribution: Attribution
    controls: Ratio
    """Pairs with a known answer, and how many of them the judge got right."""
    usage: Usage
    """Calls of this time; those answered before count as reused."""
    cost_usd: float | None
    stopped: BriefError | None
    """Why not all was asked: a limit was reached or nobody answered; else None."""

    @property
    def is_trusted(self) -> bool:
        """Whether the judge can tell a headline's own document from a foreign one."""
        return self.controls.share is None or self.controls.share >= _LEAST_RIGHT


def judge_of(config: Config, prompts: Path, model: str | None) -> Judge:
    """`model` replaces the first model of the role. Raises UsageError if there is none."""
    models = priced(resolve(config, os.environ, model, roles=(JUDGE,)), config)
    if models.extractive:
        advice = f'Give --model provider:name, or bind the role in config.toml: [models] {JUDGE} = "provider:name".'
        raise UsageError("needs a model: support cannot be judged by extraction.", where="--judge", next=advice)
    binding = replace(models.bindings[JUDGE], extractive=False)
    return Judge(config, replace(models, bindings={JUDGE: binding}), prompts)


def judge_run(run: StoredRun, statements: Sequence[Statement], judge: Judge, note: Callable[[str], None]) -> Judging:
    """Asks only what has not been asked before, and nothing of texts that its model may not be sent. Raises UsageError
    if another process judges this run, BriefError if nothing can be written.
    """
    may_be_sent = _sendable(run, statements, judge)
    if kept_back := len(statements) - len(may_be_sent):
        note(f"judge: {kept_back} statements rest on texts that {judge.name} may not be sent; they are not judged")
    prompts = {name: load_prompt(judge.prompts, name, run.record.language) for name in OF_JUDGES}
    check_prompt(prompts[JUDGE], QUESTIONS[JUDGE], {})
    beside = Run.beside(run, FOLDER)
    try:
        earlier = calls_of_lineage(run.path, f"{FOLDER}/{LEDGER}")
        ledger = _NotingLedger(beside.append_call, own=read_calls(beside.path / LEDGER), earlier=earlier)
        return _RunJudging(judge, prompts, ledger, note).judged(may_be_sent)
    finally:
        beside.close()


def _sendable(run: StoredRun, statements: Sequence[Statement], judge: Judge) -> list[Statement]:
    endpoints = {link.endpoint.name for link in judge.models.bindings[JUDGE].links}
    closed = {identity(one.url) for one in read_retrieval(run.path).citable if not one.may_be_read_by(endpoints)}
    return [one for one in statements if closed.isdisjoint(map(identity, one.urls))]


class _NotingLedger(Ledger):
    """A ledger that remembers which calls were used this time, and marks those answered before."""

    def __init__(self, keep: Callable[[Call], None], own: Sequence[Call], earlier: Sequence[Call]) -> None:
        super().__init__(keep, own, earlier)
        self.drawn: list[Call] = []

    def answered(self, key: str) -> Call | None:
        found = super().answered(key)
        if found:
            self.drawn.append(found.model_copy(update={"reused": True}))
        return found

    def add(self, call: Call) -> None:
        super().add(call)
        self.drawn.append(call)


@dataclass(frozen=True)
class _JudgedPair:
    """One pair, and what it is for: some citations of a statement, or a control."""

    place: int
    """Index of its statement; for a control, of the statement whose headline it uses."""
    chosen: Chosen
    section: str
    text: str
    sources: tuple[str, ...]
    known: Support | None = None
    """For a control: the right answer; else None."""

    @property
    def tokens(self) -> float:
        return estimate(self.text) + sum(map(estimate, self.sources))


class _RunJudging:
    def __init__(
        self, judge: Judge, prompts: Mapping[str, PromptTemplate], ledger: _NotingLedger, note: Callable[[str], None]
    ) -> None:
        self._ledger, self._note, self._name = ledger, note, judge.name
        self._stop = Stop(note)
        limits, fleet = judge.config.run, team_of(judge.config.run.runs_dir).database
        context = CallContext(
            prompts=prompts,
            style={},
            call=caller_for(judge.models, limits.deadline_seconds, self._stop, note, fleet),
            ledger=ledger,
            budget=budget_of(limits, ledger.calls),
            counter=token_counter(),
            max_repairs=limits.max_repairs,
        )
        self._chain = ModelChain(judge.models.bindings[JUDGE], context, note)
        self._stopped: BriefError | None = None

    def judged(self, statements: Sequence[Statement]) -> Judging:
        verdicts: list[dict[Chosen, Verdict]] = [{} for _ in statements]
        controls: list[tuple[_JudgedPair, Support]] = []
        for asked, judgement in self._judgements(batches(statements)):
            if asked.known:
                controls.append((asked, judgement.support))
            else:
                verdicts[asked.place][asked.chosen] = Verdict(judgement.support, judgement.missing)
        drawn = self._ledger.drawn
        wrong = [f"{one.text}: {support}, not {one.known}" for one, support in controls if support != one.known]
        return Judging(
            model=self._name,
            attribution=attribution([Judged(one, found) for one, found in zip(statements, verdicts, strict=True)]),
            controls=ratio_of(len(controls), wrong),
            usage=usage_of(drawn),
            cost_usd=cost_of(drawn),
            stopped=self._stopped,
        )

    def _judgements(self, asked: Sequence[Sequence[_JudgedPair]]) -> Iterator[tuple[_JudgedPair, Judgement]]:
        with self._stop.listening(), ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(self._answer, asked))
        for batch, answer in zip(asked, answers, strict=True):
            by_pair = {one.pair_id: one for one in answer.judgements}
            yield from ((one, by_pair[name]) for name, one in _named(batch) if name in by_pair)

    def _answer(self, batch: Sequence[_JudgedPair]) -> JudgementAnswer:
        """An empty answer if nobody gives a usable one or a limit is reached: its statements stay unjudged."""
        pairs = tuple(Pair(pair_id=name, text=one.text, sources=one.sources) for name, one in _named(batch))
        try:
            return self._chain.answer(JUDGE, JudgementQuestion(pairs=pairs), JudgementAnswer).value
        except (NoAnswer, BudgetReached) as error:
            self._stopped = self._stopped or _advised(error)
            return JudgementAnswer(judgements=())


def _advised(error: NoAnswer | BudgetReached) -> BriefError:
    """The same error with advice that fits when no run is under way."""
    advice = "Run `brief doctor`, or name another judge by --model; what was judged is kept."
    if isinstance(error, BudgetReached):
        advice = f"What was judged is kept: `--set {error.where}=…` goes on with a higher limit."
    return type(error)(error.what, where=error.where, next=advice)


def _named(batch: Sequence[_JudgedPair]) -> Iterator[tuple[str, _JudgedPair]]:
    return ((f"p{number}", one) for number, one in enumerate(batch, start=1))


def batches(statements: Sequence[Statement]) -> list[tuple[_JudgedPair, ...]]:
    """The pairs to judge, section by section, so that an unchanged section gives the same question again."""
    asked = (
        _JudgedPair(place, chosen, one.section, one.text, tuple(one.cited[number].text for number in sorted(chosen)))
        for place, one in enumerate(statements)
        for chosen in Judged(one, {}).chosen
    )
    sections = (list(_packed(of_section)) for _, of_section in groupby(asked, lambda one: one.section))
    return [_controlled(batch, statements) for of_section in sections for batch in of_section]


def _controlled(batch: tuple[_JudgedPair, ...], statements: Sequence[Statement]) -> tuple[_JudgedPair, ...]:
    """The batch with a control before and one after it, made of its own documents, so that nothing else changes its
    text.
    """
    cited = [cited for one in batch for cited in statements[one.place].cited if cited.title]
    if not cited:
        return batch
    first, own = cited[0], _control(batch[0], cited[0], cited[0], "full")
    foreign = (one for one in reversed(cited) if one.url != first.url and not told_alike(one.title, first.title))
    other = next(foreign, None)
    return (*([_control(batch[0], first, other, "none")] if other else []), *batch, own)


def _control(beside: _JudgedPair, headline: LinkedDocument, document: LinkedDocument, known: Support) -> _JudgedPair:
    return replace(beside, chosen=frozenset(), text=headline.title, sources=(document.text,), known=known)


def _packed(asked: Iterator[_JudgedPair]) -> Iterator[tuple[_JudgedPair, ...]]:
    """Batches in order, as full as possible; a pair that is too long gets its own batch."""
    batch: list[_JudgedPair] = []
    tokens = 0.0
    for one in asked:
        if batch and (tokens + one.tokens > _BATCH_TOKENS or len(batch) == _MOST_PAIRS):
            yield tuple(batch)
            batch, tokens = [], 0.0
        batch.append(one)
        tokens += one.tokens
    if batch:
        yield tuple(batch)
