"""Mails of one folder of an IMAP server: the folder is opened to be read only, and no mail is marked as seen."""

import base64
import imaplib
import ipaddress
import os
import re
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from brief.documents.sources.base import SourceFailed
from brief.documents.sources.mail_files import LONGEST_MAIL
from brief.documents.sources.reaching import is_public
from brief.errors import ConfigError
from brief.settings.keys import read_key
from brief.settings.source_settings import SourceConfig

MOST_MAILS = 200
"""The last ones of the folder."""
_TLS_PORT, _PORT = 993, 143
_TIMEOUT_SECONDS = 30


def newest_on_server(config: SourceConfig) -> list[bytes]:
    """The last mails of the folder that `url` names, each as its bytes. Raises SourceFailed; no message holds the
    password."""
    parts = urlsplit(config.url or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        password = read_key(f"source {config.name}", config.key_env, config.key_file, os.environ)
        if not parts.hostname or not parts.username or not password:
            raise SourceFailed("needs imaps://user@host/FOLDER, and a password by `key_env` or `key_file`")
        port = parts.port or (_TLS_PORT if parts.scheme == "imaps" else _PORT)
        if not config.allow_private_addresses:
            _expect_public(parts.hostname, port)
        with _connected(parts.scheme, parts.hostname, port) as server:
            server.login(unquote(parts.username), password.get_secret_value())
            if "ID" in server.capabilities:  # some hosts open no folder to who has not named himself
                server.xatom("ID", '("name" "brief")')
            return list(_newest(server, folder))
    except ConfigError as error:
        raise SourceFailed(f"{error.where}: {error.what}") from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        told = next((one.decode(errors="replace") for one in error.args if isinstance(one, bytes)), str(error))
        raise SourceFailed(f"the mailbox cannot be read: {told or type(error).__name__}") from error


def _expect_public(host: str, port: int) -> None:
    for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(ipaddress.ip_address(str(found[4][0]).partition("%")[0])):
            raise SourceFailed(f"{host} is a private address; allow_private_addresses = true lets it be read")


def _connected(scheme: str, host: str, port: int) -> imaplib.IMAP4:
    if scheme == "imap":
        return imaplib.IMAP4(host, port, timeout=_TIMEOUT_SECONDS)
    return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT_SECONDS)


def _newest(server: imaplib.IMAP4, folder: str) -> Iterator[bytes]:
    quoted = _encoded(folder).replace("\\", "\\\\").replace('"', '\\"')
    status, _ = server.select(f'"{quoted}"', readonly=True)
    if status != "OK":
        raise SourceFailed(f"there is no folder {folder!r}")
    _, found = server.uid("search", "UNDELETED", "SMALLER", str(LONGEST_MAIL))
    for uid in (found[0] or b"").split()[-MOST_MAILS:]:
        _, parts = server.uid("fetch", uid.decode("ascii"), "(BODY.PEEK[])")
        yield from (part[1] for part in parts if isinstance(part, tuple))


def _encoded(folder: str) -> str:
    """The name in IMAP's own UTF-7 (RFC 3501, 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        units = base64.b64encode(found.group().encode("utf-16-be")).decode("ascii")
        return f"&{units.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))
