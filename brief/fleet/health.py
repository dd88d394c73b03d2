"""GET /health of a worker, for whoever supervises it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from brief.errors import UsageError

if TYPE_CHECKING:
    from brief.fleet.worker import FleetWorker


def health_of(worker: "FleetWorker") -> dict[str, Any]:
    return {
        "worker": worker.id,
        "since": worker.since.isoformat(timespec="seconds"),
        "database": "reachable" if worker.is_heard else "away",
        "jobs": [
            {
                "job": job,
                "name": hand.order.name,
                "run_id": hand.run or None,
                "step": hand.step,
                "since": hand.since.isoformat(timespec="seconds"),
            }
            for job, hand in list(worker.hands.items())
        ],
    }


def parsed(place: str) -> tuple[str, int]:
    """`8080` and `:8080` are of this machine alone; else `HOST:PORT`. Raises UsageError."""
    host, _, port = place.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise UsageError(f"{place!r} is no HOST:PORT.", where="--health", next="Write it like 127.0.0.1:8080.")
    return host.strip("[]") or "127.0.0.1", int(port)


@contextmanager
def answering(worker: "FleetWorker", place: tuple[str, int]) -> Iterator[int]:
    """Answers at the port that is yielded for as long as the block runs. Raises UsageError where it cannot."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/health":
                self.send_error(404)
                return
            told = health_of(worker)
            body = json.dumps(told, ensure_ascii=False).encode()
            self.send_response(200 if worker.is_heard else 503)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    try:
        server = ThreadingHTTPServer(place, Handler)
    except OSError as error:
        advice = "Name another --health."
        raise UsageError(f"cannot listen there ({error.strerror}).", where="--health", next=advice) from error
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.1}).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
