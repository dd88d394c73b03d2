"""Mails of one folder of an IMAP server: the folder is opened to be read only, and no mail is marked as seen."""

import base64
import imaplib
import os
import re
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, unquote, urlsplit

from brief.documents.sources.base import SourceFailed, Validators
from brief.documents.sources.reaching import IPAddress, addresses_of
from brief.errors import ConfigError
from brief.settings.keys import read_key
from brief.settings.source_settings import SourceConfig

MOST_MAILS = 200
"""The last ones of the folder."""
LONGEST_MAIL = 5 * 1024 * 1024
"""Bytes. Longer ones, with attachments, are passed over."""
_TLS_PORT, _PORT = 993, 143
_TIMEOUT_SECONDS = 30
"""Of one wait."""
_MOST_SECONDS = 120
"""Of all of it."""
_MOST_ADDRESSES = 3
"""Of a host, tried one after the other: as many as can keep silent before the time for all of it is over."""


def newest_on_server(config: SourceConfig, known: Validators) -> tuple[list[bytes], Validators]:
    """The last mails of the folder that `url` names, each as its bytes, and how far it is read now; of a folder that is
    `known` so far, only what came since. Raises SourceFailed; no message holds the password."""
    parts = urlsplit(config.url or "")
    try:
        password = read_key(f"source {config.name}", config.key_env, config.key_file, os.environ)
        if not parts.hostname or not parts.username or not password:
            raise SourceFailed("needs imaps://user@host/FOLDER, and a password by `key_env` or `key_file`")
        with _connected(parts, config.allow_private_addresses) as server:
            server.login(unquote(parts.username), password.get_secret_value())
            _examine(server, unquote(parts.path.strip("/")) or "INBOX")
            return _newest(server, known)
    except ConfigError as error:
        raise SourceFailed(f"{error.where}: {error.what}") from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        told = next((one.decode(errors="replace") for one in error.args if isinstance(one, bytes)), str(error))
        raise SourceFailed(f"the mailbox cannot be read: {told or type(error).__name__}") from error


class _Server(imaplib.IMAP4):
    """Connects to the first checked address that answers, and hangs up when the time for all of it is over: a server
    that trickles bytes never exceeds the timeout of one wait."""

    def __init__(self, host: str, port: int, addresses: Sequence[IPAddress], *, by_tls: bool) -> None:
        self._addresses = addresses
        self._by_tls = by_tls
        self.time_is_up = False
        self._clock = threading.Timer(_MOST_SECONDS, self._hang_up)
        self._clock.daemon = True
        super().__init__(host, port, timeout=_TIMEOUT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        self._clock.start()
        try:
            self.sock = _first_that_answers(self._addresses[:_MOST_ADDRESSES], self.port, timeout)
            return self._secured() if self._by_tls else self.sock
        except OSError:
            self._clock.cancel()
            raise

    def _secured(self) -> socket.socket:
        """The certificate must name the host as it was given; the address is the one that was checked."""
        secured = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = secured
        secured.do_handshake()
        return secured

    def _hang_up(self) -> None:
        self.time_is_up = True
        with suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def shutdown(self) -> None:
        self._clock.cancel()
        super().shutdown()


def _first_that_answers(addresses: Sequence[IPAddress], port: int, timeout: float | None) -> socket.socket:
    for left, address in enumerate(addresses, start=1 - len(addresses)):
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError:
            if left == 0:
                raise
    raise OSError("the host has no address")


@contextmanager
def _connected(parts: SplitResult, allow_private: bool) -> Iterator[imaplib.IMAP4]:
    by_tls = parts.scheme == "imaps"
    host, port = parts.hostname or "", parts.port or (_TLS_PORT if by_tls else _PORT)
    server = _Server(host, port, addresses_of(host, port, allow_private), by_tls=by_tls)
    try:
        yield server
    except (imaplib.IMAP4.error, OSError) as error:
        if server.time_is_up:
            raise SourceFailed(f"was not read whole within {_MOST_SECONDS} seconds") from error
        raise
    finally:
        with suppress(imaplib.IMAP4.error, OSError):  # what was read is read, whether or not it says goodbye
            server.logout()
        with suppress(OSError):
            server.shutdown()


def _examine(server: imaplib.IMAP4, folder: str) -> None:
    if "ID" in server.capabilities:  # some hosts open no folder to who has not named himself
        server.xatom("ID", '("name" "brief")')
    quoted = _encoded(folder).replace("\\", "\\\\").replace('"', '\\"')
    status, _ = server.select(f'"{quoted}"', readonly=True)
    if status != "OK":
        raise SourceFailed(f"there is no folder {folder!r}")


def _newest(server: imaplib.IMAP4, known: Validators) -> tuple[list[bytes], Validators]:
    validity = next((one.decode() for one in server.response("UIDVALIDITY")[1] if one), "")
    epoch, _, last = (known.etag or "").rpartition(":")
    first = int(last) + 1 if last and epoch == validity else 1
    _, found = server.uid("search", "UNDELETED", "SMALLER", str(LONGEST_MAIL), "UID", f"{first}:*")
    # a range that begins after the last mail means that one
    numbers = [number for number in map(int, (found[0] or b"").split()) if number >= first][-MOST_MAILS:]
    mails = dict(_fetched(server, numbers))
    return list(mails.values()), Validators(f"{validity}:{max(mails, default=first - 1)}")


def _fetched(server: imaplib.IMAP4, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Mails by their numbers, as far as the server gives them: the rest is for the next time."""
    for place, number in enumerate(numbers):
        try:
            _, parts = server.uid("fetch", str(number), "(BODY.PEEK[])")
        except (imaplib.IMAP4.error, OSError):
            if place == 0:
                raise
            return
        yield from ((number, part[1]) for part in parts if isinstance(part, tuple))


def _encoded(folder: str) -> str:
    """The name in IMAP's own UTF-7 (RFC 3501, 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        units = base64.b64encode(found.group().encode("utf-16-be")).decode("ascii")
        return f"&{units.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))
