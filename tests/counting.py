"""What is not counted as reached by the tests: while lines are counted, Python 3.11 is two to five times as slow."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

import pytest

P = ParamSpec("P")
T = TypeVar("T")

_LIBRARIES = ("anthropic", "anthropic.types.beta", "langgraph.graph", "lxml.html", "openai", "openai.types", "pydantic")


def uncounted(function: Callable[P, T]) -> Callable[P, T]:
    """The same function; what it runs, in this thread and in those that it starts, counts for no coverage."""

    @wraps(function)
    def run(*arguments: P.args, **options: P.kwargs) -> T:
        trace = stop_counting()
        try:
            return function(*arguments, **options)
        finally:
            count_again(trace)

    return run


Trace = tuple[Any, Any]


def stop_counting() -> Trace:
    """Instead of pytest-cov's mark `no_cover`: a worker has two that count, and the other one would go on.

    A debugger goes on too.
    """
    trace = sys.gettrace(), threading.gettrace()
    if type(trace[0]).__module__ == "coverage":
        sys.settrace(None)
        threading.settrace(None)
    return trace


def count_again(trace: Trace) -> None:
    """To be called by the function that called `stop_counting`: what is counted sees as many calls begin as end."""
    if trace[1]:  # another thread that stopped before this one did has it, and gives it back
        threading.settrace(trace[1])
    sys.settrace(trace[0])
    _called()


def _called() -> None:
    """Only once it has seen a call does coverage see lines and ends again, that of the caller among them."""


@contextmanager
def counted_runs() -> Iterator[None]:
    """A run counts, as what its tests are about, but for what tests of its parts count without one."""
    from agents import critic
    from brief.extractive import Extractive
    from brief.pipeline import graph, runner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "_carry_out", getattr(runner._carry_out, "__wrapped__", runner._carry_out))
        for owner, name in (
            (runner, "sift"),
            (graph, "classify"),
            (Extractive, "answer"),
            (critic, "examine"),
            (runner, "rendered"),
        ):
            patch.setattr(owner, name, uncounted(getattr(owner, name)))
        yield


@uncounted
def _load_libraries() -> None:
    for name in _LIBRARIES:
        import_module(name)


_load_libraries()
