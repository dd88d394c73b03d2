"""A server on loopback that answers as it is told, for what strangers' servers may do."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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
                with suppress(OSError):  # whoever asked may hang up
                    server.answers.get(self.path, answer(404))(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        self.port = self._http.server_address[1]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def say_nothing(self, request: BaseHTTPRequestHandler) -> None:
        """An answer that never comes while the server lasts."""
        self.released.wait(5)

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()


class SocksProxy:
    """Speaks as much of SOCKS 5 (RFC 1928) as one needs, and leads every name to loopback."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        client.recv(255)
        client.sendall(b"\x05\x00")
        asked = client.recv(512)
        length = asked[4]
        name, port = asked[5 : 5 + length].decode(), int.from_bytes(asked[5 + length : 7 + length])
        self.asked.append((name, port))
        client.sendall(b"\x05\x00\x00\x01" + bytes(6))
        with socket.create_connection(("127.0.0.1", port)) as target:
            target.sendall(client.recv(65536))
            while data := target.recv(65536):
                client.sendall(data)
        client.close()

    def close(self) -> None:
        self._socket.close()
