"""The record of model calls by content key: an equal question is not asked again."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from schemas.run import Call

if TYPE_CHECKING:
    from brief.llm.shared_answers import SharedAnswers


class Ledger:
    """The calls of this run, and earlier calls that it may reuse. Safe to use from several threads."""

    def __init__(
        self,
        keep: Callable[[Call], None],
        own: Iterable[Call] = (),
        earlier: Iterable[Call] = (),
        note: Callable[[str], None] | None = None,
        team: "SharedAnswers | None" = None,
    ) -> None:
        """`keep` puts a call on disk; `note` gets a line per call: who was asked, or whose answer was reused.

        `team` has the answers of all runs of a team.
        """
        self._keep, self._note, self._team = keep, note, team
        self._own = {call.key: call for call in own}
        self._earlier = {call.key: call for call in earlier}
        self._lock = Lock()

    def answered(self, key: str) -> Call | None:
        """The recorded call, or None; a call of an earlier run is first copied into this run.

        So every run's ledger is complete by itself.
        """
        with self._lock:
            if key in self._own:
                self._tell(key, "this run")
                return self._own[key]
            found = self._earlier.get(key) or (self._team and self._team.found(key))
            return self._kept(found.model_copy(update={"reused": True})) if found else None

    @contextmanager
    def asking(self, key: str) -> Iterator[Call | None]:
        """The recorded call, or None for who is to ask: whoever else of the team asks the same waits for the end."""
        known = self.answered(key)
        if known or not self._team:
            yield known
            return
        with self._team.asking(key):
            yield self.answered(key)

    def withhold(self, models: Collection[str]) -> None:
        """What these said as critics of this run answers no other: they failed its controls."""
        if self._team:
            self._team.withhold(models)

    def add(self, call: Call) -> None:
        """Records a call, but where two asked the same at once: the first stands. It is on disk when this returns."""
        with self._lock:
            if call.key not in self._own:
                self._kept(call)

    def _kept(self, call: Call) -> Call:
        self._keep(call)
        self._own[call.key] = call
        self._tell(call.key, "an earlier run" if call.reused else None)
        return call

    def _tell(self, key: str, reused_from: str | None) -> None:
        if self._note:
            self._note(f"call {list(self._own).index(key) + 1}: {call_line(self._own[key], reused_from)}")

    @property
    def known(self) -> tuple[Call, ...]:
        """All calls that may be reused: this run's and those of earlier runs."""
        with self._lock:
            return (*self._earlier.values(), *self._own.values())

    @property
    def calls(self) -> tuple[Call, ...]:
        """This run's calls, in the order of their answers."""
        with self._lock:
            return tuple(self._own.values())


def call_line(call: Call, reused_from: str | None) -> str:
    """One line that says which model answered, and whether it was asked now."""
    if reused_from:
        return f"{call.role}: answer of {call.model} reused from the ledger of {reused_from}"
    cost = "" if call.cost_usd is None else f", ${call.cost_usd:.4f}"
    spent = f"{call.input_tokens:,} tokens in, {call.output_tokens:,} out, {call.seconds:.1f} s{cost}"
    asked = f"asked{' again' if call.repair else ''}{' in a batch' if call.batch else ''}"
    return f"{call.role}: {call.model} {asked}, {spent}"


def content_key(deciding: Mapping[str, Any], system: str, user: str, schema: Mapping[str, Any], sample: int) -> str:
    """SHA-256 of everything that decides an answer."""
    parts = {"deciding": deciding, "system": system, "user": user, "schema": schema, "sample": sample}
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
