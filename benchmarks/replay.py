"""What a replay asks: each prompt edited alone, each section's row limit changed alone; and what it costs in time.

    python benchmarks/replay.py [--json]

A run of the example week over a fake model server on loopback is replayed once for each change; requests are counted
where they arrive, at the server, by the schema that they ask for.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

from model_server import schema_name  # noqa: E402 - beside the tests, not in the package
from staging import Stage, edited, staged  # noqa: E402

from brief.settings.models import ROLES  # noqa: E402
from schemas.run import RunRecord  # noqa: E402


@dataclass(frozen=True)
class Replayed:
    """One change, and what came of it."""

    change: str
    asked: dict[str, int]
    """By the schema of the answer, as counted by the server."""
    reused: int
    same_report: bool
    seconds: float


def measure() -> tuple[RunRecord, list[Replayed]]:
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        parent = stage.run()
        return parent, [_replayed(stage, parent, *case) for case in _cases()]


def _cases() -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """(what it is called, prompt to edit, options of the replay)"""
    yield "nothing", None, {}
    for role in ROLES:
        yield f"prompts/{role}.md", role, {}
    yield "prompts/repair.md", "repair", {}
    for section in ("ai", "energy", "web3"):
        yield f"sections.{section}.limit=2", None, {"overrides": (f"sections.{section}.limit=2",)}
    yield "--model fake:other", None, {"model": "fake:other"}


def _replayed(stage: Stage, parent: RunRecord, change: str, prompt: str | None, options: dict[str, Any]) -> Replayed:
    with _edited(stage, prompt), stage.asked() as asked:
        child = stage.replay(parent.run_id, **options)
    return Replayed(
        change,
        dict(Counter(str(schema_name(body)) for body in asked)),
        child.usage.reused,
        stage.reports(child) == stage.reports(parent),
        child.elapsed_seconds or 0.0,
    )


@contextmanager
def _edited(stage: Stage, prompt: str | None) -> Iterator[None]:
    if prompt is None:
        yield
        return
    path = stage.folder / "prompts" / f"{prompt}.md"
    before = path.read_text("utf-8")
    path.write_text(edited(before), "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


def _lines(parent: RunRecord, replayed: list[Replayed]) -> Iterator[str]:
    yield f"parent: {parent.usage.calls} calls in {parent.elapsed_seconds:.2f} s"
    yield f"{'changed':<28} {'asked':>5} {'reused':>6} {'seconds':>7}  report  by answer"
    for one in replayed:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(one.asked.items())) or "-"
        same = "same" if one.same_report else "other"
        yield f"{one.change:<28} {sum(one.asked.values()):>5} {one.reused:>6} {one.seconds:>7.2f}  {same:<6}  {kinds}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    given = parser.parse_args()
    parent, replayed = measure()
    if given.json:
        print(json.dumps({"calls": parent.usage.calls, "replayed": [asdict(one) for one in replayed]}))
    else:
        print("\n".join(_lines(parent, replayed)))


if __name__ == "__main__":
    main()
