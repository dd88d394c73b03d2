"""One ingest of a good feed among servers that mean harm: each is cut within its bounds, the good one is read."""

import gzip
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from loopback import Answer, Server, answer

from brief.documents.corpus import Corpus
from brief.documents.ingest import ingest
from brief.documents.sources.base import SourceReport
from brief.settings.source_settings import FetchConfig, SourceConfig

FEED = (
    b'<rss version="2.0"><channel><item><title>t</title><link>https://a.example/1</link>'
    b"<pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)
EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
XML = '<?xml version="1.0"?>'
LIMITS = FetchConfig(step_timeout_seconds=1.5, total_timeout_seconds=1.5, max_bytes=100_000, retries=0)
HEAD = b"HTTP/1.1 200 OK\r\n"


def endlessly(head: bytes, piece: bytes, pause_seconds: float = 0) -> Answer:
    """Writes `piece` again and again until nobody listens."""

    def write(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        while not threading.Event().wait(pause_seconds):
            request.wfile.write(piece)

    return write


def once(content: bytes) -> Answer:
    def write(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(content)

    return write


def bomb(request: BaseHTTPRequestHandler) -> None:
    """A gzip of ten gigabytes of zeros, in blocks that need not know one another."""
    packer = zlib.compressobj(wbits=31)
    request.wfile.write(HEAD + b"Content-Encoding: gzip\r\n\r\n" + packer.compress(b"<rss>"))
    blocks = [packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)]
    request.wfile.write(blocks[0] + blocks[1] * 10_000)


def entities(depth: int) -> bytes:
    """A feed whose one title stands for ten to the power of `depth` letters."""
    names = [f"<!ENTITY e{level} '{f'&e{level - 1};' * 10}'>" for level in range(1, depth)]
    title = f"<item><title>&e{depth - 1};</title><link>https://b.example/1</link></item>"
    return f"{XML}<!DOCTYPE rss [<!ENTITY e0 'x'>{''.join(names)}]><rss version='2.0'>{title}</rss>".encode()


HOSTILE: dict[str, tuple[Answer, str]] = {
    "a file": (answer(302, Location="file:///etc/passwd"), "not http or https"),
    "300 redirects": (answer(302, Location="?more"), "redirects more than 5 times"),
    "a gzip in a gzip": (
        answer(body=gzip.compress(gzip.compress(bytes(20_000_000))), Content_Encoding="gzip"),
        "is larger than 100000 bytes",
    ),
    "a body of two gigabytes": (once(HEAD + b"Content-Length: 2000000000\r\n\r\n"), "is larger than 100000 bytes"),
    "an endless body": (endlessly(HEAD + b"\r\n", b"x" * 10_000), "is larger than 100000 bytes"),
    "a body of a byte now and then": (endlessly(HEAD + b"\r\n", b"x", 0.02), "was not read whole within 1.5 seconds"),
    "a head of a byte now and then": (endlessly(HEAD, b"x", 0.02), "was not read whole within 1.5 seconds"),
    "endless headers": (endlessly(HEAD, b"X-More: yes\r\n" * 100), "could not be fetched"),
    "endless news that there is more": (
        endlessly(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.02),
        "was not read whole within 1.5 seconds",
    ),
    "a length that is too long": (once(HEAD + b"Content-Length: 9999\r\n\r\n" + FEED), "could not be fetched"),
    "a length that is none": (once(HEAD + b"Content-Length: many\r\n\r\n" + FEED), "could not be fetched"),
    "half a gzip": (
        once(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(FEED)[:-12]),
        "is compressed wrongly (as gzip)",
    ),
    "no HTTP": (once(b"220 mail.example ESMTP\r\n"), "could not be fetched"),
    "an element of many attributes": (once(HEAD + b"\r\n<rss " + b"a='' " * 5000), "more than 500 attributes"),
}


@pytest.fixture
def corpus() -> Iterator[Corpus]:
    with Corpus() as opened:
        yield opened


def source(server: Server, path: str, name: str) -> SourceConfig:
    return SourceConfig(name=name, kind="feed", url=server.url(path), allow_private_addresses=True)


def read(corpus: Corpus, *sources: SourceConfig) -> dict[str, SourceReport]:
    reports = ingest(sources, corpus, ZoneInfo("Asia/Shanghai"), fetching=LIMITS)
    return {report.source: report for report in reports}


def test_hostile_servers_are_cut_and_harm_no_other(corpus: Corpus) -> None:
    servers = {name: Server() for name in (*HOSTILE, "good")}
    for name, (write, _) in HOSTILE.items():
        servers[name].answers |= {"/": write, "/?more": write}
    servers["good"].answers["/"] = answer(body=FEED)
    reports = read(corpus, *(source(server, "/", name) for name, server in servers.items()))
    for server in servers.values():
        server.close()
    assert {name: report.status for name, report in reports.items()} == dict.fromkeys(HOSTILE, "failed") | {
        "good": "ok"
    }
    for name, (_, said) in HOSTILE.items():
        assert said in reports[name].reason, name


@pytest.mark.parametrize(
    "written",
    [
        b"HTTP/1.0 200 OK\r\n\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED + b"<more>",
        b"HTTP/1.1 200\r\ncontent-type: text/xml\r\n\r\n" + FEED,
    ],
)
def test_odd_servers_are_read(corpus: Corpus, server: Server, written: bytes) -> None:
    server.answers["/"] = once(written)
    assert read(corpus, source(server, "/", "odd"))["odd"].status == "ok"


def test_entities_are_not_multiplied(corpus: Corpus, server: Server) -> None:
    server.answers["/"] = answer(body=entities(depth=20))
    assert read(corpus, source(server, "/", "bomb"))["bomb"].reason == "1 of 1 skipped: entry 1 has no title"
    assert sum(len(document.title) for document in corpus.undated()) < 100


def test_a_file_named_by_an_entity_is_not_read(corpus: Corpus, server: Server, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("password")
    entity = f'{XML}<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    server.answers["/"] = answer(body=entity + FEED.replace(b"<title>t", b"<title>t&x;"))
    read(corpus, source(server, "/", "spy"))
    assert [document.title for document in corpus.documents(*EVER)] == ["t"]


_IN_A_PROCESS = """
import resource, sys
from brief.documents.sources.base import SourceFailed
from brief.documents.sources.fetching import Manner, fetch
from brief.settings.source_settings import FetchLimits

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    fetch(sys.argv[1], how=Manner(allow_private=True, limits=FetchLimits()))
except SourceFailed as failure:
    print(failure, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, sep="|")
"""


def test_a_gzip_of_ten_gigabytes_takes_no_memory(server: Server) -> None:
    server.answers["/"] = bomb
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS, server.url("/")], capture_output=True, text=True, check=True
    )
    told, megabytes = done.stdout.split("|")
    assert told == f"is larger than {FetchConfig().max_bytes} bytes"
    assert int(megabytes) < 120
