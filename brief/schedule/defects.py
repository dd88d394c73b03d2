"""What Brief did not expect of itself: it stops what it happens in, and nothing else that is due."""

from collections.abc import Callable
from traceback import format_exception
from typing import TypeVar

from brief.errors import BriefError
from brief.schedule.log import Tell

T = TypeVar("T")


class Defects:
    """Those of one tick. Their tracebacks are in the log, which holds no secret; elsewhere stands their kind alone."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.found: list[Exception] = []

    def found_in(self, doing: str, work: Callable[[], T]) -> T | None:
        """What `work` returns; None where there was a defect in it, which is told. BriefError goes through."""
        try:
            return work()
        except BriefError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, other reports are due
            self.found.append(error)
            self._tell("defect", doing=doing, why=str(error), traceback="".join(format_exception(error)))
            return None

    @property
    def last(self) -> str:
        """In words; empty where there was none."""
        kind = type(self.found[-1]).__name__ if self.found else ""
        return kind and f"a defect in Brief ({kind}): logs/brief.log has its traceback"
