"""Shows the state of a fleet: tables of its queue, its workers and what they do."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from brief.cli.output import printable, show_tables
from brief.fleet.status import STATES
from brief.words import label, local

_WIDE, _LONGEST_ERROR = 200, 120
_INSTANTS = {"since", "last_heartbeat", "begun_at", "step_at", "scheduled_at"}

Rows = list[tuple[str, ...]]


def show(told: dict[str, Any], zone: ZoneInfo) -> None:
    local_times = _in_zone(told, zone)
    tables = ((tuple(map(label, head)), map(_shown, rows)) for head, rows in _tables(local_times) if rows)
    show_tables(tables, _lines(told, zone), _WIDE)


def _in_zone(told: Any, zone: ZoneInfo) -> Any:
    """With every instant as a clock there shows it."""
    if isinstance(told, dict):
        return {key: _at(one, zone) if key in _INSTANTS and one else _in_zone(one, zone) for key, one in told.items()}
    return [_in_zone(one, zone) for one in told] if isinstance(told, list) else told


def _at(instant: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(zone):%m-%d %H:%M:%S}"


def _shown(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(local(printable(cell)) for cell in row)


def _tables(told: dict[str, Any]) -> Iterator[tuple[Sequence[str], Rows]]:
    queue = told["queue"]
    yield ("WAITING", "RUNNING", "DONE", "FAILED"), [tuple(str(queue[name]) for name in STATES.values())]
    yield ("WORKER", "HOST", "PID", "SINCE", "LAST HEARD", "JOBS"), [_worker(one) for one in told["workers"]]
    running = [_cells(one, "id", "name", "run", "worker", "begun_at", "step") for one in told["running"]]
    yield ("JOB", "NAME", "RUN", "WORKER", "BEGUN", "STEP"), running
    again = ((_cells(one, "id", "name", "attempts", "scheduled_at"), one) for one in told["again"])
    yield ("JOB", "NAME", "TRIES", "AGAIN AT", "WHY"), [(*row, _why(one, "its worker was lost")) for row, one in again]
    failed = [(*_cells(one, "id", "name", "run"), _why(one)) for one in told["failed"]]
    yield ("FAILED", "NAME", "RUN", "WHY"), failed


def _worker(one: dict[str, Any]) -> tuple[str, ...]:
    heard = one["last_heartbeat"] if one["is_alive"] else f"{one['last_heartbeat']} (silent)"
    return *_cells(one, "worker", "host", "pid", "since"), heard, ", ".join(map(str, one["jobs"])) or "-"


def _cells(one: dict[str, Any], *keys: str) -> tuple[str, ...]:
    return tuple(str(one[key] or "-") for key in keys)


def _why(one: dict[str, Any], otherwise: str = "-") -> str:
    why = one["error"] or otherwise
    return why if len(why) <= _LONGEST_ERROR else f"{why[:_LONGEST_ERROR]}…"


def _lines(told: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    yield f"Times are of {zone.key}."
    cost = "unknown: a price is" if told["cost_usd"] is None else f"${told['cost_usd']:.4f}"
    yield f"Reports of the last hour: {told['reports_last_hour']}; cost so far: {cost}"
    for one in told["stuck"]:
        yield f"stuck: job {one['job']}: {one['why']}" if one["job"] else f"stuck: {one['why']}"
    if not told["exit_code"]:
        yield "All is well."
