"""Fits the weights of what makes a story important to what two editors chose; tells how they do on weeks left out.

    python -m benchmarks.choice.weights --data DIR

A week's section and a day of the edited daily are each a choice among the stories there: the loss is that of a
conditional logit (McFadden 1974), each chosen story against all that were not, with a ridge; no weight may go against
reason, that is, against the sign which it has.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agents.retriever.clustering import cluster
from agents.retriever.salience import WEIGHTS, Scored, score_events
from agents.retriever.selection import select
from agents.section_classifier.places import place_of
from benchmarks.choice.data import Data, bare
from benchmarks.choice.product import SECTIONS, asked_of, sunday
from benchmarks.choice.selection import SECTION, days, picks
from benchmarks.choice.shares import Share, counted
from benchmarks.labels import week_documents
from facts.extraction.section_affinity import Affinities
from schemas.retrieval import Document, Request

_WISHES = {"asked", "source"}
"""Factors of which no label tells."""
_FITTED = [name for name in WEIGHTS if name not in _WISHES]
_SIGNS = np.sign([WEIGHTS[name] for name in _FITTED])
_PICK, _MUST = 0.5, 3
"""What a pick counts for, of a story that an editor must have; the grade of such."""
_STRUCK = 10.0
"""A story that must not be printed stands for so many that were merely not chosen."""
_RIDGE = 1.0
_STEP, _STEPS = 0.02, 2000
_ROWS = 8


class Pool(NamedTuple):
    """The stories of one section of a week or day, among which an editor chose."""

    week: str
    of_day: bool
    values: Any
    """By story and factor."""
    told: Any
    """By what the editor chose and story, 1 where it tells of that."""
    mass: Any
    """By what the editor chose, what it counts for: up to 1."""
    weight: Any
    """By story, how many it stands for where it is not chosen."""

    @property
    def chosen(self) -> Any:
        """By story, from 0, not chosen, to 1."""
        return (self.told * self.mass[:, None]).max(axis=0)


def pools(data: Data) -> Iterator[Pool]:
    gold, struck = data.labels("gold_events"), frozenset(bare(row["url"]) for row in data.labels("strikes"))
    for week in dict.fromkeys(row["week"] for row in gold):
        graded = [(set(map(bare, row["urls"])), row["grade"] / _MUST) for row in gold if row["week"] == week]
        if file := data.week(week):
            request = asked_of(week, sunday(week), _ROWS)
            yield from _pools(week, SECTIONS, request, week_documents(file), graded, struck)
    picked = [(urls, _PICK) for urls in picks(data)]
    for day, documents in days(data, frozenset[str]().union(*(urls for urls, _ in picked))):
        yield from _pools(f"{day:%G-W%V}", (SECTION,), asked_of(day, day, _ROWS), documents, picked, frozenset())


def _pools(
    week: str,
    sections: Sequence[str],
    request: Request,
    documents: Sequence[Document],
    chosen: Sequence[tuple[set[str], float]],
    struck: frozenset[str],
) -> Iterator[Pool]:
    placed: dict[str | None, list[list[Scored]]] = defaultdict(list)
    affinities = Affinities([one for one in request.sections if not one.apart])
    for story in _stories(request, documents):
        placed[place_of(story[0].documents, affinities).section_id].append(story)
    for stories in (placed[section] for section in sections):
        told = np.array([[float(bool(urls & _urls(one))) for one in stories] for urls, _ in chosen])
        weight = np.where([bool(_urls(one[:1]) & struck) for one in stories], _STRUCK, 1.0)
        if told.any():
            is_day, values = request.period.start == request.period.end, np.array([_values(one[0]) for one in stories])
            yield Pool(week, is_day, values, told, np.array([mass for _, mass in chosen]), weight)


def _stories(request: Request, documents: Sequence[Document]) -> Iterable[list[Scored]]:
    """The events of each story that a section may want, that which tells most first."""
    found: dict[int, list[Scored]] = {}
    for one in score_events(request, cluster(select(request, documents).documents, request.aliases)):
        if len(one.reasons) > 1:
            found.setdefault(one.story, []).append(one)
    return found.values()


def _urls(story: Iterable[Scored]) -> set[str]:
    return {bare(document.url) for one in story for document in one.documents}


def _values(one: Scored) -> list[float]:
    values = {reason.factor: reason.value for reason in one.reasons}
    return [values[name] for name in _FITTED]


def fitted(pools: Sequence[Pool]) -> Any:
    """Weights in the order of `_FITTED`: projected gradient descent."""
    weights = np.zeros(len(_FITTED))
    for _ in range(_STEPS):
        weights = weights - _STEP * (_RIDGE * weights + sum(_gradient(weights, one) for one in pools))
        weights = np.where(weights * _SIGNS < 0, 0.0, weights)
    return weights


def _gradient(weights: Any, pool: Pool) -> Any:
    odds = np.exp(pool.values @ weights)
    others = np.where(pool.chosen > 0, 0.0, odds * pool.weight)
    lost = pool.chosen * others.sum() / (others.sum() + odds)
    return lost.sum() * (others @ pool.values) / others.sum() - lost @ pool.values


def left_out(pools: Sequence[Pool]) -> dict[str, Share]:
    """Of the events that must be told, and of a day's picks, those of which a story stands among the first eight of its
    section and week or day, by weights that never saw that week. Those that no story is of are not counted.
    """
    found: dict[str, dict[tuple[str, int], bool]] = {"must": {}, "picks": {}}
    for week in dict.fromkeys(one.week for one in pools):
        weights = fitted([one for one in pools if one.week != week])
        for one in (pool for pool in pools if pool.week == week):
            first = np.argsort(-(one.values @ weights), kind="stable")[:_ROWS]
            hits = found["picks" if one.of_day else "must"]
            for row in _looked_for(one):
                hits[week, row] = bool(one.told[row, first].any()) or hits.get((week, row), False)
    return {name: counted(hits.values()) for name, hits in found.items()}


def _looked_for(pool: Pool) -> list[int]:
    """Rows of `told`: the events that an editor must have, or picked, and that a story is of."""
    return list(np.flatnonzero(pool.told.any(axis=1) & (pool.mass >= (_PICK if pool.of_day else 1.0))).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder with weeks/ and labels/")
    found = list(pools(Data(parser.parse_args().data)))
    for name, weight in zip(_FITTED, fitted(found), strict=True):
        print(f"{name:<12} {weight:6.2f}  (in force: {WEIGHTS[name]:.2f})")
    for name, one in left_out(found).items():
        print(f"{name} among the first {_ROWS}, of weeks left out: {one.hits} of {one.of}")


if __name__ == "__main__":
    main()
