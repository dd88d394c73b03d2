"""Mails of one folder of an IMAP server: the folder is opened to be read only, and no mail is marked as seen."""

import base64
import imaplib
import ipaddress
import os
import re
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit

from brief.documents.sources.base import SourceFailed, Validators
from brief.documents.sources.mail_files import LONGEST_MAIL
from brief.documents.sources.reaching import is_public
from brief.errors import ConfigError
from brief.settings.keys import read_key
from brief.settings.source_settings import SourceConfig

MOST_MAILS = 200
"""The last ones of the folder."""
_TLS_PORT, _PORT = 993, 143
_TIMEOUT_SECONDS = 30


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


def _connected(parts: SplitResult, allow_private: bool) -> imaplib.IMAP4:
    host, port = parts.hostname or "", parts.port or (_TLS_PORT if parts.scheme == "imaps" else _PORT)
    for found in () if allow_private else socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(ipaddress.ip_address(str(found[4][0]).partition("%")[0])):
            raise SourceFailed(f"{host} is a private address; allow_private_addresses = true lets it be read")
    if parts.scheme == "imap":
        return imaplib.IMAP4(host, port, timeout=_TIMEOUT_SECONDS)
    return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT_SECONDS)


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
    mails = [mail for number in numbers for mail in _mail(server, number)]
    return mails, Validators(f"{validity}:{max(numbers, default=first - 1)}")


def _mail(server: imaplib.IMAP4, number: int) -> Iterator[bytes]:
    _, parts = server.uid("fetch", str(number), "(BODY.PEEK[])")
    yield from (part[1] for part in parts if isinstance(part, tuple))


def _encoded(folder: str) -> str:
    """The name in IMAP's own UTF-7 (RFC 3501, 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        units = base64.b64encode(found.group().encode("utf-16-be")).decode("ascii")
        return f"&{units.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))
