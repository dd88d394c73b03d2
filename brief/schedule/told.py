"""An event of the log as a line for people, in English, as all messages are before they are shown."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from brief.pipeline.progress import step_line
from brief.schedule.times import local
from brief.words import counted


def _source(name: str, added: int, reason: str, **_: object) -> str:
    came = counted(added, "new document", "new documents") if added or not reason else ""
    return f"source {name}: {'; '.join(filter(None, (came, reason)))}"


def _report(job: str, period: str, run: str, exit_code: int, **_: object) -> str:
    made = f"{job}: the report on {period} is made: {run}"
    return f"{made}; it has open issues, or lacks what [run] require names" if exit_code else made


def _failed(zone: ZoneInfo, why: str, job: str = "", period: str = "", again: str | None = None, **_: object) -> str:
    if not job:
        return f"the tick could not go on: {why}"
    at = again and f"{local(datetime.fromisoformat(again), zone)} {zone.key}"
    then = f"it is tried again at {at}" if at else "it is not tried again"
    return f"{job} {period}: {why}; {then}"


def _delivery(run: str, status: str, reason: str, channel: str = "", **_: object) -> str:
    told = {
        "sent": f"{run} is sent to {channel}",
        "waiting": f"{run} waits on {channel}",
        "unknown": f"{run} may have reached {channel}",
        "skipped": f"{run} is not sent to {channel}",
    }
    said = told.get(status) or (f"{run} did not reach {channel}" if channel else f"{run} is not delivered")
    return f"{said}: {reason}" if reason else said


def _notice(channel: str, period: str, reason: str, **_: object) -> str:
    if reason:
        return f"{channel} could not be told that {period} is given up: {reason}"
    return f"{channel} is told that {period} is given up"


def _tick(tried: int, failed: int, **_: object) -> str:
    due = counted(tried, "report was due", "reports were due")
    if failed:
        return f"{due}; {counted(failed, 'of them failed', 'of them failed')}"
    return f"{due}; all went well" if tried else "nothing more was due"


LINES: Mapping[str, Callable[..., str]] = {
    "note": lambda said, **_: said,
    "step": lambda step, seconds, said, **_: step_line(step, seconds, said),
    "source": _source,
    "report": _report,
    "queued": lambda job, period, place, **_: f"{job}: the report on {period} is {place}",
    "failed": _failed,
    "defect": lambda doing, why, **_: f"a defect in Brief, at {doing}: {why}; logs/brief.log has its traceback",
    "skipped": lambda job, period, **_: f"{job}: {period} is too long ago to be made up for",
    "done already": lambda job, period, run, **_: f"{job}: the report on {period} is there: {run}",
    "delivery": _delivery,
    "notice": _notice,
    "tick": _tick,
}
