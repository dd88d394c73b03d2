from collections.abc import Iterator

import pytest
from loopback import Server, SocksProxy


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
