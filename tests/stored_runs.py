"""Runs on disk without a walk: a record, and what marks a run as going on or done."""

from datetime import UTC, date, datetime
from pathlib import Path

from brief.runs.store import Run
from schemas.period import Period
from schemas.run import Call, RunRecord

NOW = datetime(2026, 1, 11, 9, 31, 7, tzinfo=UTC)


PERIOD = Period(kind="weekly", start=date(2026, 1, 5), end=date(2026, 1, 11), label="2026-W02")


def record(run_id: str, status: str = "running", created_at: datetime = NOW) -> RunRecord:
    return RunRecord.model_validate(
        {"run_id": run_id, "status": status, "created_at": created_at, "period": PERIOD, "as_of": NOW,
         "formats": ("quantshark",), "language": "zh", "configuration": {}}
    )  # fmt: skip


def started(folder: Path, content: str = "x", now: datetime = NOW) -> Run:
    run = Run.create(folder, now, "weekly", content)
    run.write_record(record(run.id, created_at=now))
    return run


def finished(folder: Path, content: str = "x", now: datetime = NOW) -> Run:
    run = started(folder, content, now)
    run.write_record(record(run.id, "finished", now))
    run.close()
    return run


def call(key: str) -> Call:
    return Call.model_validate(
        {"key": key, "role": "critic", "model": "scripted:x", "prompt_version": "", "system": "", "user": "一\u2028二",
         "answer": '{"a": "一\n"}', "finish": "stop", "input_tokens": 1, "cached_tokens": 0, "output_tokens": 1,
         "cost_usd": None, "seconds": 0.0}
    )  # fmt: skip
