"""Runs that are killed with SIGKILL at random instants, then resumed: what is lost, what is asked twice.

    python benchmarks/kill.py [--kills 20] [--seed 1] [--delay 0.3] [--json]

Each time a run of the example week is started over a fake model server on loopback, killed, and resumed until it ends:
every other one at an instant between its first file and its end, the others between its first call and its end.
Its report must be that of the undisturbed run, byte for byte; calls asked twice are counted where they arrive, at the
server, and may be at most those that were in flight at a kill.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

from staging import EXAMPLE, REPORTS, Stage, staged  # noqa: E402 - beside the tests, not in the package

_MOST_RESUMES = 5
_COMMAND = [sys.executable, "-c", "from brief.cli.main import main; main()"]


@dataclass(frozen=True)
class Undisturbed:
    """What every killed run is held against."""

    seconds: float
    """From its record to its end."""
    asking_seconds: float
    """From its first call to its end."""
    calls: int
    reports: dict[str, bytes]


@dataclass(frozen=True)
class Killed:
    """One run that was killed and resumed."""

    after_seconds: float
    """Since its record stood, or its first call came."""
    stage: str
    """The last file of the run's folder that stood at the kill."""
    calls_before: int
    in_flight: int
    asked_twice: int
    differs: tuple[str, ...]
    """Report files that are not those of the undisturbed run, or are not there."""
    broken: tuple[str, ...]
    """Files that cannot be read afterwards, or are left over."""


def measure(kills: int, seed: int, delay: float) -> tuple[Undisturbed, list[Killed]]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder), delay=delay) as stage:
        whole = _undisturbed(stage)
        return whole, [_killed(stage, whole, chance, asking=bool(number % 2)) for number in range(kills)]


def _undisturbed(stage: Stage) -> Undisturbed:
    before, child = len(stage.server.requests), _started(stage, "plain")
    begun = _wait_for_record(stage, "plain", child)
    asking = _wait_for_call(stage, before, child)
    if child.wait() != 0:
        sys.exit(f"the undisturbed run ended with {child.returncode}")
    run = _run_of(stage, "plain")
    reports = {name: (run / name).read_bytes() for name in REPORTS} if run else {}
    ended = time.monotonic()
    return Undisturbed(ended - begun, ended - asking, len(stage.server.requests) - before, reports)


def _killed(stage: Stage, whole: Undisturbed, chance: random.Random, *, asking: bool) -> Killed:
    after = chance.uniform(0, whole.asking_seconds if asking else whole.seconds)
    name, first = f"killed-{time.monotonic_ns()}", len(stage.server.requests)
    child = _started(stage, name)
    _wait_for_record(stage, name, child)
    if asking:
        _wait_for_call(stage, first, child)
    time.sleep(after)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    asked = len(stage.server.requests) - first
    run = _run_of(stage, name)
    held, last = (_calls_in(run), _last_file(run)) if run else (0, "no folder")
    _resumed(stage, name)
    twice = Counter(_digest(body) for body in stage.server.bodies[first:])
    return Killed(
        after_seconds=round(after, 3),
        stage=last,
        calls_before=asked,
        in_flight=asked - held,
        asked_twice=sum(count - 1 for count in twice.values()),
        differs=tuple(_differing(run, whole)) if run else REPORTS,
        broken=tuple(_broken(run)) if run else (),
    )


def _wait_for_record(stage: Stage, runs: str, child: subprocess.Popen[bytes]) -> float:
    """The instant at which the run had one."""
    while _run_of(stage, runs) is None and child.poll() is None:
        time.sleep(0.002)
    return time.monotonic()


def _wait_for_call(stage: Stage, before: int, child: subprocess.Popen[bytes]) -> float:
    """The instant at which its first call arrived."""
    while len(stage.server.requests) == before and child.poll() is None:
        time.sleep(0.002)
    return time.monotonic()


def _started(stage: Stage, runs: str) -> subprocess.Popen[bytes]:
    options = ["--period", "2026-W02", "--as-of", "2026-01-12", "--corpus", str(EXAMPLE), "--model", "fake:m"]
    return _brief(stage, ["run", *options, "--runs-dir", runs])


def _resumed(stage: Stage, runs: str) -> None:
    """Until it is finished; one that the kill came too late for is finished already."""
    run = _run_of(stage, runs)
    if run is None:
        sys.exit("a run was killed before it had a record")
    for _ in range(_MOST_RESUMES):
        if json.loads((run / "run.json").read_text("utf-8"))["status"] == "finished":
            return
        _brief(stage, ["resume", run.name, "--runs-dir", runs]).wait()
    print(f"{run.name} does not end: {(run / 'run.json').read_text('utf-8')[-300:]}", file=sys.stderr)


def _brief(stage: Stage, arguments: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*_COMMAND, *arguments], cwd=stage.folder, stdout=quiet, stderr=quiet)


def _run_of(stage: Stage, runs: str) -> Path | None:
    """The run of that runs folder that has a record."""
    return next((path.parent for path in (stage.folder / runs).glob("*/run.json")), None)


def _calls_in(run: Path) -> int:
    """Whole lines of the ledger."""
    ledger = run / "calls.jsonl"
    return ledger.read_bytes().count(b"\n") if ledger.is_file() else 0


def _last_file(run: Path) -> str:
    files = sorted(run.rglob("*"), key=lambda path: path.stat().st_mtime_ns)
    return "half a file" if files[-1].suffix == ".tmp" else files[-1].stem


def _differing(run: Path, whole: Undisturbed) -> list[str]:
    return [
        name for name, said in whole.reports.items() if not (run / name).is_file() or (run / name).read_bytes() != said
    ]


def _broken(run: Path) -> list[str]:
    found = [path.name for path in run.rglob("*.tmp")]
    for path in run.glob("*.json"):
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            found.append(path.name)
    ledger = (run / "calls.jsonl").read_text("utf-8").splitlines() if _calls_in(run) else []
    for number, line in enumerate(ledger, start=1):
        try:
            json.loads(line)
        except ValueError:
            found.append(f"calls.jsonl:{number}")
    return found


def _digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _lines(whole: Undisturbed, killed: list[Killed]) -> list[str]:
    beyond = [one for one in killed if one.asked_twice > one.in_flight]
    twice, in_flight = [one.asked_twice for one in killed], [one.in_flight for one in killed]
    stages = Counter(one.stage for one in killed)
    return [
        f"undisturbed: {whole.calls} calls, {whole.seconds:.2f} s",
        f"kills: {len(killed)}; reports equal: {sum(not one.differs for one in killed)}",
        f"calls in flight at a kill: {sum(in_flight)}, at most {max(in_flight)}",
        f"calls asked twice: {sum(twice)}, at most {max(twice)} in a run; runs with more than in flight: {len(beyond)}",
        f"broken or left over files: {sum(len(one.broken) for one in killed)}",
        "last file at the kill: " + ", ".join(f"{name} {count}" for name, count in stages.most_common()),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0.3, help="seconds before each answer")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    given = parser.parse_args()
    whole, killed = measure(max(1, given.kills), given.seed, given.delay)
    if given.json:
        print(json.dumps({"calls": whole.calls, "seconds": whole.seconds, "killed": [asdict(one) for one in killed]}))
    else:
        print("\n".join(_lines(whole, killed)))
    sound = all(not one.differs and not one.broken and one.asked_twice <= one.in_flight for one in killed)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
