"""Forty hostile documents mixed into a week: what of them is obeyed, leaks or renders, without a model and with one.

    python benchmarks/poisoned.py [--corpus FILE --period P] [--project DIR --model NAME] [--keep DIR] [--json]

The documents that a clean report cites are poisoned first, so that the poison gets where reports are written. `harm`
has a list by kind, all empty when all is well; `said` are the printed cells that hold a payload's mark: quotations of
the news, harmless as text. `--project`: a folder whose config.toml names the model's endpoint.
"""

import argparse
import io
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from poison import MARK, PAYLOADS, Page, harm_in, page_of, poisoned, report_of, without_address  # noqa: E402

from brief.pipeline.plan import RunOptions, plan_run  # noqa: E402
from brief.pipeline.progress import PlainProgress  # noqa: E402
from brief.pipeline.runner import execute  # noqa: E402
from brief.settings.project import find_project  # noqa: E402
from schemas.run import RunRecord  # noqa: E402


def measured(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Figures of a clean run, and of a poisoned one without a model and with the one that is named."""
    clean = _made(options, options.corpus, folder, None)
    run = folder / clean.run_id
    hostile = folder / "poisoned.jsonl"
    cited = {source["url"] for source in report_of(run)["sources"]}
    hostile.write_text("\n".join(_poisoned_lines(options.corpus, cited)), encoding="utf-8")
    found = {"clean": {"rows": len(_cells(run)), "exit_code": clean.exit_code}}
    for name, model in {"extraction": None, **({options.model: options.model} if options.model else {})}.items():
        found[name] = _figures(_made(options, hostile, folder, model), folder, page_of(run))
    return found


def _poisoned_lines(corpus: Path, cited: set[str]) -> list[str]:
    documents = [json.loads(line) for line in corpus.read_text(encoding="utf-8").split("\n") if line.strip()]
    documents = [{"summary": None, "body": None, **one} for one in documents]
    documents.sort(key=lambda one: one["url"] not in cited)
    hostile = list(poisoned(documents))
    documents = [*hostile, *documents[len(hostile) :], *without_address(documents[0])]
    return [json.dumps(one, ensure_ascii=True) for one in documents]


def _made(options: argparse.Namespace, corpus: Path, runs: Path, model: str | None) -> RunRecord:
    asked = RunOptions(period=options.period, corpus_files=(corpus,), runs_dir=runs, offline=model is None, model=model)
    now = datetime.now(UTC)
    return execute(plan_run(asked, find_project(options.project), now), now, PlainProgress(io.StringIO()))


def _figures(record: RunRecord, runs: Path, clean: Page) -> dict[str, Any]:
    run = runs / record.run_id
    cells = [cell for row in _cells(run) for cell in row]
    return {
        "exit_code": record.exit_code,
        "rows": len(_cells(run)),
        "poisoned_sources": sum(MARK in source["url"] for source in report_of(run)["sources"]),
        "harm": harm_in(run, clean),
        "said": [f"{cell['by']} {cell['kind']}: {cell['text']}" for cell in cells if MARK in cell["text"]],
        "calls": record.usage.calls,
        "fallbacks": record.usage.fallbacks,
        "open_issues": record.open_issues,
        "seconds": record.elapsed_seconds,
    }


def _cells(run: Path) -> list[list[dict[str, Any]]]:
    return [row["cells"] for section in report_of(run)["sections"] for row in section["rows"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "examples" / "2026-W02.jsonl")
    parser.add_argument("--period", default="2026-W02")
    parser.add_argument("--project", type=Path, default=ROOT)
    parser.add_argument("--model")
    parser.add_argument("--keep", type=Path, help="a folder for the runs, instead of one that goes away")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = {"poisoned": len(PAYLOADS)} | measured(options, options.keep or Path(folder))
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
