"""What a run with --batch has beside others: who gathers its questions, and who of it may ask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from brief.llm.cancellation import Stop
from brief.llm.crew import Crew
from brief.llm.retry import caller_for
from brief.llm.structured_call import CallModel
from brief.pipeline.plan import Plan
from brief.runs.files import read_lines
from brief.runs.store import BATCHES, Run
from brief.settings.team import team_of
from schemas.run import SentBatch

_LINE = TypeAdapter(SentBatch)
_ADVICE = "Take that line out of the file: what it was to bring is asked and paid for again."


@dataclass(frozen=True)
class Batching:
    call: CallModel | None = None
    """None where models are asked online alone."""
    online: CallModel | None = None
    crew: Crew = field(default_factory=Crew)


ONLINE = Batching()


@contextmanager
def batching(plan: Plan, run: Run, stop: Stop, note: Callable[[str], None]) -> Iterator[Batching]:
    """That of a run while the block runs. Raises BriefError where its batches cannot be read."""
    if not plan.batch or plan.models.extractive:
        yield ONLINE
        return
    from brief.llm import gatherer
    from brief.llm.batched_call import BatchedCall
    from brief.llm.providers.registry import Providers

    sent = {key: one for one in read_lines(run.path / BATCHES, _LINE, "the batch", _ADVICE) for key in one.keys}
    now = gatherer.GATHERER.now()
    book = gatherer.Book(run.append_batch, note, stop, plan.batch_by, ZoneInfo(plan.config.run.timezone), sent)
    waiting = (plan.batch_by or now + gatherer.WINDOW) - now
    limit = plan.config.run.deadline_seconds
    deadline = limit and limit + max(0.0, waiting.total_seconds())
    online = caller_for(plan.models, deadline, stop, note, team_of(plan.runs_dir).database)
    with gatherer.GATHERER.crew() as crew:
        call = BatchedCall(online, gatherer.GATHERER, Providers().batches, book, plan.config.run.sample)
        yield Batching(call, online, crew)
