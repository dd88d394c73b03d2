"""Runs with a model that lies in every sentence, and with one that answers well-shaped nonsense: what is printed of it.

    python benchmarks/lying.py [--corpus FILE --period P] [--json]

The lies go over real sockets through the real SDK (tests/lying.py). Each leaves a piece of text that no document has;
`false_lines` counts those that stand in a report file. `rows` is compared with a run without a model.
"""

import argparse
import io
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from lying import Lies, Speaker, false_lines, liar, lies_about, lying_server, nonsense  # noqa: E402

from brief.pipeline.gather import gather  # noqa: E402
from brief.pipeline.plan import Plan, RunOptions, plan_run  # noqa: E402
from brief.pipeline.progress import PlainProgress  # noqa: E402
from brief.pipeline.runner import execute  # noqa: E402
from brief.settings.project import find_project  # noqa: E402
from schemas.run import RunRecord  # noqa: E402

LIARS: dict[str, Callable[[Lies], Speaker]] = {"lies": liar, "nonsense": nonsense}


def measured(corpus: Path, period: str) -> dict[str, Any]:
    """Figures of an extractive run and of one run per liar."""
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder)
        offline = _plan(corpus, period, runs, None)
        documents = gather(offline, print).documents
        found = {"extraction": _figures(_made(offline), runs)}
        for name, make in LIARS.items():
            lies = lies_about(documents)
            with lying_server(make(lies)) as server:
                os.environ["OPENAI_API_KEY"], os.environ["OPENAI_BASE_URL"] = "sk-benchmark", server.base_url
                record = _made(_plan(corpus, period, runs, "openai:lying"))
            found[name] = _figures(record, runs) | _lied(runs / record.run_id, lies)
        return found


def _plan(corpus: Path, period: str, runs: Path, model: str | None) -> Plan:
    options = RunOptions(period=period, corpus_files=(corpus,), runs_dir=runs, offline=model is None, model=model)
    return plan_run(options, find_project(ROOT), datetime.now(UTC))


def _made(plan: Plan) -> RunRecord:
    return execute(plan, datetime.now(UTC), PlainProgress(io.StringIO()))


def _figures(record: RunRecord, runs: Path) -> dict[str, Any]:
    report = json.loads((runs / record.run_id / "report.json").read_bytes())
    rows = [row for section in report["sections"] for row in section["rows"]]
    return {
        "exit_code": record.exit_code,
        "rows": len(rows),
        "cells": dict(Counter(cell["by"] for row in rows for cell in row["cells"] if cell["kind"] != "none")),
        "signals": len(report["synthesis"]["signals"]),
        "calls": record.usage.calls,
        "fallbacks": record.usage.fallbacks,
        "dropped": record.usage.dropped,
        "open_issues": len(report["open_issues"]),
        "fates": dict(Counter(note.split("未通过核查")[1] for note in report["notes"] if "未通过核查" in note)),
        "seconds": record.elapsed_seconds,
    }


def _lied(folder: Path, lies: Lies) -> dict[str, Any]:
    found = false_lines(folder, lies)
    return {
        "told": {kind: len(pieces) for kind, pieces in lies.said.items()},
        "false_lines": sum(len(pieces) for kinds in found.values() for pieces in kinds.values()),
        "found": found,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "examples" / "2026-W02.jsonl")
    parser.add_argument("--period", default="2026-W02")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measured(options.corpus, options.period)
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
