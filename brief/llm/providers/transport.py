"""The HTTP client of both SDKs, with a time limit for the whole answer.

The client's own timeout starts again with every byte: a slow trickle of bytes would never end.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

from brief.settings.models import Endpoint
from brief.settings.proxies import environment_proxy, trusted

_CONNECT_SECONDS = 10.0
_NO_KEY = "no-key"
"""Placeholder key for endpoints that need none: the SDKs refuse to start without a key."""


def timeouts(seconds: float) -> httpx2.Timeout:
    """`seconds` for the answer, less for connecting."""
    return httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))


def client_options(endpoint: Endpoint, client: Callable[..., httpx2.Client], strict: bool) -> dict[str, Any]:
    """Arguments for the client of either SDK, to be shared between threads: its own `client` of httpx2 with no
    redirects, shared certificates, and the proxy of the environment.

    `strict`: the SDK validates answers against its own types, which real servers do not always follow; for tests.
    Raises ConfigError for a proxy that cannot be spoken to.

    A redirect could send evidence and key to an address that nobody configured. A body that still arrives when the read
    timeout has passed since the request raises httpx2.ReadTimeout at its next byte: a call ends within twice its
    timeout, whatever the server does.
    """
    hooks = {"request": [_started], "response": [_bounded]}
    proxy = environment_proxy(endpoint.base_url)
    safely = {"follow_redirects": False, "event_hooks": hooks, "verify": trusted(), "proxy": proxy, "trust_env": False}
    return {
        "api_key": endpoint.key.get_secret_value() if endpoint.key else _NO_KEY,
        "base_url": endpoint.base_url,
        "max_retries": 0,
        "default_headers": {name: value.get_secret_value() for name, value in endpoint.headers.items()},
        "http_client": client(**safely),
        "_strict_response_validation": strict,
    }


def _started(request: httpx2.Request) -> None:
    request.extensions["brief_started"] = time.monotonic()


def _bounded(response: httpx2.Response) -> None:
    request = response.request
    seconds = request.extensions.get("timeout", {}).get("read")
    if seconds is not None and isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Bounded(response.stream, request, request.extensions["brief_started"] + seconds)


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request, deadline: float) -> None:
        self._stream, self._request, self._deadline = stream, request, deadline

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the answer is still coming", request=self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()
