"""By which proxy an address is reached."""

import pytest

from brief.errors import ConfigError
from brief.settings.proxies import environment_proxy

URL = "https://news.example:8443/feed"


@pytest.fixture(autouse=True)
def _without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("http://p.example:1", "http://p.example:1"),
        ("p.example:1", "http://p.example:1"),
        ("socks://p.example:1", "socks5://p.example:1"),
        ("SOCKS5H://me:pw@p.example:1", "socks5h://me:pw@p.example:1"),
    ],
)
def test_a_proxy_is_understood_as_desktops_write_it(monkeypatch: pytest.MonkeyPatch, written: str, used: str) -> None:
    monkeypatch.setenv("all_proxy", written)
    assert environment_proxy(URL) == used


def test_the_proxy_of_a_scheme_comes_before_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://all.example:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://secure.example:1")
    assert environment_proxy(URL) == "http://secure.example:1"
    assert environment_proxy("http://news.example/") == "socks5://all.example:1"


@pytest.mark.parametrize("exempt", ["news.example", ".example", "news.example:8443", "*"])
def test_what_no_proxy_names_is_reached_without_one(monkeypatch: pytest.MonkeyPatch, exempt: str) -> None:
    monkeypatch.setenv("all_proxy", "socks5://p.example:1")
    monkeypatch.setenv("no_proxy", exempt)
    assert environment_proxy(URL) is None


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1/", "http://[::1]:80/"])
def test_this_machine_is_reached_without_one(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("all_proxy", "socks4://p.example:1")
    assert environment_proxy(url) is None


def test_a_proxy_of_another_kind_is_an_error_that_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks4://me:secret@p.example:1")
    with pytest.raises(ConfigError, match="https_proxy: names a proxy of kind 'socks4'") as caught:
        environment_proxy(URL)
    assert "secret" not in str(caught.value)


def test_no_proxy_is_named_by_default() -> None:
    assert environment_proxy(URL) is None
