from collections.abc import Iterator
from pathlib import Path

import pytest
from database import empty_corpus
from loopback import Server, SocksProxy

from brief.documents.corpus import Corpus
from brief.settings.corpus_place import CorpusPlace


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> CorpusPlace:
    """Of a corpus that holds nothing yet, in each engine."""
    return CorpusPlace(tmp_path / "corpus.sqlite", empty_corpus() if request.param == "postgres" else "")


@pytest.fixture
def corpus(place: CorpusPlace) -> Iterator[Corpus]:
    """An empty one in each engine."""
    with Corpus(place if place.url else None) as opened:
        yield opened


@pytest.fixture
def server(without_proxies: None) -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def socks() -> Iterator[SocksProxy]:
    running = SocksProxy()
    yield running
    running.close()
