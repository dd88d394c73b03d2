"""Where overlap tells a text's own passages from those of other news: the choice of the one threshold.

    python benchmarks/overlap.py [--data DIR] [--json]

True event and technical texts of the examination, and of DIR/labels/claims.jsonl, are held against their own passages
and against those of the next text of the same language that rests on other documents. For each threshold: the share
of texts that lie under it beside their own passages, which would be suspected wrongly, and beside foreign ones.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.labels import labels, share
from brief.llm.examination import exam_texts
from facts.text.language import language_of
from facts.text.overlap import FEW, LITTLE, distinct_terms, overlap

STATED = frozenset(("event", "technical"))
"""Roles whose texts say what a passage says: what follows from it may be said in other words."""
THRESHOLDS = tuple(step / 20 for step in range(1, 13))


class Told(NamedTuple):
    text: str
    passages: tuple[str, ...]


def measure(data: Path | None) -> dict[str, Any]:
    told = [one for one in (*_of_examination(), *_of_claims(data)) if len(distinct_terms(one.text)) >= FEW]
    own = [overlap(one.text, one.passages) for one in told]
    foreign = [overlap(one.text, other.passages) for one in told if (other := _next_foreign(one, told))]
    rows = [_row(threshold, own, foreign) for threshold in THRESHOLDS]
    best = max(rows, key=lambda row: row["foreign_under"] - row["own_under"])
    return {"texts": len(told), "in_force": LITTLE, "best": best["threshold"], "thresholds": rows}


def _row(threshold: float, own: Sequence[float], foreign: Sequence[float]) -> dict[str, Any]:
    under = [share(sum(one < threshold for one in values), len(values)) for values in (own, foreign)]
    return {"threshold": threshold, "own_under": under[0], "foreign_under": under[1]}


def _of_examination() -> Iterable[Told]:
    for one in exam_texts():
        if one.stands and one.role in STATED:
            yield from _alike(one.text, [text for shown in one.passages for text in (shown.title, shown.text)])


def _of_claims(data: Path | None) -> Iterable[Told]:
    for row in labels(data, "claims") if data else ():
        if row["label"] == "true" and row["role"] in STATED:
            yield from _alike(row["text"], [text for cite in row["cites"] for text in (cite["title"], cite["passage"])])


def _alike(text: str, passages: Iterable[str | None]) -> Iterable[Told]:
    """With the passages of its own language; nothing where it has none."""
    kept = tuple(one for one in passages if one and language_of(one) == language_of(text))
    if kept:
        yield Told(text, kept)


def _next_foreign(one: Told, told: Sequence[Told]) -> Told | None:
    at = told.index(one)
    others = (*told[at + 1 :], *told[:at])
    alike = (other for other in others if language_of(other.text) == language_of(one.text))
    return next((other for other in alike if not set(other.passages) & set(one.passages)), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options.data)
    if options.json:
        print(json.dumps(result))
        return 0
    print(f"{result['texts']} texts; in force {result['in_force']}, best {result['best']}")
    for row in result["thresholds"]:
        print(f"under {row['threshold']:.2f}: own {row['own_under']:6.1%}, foreign {row['foreign_under']:6.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
