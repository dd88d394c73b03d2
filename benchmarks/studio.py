"""What the studio's pages cost its server, as shares of what the command line takes to show the same.

    python benchmarks/studio.py [--plot studio.svg] [--json]

A run by extraction on the example week, a copy of it whose evidence is swollen to 30 MB, and 200 copies in a list. A
page is asked for in the process that serves it, first when nothing of its run is in memory and then again; a command is
a process of its own. Seconds of the processor, the quickest of three.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.export import measured  # noqa: E402
from brief.settings.project import find_project  # noqa: E402
from brief.studio import reading, shelf, studio  # noqa: E402
from brief.studio.studio import Studio  # noqa: E402

_TRIES, _RUNS, _SWOLLEN = 3, 200, 30_000_000
_EDITION = "quantshark-weekly.zh"


def copy_of(run: Path, number: int) -> Path:
    """Beside it, under an id of its own."""
    folder = run.with_name(f"{run.name[:-4]}{number:04x}")
    shutil.copytree(run, folder)
    record = folder / "run.json"
    record.write_text(record.read_text("utf-8").replace(run.name, folder.name), "utf-8")
    return folder


def swell(run: Path) -> None:
    """Its documents get longer bodies, which no passage is cut from."""
    path = run / "1-retrieval.json"
    held = json.loads(path.read_text("utf-8"))
    more = _SWOLLEN // len(held["documents"])
    for one in held["documents"]:
        one["body"] = f"{one['body']}{'续' * (more // 3)}"
    path.write_text(json.dumps(held, ensure_ascii=False), "utf-8")


def seconds(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def best_of(act: Callable[[], float]) -> float:
    return min(act() for _ in range(_TRIES))


def typing(*command: str) -> float:
    return measured(*command, "--runs-dir", "runs")[0]


def cold(act: Callable[[], object]) -> float:
    """With nothing of any run in memory."""
    studio.forget()
    return seconds(act)


def shares() -> dict[str, tuple[float, float]]:
    """Page -> what it takes as a share of its command, at first and again."""
    week = str(ROOT / "examples" / "2026-W02.jsonl")
    measured("run", "--corpus", week, "--period", "2026-W02", "--offline", "--runs-dir", "runs")
    (run,) = Path("runs").iterdir()
    large = copy_of(run, 0)
    swell(large)
    for number in range(1, _RUNS - 1):
        copy_of(run, number)
    pages = Studio(find_project(ROOT), Path("runs").resolve())
    claim = f"{pages.held(run.name).report.sections[0].rows[0].id}.technical"
    asked: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = {
        "list of 200 runs": (lambda: shelf.runs_page(pages), ("list",)),
        "report": (lambda: reading.report_page(pages, run.name, _EDITION), ("show", run.name)),
        "line": (lambda: reading.line_page(pages, run.name, _EDITION, claim), ("show", run.name, claim)),
        "report, 30 MB": (lambda: reading.report_page(pages, large.name, _EDITION), ("show", large.name)),
        "line, 30 MB": (lambda: reading.line_page(pages, large.name, _EDITION, claim), ("show", large.name, claim)),
    }
    for page, _ in asked.values():
        page()  # what is imported and compiled once a server
    found: dict[str, tuple[float, float]] = {}
    for name, (page, command) in asked.items():
        typed = best_of(partial(typing, *command))
        found[name] = best_of(partial(cold, page)) / typed, best_of(partial(seconds, page)) / typed
    return found


def as_svg(found: dict[str, tuple[float, float]]) -> str:
    from pygal import HorizontalBar

    chart = HorizontalBar(title="Server time, as a share of the command's", print_values=True, height=420)
    chart.x_labels = list(found)
    for number, name in enumerate(("at first", "again")):
        chart.add(name, [round(one[number], 3) for one in found.values()])
    return str(chart.render(is_unicode=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plot", type=Path, help="where the shares are drawn, as SVG")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    plot = given.plot.resolve() if given.plot else None
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        found = shares()
    if plot:
        plot.write_text(as_svg(found), "utf-8")
    if given.json:
        print(json.dumps({name: [round(one, 4) for one in both] for name, both in found.items()}))
        return
    print(f"{'':20} at first   again")
    for name, (first, again) in found.items():
        print(f"{name:20} {first:8.3f} {again:7.3f}")


if __name__ == "__main__":
    main()
