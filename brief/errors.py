"""Everything that Brief raises on purpose.

BriefError                      what happened, where, what to do next; carries the exit status
├── UsageError          (2)     the command line, or a place that it names
│   └── Away            (2)     a place that may answer later
├── ConfigError         (2)     config.toml, a format or a prompt file
├── NoEvidence          (3)     the period holds nothing to report on
├── NoAnswer            (4)     nobody would answer and no fallback was allowed
├── BudgetReached       (5)     a limit on money, tokens or time
├── CanaryAccepted      (6)     a check accepted what it must reject; nothing is promoted
└── Interrupted         (130)   what a run needs went away meanwhile; it can be resumed

An interrupted run ends with INTERRUPTED (130). An error that is none of these is a DEFECT (70) and keeps its traceback.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

INTERRUPTED = 130
"""Exit status of an interrupted run, the number that shells use."""

DEFECT = 70
"""Exit status of an error that Brief did not expect; 1 would mean that a report was written."""


class BriefError(Exception):
    """An error that the user can act on."""

    exit_code = 2

    def __init__(
        self, what: str, *, where: str | None = None, next: str | None = None, step: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        """What happened, one sentence."""
        self.where = where
        """The file and line, option, source or step."""
        self.next = next
        """What to do now."""
        self.step = step
        """The step in which it happened, if the error itself knows; None if not."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"{'' if self.what.endswith(chr(10)) else ' '}{self.next}" if self.next else ""
        return f"{place}{self.what}{advice}"


@dataclass(frozen=True)
class Diagnosis:
    """One thing that `brief doctor` looked at, and what to do where it is not well."""

    name: str
    ok: bool
    said: str
    fix: str | None = None
    note: bool = False
    """Nothing is wrong, but `fix` may be wanted."""

    @classmethod
    def of(cls, name: str, error: BriefError) -> "Diagnosis":
        said = f"{error.where}: {error.what}" if error.where else error.what
        return cls(name, ok=False, said=said, fix=error.next)


STEP = ContextVar("STEP", default="")
"""The step at which a thread works."""


@contextmanager
def within(step: str) -> Iterator[None]:
    """The block is that step's work: marks its errors with it, unless they name one."""
    before = STEP.set(step)
    try:
        yield
    except BriefError as error:
        error.step = error.step or step
        raise
    finally:
        STEP.reset(before)


class UsageError(BriefError):
    """The command line asks for something that cannot be done."""


class Away(UsageError):
    """A server or a storage does not answer, after it was waited for."""


class ConfigError(BriefError):
    """A project file says something that cannot be used."""


class NoEvidence(BriefError):
    """The period holds nothing to report on."""

    exit_code = 3


class NoAnswer(BriefError):
    """Nobody would answer and no fallback was allowed."""

    exit_code = 4


class BudgetReached(BriefError):
    """A limit was reached before the report was written."""

    exit_code = 5


class CanaryAccepted(BriefError):
    """A check accepted what it must reject: its verdicts cannot be trusted."""

    exit_code = 6


class Interrupted(BriefError):
    """What a run needs went away meanwhile."""

    exit_code = INTERRUPTED


def exception_of(exit_code: int) -> type[BriefError]:
    """The exception that ends a command with this status; BriefError where several do, or none."""
    found = [kind for kind in BriefError.__subclasses__() if kind.exit_code == exit_code]
    return found[0] if len(found) == 1 else BriefError


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Where packages are imported that only that extra of Brief brings. Raises UsageError if one is not there."""
    try:
        yield
    except ImportError as error:
        advice = f"Install it: pip install 'brief[{extra}]'."
        raise UsageError(f"needs a package that is not installed ({error.name}).", next=advice) from error
