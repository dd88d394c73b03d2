"""The example week as a corpus of a test's own, and the plan of a run on it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from brief.pipeline.plan import Plan, RunOptions, plan_run
from brief.settings.project import find_project

ROOT = Path(__file__).resolve().parent.parent
_FIRST_DAY = datetime(2026, 1, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)


def example_lines() -> list[str]:
    """One document each."""
    text = (ROOT / "examples" / "2026-W02.jsonl").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line]


def last_week() -> str:
    """The example week, moved into the last complete one."""
    now = datetime.now(_FIRST_DAY.tzinfo)
    shift = timedelta(days=(now - _FIRST_DAY).days // 7 * 7 - 7)
    documents = [json.loads(line) for line in example_lines()]
    for document in documents:
        if (document.get("published") or "").startswith(("2025-", "2026-")):
            published = datetime.fromisoformat(document["published"]) + shift
            document["published"] = published.isoformat()
    return "\n".join(json.dumps(document, ensure_ascii=False) for document in documents)


def plan_of(lines: Iterable[str], folder: Path, model: str | None, overrides: tuple[str, ...] = ()) -> Plan:
    """Of a run on these lines in `folder`, where its critics are kept too; without a model offline."""
    corpus = folder / "week.jsonl"
    corpus.write_text("\n".join(lines), encoding="utf-8")
    options = RunOptions(
        period="2026-W02",
        as_of="2026-01-12",
        corpus_files=(corpus,),
        runs_dir=folder / "runs",
        offline=model is None,
        overrides=overrides,
        model=model,
    )
    return replace(plan_run(options, find_project(ROOT), NOW), project=folder)
