import gc
import os
import re
import socket
import sys
from collections.abc import Callable, Generator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from counting import count_again, stop_counting, uncounted
from hypothesis import settings

from brief.cli.main import NEW_OBJECTS
from brief.pipeline import runner
from brief.report.format import Format, load_format
from schemas.report import Report

settings.register_profile("brief", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=1000)  # pytest --hypothesis-profile long
settings.load_profile("brief")

ROOT = Path(__file__).resolve().parent.parent
for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):  # of whoever runs the tests: messages are English
    os.environ.pop(name, None)

FREE_TEXT = {"text", "title", "quote", "source", "term", "meaning", "byline", "place", "claim_id", "kind", "notes"}
CLOSED = {"stated", "inferred", "quoted", "none"}


LONGEST_FIRST = (
    "test_docs.py",
    "test_words.py",
    "cli",
    "pipeline",
    "studio",
    "fleet",
    "amendments",
    "delivery",
    "provenance",
    "replays",
    "runs",
)
"""Files and folders of tests that make whole runs: two workers end together where the last files are short ones."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Where lines are counted, our modules are read first, and their tests while nothing counts."""
    if not sys.gettrace():
        return (yield)
    _load_modules()
    trace = stop_counting()
    try:
        return (yield)
    finally:
        count_again(trace)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """What hypothesis makes up a hundred times is counted by the tests beside it."""
    if not (_is_made_up(pyfuncitem) or pyfuncitem.get_closest_marker("uncounted")):
        return (yield)
    trace = stop_counting()
    try:
        return (yield)
    finally:
        count_again(trace)


def _place(item: pytest.Item) -> int:
    parts = item.path.relative_to(ROOT / "tests").parts
    return LONGEST_FIRST.index(parts[0]) if parts[0] in LONGEST_FIRST else len(LONGEST_FIRST)


def _is_made_up(item: pytest.Item) -> bool:
    return getattr(getattr(item, "obj", None), "is_hypothesis_test", False)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Hypothesis draws from the constants of all modules that are loaded: whatever ran before, they are the same ones.

    What was imported and collected stays to the end: it need not be looked through for what has become garbage.
    """
    if any(_is_made_up(item) for item in getattr(session, "items", ())):
        _load_modules()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])  # as `brief` does


def _load_modules() -> None:
    for name in sorted(_modules()):
        import_module(name)


def _modules() -> Iterator[str]:
    for package in ("agents", "brief", "checks", "facts", "schemas"):
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if parts[-1] != "__main__":
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


_NUMBERS = re.compile(r"\d[\dxXa-fA-F.]*|[\da-fA-F.]*:[\da-fA-F:.%]*")


@pytest.fixture(autouse=True)
def _no_name_outside_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches the network, or waits for it to be out of reach."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name not in {"", "None", "localhost"} and not _NUMBERS.fullmatch(name):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(autouse=True, scope="session")
def _without_waiting_for_the_disk() -> Iterator[None]:
    """What a test writes need not outlive a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def _runs_uncounted() -> Iterator[None]:
    """A whole run is what a test is made with, but where it is what the test is about: tests/pipeline counts it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "_carry_out", uncounted(runner._carry_out))
        yield


@pytest.fixture(autouse=True)
def _without_keys_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test asks nobody that its writer did not name."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def quantshark() -> Format:
    return load_format(ROOT / "formats", "quantshark")


@pytest.fixture(scope="session")
def sample_report() -> Report:
    """A week composed by hand: rewritten, inferred, quoted and missing cells, two languages, an open issue."""
    return Report.model_validate_json((ROOT / "tests" / "quantshark_report.json").read_bytes())


def _poisoned(value: Any, text: str, field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _poisoned(inner, text, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_poisoned(inner, text, field) for inner in value]
    return text if field in FREE_TEXT and value not in CLOSED else value


@pytest.fixture(scope="session")
def poisoned(sample_report: Report) -> Callable[[str], Report]:
    """The sample report with one text in place of every text that can come from the news."""
    data = sample_report.model_dump(mode="json")
    return lambda text: Report.model_validate(_poisoned(data, text))
