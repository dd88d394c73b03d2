"""What one job is to do: a command of Brief, as the queue holds it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Literal

from schemas.base import Schema

Kind = Literal["report", "ingest", "replay", "deliver"]
"""replay: one cell of a comparison. Each is a command of that name, but for a report, which is a `run`."""


class Order(Schema):
    kind: Kind
    arguments: tuple[str, ...]
    """Of that command, as one would type them."""
    name: str
    """What people call it: `2026-W02 quantshark-weekly zh`."""
    lock: str
    """Equal for what is to be done once."""
    period: str = ""
    """The kind of period of the run that it makes; empty where it makes none."""
    deliver: tuple[str, ...] = ()
    """Channels that get the report, once it is there."""

    def command(self, run: str) -> tuple[str, ...]:
        """The whole command line; `run` is the id of the run that it makes, empty where it makes none."""
        command = "run" if self.kind == "report" else self.kind
        return (command, *self.arguments, *(("--run-id", run) if run else ()), "--json")

    def run_id(self, job: int, now: datetime) -> str:
        """`20260111T0931Z-weekly-f004c`: the job's number keeps it apart from those of a machine's own runs, which end
        in four digits; empty where it makes none.
        """
        return f"{now.astimezone(UTC):%Y%m%dT%H%MZ}-{self.period}-f{job:04x}" if self.period else ""

    def delivery_of(self, run: str) -> "Order":
        """Bringing its report to its channels, which is tried again by itself."""
        to = (f"--to={channel}" for channel in self.deliver)
        name = f"{run} → {', '.join(self.deliver)}"
        return Order(kind="deliver", arguments=(run, *to), name=name, lock=lock_of("deliver", run, self.deliver))


def lock_of(*told: Any) -> str:
    """Equal for equal JSON values, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
