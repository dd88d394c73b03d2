"""How long reading many feeds takes, and what a second look moves over the network.

    python benchmarks/feeds.py [--feeds 200] [--slowest 5] [--json]

Each feed is served on loopback by a port of its own, which answers after a delay of its own: from 20 milliseconds, most
of them, to `--slowest` seconds. They are read into a new corpus, and then read again; their servers tell by an ETag
that nothing has changed. Bytes are those of the bodies.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from brief.documents.corpus import Corpus  # noqa: E402 - this repository's
from brief.documents.ingest import ingest  # noqa: E402
from brief.settings.source_settings import SourceConfig  # noqa: E402

ENTRIES = 40
_QUICKEST_SECONDS = 0.02
_NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


class Served:
    """What all servers sent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.bytes_sent = 0

    def count(self, size: int) -> None:
        with self._lock:
            self.bytes_sent += size

    def taken(self) -> int:
        """The bytes since the last time."""
        with self._lock:
            sent, self.bytes_sent = self.bytes_sent, 0
        return sent


def body(number: int) -> bytes:
    """A feed of forty entries, each with some text."""
    entries = "".join(
        f"<item><title>News {entry} of {number}</title><link>https://f{number}.example/{entry}</link>"
        f"<pubDate>Thu, 05 Mar 2026 10:{entry:02}:00 GMT</pubDate><description>{'words ' * 60}</description></item>"
        for entry in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{entries}</channel></rss>'.encode()


def delays(feeds: int, slowest: float) -> list[float]:
    """Spread so that half of the feeds answer in a tenth of the slowest one's time."""
    span = slowest - _QUICKEST_SECONDS
    return [_QUICKEST_SECONDS + span * (place / max(1, feeds - 1)) ** 3.3 for place in range(feeds)]


def server(content: bytes, delay_seconds: float, served: Served) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(delay_seconds)
            known = self.headers.get("If-None-Match") == '"1"'
            self.send_response(304 if known else 200)
            self.send_header("ETag", '"1"')
            if not known:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if not known:
                self.wfile.write(content)
                served.count(len(content))

        def log_message(self, format: str, *args: object) -> None:
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


@contextmanager
def served_feeds(feeds: int, slowest: float, served: Served) -> Iterator[list[SourceConfig]]:
    """One source a port; the slow ones lie among the others as they do in a real list."""
    waits = delays(feeds, slowest)
    order = sorted(range(feeds), key=lambda place: place * 7919 % feeds)
    servers = [server(body(number), waits[order[number]], served) for number in range(feeds)]
    yield [
        SourceConfig(
            name=f"feed {number}",
            kind="feed",
            url=f"http://127.0.0.1:{one.server_address[1]}/",
            allow_private_addresses=True,
        )
        for number, one in enumerate(servers)
    ]
    for one in servers:
        one.shutdown()
        one.server_close()


def measure(feeds: int, slowest: float) -> dict[str, Any]:
    served = Served()
    with (
        tempfile.TemporaryDirectory() as folder,
        served_feeds(feeds, slowest, served) as sources,
        Corpus(Path(folder) / "corpus.sqlite") as corpus,
    ):
        looks = {look: looked(sources, corpus, at, served) for look, at in _LOOKS.items()}
    return {"feeds": feeds, "slowest_seconds": slowest, "waits_seconds": sum(delays(feeds, slowest)), **looks}


_LOOKS = {"first": _NOW, "second": _NOW + timedelta(hours=4)}


def looked(sources: list[SourceConfig], corpus: Corpus, at: datetime, served: Served) -> dict[str, Any]:
    begun = time.monotonic()
    reports = ingest(sources, corpus, UTC, at)
    return {
        "seconds": round(time.monotonic() - begun, 2),
        "bytes": served.taken(),
        "documents_added": sum(report.added for report in reports),
        "statuses": dict(Counter(report.status for report in reports)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--slowest", type=float, default=5, metavar="SECONDS")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measure(arguments.feeds, arguments.slowest)
    if arguments.json:
        print(json.dumps(result))
        return 0
    print(f"{result['feeds']} feeds, {result['waits_seconds']:.0f} s of waiting, the slowest {arguments.slowest:g} s")
    for look in ("first", "second"):
        one = result[look]
        ratio = f"{one['seconds'] / arguments.slowest:.2f} times the slowest"
        print(f"{look:<7} {one['seconds']:6.2f} s ({ratio})  {one['bytes']:>10,} bytes  {one['statuses']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
