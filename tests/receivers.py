"""Real receivers on loopback: an SMTP server with TLS, and an HTTP server shaped as each chat's."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass(frozen=True)
class Posted:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = tuple[int, bytes] | None
"""Status and body; None breaks the connection off without a word."""


@dataclass
class HttpReceiver:
    """Keeps what is posted, and answers what `answer` says to its path and number."""

    url: str
    answer: Callable[[Posted, int], Answer]
    posted: list[Posted] = field(default_factory=list)
    retry_after: str = ""


@contextmanager
def http_receiver(answer: Callable[[Posted, int], Answer] = lambda _, __: (200, b"{}")) -> Iterator[HttpReceiver]:
    receiver = HttpReceiver("", answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            one = Posted(self.path, {key.lower(): value for key, value in self.headers.items()}, body)
            receiver.posted.append(one)
            answered = receiver.answer(one, len(receiver.posted))
            if answered is None:
                self.connection.close()
                return
            self.send_response(answered[0])
            if receiver.retry_after:
                self.send_header("Retry-After", receiver.retry_after)
            if 300 <= answered[0] < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(answered[1])))
            self.end_headers()
            self.wfile.write(answered[1])

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


# -- mail ------------------------------------------------------------------------------------------------------------


@dataclass
class MailReceiver:
    """Keeps what is mailed. `refused`: addresses that it does not know; `data`: its answer to a message."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    data: str = "250 OK"
    breaks_off: bool = False
    """After it has taken a message, it hangs up without a word."""

    async def handle_RCPT(  # noqa: N802 - the library finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        if self.data.startswith("250"):
            self.raw.append(content)
            self.letters.append(message_from_bytes(content, policy=policy.default))
        if self.breaks_off and server.transport:
            server.transport.close()
        return self.data

    def auth(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"sesame-sesame", handled=False)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed one for localhost, and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


class _AtAnyPort(Controller):
    def _trigger_server(self) -> None:
        sockets: list[socket.socket] = getattr(self.server, "sockets", [])
        self.port = sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_receiver(pair: tuple[Path, Path], security: str) -> Iterator[MailReceiver]:
    """With `tls` from the first byte, with `starttls` when asked, which it insists on, or with none."""
    receiver = MailReceiver()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    starttls: dict[str, Any] = {"tls_context": context, "require_starttls": True} if security == "starttls" else {}
    login: dict[str, Any] = (
        {"authenticator": receiver.auth, "auth_require_tls": security == "starttls"} if security != "none" else {}
    )
    controller = _AtAnyPort(
        receiver,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if security == "tls" else None,
        **starttls,
        **login,
    )
    controller.start()
    try:
        receiver.port = controller.port
        yield receiver
    finally:
        controller.stop()
