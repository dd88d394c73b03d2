"""Headlines that mean what somebody looks for: only those whose vectors are kept, none that is merely there."""

from pathlib import Path

import pytest

from brief.embedding.embedders import Embedder
from brief.embedding.store import VectorStore, nearest

np = pytest.importorskip("numpy")

MEANINGS = {
    "储能电站投产": (1.0, 0.1, 0.0),
    "电站储能": (0.9, 0.2, 0.1),
    "体育": (0.0, 0.1, 1.0),
    "音乐": (0.0, 1.0, 0.2),
    "Storage plant opens": (3.0, 2.1, 2.0),
    "Sports": (2.0, 2.1, 3.0),
    "Music": (2.0, 3.0, 2.2),
}
"""All of one language lean one way, as those of a real model do."""
TITLES = [(n, title, "zh" if ord(title[0]) > 255 else "en") for n, title in enumerate(MEANINGS)]


MODEL = Embedder("m", None, lambda texts: iter([MEANINGS["储能电站投产"] for _ in texts]))


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    made = VectorStore(tmp_path / "v")
    made.keep("m", MEANINGS)
    return made


def test_the_nearest_come_first_in_whatever_language_and_others_not_at_all(store: VectorStore) -> None:
    found = nearest("储能", TITLES, MODEL, store)
    assert TITLES[found[0]][1] == "储能电站投产"
    assert {TITLES[n][1] for n in found} == {"储能电站投产", "电站储能", "Storage plant opens"}


def test_headlines_without_a_vector_are_left_out(store: VectorStore, tmp_path: Path) -> None:
    assert nearest("储能", [(9, "没有向量的储能", "zh"), *TITLES[:4]], MODEL, store) == [0, 1]
    assert nearest("储能", [], MODEL, store) == []
    assert nearest("储能", TITLES, MODEL, VectorStore(tmp_path / "empty")) == []


def test_one_headline_alone_is_like_nothing(store: VectorStore) -> None:
    assert nearest("储能", TITLES[:1], MODEL, store) == []
