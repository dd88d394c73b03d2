"""Where the hand-overs of a walk are kept: a run's folder, or memory for a walk that leaves nothing behind."""

from typing import Protocol, TypeVar

from schemas.base import Schema

S = TypeVar("S", bound=Schema)

RETRIEVAL = "1-retrieval"
CLASSIFICATION = "2-classification"


def table_step(section_id: str) -> str:
    return f"3-table-{section_id}"


def draft_step(revision: int) -> str:
    return f"{2 + 2 * revision}-draft-{revision}"


def critique_step(revision: int) -> str:
    return f"{3 + 2 * revision}-critique-{revision}"


class Steps(Protocol):
    """Step files are the checkpoints: one that is there is read instead of made again."""

    def has_step(self, name: str) -> bool: ...
    def read_step(self, name: str, kind: type[S]) -> S: ...
    def write_step(self, name: str, value: Schema) -> None: ...


class MemorySteps:
    """Steps of a walk that writes no file."""

    def __init__(self) -> None:
        self.values: dict[str, Schema] = {}
        """By name, in the order in which they were handed on."""

    def has_step(self, name: str) -> bool:
        return name in self.values

    def read_step(self, name: str, kind: type[S]) -> S:
        value = self.values[name]
        if not isinstance(value, kind):
            raise TypeError(f"step {name} holds a {type(value).__name__}, not a {kind.__name__}")
        return value

    def write_step(self, name: str, value: Schema) -> None:
        self.values[name] = value


"""Name of the first step: a run that has it needs no corpus any more."""
