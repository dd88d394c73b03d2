"""What extraction prints in the cells of a row, held against readers who judged every window that it may choose from.

    python benchmarks/rows.py --data DIR [--fit] [--json]

DIR has weeks/<week>.jsonl; rows.jsonl beside this file holds the readings of four of its weeks, of one more, and of the
second example in both languages: by a hash of each window three digits, whether a reader of headline and window knows
of what it speaks (0 it is of something else, 1 guessed, 2 known), whether an editor would print it as a hard fact, and
as an insight (0 no, 1 perhaps, 2 yes). A corpus that is not there is left out, and so are windows without a reading.
`--fit` fits the weights of `facts/extraction/row_candidates.py` anew, and tells how those do that never saw a corpus.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agents.base import Answer
from agents.table_writer import write_table
from benchmarks.choice.product import weekly_run
from benchmarks.choice.shares import Share, counted
from brief.extractive import Extractive
from brief.extractive.table_writer import Read, read_of
from facts.extraction.candidates import Candidate
from facts.extraction.row_candidates import CellRole, offered
from facts.extraction.row_filling import fill
from schemas.base import S, Schema
from schemas.critique import Heard
from schemas.table import TableQuestion

_ROOT = Path(__file__).resolve().parents[1]
_READINGS = Path(__file__).with_suffix(".jsonl")
_EXAMPLE, _EXAMPLE_WEEK = "example", "2026-W30"
_ROWS = 20
"""A section: more than a report prints, so that what is chosen may change and its readings are still there."""
_ROOM: Mapping[CellRole, int] = {"technical": 100, "insight": 120}
_KNOWN = 2
_GOOD: Mapping[CellRole, int] = {"technical": 2, "insight": 1}
"""The least that a window is printed for: few are clear insights."""
_SIGNS: Mapping[CellRole, Mapping[str, int]] = {
    "technical": {
        **dict.fromkeys(("length", "clauses", "figure", "figures", "names", "technical", "whole", "list"), 1),
        **dict.fromkeys(("scrap", "apart", "retold", "retold_last", "news"), -1),
        **dict.fromkeys(("filler", "scenery", "expects", "judges"), -1),
    },
    "insight": {
        **dict.fromkeys(("length", "figure", "whole", "foresees", "harms", "compares", "expects", "judges"), 1),
        **dict.fromkeys(("scrap", "apart", "names", "technical", "retold", "retold_least", "retold_last", "news"), -1),
        **dict.fromkeys(("list", "scenery", "filler"), -1),
    },
}
"""Of each sign that may tell, whether it speaks for a window or against it."""
_RIDGE, _STEP, _STEPS = 0.03, 1.0, 1500
_LEAST = 0.05
"""A sign that weighs less, of one spread of its values, is left out."""


class Reading(NamedTuple):
    known: int
    fact: int
    insight: int

    def worth(self, role: str) -> int:
        """0 no, 1 perhaps, 2 yes; no for what a reader has to guess at."""
        return (self.fact if role == "technical" else self.insight) if self.known == _KNOWN else 0


class Corpus(NamedTuple):
    name: str
    readings: Mapping[str, Reading]
    events: Sequence[Read]

    def reading(self, text: str) -> Reading | None:
        return self.readings.get(hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12])


class _Listening(Extractive):
    """Extraction that keeps what it was asked: it answers as `Ask` does."""

    def __init__(self) -> None:
        self.events: list[Read] = []

    def __call__(self, role: str, question: Schema, answer: type[S], again: bool = False) -> Answer[S]:
        if isinstance(question, TableQuestion):
            self.events += (read_of(one, question) for one in question.events)
        return self.answer(role, question, answer, again)

    extract = __call__

    def model(self, role: str) -> str | None:
        return None

    @property
    def heard(self) -> Heard:
        return "no"


def corpora(data: Path) -> Iterator[Corpus]:
    for line in _READINGS.read_text("utf-8").splitlines():
        labelled = json.loads(line)
        if events := _events(labelled["corpus"], data):
            readings = {key: Reading(*map(int, digits)) for key, digits in labelled["readings"].items()}
            yield Corpus(labelled["corpus"], readings, events)


def _events(name: str, data: Path) -> list[Read]:
    kind, _, language = name.partition(" ")
    week = _EXAMPLE_WEEK if kind == _EXAMPLE else kind
    file = (_ROOT / "examples" if kind == _EXAMPLE else data / "weeks") / f"{week}.jsonl"
    if not file.is_file():
        return []
    listening = _Listening()
    with weekly_run(file, _ROWS, f"report.language={language or 'zh'}") as made:
        for section in made.classification.sections:
            write_table(section, listening)
    return listening.events


def printed(corpus: Corpus) -> dict[CellRole, Counter[str]]:
    """By role, how many rows print what a reader would print (yes, perhaps, no, unread), how many nothing (blank), and
    how many something of which no reader knows of what it speaks (unclear).
    """
    found: dict[CellRole, Counter[str]] = {role: Counter() for role in _ROOM}
    for one in corpus.events:
        filled = fill(one.title.text, one.own, _ROOM["technical"], _ROOM["insight"], one.asides)
        spans: Mapping[CellRole, Sequence[Candidate]] = {
            "technical": filled.technical,
            "insight": (filled.insight,) if filled.insight else (),
        }
        for role, told in spans.items():
            found[role].update(_verdict(role, [corpus.reading(span.text) for span in told]))
    return found


def _verdict(role: str, readings: Sequence[Reading | None]) -> Iterator[str]:
    """Of a cell: that of the best of its spans that was read."""
    read = [one for one in readings if one]
    if not readings:
        yield "blank"
    elif not read:
        yield "unread"
    else:
        worth = max(one.worth(role) for one in read)
        yield ("no", "perhaps", "yes")[worth]
        yield from ("unclear",) * any(one.known < _KNOWN for one in read)


class Pool(NamedTuple):
    """The windows with a reading of one corpus."""

    values: Any
    """By window and sign."""
    good: Any
    """By window, 1 where a reader would print it."""
    event: Any
    """By window, the number of its event."""


def pool(corpus: Corpus, role: CellRole, signs: Sequence[str]) -> Pool:
    rows = [
        ([one.signs[name] for name in signs], float(reading.worth(role) >= _GOOD[role]), number)
        for number, event in enumerate(corpus.events)
        for one in offered(role, event.own, _ROOM[role], event.title.text)
        if (reading := corpus.reading(one.window.span.text))
    ]
    values, good, event = zip(*rows, strict=True)
    return Pool(np.array(values), np.array(good), np.array(event))


def fitted(pools: Sequence[Pool], directions: Any, ridge: float = _RIDGE) -> tuple[Any, float]:
    """Weights of the signs and of every window: projected gradient descent on spreads of one."""
    values, good = np.vstack([one.values for one in pools]), np.concatenate([one.good for one in pools])
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled, weights = (values - middle) / spread, np.zeros(values.shape[1])
    base = np.log(good.mean() / (1 - good.mean()))
    for _ in range(_STEPS):
        wrong = 1 / (1 + np.exp(-(scaled @ weights + base))) - good
        weights = weights - _STEP * (scaled.T @ wrong / len(good) + ridge * weights)
        weights, base = np.where(weights * directions < 0, 0.0, weights), base - _STEP * wrong.mean()
    weights = np.where(abs(weights) < _LEAST, 0.0, weights) / spread
    return weights, float(base - weights @ middle)


def precision(pool: Pool, weights: Any) -> float:
    """Mean precision of its windows in the order of their odds."""
    good = pool.good[np.argsort(-(pool.values @ weights), kind="stable")]
    return float((np.cumsum(good) / np.arange(1, len(good) + 1))[good > 0].mean())


def first_right(pool: Pool, weights: Any) -> Share:
    """Of the events, those of which the window with the best odds is good."""
    odds = pool.values @ weights
    first = (max(np.flatnonzero(pool.event == one), key=lambda place: odds[place]) for one in np.unique(pool.event))
    return counted(bool(pool.good[one]) for one in first)


def fit(found: Sequence[Corpus]) -> None:
    """Prints the weights, and what those do that never saw the corpus."""
    for role, signs in _SIGNS.items():
        names, directions = list(signs), np.array(list(signs.values()))
        pools = {one.name: pool(one, role, names) for one in found}
        weights, base = fitted(list(pools.values()), directions)
        told = {"": base} | dict(zip(names, map(float, weights), strict=True))
        print(role, {name: round(value, 2) for name, value in told.items() if value})
        for name, held_out in pools.items():
            unseen, _ = fitted([one for other, one in pools.items() if other != name], directions)
            right = first_right(held_out, unseen)
            print(f"  {name}: {held_out.good.mean():.2f} good, precision {precision(held_out, unseen):.2f},", end=" ")
            print(f"best of an event good in {right.hits} of {right.of}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with weeks/")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    asked = parser.parse_args()
    found = list(corpora(asked.data))
    counts = {one.name: printed(one) for one in found}
    if asked.json:
        print(json.dumps(counts))
    else:
        for name, by_role in counts.items():
            for role, count in by_role.items():
                print(f"{name:<12} {role:<10} {dict(sorted(count.items()))}")
    if asked.fit:
        fit(found)


if __name__ == "__main__":
    main()
