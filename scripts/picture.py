"""Draws the README's picture from the example week: a row, its quote opened in the passage, and a *why not*.

    python scripts/picture.py [--chromium PATH]

Writes docs/picture.png and docs/picture.zh.png. Needs Chromium. What the picture says is what the commands print.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BRIEF = Path(sys.executable).with_name("brief")
WEEK = ("--corpus", "examples/2026-W02.jsonl", "--period", "2026-W02", "--offline")
_SECTION, _COLUMN = "web3", "technical"
_CELL = f"{_SECTION}.1.{_COLUMN}"
_ABSENT = "宁德时代：2026年钠电池将在换电"
_SIZE = (1240, 730)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "": {
        "row": "A row of the report",
        "opened": "Its quote, opened in the passage that it was cut from",
        "absent": "Why is this not in the report?",
        "by": "by",
        "locale": "C.UTF-8",
    },
    ".zh": {
        "row": "报告里的一行",
        "opened": "点开引文：它在原文里的位置",
        "absent": "这一条为什么没有上报告？",
        "by": "来源：",
        "locale": "zh_CN.UTF-8",
    },
}
_STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 1240px; height: 730px; padding: 28px; background: #f6f5f1; color: #1f2328;
  display: grid; grid-template-columns: 1.35fr 1fr; grid-template-rows: auto 1fr; gap: 20px;
  font: 16px/1.6 "Noto Sans CJK SC", sans-serif }
section { background: #fff; border: 1px solid #dedbd2; border-radius: 10px; padding: 18px 22px }
section.row { grid-column: 1 / 3 }
h2, th { font-size: 13px; font-weight: 500; text-align: left }
h2, th, dt, small, code { color: #6a6f76 }
h2 { margin-bottom: 8px }
code { font: 12.5px/1.5 "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace }
table { border-collapse: collapse; width: 100% }
th, td { padding: 6px 14px 6px 0; vertical-align: top; width: 33% }
td { border-top: 1px solid #dedbd2 }
td:first-child { color: #0b5cad }
td.open { background: #fdf3c9; padding-left: 10px }
td.open + td { padding-left: 14px }
mark { background: #fbe08a; padding: 1px 0 }
p + p { margin-top: 10px }
dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 14px; font-size: 13.5px; margin-top: 8px }
dd { margin: 0; overflow-wrap: anywhere }
"""


def chromium_for(said: str | None) -> str:
    """The browser that was named or found; `said`: of the program."""
    parser = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    found: str | None = parser.parse_args().chromium
    return found or parser.error("no Chromium was found: name it with --chromium PATH")


def main() -> None:
    chromium = chromium_for(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        ran = json.loads(_said(runs, "run", *WEEK, "--json"))
        report = json.loads(Path(ran["report_json"]).read_text("utf-8"))
        trace = json.loads(_said(runs, "show", "last", _CELL, "--json"))["traces"][0]
        page = Path(folder) / "page.html"
        for suffix, words in _WORDS.items():
            absent = _said(runs, "show", "last", _ABSENT, locale=words["locale"]).partition("\n\n")[0]
            page.write_text(_page(words, report, trace, absent), "utf-8")
            _shoot(chromium, page, ROOT / "docs" / f"picture{suffix}.png")


def _said(runs: Path, *arguments: str, locale: str = "C.UTF-8") -> str:
    command = [str(BRIEF), *arguments, "--runs-dir", str(runs)]
    told = {**os.environ, "LC_ALL": locale, "COLUMNS": "300"}
    return subprocess.run(command, cwd=ROOT, env=told, check=True, capture_output=True, text=True).stdout  # noqa: S603 - its arguments stand above


def _page(words: Mapping[str, str], report: dict[str, Any], trace: dict[str, Any], absent: str) -> str:
    section = next(one for one in report["sections"] if one["id"] == _SECTION)
    heads = "".join(f"<th>{escape(one['title'])}</th>" for one in section["columns"])
    cells = "".join(_cell(one) for one in section["rows"][0]["cells"])
    passages = "".join(_passage(words, one) for one in trace["citations"])
    title, *fate = absent.splitlines()
    told = "".join(_told(*line.split(maxsplit=1)) for line in fate)
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>'
        f'<section class="row"><h2>{words["row"]}</h2><table><tr>{heads}</tr><tr>{cells}</tr></table></section>'
        f"<section><h2>{words['opened']}</h2><p><code>$ brief show last {_CELL}</code></p>{passages}</section>"
        f"<section><h2>{words['absent']}</h2><p><code>$ brief show last &quot;{escape(_ABSENT)}&quot;</code></p>"
        f"<p>{escape(title)}</p><dl>{told}</dl></section>"
    )


def _told(key: str, text: str) -> str:
    return f"<dt>{escape(key)}</dt><dd>{escape(text)}</dd>"


def _cell(cell: dict[str, Any]) -> str:
    opened = ' class="open"' if cell["column"] == _COLUMN else ""
    return f"<td{opened}>{escape(cell['text'])}</td>"


def _passage(words: Mapping[str, str], citation: dict[str, Any]) -> str:
    text, quote = citation["passage"]["text"], citation["quote"]
    before, _, after = text.partition(quote)
    document = citation["document"]
    source = f"{words['by']} {document['source']} · {document['published_at'][:10]}"
    return (
        f"<p>{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}<br>"
        f"<small>{escape(source)} · {escape(document['url'])}</small></p>"
    )


def _shoot(chromium: str, page: Path, target: Path) -> None:
    size = f"--window-size={_SIZE[0]},{_SIZE[1]}"
    options = ("--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1.5", size)
    subprocess.run([chromium, *options, f"--screenshot={target}", page.as_uri()], check=True, capture_output=True)  # noqa: S603 - a page of our own


if __name__ == "__main__":
    main()
