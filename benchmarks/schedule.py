"""Four weeks of ticks under a made-up clock, with all that can happen to a machine: is each period reported on once?

    python benchmarks/schedule.py [--minutes 60] [--every 180] [--json]

A feed on loopback holds its last hundred entries, one every three hours; so it reaches back over what the machine
sleeps through. With --every 15 it does not. A daily and a weekly are due, in Shanghai, at eight. On the way: two ticks
at once (day 5), a tick that is killed with SIGKILL within a run (day 7), one whose disk takes no byte more (day 9), and
a machine that is off for nine days (from day 12). What is told of the days that nobody read stands at the end.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

from ticking import ADDED, Desk, Wire, desk_in, job, wired  # noqa: E402 - beside the tests, not in the package

from brief.runs.loaded import LoadedRun  # noqa: E402
from brief.runs.store import StoredRun  # noqa: E402

_DAY = timedelta(days=1)
_TICK = [sys.executable, "-c", "from brief.cli.main import main; main()", "schedule", "tick", "--quiet", "--at"]
_END, _OFF = ADDED + 28 * _DAY, (ADDED + 12 * _DAY, ADDED + 21 * _DAY)


def measure(minutes: int, every: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, wired() as wire:
        wire.every = timedelta(minutes=every)
        desk = desk_in(Path(folder), wire)
        desk.schedule(job(), job(name="daily", period="daily", at="08:00"))
        begun, ticks, now = time.monotonic(), 0, ADDED
        while now <= _END:
            if not _OFF[0] <= now < _OFF[1]:
                _tick(desk, wire, now)
                ticks += 1
            now += timedelta(minutes=minutes)
        return {"ticks": ticks, "seconds": round(time.monotonic() - begun, 1), **_found(desk)}


def _tick(desk: Desk, wire: Wire, now: datetime) -> None:
    wire.now = now
    fault = {ADDED + 5 * _DAY: _twice, ADDED + 7 * _DAY: _killed, ADDED + 9 * _DAY: _full}.get(now)
    if fault:
        fault(desk, now)
    else:
        desk.tick(now)


def _started(desk: Desk, now: datetime, full: bool = False) -> "subprocess.Popen[bytes]":
    limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))) if full else None
    command = [*_TICK, now.isoformat()]
    return subprocess.Popen(command, cwd=desk.folder, preexec_fn=limit, stderr=subprocess.DEVNULL)  # noqa: PLW1509


def _twice(desk: Desk, now: datetime) -> None:
    both = [_started(desk, now), _started(desk, now)]
    print("two at once ended with", [one.wait() for one in both], file=sys.stderr)


def _killed(desk: Desk, now: datetime) -> None:
    before, process = len(list(desk.folder.glob("runs/*/run.json"))), _started(desk, now)
    while process.poll() is None and len(list(desk.folder.glob("runs/*/run.json"))) == before:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    print("killed:", process.wait(), file=sys.stderr)


def _full(desk: Desk, now: datetime) -> None:
    print("on a full disk it ended with", _started(desk, now, full=True).wait(), file=sys.stderr)


def _found(desk: Desk) -> dict[str, Any]:
    """What there is in the end, against what was due."""
    reports = Counter((run.record.scheduled, run.record.period.label) for run in desk.runs if run.record.reports)
    days = [f"{ADDED + number * _DAY:%Y-%m-%d}" for number in range(28)]
    due = [("daily", day) for day in days] + [("weekly", f"2026-W{number:02}") for number in range(1, 5)]
    return {
        "due": len(due),
        "made_once": sum(reports[one] == 1 for one in due),
        "doubled": list(reports - Counter(reports.keys())),
        "missing": list(Counter(due) - reports),
        "told_as_missing": sorted(set().union(*map(_missing, desk.runs))),
        "states": dict(Counter(one.state for one in desk.journal.entries)),
        "runs": dict(Counter(run.state for run in desk.runs)),
        "read_too_late": sum(map(_too_late, desk.runs)),
    }


def _missing(run: StoredRun) -> set[str]:
    """Days of which the run's record says that they were not read."""
    coverage = run.record.corpus.coverage if run.record.corpus else None
    return set(map(str, coverage.missing_days)) if coverage else set()


def _too_late(run: StoredRun) -> int:
    """How many documents of the run are from after the moment when it was due."""
    documents = LoadedRun(run).retrieval.documents if run.record.reports else ()
    return sum(one.published_at is not None and one.published_at > run.record.as_of for one in documents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60, help="between two ticks; must divide a day")
    parser.add_argument("--every", type=int, default=180, help="minutes between two entries of the feed")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = measure(arguments.minutes, arguments.every)
    print(json.dumps(found, ensure_ascii=False) if arguments.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
