"""Over real HTTP on loopback: what a stranger's server may do, and what comes of it."""

import gzip
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from brief.documents.sources import reaching
from brief.documents.sources.base import NO_VALIDATORS, Fetched, SourceFailed, Validators
from brief.documents.sources.fetching import fetch
from brief.settings.fetch_settings import FetchLimits

QUICK = FetchLimits(
    step_timeout_seconds=0.2, total_timeout_seconds=0.5, max_bytes=50_000, max_redirects=3, retry_wait_seconds=0.01
)
Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    def write(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return write


class Server:
    """Answers each path as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                server.answers.get(self.path, answer(404))(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        self.port = self._http.server_address[1]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    running = Server()
    yield running
    running.close()


def get(server: Server, path: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
    return fetch(server.url(path), validators, allow_private=True, limits=QUICK)


def failure(server: Server, path: str) -> str:
    with pytest.raises(SourceFailed) as caught:
        get(server, path)
    return str(caught.value)


def test_an_answer_comes_with_its_headers_and_validators(server: Server) -> None:
    server.answers["/feed"] = answer(body=b"<rss/>", Content_Type="text/xml", ETag='"v1"', Last_Modified="yesterday")
    fetched = get(server, "/feed")
    assert fetched
    assert fetched.content == b"<rss/>"
    assert fetched.headers["content-type"] == "text/xml"
    assert fetched.validators == Validators('"v1"', "yesterday")


def test_what_did_not_change_is_not_sent_again(server: Server) -> None:
    server.answers["/feed"] = answer(304)
    assert get(server, "/feed", Validators('"v1"', "yesterday")) is None
    ((_, headers),) = server.asked
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "yesterday"


def test_redirects_are_followed_to_the_end(server: Server) -> None:
    server.answers["/old"] = answer(301, Location="/newer")
    server.answers["/newer"] = answer(307, Location=server.url("/new"))
    server.answers["/new"] = answer(body=b"x")
    fetched = get(server, "/old")
    assert fetched
    assert fetched.url == server.url("/new")


def test_a_circle_of_redirects_ends(server: Server) -> None:
    server.answers["/a"] = answer(302, Location="/b")
    server.answers["/b"] = answer(302, Location="/a")
    assert failure(server, "/a") == "redirects more than 3 times"
    assert len(server.asked) == 4


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)"])
def test_a_redirect_leaves_http_in_vain(server: Server, target: str) -> None:
    server.answers["/a"] = answer(302, Location=target)
    assert "not http or https" in failure(server, "/a")


def test_compressed_answers_are_unpacked_and_bounded(server: Server) -> None:
    server.answers["/small"] = answer(body=gzip.compress(b"x" * 40_000), Content_Encoding="gzip")
    server.answers["/bomb"] = answer(body=gzip.compress(b"x" * 10_000_000), Content_Encoding="gzip")
    server.answers["/broken"] = answer(body=b"no gzip", Content_Encoding="gzip")
    fetched = get(server, "/small")
    assert fetched
    assert fetched.content == b"x" * 40_000
    assert failure(server, "/bomb") == "is larger than 50000 bytes"
    assert "compressed wrongly" in failure(server, "/broken")


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "answered 404 Not Found"), (410, "answered 410 Gone"), (503, "answered 503")]
)
def test_a_refusal_is_told_with_its_status(server: Server, status: int, reason: str) -> None:
    server.answers["/feed"] = answer(status)
    assert failure(server, "/feed").startswith(reason)


def test_a_silent_server_is_given_up(server: Server) -> None:
    def say_nothing(request: BaseHTTPRequestHandler) -> None:
        server.released.wait(5)

    server.answers["/silent"] = say_nothing
    assert failure(server, "/silent") == "did not answer within 0.2 seconds"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\n"])
def test_a_server_that_dribbles_is_given_up(server: Server, head: bytes) -> None:
    def dribble(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        for _ in range(50):
            try:
                request.wfile.write(b"X")
                request.wfile.flush()
            except OSError:
                return
            if server.released.wait(0.05):
                return

    server.answers["/slow"] = dribble
    assert failure(server, "/slow") == "was not read whole within 0.5 seconds"


def test_a_connection_that_breaks_off_is_told(server: Server) -> None:
    def break_off(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx")

    server.answers["/cut"] = break_off
    assert failure(server, "/cut").startswith("could not be fetched: ")


def test_nobody_listening_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(SourceFailed, match="could not be fetched"):
            fetch(url, allow_private=True, limits=QUICK)


def resolve_to(monkeypatch: pytest.MonkeyPatch, *entries: object) -> None:
    def getaddrinfo(*given: object, **named: object) -> list[object]:
        return list(entries)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


# -- addresses -------------------------------------------------------------------------------------------------------


def test_an_internal_address_is_not_connected_to(server: Server) -> None:
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"):
        with pytest.raises(SourceFailed, match="private address"):
            fetch(f"http://{host}:{server.port}/feed", limits=QUICK)
    assert not server.asked


def test_a_name_is_judged_by_what_it_resolves_to_and_connected_to_there(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
    resolve_to(monkeypatch, entry)
    server.answers["/feed"] = answer(body=b"x")
    url = f"http://news.example:{server.port}/feed"
    with pytest.raises(SourceFailed, match=r"news\.example \(127\.0\.0\.1\) is a private address"):
        fetch(url, limits=QUICK)
    assert fetch(url, allow_private=True, limits=QUICK)
    ((_, headers),) = server.asked
    assert headers["Host"] == f"news.example:{server.port}"


def test_one_internal_address_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("93.184.215.14", "10.0.0.1")]
    resolve_to(monkeypatch, *entries)
    with pytest.raises(SourceFailed, match=r"10\.0\.0\.1"):
        fetch("http://news.example/", limits=QUICK)


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
        fetch(server.url("/feed"), limits=QUICK)
    assert [path for path, _ in server.asked] == ["/feed"]


def test_an_unknown_host_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*given: object, **named: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceFailed, match=r"the host 'no\.example' is not known"):
        fetch("http://no.example/", limits=QUICK)


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
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert reaching.is_public(ipaddress.ip_address(address)) is public


def test_a_proxy_of_the_environment_is_used_but_not_for_internal_addresses(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url(""))
    server.answers["http://news.example/feed"] = answer(body=b"by proxy")
    fetched = fetch("http://news.example/feed", limits=QUICK)
    assert fetched
    assert fetched.content == b"by proxy"
    with pytest.raises(SourceFailed, match="private address"):
        fetch("http://10.0.0.1/", limits=QUICK)
    assert len(server.asked) == 1
