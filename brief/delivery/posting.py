"""One HTTP POST to a place that the user has named: no redirect is followed, and no address stands in an error."""

import time
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

import httpx2

from brief.delivery.base import MaybeSent, NotSent, with_retries, words_of
from brief.errors import ConfigError
from brief.settings.proxies import safely

_TIMEOUT_SECONDS = 30
_NOT_DONE = (408, 425, 429, 500, 503)
"""The server says that it did nothing, and may do it later."""
_NO_WORD = (502, 504)
"""A server in between had no answer."""
_LONGEST_ANSWER = 64 * 1024
_clock = time.time


def signing_time() -> float:
    """Seconds since 1970: receivers refuse what was signed minutes ago, and the instant of a tick may be hours old."""
    return _clock()


def post(url: str, body: bytes, headers: Mapping[str, str], repeatable: bool = False) -> bytes:
    """The answer of a server that took the body. Raises NotSent or MaybeSent.

    `repeatable`: the receiver tells by an id what it has had before.
    """
    return with_retries(partial(_posted, url, body, headers), repeatable)


def _posted(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    try:
        with (
            _client(url) as client,
            client.stream("POST", url, content=body, headers=dict(headers)) as response,
        ):
            _must_be_taken(response)
            return next(response.iter_bytes(_LONGEST_ANSWER), b"")
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
        raise NotSent(f"no connection to {_server(url)} ({words_of(error)})", again=True) from error
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, UnicodeError) as error:
        raise NotSent("its address is none that can be posted to") from error
    except httpx2.HTTPError as error:
        raise MaybeSent(f"no answer came from {_server(url)} ({words_of(error)})", again=True) from error


def _client(url: str) -> httpx2.Client:
    """Raises NotSent for a proxy of the environment that is of no use."""
    try:
        return httpx2.Client(timeout=_TIMEOUT_SECONDS, **safely(url))
    except ConfigError as error:
        raise NotSent(f"{error.where} {error.what}") from error
    except ValueError as error:
        raise NotSent("its address, or that of a proxy of the environment, is none that can be used") from error


def _server(url: str) -> str:
    """Of an address that may hold a secret, what holds none."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


def _must_be_taken(response: httpx2.Response) -> None:
    code = response.status_code
    if 200 <= code < 300:
        return
    said = f"it answered {code} {response.reason_phrase}".rstrip()
    if code in _NO_WORD:
        raise MaybeSent(said, again=True)
    asked = response.headers.get("retry-after", "")
    seconds = float(asked) if asked.isascii() and asked.isdigit() else 0
    raise NotSent(said, again=code in _NOT_DONE, after_seconds=seconds)
