"""Answered calls in the team's PostgreSQL: kept before they are used, found by every run, asked once at a time."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from brief.llm.ledger import Ledger
from brief.postgres.database import Database, database_at
from brief.runs.lineage import read_calls
from brief.runs.store import LEDGER, Run
from brief.settings.team import team_of
from schemas.run import Call

_KEEP = """
INSERT INTO brief_calls (run, key, shared, critic, call) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (run, key) DO NOTHING"""
_OF_RUN = "SELECT call FROM brief_calls WHERE run = %s ORDER BY id"
_ANY = "SELECT call FROM brief_calls WHERE key = %s AND shared ORDER BY id LIMIT 1"
_WITHHOLD = "UPDATE brief_calls SET shared = false WHERE run = %s AND critic = ANY(%s)"
_REMOVE = "DELETE FROM brief_calls WHERE run = %s"


class SharedAnswers:
    """The answers of one run, and of all runs of its team. Safe to use from several threads."""

    def __init__(self, database: Database, run: Run, shares: bool, sleep: Callable[[float], None] = time.sleep) -> None:
        """`shares`: whether answers of other runs are answers to this one. `sleep` is told to wait for another run."""
        self._database, self._run, self._shares, self._sleep = database, run, shares, sleep

    def own(self) -> tuple[Call, ...]:
        """Those that the run was given on whatever machine; its ledger is written anew where it lacks some."""
        rows = self._database.do(lambda one: one.execute(_OF_RUN, (self._run.id,)).fetchall())
        here = read_calls(self._run.path / LEDGER)
        kept = {call.key: call for call in (Call.model_validate_json(row[0]) for row in rows)}
        for call in here:  # answered while the database was away for good
            if call.key not in kept:
                self._commit(call)
                kept[call.key] = call
        if len(kept) > len(here):
            self._run.write_text(LEDGER, "".join(f"{call.model_dump_json()}\n" for call in kept.values()))
        return tuple(kept.values())

    def keep(self, call: Call) -> None:
        """Committed when this returns. What cannot be is in the run's ledger all the same, and is not asked again."""
        try:
            self._commit(call)
        finally:
            self._run.append_call(call)

    def found(self, key: str) -> Call | None:
        """What any run of the team was answered."""
        if not self._shares:
            return None
        row = self._database.do(lambda one: one.execute(_ANY, (key,)).fetchone())
        return Call.model_validate_json(row[0]) if row else None

    @contextmanager
    def asking(self, key: str) -> Iterator[None]:
        """Alone with the question over all runs: who comes second waits, and then finds the answer."""
        if not self._shares:
            yield
            return
        with self._database.alone(f"ask:{key}", self._sleep):
            yield

    def withhold(self, models: Collection[str]) -> None:
        """What these said as critics of this run is no answer to another: they failed its controls."""
        if models:
            self._database.do(lambda one: one.execute(_WITHHOLD, (self._run.id, list(models))))

    def _commit(self, call: Call) -> None:
        is_examined_now = call.purpose == "examination"  # an older answer says nothing of who answers by that name now
        critic = call.model if call.role == "critic" else ""
        row = (self._run.id, call.key, not (call.reused or is_examined_now), critic, call.model_dump_json())
        self._database.do(lambda one: one.execute(_KEEP, row))


def ledger_of(
    run: Run,
    earlier: Iterable[Call],
    note: Callable[[str], None],
    shares: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Ledger:
    """The run's, kept where its team keeps answers. `shares`, `sleep` as of `SharedAnswers`."""
    if url := team_of(run.path).database:
        answers = SharedAnswers(database_at(url), run, shares, sleep)
        return Ledger(answers.keep, answers.own(), earlier, note, answers)
    return Ledger(run.append_call, read_calls(run.path / LEDGER), earlier, note)


def forget_answers(run: Path) -> None:
    """Of a run that was removed."""
    if url := team_of(run).database:
        database_at(url).do(lambda one: one.execute(_REMOVE, (run.name,)))
