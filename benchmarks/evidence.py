"""What a report is made from, against labels: events, sections, selection, and an editor's events that it prints.

    python benchmarks/evidence.py --data DIR [--json]

DIR holds weeks/ and labels/; files that are not there are skipped and named. No model is asked. Shares are told with
what they were taken of: with their intervals in words, under `counts` in JSON.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.choice.data import Data
from benchmarks.choice.gold import gold
from benchmarks.choice.same_event import clusters, same_event
from benchmarks.choice.sections import sections
from benchmarks.choice.selection import selection
from benchmarks.choice.shares import Share


def measure(folder: Path) -> dict[str, Any]:
    """Every label file, scored. What cannot be told is None."""
    data = Data(folder)
    found: dict[str, Any] = {"same_event": same_event(data), "clusters": clusters(data), "sections": sections(data)}
    tops = selection(data)
    found["selection"] = tops.pop("product")
    found["gold"], found["gold_by_section"] = gold(data)
    return found | {"baselines": tops, "skipped": data.skipped}


def as_values(measured: Mapping[str, Any]) -> dict[str, Any]:
    """For JSON: each share as a number from 0 to 1, and apart from them what it was taken of."""
    counts = {name: list(one) for name, one in _leaves(measured) if isinstance(one, Share)}
    return {**_valued(measured), "counts": counts}


def _valued(measured: Any) -> Any:
    if isinstance(measured, Share):
        return measured.value
    return {name: _valued(one) for name, one in measured.items()} if isinstance(measured, dict) else measured


def _leaves(measured: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value under the names that lead to it: `gold.must`."""
    for name, one in measured.items():
        if isinstance(one, dict):
            yield from _leaves(one, f"{place}{name}.")
        else:
            yield f"{place}{name}", one


def as_words(measured: Mapping[str, Any]) -> str:
    return "\n".join(f"{name:<40} {_told(one)}" for name, one in _leaves(measured))


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "nothing"
    if not isinstance(value, Share):
        return "-" if value is None else f"{value:7.1%}"
    if not value.of:
        return "-"
    least, most = value.interval
    return f"{value.hits / value.of:7.1%}  {value.hits} of {value.of} (95 %: {least:.1%} to {most:.1%})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with weeks/ and labels/")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    given = parser.parse_args()
    measured = measure(given.data)
    print(json.dumps(as_values(measured), ensure_ascii=False) if given.json else as_words(measured))


if __name__ == "__main__":
    main()
