"""Whom a fetch connects to: public addresses, and proxies of the environment."""

import ipaddress
import socket
from typing import Any

import pytest
from loopback import Server, SocksProxy, answer

from brief.documents.sources import reaching
from brief.documents.sources.base import SourceFailed
from brief.documents.sources.fetching import Manner, fetch
from brief.settings.source_settings import FetchLimits

QUICK = FetchLimits(step_timeout_seconds=0.2, total_timeout_seconds=0.5, retries=0)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Names are found at these addresses, the first time, the second time and so on; addresses where they are."""
    left, real = list(answers), socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *given: Any, **named: Any) -> list[Any]:
        if host != "news.example":
            return real(host, port, *given, **named)
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_an_internal_address_is_not_connected_to(server: Server) -> None:
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"):
        with pytest.raises(SourceFailed, match="private address"):
            fetch(f"http://{host}:{server.port}/feed", how=Manner(limits=QUICK))
    assert not server.asked


def test_a_name_is_judged_by_what_it_resolves_to_and_connected_to_there(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["127.0.0.1"])
    server.answers["/feed"] = answer(body=b"x")
    url = f"http://news.example:{server.port}/feed"
    with pytest.raises(SourceFailed, match=r"news\.example \(127\.0\.0\.1\) is a private address"):
        fetch(url, how=Manner(limits=QUICK))
    assert fetch(url, how=Manner(allow_private=True, limits=QUICK))
    ((_, headers),) = server.asked
    assert headers["Host"] == f"news.example:{server.port}"


def test_one_internal_address_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(SourceFailed, match=r"10\.0\.0\.1"):
        fetch("http://news.example/", how=Manner(limits=QUICK))


def test_a_public_server_cannot_redirect_inside(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop is let through as if it were public; the second is loopback by any name."""
    judged: list[str] = []
    real = reaching.is_public

    def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        judged.append(str(address))
        return len(judged) == 1 or real(address)

    monkeypatch.setattr(reaching, "is_public", is_public)
    server.answers["/feed"] = answer(302, Location=server.url("/internal"))
    with pytest.raises(SourceFailed, match="private address"):
        fetch(server.url("/feed"), how=Manner(limits=QUICK))
    assert [path for path, _ in server.asked] == ["/feed"]


def test_an_unknown_host_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*given: object, **named: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceFailed, match=r"the host 'no\.example' is not known"):
        fetch("http://no.example/", how=Manner(limits=QUICK))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.168.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("fec0::2", False),
        ("64:ff9b::808:808", True),
        ("64:ff9b:1::a00:1", False),
        ("::a00:1", False),
        ("::ffff:0:a00:1", False),
        ("::808:808", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert reaching.is_public(ipaddress.ip_address(address)) is public


def test_a_proxy_of_the_environment_is_used_but_not_for_internal_addresses(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url(""))
    server.answers["http://news.example/feed"] = answer(body=b"by proxy")
    fetched = fetch("http://news.example/feed", how=Manner(limits=QUICK))
    assert fetched
    assert fetched.content == b"by proxy"
    with pytest.raises(SourceFailed, match="private address"):
        fetch("http://10.0.0.1/", how=Manner(limits=QUICK))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "host", ["2852039166", "0x0a000001", "10.1", "169.254.169.254.", "[::ffff:10.0.0.1]", "127.1."]
)
def test_a_proxy_is_not_asked_for_an_internal_address_however_it_is_written(
    server: Server, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", server.url(""))
    with pytest.raises(SourceFailed, match="is a private address"):
        fetch(f"http://{host}/latest/meta-data/", how=Manner(limits=QUICK))
    assert not server.asked


# -- redirects and names that change ---------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0.0.0.0/"])
def test_a_server_cannot_send_a_fetch_inside(server: Server, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.setattr(reaching, "is_public", lambda address: str(address) == "127.0.0.1")
    server.answers["/feed"] = answer(302, Location=target)
    with pytest.raises(SourceFailed, match="private address"):
        fetch(server.url("/feed"), how=Manner(limits=QUICK))


def test_a_name_that_changes_its_address_is_checked_each_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer of the name server is let through as if it were public; the second is an internal address."""
    resolve_to(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    monkeypatch.setattr(reaching, "is_public", lambda address: str(address) == "127.0.0.1")
    server.answers["/feed"] = answer(302, Location="/again")
    with pytest.raises(SourceFailed, match=r"news\.example \(10\.0\.0\.1\) is a private address"):
        fetch(f"http://news.example:{server.port}/feed", how=Manner(limits=QUICK))


def test_an_address_that_nobody_answers_at_is_passed_over(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    server.answers["/feed"] = answer(body=b"x")
    assert fetch(f"http://news.example:{server.port}/feed", how=Manner(allow_private=True, limits=QUICK))


# -- proxies ---------------------------------------------------------------------------------------------------------


def test_a_proxy_of_another_kind_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, without_proxies: None
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks4://me:secret@p.example:1")
    with pytest.raises(SourceFailed, match="all_proxy: names a proxy of kind 'socks4'") as caught:
        fetch("http://news.example/feed", how=Manner(limits=QUICK))
    assert "secret" not in str(caught.value)


def test_a_feed_is_read_through_a_socks_proxy(
    server: Server, monkeypatch: pytest.MonkeyPatch, socks: SocksProxy
) -> None:
    monkeypatch.setenv("all_proxy", f"socks5://127.0.0.1:{socks.port}")
    server.answers["/feed"] = answer(body=b"by socks")
    fetched = fetch(f"http://news.example:{server.port}/feed", how=Manner(limits=QUICK))
    assert fetched
    assert fetched.content == b"by socks"
    assert socks.asked == [("news.example", server.port)]
