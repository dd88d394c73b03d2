"""A run over a model server with a fixed delay: calls, tokens, wall clock against the longest chain, our own overhead.

    python benchmarks/models.py [--corpus FILE --period P] [--delay 1.0] [--failing 0.3] [--json]

The server speaks from a rehearsal (tests/rehearsal.py) over real sockets through the real SDK. All ratios are taken
within one run: the longest chain is what the server took for the calls that had to wait for one another.
"""

import argparse
import io
import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from model_server import Fault, model_server  # noqa: E402
from rehearsal import rehearse, speaker  # noqa: E402

from brief.llm.context_window import token_counter  # noqa: E402
from brief.pipeline.gather import gather  # noqa: E402
from brief.pipeline.plan import Plan, RunOptions, plan_run  # noqa: E402
from brief.pipeline.progress import PlainProgress  # noqa: E402
from brief.pipeline.runner import execute  # noqa: E402
from brief.runs.lineage import read_calls  # noqa: E402
from brief.settings.project import find_project  # noqa: E402
from schemas.run import RunRecord  # noqa: E402

FAULTS = (Fault(status=500), Fault(status=429), Fault(reset=True), Fault(text="no JSON"), Fault(cut=0.5))


def measured(corpus: Path, period: str, delay: float, failing: float) -> dict[str, Any]:
    """One run's figures."""
    chance = random.Random(7)

    def fault(_number: int, _request: dict[str, Any]) -> Fault | None:
        return chance.choice(FAULTS) if chance.random() < failing else None

    with tempfile.TemporaryDirectory() as folder:
        corpus = _in_chinese(corpus, Path(folder))
        offline = _plan(corpus, period, Path(folder), None)
        said = rehearse(offline, gather(offline, print).documents)
        with model_server(answer=speaker(said), faults=fault, delay=delay) as server:
            os.environ["OPENAI_API_KEY"], os.environ["OPENAI_BASE_URL"] = "sk-benchmark", server.base_url
            plan = _plan(corpus, period, Path(folder), "openai:rehearsed")
            begun = time.monotonic()
            record = execute(plan, datetime.now(UTC), PlainProgress(io.StringIO()))
            wall = time.monotonic() - begun
            return _figures(record, wall, delay, len(server.requests), Path(folder))


def _in_chinese(corpus: Path, folder: Path) -> Path:
    """The Chinese documents alone: what is rehearsed is Chinese, and of an English event it would cite nothing."""
    lines = [line for line in corpus.read_text(encoding="utf-8").split("\n") if '"lang": "zh"' in line]
    kept = folder / corpus.name
    kept.write_text("\n".join(lines), encoding="utf-8")
    return kept


def _plan(corpus: Path, period: str, runs: Path, model: str | None) -> Plan:
    options = RunOptions(period=period, corpus_files=(corpus,), runs_dir=runs, offline=model is None, model=model)
    return plan_run(options, find_project(ROOT), datetime.now(UTC))


def _figures(record: RunRecord, wall: float, delay: float, requests: int, runs: Path) -> dict[str, Any]:
    """The chain: classification, tables side by side, synthesis, critic, as far as each was asked."""
    roles = {line.role for line in record.usage_by_role}
    steps = {timing.step: timing.seconds for timing in record.timings}
    own = sum(seconds for step, seconds in steps.items() if step in ("gather", "1-retrieval", "render"))
    chain = len(roles) * delay
    return {
        "status": record.status,
        "requests": requests,
        "calls": record.usage.calls,
        "repairs": record.usage.repairs,
        "fallbacks": record.usage.fallbacks,
        **_tokens(runs / record.run_id),
        "chain_calls": len(roles),
        "chain_seconds": chain,
        "wall_seconds": round(wall, 2),
        "without_a_model_seconds": round(own, 2),
        "wall_over_chain": round((wall - own) / chain, 3) if chain else None,
    }


def _tokens(run: Path) -> dict[str, int]:
    """As the counter of this machine counts them: the server counts none."""
    counter, calls = token_counter(), read_calls(run / "calls.jsonl")
    return {
        "input_tokens": sum(counter.count(call.system) + counter.count(call.user) for call in calls),
        "output_tokens": sum(counter.count(call.answer) for call in calls),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "examples" / "2026-W02.jsonl")
    parser.add_argument("--period", default="2026-W02")
    parser.add_argument("--delay", type=float, default=1.0)
    parser.add_argument("--failing", type=float, default=0.3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = {
        "healthy": measured(options.corpus, options.period, options.delay, 0.0),
        "failing": measured(options.corpus, options.period, options.delay, options.failing),
    }
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
