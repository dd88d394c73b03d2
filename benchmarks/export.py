"""What it costs to export a report, as a multiple of the processor time of `brief show` of the same run, and memory.

    python benchmarks/export.py [--json]

A run by extraction on the example week, whose report has 24 rows; each command is a process of its own, the quickest of
five counts. `publish` makes a site of that report, then brings it up to date.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = "md html json pdf docx mail obsidian hugo hexo jekyll".split()
"""Not read from the product: what this process has in memory counts for those that it begins."""
_TRIES = 5


def measured(*arguments: str) -> tuple[float, float]:
    """Seconds of a processor and MiB of a process that does this command; raises RuntimeError where it fails."""
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "brief", *arguments],
        {**os.environ, "PYTHONPATH": str(ROOT)},  # this repository before an installed one
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"brief {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, _mebibytes(used)


def _mebibytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def best(*arguments: str) -> tuple[float, float]:
    tries = [measured(*arguments) for _ in range(_TRIES)]
    return min(seconds for seconds, _ in tries), max(memory for _, memory in tries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        week = str(ROOT / "examples" / "2026-W02.jsonl")
        own = ("--runs-dir", "runs")
        measured("run", "--corpus", week, "--period", "2026-W02", "--offline", *own)
        shown, memory = best("show", "last", *own)
        found = {"show": (1.0, memory)}
        for name in KINDS:
            seconds, memory = best("export", "last", "--to", name, *own)
            found[f"export --to {name}"] = (seconds / shown, memory)
        seconds, memory = measured("publish", "site", *own)
        found["publish, new"] = (seconds / shown, memory)
        seconds, memory = best("publish", "site", *own)
        found["publish, again"] = (seconds / shown, memory)
    if as_json:
        print(json.dumps({name: {"times": round(one[0], 2), "mib": round(one[1])} for name, one in found.items()}))
        return
    for name, (times, memory) in found.items():
        print(f"{name:22} {times:5.2f} ×  {memory:5.0f} MiB")


if __name__ == "__main__":
    main()
