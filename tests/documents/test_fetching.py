"""Over real HTTP on loopback: what a stranger's server may do, and what comes of it."""

import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from loopback import Answer, Server, answer

from brief.documents.sources import fetching
from brief.documents.sources.base import NO_VALIDATORS, Fetched, Postponed, SourceFailed, Validators
from brief.documents.sources.fetching import Manner, fetch
from brief.settings.source_settings import FetchLimits

QUICK = FetchLimits(
    step_timeout_seconds=0.2, total_timeout_seconds=0.5, max_bytes=50_000, max_redirects=3, retry_wait_seconds=0.01
)


def get(server: Server, path: str, validators: Validators = NO_VALIDATORS) -> Fetched | None:
    return fetch(server.url(path), validators, how=Manner(allow_private=True, limits=QUICK))


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


def test_validators_that_no_header_can_hold_are_not_sent(server: Server) -> None:
    server.answers["/feed"] = answer(body=b"x", ETag='"caf\xe9"', Last_Modified="yesterday")
    first = get(server, "/feed")
    assert first
    assert get(server, "/feed", first.validators)
    (_, (_, headers)) = server.asked
    assert "If-None-Match" not in headers
    assert headers["If-Modified-Since"] == "yesterday"


def test_an_agent_that_no_header_can_hold_is_told(server: Server) -> None:
    with pytest.raises(SourceFailed, match="could not be fetched"):
        fetch(server.url("/feed"), how=Manner(allow_private=True, user_agent="阅读", limits=QUICK))


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


def test_a_silent_server_is_given_up(server: Server) -> None:
    server.answers["/silent"] = server.say_nothing
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


def test_nobody_listening_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(SourceFailed, match="could not be fetched"):
            fetch(url, how=Manner(allow_private=True, limits=QUICK))


# -- one visit -------------------------------------------------------------------------------------------------------


def test_a_cookie_set_on_the_way_is_shown_on_the_way(server: Server) -> None:
    def once(request: BaseHTTPRequestHandler) -> None:
        known = request.headers.get("Cookie") == "visited=yes"
        way = {} if known else {"Location": "/feed", "Set-Cookie": "visited=yes; Path=/"}
        answer(200 if known else 302, b"x", **way)(request)

    server.answers["/feed"] = once
    fetched = get(server, "/feed")
    assert fetched
    assert fetched.content == b"x"
    assert get(server, "/feed")
    assert [headers.get("Cookie") for _, headers in server.asked] == [None, "visited=yes"] * 2


def test_a_source_asks_with_its_own_agent_and_headers(server: Server) -> None:
    server.answers["/feed"] = answer(302, Location="/new")
    server.answers["/new"] = answer(body=b"x")
    fetch(
        server.url("/feed"),
        how=Manner(allow_private=True, limits=QUICK, user_agent="Mozilla/5.0", headers={"X-Key": "k", "accept": "a/b"}),
    )
    for _, headers in server.asked:
        assert (headers["User-Agent"], headers["X-Key"], headers["accept"]) == ("Mozilla/5.0", "k", "a/b")


def test_a_password_in_an_address_is_told_to_its_host_alone_and_to_nobody_else(server: Server) -> None:
    server.answers["/feed"] = answer(302, Location="/newer")
    server.answers["/newer"] = answer(302, Location=f"http://localhost:{server.port}/elsewhere")
    server.answers["/elsewhere"] = answer(body=b"x")
    fetched = fetch(server.url("/feed").replace("//", "//me:p@ss@"), how=Manner(allow_private=True, limits=QUICK))
    assert [headers.get("Authorization") for _, headers in server.asked] == ["Basic bWU6cEBzcw=="] * 2 + [None]
    assert fetched
    assert fetched.url == f"http://localhost:{server.port}/elsewhere"


def test_what_is_asked_for_a_source_elsewhere_gets_none_of_its_headers(server: Server) -> None:
    server.answers["/below"] = answer(body=b"x")
    home, headers = f"http://me:secret@localhost:{server.port}/", {"X-Key": "k"}
    for below in (f"http://localhost:{server.port}/below", server.url("/below")):
        fetch(below, how=Manner(allow_private=True, limits=QUICK, headers=headers, home=home))
    assert [(told.get("X-Key"), "Authorization" in told) for _, told in server.asked] == [("k", True), (None, False)]


def test_headers_of_a_source_are_not_told_to_another_host(server: Server) -> None:
    server.answers["/feed"] = answer(302, Location=f"http://localhost:{server.port}/elsewhere")
    server.answers["/elsewhere"] = answer(body=b"x")
    fetch(server.url("/feed"), how=Manner(allow_private=True, limits=QUICK, headers={"Authorization": "Bearer secret"}))
    assert [headers.get("Authorization") for _, headers in server.asked] == ["Bearer secret", None]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("https://a.example/x", "https://a.example:8443/y", True),
        ("http://a.example/x", "https://a.example/x", True),
        ("https://a.example/x", "http://a.example/x", False),
        ("https://a.example/x", "https://b.example/x", False),
        ("https://a.example/x", "https://a.example.b.example/x", False),
    ],
)
def test_what_one_server_is_told_stays_with_its_host_and_is_never_told_less_securely(
    first: str, then: str, told: bool
) -> None:
    assert fetching._is_at_home(then, first) is told


@pytest.mark.parametrize(("status", "hint"), [(401, "`headers`"), (403, "`user_agent`"), (429, "fewer sources")])
def test_a_refusal_says_what_may_help(server: Server, status: int, hint: str) -> None:
    server.answers["/feed"] = answer(status)
    assert hint in failure(server, "/feed")


def test_a_page_may_keep_itself_from_mining(server: Server) -> None:
    server.answers["/a"] = answer(body=b"x", TDM_Reservation="1")
    server.answers["/b"] = answer(body=b"x", TDM_Reservation="0")
    found = [get(server, path) for path in ("/a", "/b")]
    assert [one and one.reserved for one in found] == [True, False]


# -- asking again ----------------------------------------------------------------------------------------------------


def in_a_row(*answers: Answer) -> Answer:
    left = list(answers)

    def write(request: BaseHTTPRequestHandler) -> None:
        left.pop(0)(request)

    return write


def break_off(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx")


@pytest.mark.parametrize("trouble", [break_off, answer(429), answer(500), answer(503, Retry_After="0")])
def test_a_server_in_trouble_is_asked_again(server: Server, trouble: Answer) -> None:
    server.answers["/feed"] = in_a_row(trouble, trouble, answer(body=b"x"))
    fetched = get(server, "/feed")
    assert fetched
    assert len(server.asked) == 3


def test_a_server_that_stays_in_trouble_is_left_alone_after_a_few_times(server: Server) -> None:
    server.answers["/feed"] = answer(503)
    assert failure(server, "/feed") == "it answered 503 Service Unavailable (3 times)"
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_plain_no_is_not_asked_again(server: Server, status: int) -> None:
    server.answers["/feed"] = answer(status)
    assert f"answered {status}" in failure(server, "/feed")
    assert len(server.asked) == 1


def test_a_server_that_wants_a_longer_rest_than_there_is_time_gets_it(server: Server) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    for path, asked in (("/seconds", "7200"), ("/date", at)):
        server.answers[path] = answer(429, Retry_After=asked)
        with pytest.raises(SourceFailed) as caught:
            get(server, path)
        assert caught.value.wait_seconds == pytest.approx(7200, abs=60)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "nonsense", ["soon", "-1", "1e9", "Thu, 99 Foo 2026 99:99:99 GMT", f"Mon, 1 Jan {'9' * 20} 00:00:00", "9" * 5000]
)
def test_a_rest_that_is_no_time_is_not_minded(server: Server, nonsense: str) -> None:
    server.answers["/feed"] = in_a_row(answer(429, Retry_After=nonsense), answer(body=b"x"))
    assert get(server, "/feed")


def test_work_that_ends_sooner_ends_a_fetch_without_blame(server: Server) -> None:
    server.answers["/silent"] = server.say_nothing
    with pytest.raises(Postponed, match="time for all sources was up"):
        fetch(server.url("/silent"), how=Manner(allow_private=True, limits=QUICK, until=time.monotonic() + 0.05))


def test_a_server_that_does_not_speak_tls_is_told(server: Server) -> None:
    with pytest.raises(SourceFailed, match=r"could not be fetched: .*SSL"):
        fetch(server.url("/feed").replace("http:", "https:"), how=Manner(allow_private=True, limits=QUICK))
