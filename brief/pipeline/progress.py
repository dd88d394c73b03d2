"""Progress on standard error while a run works: a live table on a terminal, plain lines in a log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol, TextIO

from brief.errors import within
from brief.words import local
from schemas.run import StepTiming


class Progress(Protocol):
    """Is called at each step's start and end, and for notes."""

    def started(self, step: str) -> None: ...
    def ended(self, step: str, seconds: float, said: str) -> None: ...
    def note(self, text: str) -> None: ...


def step_line(step: str, seconds: float, said: str) -> str:
    return f"{step:<16} {seconds:6.2f} s  {local(said)}"


class PlainProgress:
    """One line for each finished step."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def started(self, step: str) -> None:
        """Writes nothing: a log lists finished steps only."""

    def ended(self, step: str, seconds: float, said: str) -> None:
        self._line(step_line(step, seconds, said), mark="✓")

    def note(self, text: str) -> None:
        self._line(local(text), mark="·")

    def _line(self, text: str, mark: str) -> None:
        """If nobody reads any more (`brief run 2>&1 | head`), the work goes on."""
        with suppress(BrokenPipeError):
            self._stream.write(text.rstrip() + "\n")
            self._stream.flush()


class LiveProgress(PlainProgress):
    """The same lines, and below them the running steps with a spinner."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.status import Status

        self._console = Console(file=stream, highlight=False)
        self.status = Status("", console=self._console)
        self._running: list[str] = []

    def started(self, step: str) -> None:
        self._running.append(step)
        self._show()

    def ended(self, step: str, seconds: float, said: str) -> None:
        if step in self._running:
            self._running.remove(step)
        super().ended(step, seconds, said)
        self._show()

    def _line(self, text: str, mark: str) -> None:
        from rich.text import Text

        self._console.print(Text.assemble((f"{mark} ", "green"), text))

    def _show(self) -> None:
        from rich.text import Text

        self.status.update(Text(" · ".join(self._running) or "…"))


@contextmanager
def progress_on(stream: TextIO | None = None) -> Iterator[Progress]:
    """Live on a terminal, plain lines otherwise."""
    target = stream or sys.stderr
    if not target.isatty():
        yield PlainProgress(target)
        return
    live = LiveProgress(target)
    with live.status:
        yield live


class Stopwatch:
    """Times the steps, passes them to the progress, and keeps the timings for run.json."""

    def __init__(self, progress: Progress, before: Callable[[], None] = lambda: None) -> None:
        """`before` is called before each step begins, and may raise."""
        self.progress = progress
        self._before = before
        self.format = ""
        """Whose steps these are, where several formats are written."""
        self._timings: list[StepTiming] = []
        self._current = ["start"]

    def of(self, format: str) -> "Stopwatch":
        """The same for the steps of a format."""
        made = copy(self)
        made.format = format
        return made

    @property
    def current(self) -> str:
        """The running step, or the last one; names the step in which an error happened."""
        return self._current[0]

    @current.setter
    def current(self, step: str) -> None:
        self._current[0] = step

    @property
    def timings(self) -> tuple[StepTiming, ...]:
        return tuple(self._timings)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Times the block. What the block appends to the list becomes the summary of the step."""
        said: list[str] = []
        begun = monotonic()
        self.begin(name)
        with within(name):
            yield said
        self.done(name, monotonic() - begun, "; ".join(said))

    def begin(self, name: str) -> None:
        """A step begins; of several steps at once, the last one to begin is the current one."""
        self._before()
        self.current = name
        self.progress.started(name)

    def done(self, name: str, seconds: float, said: str = "") -> None:
        """Records a step that timed itself, such as a node of the graph."""
        started = datetime.now(UTC) - timedelta(seconds=seconds)
        self._timings.append(StepTiming(step=name, seconds=round(seconds, 3), started_at=started))
        self.progress.ended(name, seconds, f"{self.format}: {said}" if self.format else said)
