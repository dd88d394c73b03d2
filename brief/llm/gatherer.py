"""Questions of all runs of this process, sent to vendors together: a batch for each model, when all who may ask wait.

Nobody works here but those who wait: each in turn sends what is ripe, and looks after what was sent.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from itertools import groupby
from threading import Condition
from uuid import uuid4

from brief.errors import BriefError
from brief.llm.base import Completion, ProviderError
from brief.llm.cancellation import Stop
from brief.llm.crew import Crew
from brief.llm.providers.vendor_batches import Request, Result, VendorBatches
from brief.llm.retry import LONGEST_WAIT_SECONDS, pause_seconds
from brief.settings.models import ModelLink
from brief.words import counted
from schemas.run import SentBatch

WINDOW = timedelta(hours=24)
"""How long vendors take at most."""
_NO_INTERFACE = (404, 405, 501)
_AT_ONCE = 64
"""Threads of a walk that may wait together: they cost nothing while they do."""
_Group = tuple[str, ...]


@dataclass(frozen=True)
class Pace:
    """Seconds. `settle`: all wait, and nobody has come for so long; `pause`: some still work, and nobody has come."""

    settle: float = 1.0
    pause: float = 30.0
    slice: float = 0.2
    """How soon one who waits finds that the run must stop."""
    told: float = 900.0
    """Between two notes that a batch is waited for."""


@dataclass(eq=False)
class Book:
    """What is of one run: where its batches are written down, how it is told and stopped, how long it waits."""

    keep: Callable[[SentBatch], None]
    note: Callable[[str], None]
    stop: Stop
    by: datetime | None = None
    """From then on answers are late; None: WINDOW after they were asked for."""
    zone: tzinfo = UTC
    """In which that is told."""
    sent: dict[str, SentBatch] = field(default_factory=dict)
    """By key of a question: batches of before the run was stopped."""


@dataclass(eq=False)
class Question:
    request: Request
    link: ModelLink
    batches: VendorBatches
    book: Book
    answer: Completion | None = None
    done: bool = False
    """Without an answer or error: it is to be asked online."""
    error: BriefError | None = None
    unserved: str = ""
    """What the endpoint said, which has no batches."""
    unheard: SentBatch | None = None
    """The batch that it may be in: sending that was not answered."""
    tries: int = 0

    @property
    def group(self) -> _Group:
        """What must be alike in a batch: server, account, model."""
        endpoint = self.link.endpoint
        key = endpoint.key.get_secret_value() if endpoint.key else ""
        return endpoint.name, endpoint.base_url, endpoint.api, self.link.model, key


@dataclass(eq=False)
class _Batch:
    id: str
    sent_at: datetime
    lead: Question
    """One of those that were in it."""
    questions: list[Question]
    next_look: datetime
    told_at: datetime
    looked_at: bool = False
    """By somebody, at this moment."""
    unreadable: int = 0
    """How often what came was."""

    def due(self, question: Question) -> datetime:
        return question.book.by or self.sent_at + WINDOW


class Gatherer:
    """Safe to use from several threads; one for a process."""

    def __init__(self, pace: Pace | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._pace, self.now = pace or Pace(), now
        self._changed = Condition()
        self._crews: list[Crew] = []
        self._asking = 0
        self._last = now()
        """When somebody last came."""
        self._unsent: list[Question] = []
        self._not_before: dict[_Group, datetime] = {}
        self._batches: dict[tuple[_Group, str], _Batch] = {}

    @contextmanager
    def crew(self) -> Iterator[Crew]:
        """Those of a run, while the block runs."""
        crew = Crew(self._changed, _AT_ONCE)
        with self._changed:
            self._crews.append(crew)
        try:
            yield crew
        finally:
            with self._changed:
                self._crews.remove(crew)

    def ask(self, question: Question) -> Completion | None:
        """The answer from a batch; None where it is to be asked online. Raises BriefError where the batch cannot be
        written down, KeyboardInterrupt where the run must stop.
        """
        with self._changed:
            self._asking += 1
            self._last = self.now()
            self._take_in(question)
        try:
            while not question.done:
                question.book.stop.check()
                if job := self._next_job():
                    job(question.book.stop)
                else:
                    self._wait(question)
        finally:
            with self._changed:
                self._asking -= 1
                self._forget(question)
        if question.error:
            raise question.error
        return question.answer

    def _wait(self, question: Question) -> None:
        with self._changed:
            if not question.done:
                self._changed.wait(self._pace.slice)

    def _take_in(self, question: Question) -> None:
        """To wait for the batch that it was sent in before its run was stopped; else to be sent."""
        sent = question.book.sent.get(question.request.id)
        if sent and sent.id:
            name, now = (question.group, sent.id), self.now()
            batch = self._batches.setdefault(name, _Batch(sent.id, sent.sent_at, question, [], now, now))
            batch.questions.append(question)
        else:
            question.unheard = sent
            self._unsent.append(question)

    def _forget(self, question: Question) -> None:
        """Of a run that was stopped: its batch goes on without it."""
        for waiting in (self._unsent, *(one.questions for one in self._batches.values())):
            if question in waiting:
                waiting.remove(question)
        self._batches = {name: one for name, one in self._batches.items() if one.questions}

    # -- whose turn it is ---------------------------------------------------------------------------------------------

    def _next_job(self) -> Callable[[Stop], None] | None:
        with self._changed:
            now = self.now()
            if ripe := self._ripe(now):
                self._unsent = [one for one in self._unsent if one not in ripe]
                return partial(self._send, ripe)
            for batch in self._batches.values():
                first_due = min(map(batch.due, batch.questions))
                if not batch.looked_at and now >= min(batch.next_look, first_due):
                    batch.looked_at = True
                    return partial(self._look, batch, tuple(batch.questions))
        return None

    def _ripe(self, now: datetime) -> list[Question]:
        """Of one model, as many as a batch may hold."""
        quiet = (now - self._last).total_seconds()
        all_wait = self._asking >= sum(one.size for one in self._crews)
        if quiet < (self._pace.settle if all_wait else self._pace.pause):
            return []
        ready = [one for one in self._unsent if now >= self._not_before.get(one.group, now)]
        return _within_limits([one for one in ready if one.group == ready[0].group])

    # -- sending ------------------------------------------------------------------------------------------------------

    def _send(self, questions: Sequence[Question], stop: Stop) -> None:
        """What may have been sent before is looked for first: it was paid for."""
        left = list(questions)
        try:
            for unheard, own in _by_unheard(questions):
                if name := stop.call(partial(self._found, own, unheard)):
                    left = [one for one in left if one not in own]
                    self._sent(own, unheard.model_copy(update={"id": name}))
            requests = {one.request.id: one.request for one in left}
            model, now = questions[0].link.name, self.now()
            unheard = SentBatch(id="", model=model, sent_at=now, keys=(), mark=uuid4().hex, size=len(requests))
            if left := self._written_down(self._in_time(left), unheard):
                for one in left:
                    one.unheard = unheard
                asked = [requests[name] for name in dict.fromkeys(one.request.id for one in left)]
                name = stop.call(lambda: left[0].batches.send(asked, unheard.mark))
                self._sent(left, unheard.model_copy(update={"id": name}))
        except ProviderError as error:
            self._not_sent(left, error)
        except BaseException:
            with self._changed:
                self._unsent += left
            raise

    def _found(self, questions: Sequence[Question], unheard: SentBatch) -> str:
        """Its id; empty where the vendor does not have it, or shows no list of what it has."""
        known = {name for _, name in self._batches}
        try:
            return questions[0].batches.found(unheard, known)
        except ProviderError as error:
            if error.retryable:
                raise
            return ""

    def _in_time(self, questions: Sequence[Question]) -> list[Question]:
        """Those that were not asked for so long ago that a new batch would be late."""
        now = self.now()
        self._settle([one for one in questions if one.unheard and one.book.by and now >= one.book.by])
        return [one for one in questions if not one.done]

    def _written_down(self, questions: Sequence[Question], batch: SentBatch) -> list[Question]:
        """In the books of their runs; without those of a run that could not do it, which have that error."""
        for book, own in _by_book(questions):
            keys = tuple(dict.fromkeys(one.request.id for one in own))
            try:
                book.keep(batch.model_copy(update={"keys": keys}))
            except BriefError as error:
                self._settle(own, error=error)
        return [one for one in questions if not one.done]

    def _sent(self, questions: Sequence[Question], sent: SentBatch) -> None:
        now, name = self.now(), sent.id
        first_look = now + timedelta(seconds=questions[0].link.endpoint.config.batch_poll_seconds)
        batch = _Batch(name, now, questions[0], list(questions), first_look, now)
        with self._changed:
            self._batches[questions[0].group, name] = batch
        for book, own in _by_book(self._written_down(questions, sent)):
            by = f"{batch.due(own[0]).astimezone(book.zone):%Y-%m-%d %H:%M}"
            asked = counted(len(own), "question", "questions")
            book.note(f"batch {name}: {asked} sent to {own[0].link.name}, answers by {by}")

    def _not_sent(self, questions: Sequence[Question], error: ProviderError) -> None:
        first, config = questions[0], questions[0].link.endpoint.config
        for one in questions:
            one.tries += 1
        if error.retryable and first.tries < config.max_attempts:
            wait = pause_seconds(error) or min(2.0**first.tries, LONGEST_WAIT_SECONDS)
            with self._changed:
                self._not_before[first.group] = self.now() + timedelta(seconds=wait)
                self._unsent += questions
            return
        if error.status in _NO_INTERFACE:
            for one in questions:
                one.unserved = str(error)
        else:
            for book, own in _by_book(questions):
                asked = counted(len(own), "question", "questions")
                book.note(f"batch to {own[0].link.name}: not taken ({error}); {asked} asked online")
        self._settle(questions)

    # -- waiting ------------------------------------------------------------------------------------------------------

    def _look(self, batch: _Batch, questions: Sequence[Question], stop: Stop) -> None:
        requests, vendor = {one.request.id: one.request for one in questions}, batch.lead.batches
        results, why, trouble, now = None, "no answer in it", "", self.now()
        all_late = all(now >= batch.due(one) for one in questions)
        try:
            results = stop.call(lambda: vendor.results(batch.id, requests))
            if results is None and all_late:
                results, why = stop.call(lambda: _cancelled(vendor, batch.id, requests)), "late"
        except ProviderError as error:
            batch.unreadable += error.kind == "bad_body"
            trouble = f" ({error})"
            if not error.retryable or all_late or batch.unreadable >= batch.lead.link.endpoint.config.max_attempts:
                results, why = dict[str, Result](), str(error)
        finally:
            with self._changed:
                batch.looked_at = False
                batch.next_look = now + timedelta(seconds=batch.lead.link.endpoint.config.batch_poll_seconds)
        if results is None:
            self._waited(batch, questions, now, trouble)
        else:
            self._came(batch, questions, results, why)

    def _waited(self, batch: _Batch, questions: Sequence[Question], now: datetime, trouble: str) -> None:
        if late := [one for one in questions if now >= batch.due(one)]:
            self._came(batch, late, {}, "late")
        elif (now - batch.told_at).total_seconds() >= self._pace.told:
            batch.told_at = now
            for book, own in _by_book(questions):
                answers = counted(len(own), "answer", "answers")
                book.note(f"batch {batch.id}: {answers} waited for, {_minutes(now - batch.sent_at)} so far{trouble}")

    def _came(self, batch: _Batch, questions: Sequence[Question], results: dict[str, Result], otherwise: str) -> None:
        waited = self.now() - batch.sent_at
        for book, own in _by_book(questions):
            reasons: dict[str, None] = {}
            for one in own:
                result = results.get(one.request.id)
                if isinstance(result, Completion):
                    one.answer = replace(result, batch=batch.id, seconds=waited.total_seconds())
                else:
                    reasons[str(result or otherwise)] = None
            answered = sum(one.answer is not None for one in own)
            told = f"{answered} of {counted(len(own), 'answer', 'answers')} came after {_minutes(waited)}"
            rest = f"; the rest is asked online ({'; '.join(reasons)})" if reasons else ""
            book.note(f"batch {batch.id}: {told}{rest}")
        self._settle(questions)

    def _settle(self, questions: Sequence[Question], error: BriefError | None = None) -> None:
        with self._changed:
            for one in list(questions):
                one.error, one.done = error, True
                self._forget(one)
            self._changed.notify_all()


def _within_limits(questions: Sequence[Question]) -> list[Question]:
    """The first of them that one batch may hold; one in any case."""
    taken: list[Question] = []
    size = 0
    for one in questions:
        size += one.request.bytes
        if taken and (len(taken) >= one.batches.most_requests or size > one.batches.most_bytes):
            break
        taken.append(one)
    return taken


def _cancelled(vendor: VendorBatches, batch: str, requests: dict[str, Request]) -> dict[str, Result]:
    """What was answered by the time that it was cancelled, as far as that is known at once."""
    with suppress(ProviderError):
        vendor.cancel(batch)
        return vendor.results(batch, requests) or {}
    return {}


def _by_unheard(questions: Sequence[Question]) -> Iterator[tuple[SentBatch, list[Question]]]:
    """Those that may have been sent together."""
    for unheard in {one.unheard.mark: one.unheard for one in questions if one.unheard}.values():
        yield unheard, [one for one in questions if one.unheard and one.unheard.mark == unheard.mark]


def _by_book(questions: Sequence[Question]) -> Iterator[tuple[Book, list[Question]]]:
    for _, own in groupby(sorted(questions, key=lambda one: id(one.book)), key=lambda one: id(one.book)):
        found = list(own)
        yield found[0].book, found


def _minutes(span: timedelta) -> str:
    return f"{span.total_seconds() / 60:.0f} min"


GATHERER = Gatherer()
"""That of this process."""
