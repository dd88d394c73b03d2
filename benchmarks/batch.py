"""What batches of a vendor save: the example week online, by batches, and by several runs at once; same answers.

    python benchmarks/batch.py [--runs 4] [--json]

A server on loopback answers both vendors' interfaces with what was rehearsed; each answer claims 7,000 tokens read and
500 written, at made-up prices. The reports of all runs must be alike, byte for byte.
"""

import argparse
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(_TESTS))

from model_server import ModelServer, Tokens, model_server  # noqa: E402 - beside the tests, not in the package
from rehearsal import chinese_plan, quiet, rehearse, speaker  # noqa: E402
from weeks import NOW  # noqa: E402

from brief.llm import gatherer  # noqa: E402
from brief.llm.gatherer import Gatherer, Pace  # noqa: E402
from brief.pipeline.gather import gather  # noqa: E402
from brief.pipeline.runner import execute  # noqa: E402
from schemas.run import RunRecord  # noqa: E402

_VENDORS = {"openai": "openai:rehearsed", "anthropic": "anthropic:rehearsed"}
_PRICE = ("input_per_million_usd=1", "output_per_million_usd=4", "source=made-up", "date=2026-01-01")


def measure(runs: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        offline = chinese_plan(_made(folder / "rehearsal"), model=None)
        said = rehearse(offline, gather(offline, print).documents)
        found: dict[str, Any] = {}
        for vendor, model in _VENDORS.items():
            with model_server(answer=speaker(said), tokens=Tokens(read=7000, written=500)) as server:
                os.environ |= {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": server.base_url}
                os.environ |= {"ANTHROPIC_API_KEY": "none", "ANTHROPIC_BASE_URL": server.anthropic_url}
                found[vendor] = _compared(folder / vendor, model, server, runs)
        return found


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _compared(folder: Path, model: str, server: ModelServer, runs: int) -> dict[str, Any]:
    online = _run(folder / "online", model, batch=False)
    calls = len(server.requests)
    batched = _run(folder / "batched", model)
    alone = [len(one.requests) for one in server.desk.batches]
    with ThreadPoolExecutor(runs) as pool:
        together = list(pool.map(lambda number: _run(folder / f"{number}", model), range(runs)))
    shared = [len(one.requests) for one in server.desk.batches][len(alone) :]
    reports = {_report(folder / name) for name in ("online", "batched", *map(str, range(runs)))}
    return {
        "calls": calls,
        "cost_online_usd": online.cost_usd,
        "cost_batched_usd": batched.cost_usd,
        "batches": alone,
        "batches_of_runs_at_once": shared,
        "asked_online_beside": len(server.requests) - calls,
        "all_finished": {one.status for one in (online, batched, *together)} == {"finished"},
        "reports_alike": len(reports) == 1,
    }


def _run(folder: Path, model: str, batch: bool = True) -> RunRecord:
    endpoint = model.partition(":")[0]
    prices = (f"prices.{model}.{one}" for one in _PRICE)
    told = (f"endpoints.{endpoint}.{one}" for one in ("batch_poll_seconds=0.05", "structured=tool"))
    plan = chinese_plan(_made(folder), *prices, *told, model=model)
    return execute(replace(plan, batch=batch), NOW, quiet())


def _report(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("runs/*/report.*")))


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=4, help="how many at once")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    gatherer.GATHERER = Gatherer(Pace(settle=0.5, pause=60.0, slice=0.02))
    found = measure(asked.runs)
    if asked.json:
        print(json.dumps(found))
        return 0
    for vendor, told in found.items():
        print(vendor)
        for name, value in told.items():
            print(f"  {name.replace('_', ' '):<28} {value}")
    return 0 if all(one["reports_alike"] and one["all_finished"] for one in found.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
