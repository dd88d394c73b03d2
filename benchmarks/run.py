"""A cold run as a user starts it: wall and processor time, peak memory, and where the time goes.

    python benchmarks/run.py [--data DIR --week 2026-W10] [--repeat 3] [--json]

Without --data it runs on examples/. Every repeat also times `brief --help`, a Python that does nothing and one that
only imports LangGraph, so that the ratios hold on any machine.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

_EXAMPLE = Path(__file__).resolve().parents[1] / "examples"
_COMMANDS = {
    "python": [sys.executable, "-c", "pass"],
    "import_langgraph": [sys.executable, "-c", "import langgraph.graph"],
}
_ROUNDING = 3


@dataclass(frozen=True)
class Finished:
    """One child process that ended well."""

    seconds: float
    cpu_seconds: float
    """Of all its threads, in user and system mode: what a busy machine does not stretch."""
    peak_megabytes: float
    output: str


def measure(corpus: Path, week: str, repeat: int) -> dict[str, Any]:
    """Medians over `repeat` rounds; each round starts every command once."""
    brief = _brief()
    rounds = [_round(brief, corpus, week) for _ in range(repeat)]
    times = {name: [one[name].seconds for one in rounds] for name in rounds[0]}
    middle = {name: median(found) for name, found in times.items()}
    return {
        "corpus": corpus.name,
        "repeat": repeat,
        "wall_seconds": {name: _spread(found) for name, found in times.items()},
        "cpu_seconds": {name: _spread([one[name].cpu_seconds for one in rounds]) for name in rounds[0]},
        "peak_megabytes": {name: round(max(one[name].peak_megabytes for one in rounds), 1) for name in rounds[0]},
        "steps": _steps([json.loads(one["run"].output) for one in rounds], times["run"]),
        "ratios": {
            "run_to_python": round(middle["run"] / middle["python"], _ROUNDING),
            "run_to_import_langgraph": round(middle["run"] / middle["import_langgraph"], _ROUNDING),
            "help_to_python": round(middle["help"] / middle["python"], _ROUNDING),
        },
    }


def _brief() -> str:
    """The command beside this Python, else the one on the path."""
    beside = Path(sys.executable).with_name("brief")
    found = str(beside) if beside.is_file() else shutil.which("brief")
    if not found:
        sys.exit("there is no `brief` command: install the project first (scripts/setup dev)")
    return found


def _round(brief: str, corpus: Path, week: str) -> dict[str, Finished]:
    with tempfile.TemporaryDirectory() as runs:
        run = [brief, "run", "--corpus", str(corpus), "--period", week, "--runs-dir", runs, "--json"]
        found = {"run": _with_record(_finished(run)), "help": _finished([brief, "--help"])}
        return found | {name: _finished(command) for name, command in _COMMANDS.items()}


def _with_record(run: Finished) -> Finished:
    """Keeps run.json in place of the command's own output: the run's folder is about to go."""
    report = json.loads(run.output)["report_md"]
    return replace(run, output=Path(report).with_name("run.json").read_text("utf-8"))


def _finished(command: Sequence[str]) -> Finished:
    """Starts a child and waits for it; `os.wait4` tells what that one used, RUSAGE_CHILDREN what the greatest did."""
    begun = monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, stdout=output, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        for stream in (output, said):
            stream.seek(0)
        if child.returncode not in (0, 1):
            sys.exit(f"{command[0]} ended with {child.returncode}: {said.read()}")
        peak = usage.ru_maxrss / _RSS_UNITS_PER_MEGABYTE
        return Finished(seconds, usage.ru_utime + usage.ru_stime, peak, output.read())


_RSS_UNITS_PER_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024


def _steps(records: Sequence[dict[str, Any]], walls: Sequence[float]) -> dict[str, Any]:
    """Seconds and share of the wall time of each step; tables are written side by side, so theirs overlap."""
    by_step: dict[str, list[float]] = {}
    for record, wall_seconds in zip(records, walls, strict=True):
        timings = {timing["step"]: timing["seconds"] for timing in record["timings"]}
        timings["imports and between steps"] = record["elapsed_seconds"] - _without_overlap(timings)
        timings["start and end of the process"] = wall_seconds - record["elapsed_seconds"]
        for step, seconds in timings.items():
            by_step.setdefault(step, []).append(seconds)
    wall = median(walls)
    return {
        step: {"seconds": round(median(found), _ROUNDING), "share": round(median(found) / wall, _ROUNDING)}
        for step, found in by_step.items()
    }


def _without_overlap(timings: dict[str, float]) -> float:
    """Seconds spent in steps; of those that are side by side, the longest."""
    tables = [seconds for step, seconds in timings.items() if step.startswith("3-table-")]
    return sum(timings.values()) - sum(tables) + max(tables, default=0.0)


def _spread(found: Sequence[float]) -> dict[str, float]:
    values = {"median": median(found), "least": min(found), "most": max(found)}
    return {name: round(value, _ROUNDING) for name, value in values.items()}


def _lines(measured: dict[str, Any]) -> list[str]:
    memory, cpu = measured["peak_megabytes"], measured["cpu_seconds"]
    lines = [f"{measured['corpus']}, median of {measured['repeat']}"]
    lines += [
        f"{name:<18} {wall['median']:7.3f} s  ({wall['least']:.3f} to {wall['most']:.3f})"
        f"  cpu {cpu[name]['median']:7.3f} s  {memory[name]:6.1f} MB"
        for name, wall in measured["wall_seconds"].items()
    ]
    lines += [f"  {step:<30} {one['seconds']:7.3f} s  {one['share']:6.1%}" for step, one in measured["steps"].items()]
    return lines + [f"{name} {ratio}" for name, ratio in measured["ratios"].items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, help="a folder with weeks/<week>.jsonl; default: examples/")
    parser.add_argument("--week", default="2026-W02")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    given = parser.parse_args()
    corpus = (given.data / "weeks" if given.data else _EXAMPLE) / f"{given.week}.jsonl"
    measured = measure(corpus, given.week, max(1, given.repeat))
    print(json.dumps(measured) if given.json else "\n".join(_lines(measured)))


if __name__ == "__main__":
    main()
