"""Where the hand-overs are kept: in a run's folder, or in memory for a walk that writes no files."""

from collections.abc import Collection
from threading import Lock
from typing import Protocol

from schemas.base import S, Schema

RETRIEVAL = "1-retrieval"
"""Name of the first step: a run that has it does not need the corpus any more."""
CLASSIFICATION = "2-classification"
READING = "2b-reading"
"""Pages that were read for the picks; missing where none were to be."""
ABSENCES = "1-absences.gz"
"""What became of the documents that the retrieval does not hand on: beside the steps, for who asks why."""


def table_step(section_id: str) -> str:
    return f"3-table-{section_id}"


def draft_step(revision: int) -> str:
    return f"{2 + 2 * revision}-draft-{revision}"


def critique_step(revision: int) -> str:
    return f"{3 + 2 * revision}-critique-{revision}"


class Steps(Protocol):
    """Step files are checkpoints: a step that exists is read instead of made again."""

    def has_step(self, name: str) -> bool: ...
    def read_step(self, name: str, kind: type[S]) -> S: ...
    def write_step(self, name: str, value: Schema) -> None: ...
    def turn(self, name: str) -> Lock:
        """Of whoever makes the step, where formats that share it are walked side by side."""
        ...

    def keep(self, file: str, value: Schema) -> None:
        """Keeps what no step reads."""


class StepsOfFormat:
    """The steps of a further format of a run: its own, but for those that are `shared` with the first."""

    def __init__(self, steps: Steps, name: str, shared: Collection[str] = ()) -> None:
        self._steps, self._name, self._shared = steps, name, frozenset(shared)

    def _of(self, step: str) -> str:
        return step if step in self._shared else f"{self._name}.{step}"

    def has_step(self, name: str) -> bool:
        return self._steps.has_step(self._of(name))

    def read_step(self, name: str, kind: type[S]) -> S:
        return self._steps.read_step(self._of(name), kind)

    def write_step(self, name: str, value: Schema) -> None:
        self._steps.write_step(self._of(name), value)

    def turn(self, name: str) -> Lock:
        return self._steps.turn(self._of(name))

    def keep(self, file: str, value: Schema) -> None:
        self._steps.keep(file, value)


class Turns:
    """A lock for each name, kept."""

    def __init__(self) -> None:
        self._of: dict[str, Lock] = {}

    def turn(self, name: str) -> Lock:
        return self._of.setdefault(name, Lock())


class MemorySteps(Turns):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Schema] = {}
        """By step name, in the order in which they were written."""

    def has_step(self, name: str) -> bool:
        return name in self.values

    def read_step(self, name: str, kind: type[S]) -> S:
        value = self.values[name]
        if not isinstance(value, kind):
            raise TypeError(f"step {name} holds a {type(value).__name__}, not a {kind.__name__}")
        return value

    def write_step(self, name: str, value: Schema) -> None:
        self.values[name] = value

    def keep(self, file: str, value: Schema) -> None:
        """Nobody can ask about such a walk afterwards."""
