"""What reading the pages of a report's picks gives: ground and filled cells a row, before and after.

    python benchmarks/reading.py [--data DIR] [--json]

DIR holds pages/ (default: /work/shared/data). Each news page with a labelled text is served on loopback; a document of
the week leads to it, with its title and the first sentence of its text, as a feed has them. Two runs by extraction over
the same documents, without pages and with them. Ground is the characters of the passages that a row is written from.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import brief  # noqa: E402 - this repository before an installed one
from brief.runs.loaded import LoadedRun  # noqa: E402
from facts.text.sentences import sentences  # noqa: E402

PERIOD = "2026-01-05..2026-01-11"
_ROWS = 24
_LONGEST_WORD = 4


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def made(data: Path, folder: Path, address: str) -> list[str]:
    """Writes pages and a week of documents that lead to them; returns the commonest words of their titles."""
    lines: list[dict[str, str]] = []
    words: dict[str, int] = {}
    for item in (json.loads(line) for line in (data / "pages" / "items.jsonl").read_text("utf-8").split("\n") if line):
        if not item["body"]:
            continue
        name = f"{len(lines)}.html"
        (folder / name).write_bytes(gzip.decompress((data / "pages" / item["labels"]["html"]).read_bytes()))
        first = sentences(item["body"])[0].text[:300]
        day = 5 + len(lines) % 7
        lines.append(
            {"url": f"{address}/{name}", "title": item["title"], "published": f"2026-01-{day:02}", "summary": first}
        )
        for word in set(item["title"].lower().split()):
            if len(word) >= _LONGEST_WORD:
                words[word] = words.get(word, 0) + 1
    (folder / "week.jsonl").write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines), "utf-8")
    return sorted(words, key=lambda word: -words[word])


def measured(folder: Path, terms: list[str], *, read: bool) -> dict[str, Any]:
    begun = time.monotonic()
    week = brief.run(
        PERIOD,
        corpus=folder / "week.jsonl",
        settings=[
            f"reading.corpus={str(read).lower()}",
            "reading.allow_private_addresses=true",
            f"sections.ai.limit={_ROWS}",
            f"sections.ai.terms={json.dumps(terms)}",
            "run.noise=[]",
        ],
        model="extractive",
        runs_dir=folder / "runs",
        project=ROOT,
    )
    return {**told(week), "seconds": round(time.monotonic() - begun, 2)}


def told(week: LoadedRun) -> dict[str, Any]:
    shown = [one for section in week.classification.sections for one in section.evidence]
    ground = [sum(len(passage.text) for passage in one.passages) for one in shown]
    cells = [cell for section in week.report.sections for row in section.rows for cell in row.cells[1:]]
    return {
        "rows": len(ground),
        "ground_median": statistics.median(ground),
        "ground_mean": round(statistics.mean(ground)),
        "cells": len(cells),
        "cells_filled": sum(cell.kind != "none" for cell in cells),
        "pages_read": len(week.reading.pages),
        "pages_unread": len(week.reading.unread),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("/work/shared/data"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not (asked.data / "pages").is_dir():
        print(f"{asked.data} has no pages/: nothing to measure", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        terms = made(asked.data, folder, f"http://127.0.0.1:{server.server_address[1]}")
        found = {"without": measured(folder, terms, read=False), "with": measured(folder, terms, read=True)}
        server.shutdown()
    print(json.dumps(found) if asked.json else "\n".join(f"{one:8} {values}" for one, values in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
