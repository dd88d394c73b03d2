"""Documents of two languages that meet by vectors of what they mean."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from builders import document

from agents.retriever.clustering import cluster
from agents.retriever.meanings import Meanings

WINDOW = timedelta(hours=72)
STEEL, QUAKE = document("某钢厂在海外投产"), document("某地发生地震")
MILL, SHAKE = document("A mill starts up abroad", lang="en"), document("The ground shook", lang="en")
FILLERS = (
    tuple(document(f"第{n}则旧闻", lang="zh") for n in range(6)),
    tuple(document(f"Old news no. {n}", lang="en") for n in range(6)),
)


def vectors() -> dict[str, Any]:
    """Every document points its own way."""
    everyone = [STEEL, QUAKE, MILL, SHAKE, *FILLERS[0], *FILLERS[1]]
    return {one.id: row for one, row in zip(everyone, np.eye(len(everyone)), strict=True)}


ALIKE = vectors() | {MILL.id: vectors()[STEEL.id]}
POOL = (STEEL, QUAKE, *FILLERS[0], MILL, SHAKE, *FILLERS[1])


def test_two_that_mean_the_same_are_a_pair_and_others_are_none() -> None:
    found = Meanings(POOL, ALIKE, WINDOW)
    steel, mill, quake = POOL.index(STEEL), POOL.index(MILL), POOL.index(QUAKE)
    assert list(found.nominations()) == [(mill, steel)]
    alike = found.likeness(steel, mill)
    assert alike == found.likeness(mill, steel)
    assert alike is not None
    assert alike >= 1
    assert found.likeness(quake, mill) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize(("slant", "is_same"), [(0.4, True), (1.2, False)])
def test_what_means_only_nearly_the_same_needs_names_too(slant: float, is_same: bool) -> None:
    again = document("Steelworks opens", lang="en")
    pool = (*POOL, again)
    known = ALIKE | {again.id: vectors()[STEEL.id] + slant * vectors()[FILLERS[1][0].id]}
    found = Meanings(pool, known, WINDOW)
    likeness = found.likeness(len(POOL), 0)
    assert {(POOL.index(MILL), 0), (len(POOL), 0)} <= set(found.nominations())
    assert likeness is not None
    assert (likeness >= 1) is is_same


def test_of_a_document_without_a_vector_nothing_is_known() -> None:
    found = Meanings(POOL, {key: row for key, row in ALIKE.items() if key != MILL.id}, WINDOW)
    assert found.likeness(POOL.index(MILL), 0) is None


def test_what_is_too_far_in_time_is_no_pair() -> None:
    late = MILL.model_copy(update={"published_at": STEEL.published_at + timedelta(hours=80)})  # type: ignore[operator]
    pool = tuple(late if one is MILL else one for one in POOL)
    assert not list(Meanings(pool, ALIKE, WINDOW).nominations())


@pytest.mark.parametrize("known", [{}, {STEEL.id: np.ones(4)}], ids=["no vectors", "one alone"])
def test_without_vectors_of_two_languages_there_are_no_pairs(known: dict[str, Any]) -> None:
    assert not list(Meanings(POOL, known, WINDOW).nominations())


def test_a_pair_becomes_one_event_although_it_shares_neither_name_nor_figure() -> None:
    def events(known: dict[str, Any]) -> list[set[str]]:
        return [{one.title for one in group} for group in cluster(POOL, (), known) if len(group) > 1]

    assert events({}) == []
    assert events(ALIKE) == [{STEEL.title, MILL.title}]


def test_many_documents_are_compared_in_parts() -> None:
    zh = [document(f"第{n}号项目", lang="zh") for n in range(300)]
    en = [document(f"Project no. {n}", lang="en") for n in range(300)]
    rows = np.random.default_rng(7).normal(size=(300, 64))
    known = {one.id: row for documents in (zh, en) for one, row in zip(documents, rows, strict=True)}
    pairs = set(Meanings((*zh, *en), known, WINDOW).nominations())
    assert pairs == {(300 + n, n) for n in range(300)}
