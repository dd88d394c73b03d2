"""One HTTP GET, limited in time, size and redirects, and kept away from internal addresses.

A user gives a feed's address, but strangers decide where it redirects and what its host name resolves to. The address
that was checked is the address connected to: the name cannot resolve to another one in between.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from urllib.request import getproxies, proxy_bypass

import httpx2

from brief import __version__
from brief.documents.sources.base import NO_VALIDATORS, SourceFailed, Validators


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much time and data one fetch may take."""

    step_timeout_seconds: float = 15
    """For connecting, and for each wait for more data."""
    total_timeout_seconds: float = 45
    max_bytes: int = 20 * 1024 * 1024
    """After decompression."""
    max_redirects: int = 5


DEFAULT_LIMITS = FetchLimits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer with status 200."""

    url: str
    """The final address, after redirects."""
    headers: Mapping[str, str]
    """By lower-case name."""
    content: bytes
    validators: Validators


def fetch(
    url: str,
    validators: Validators = NO_VALIDATORS,
    *,
    allow_private: bool = False,
    limits: FetchLimits = DEFAULT_LIMITS,
) -> Fetched | None:
    """The answer of `url`, after redirects; None if nothing changed since `validators`. Raises SourceFailed."""
    deadline = time.monotonic() + limits.total_timeout_seconds
    with _described_failures(limits, deadline):
        for _ in range(limits.max_redirects + 1):
            _expect_http(url)
            answer = _get(url, validators, allow_private, limits, deadline)
            if not isinstance(answer, str):
                return answer
            url = answer
    raise SourceFailed(f"redirects more than {limits.max_redirects} times")


def _expect_http(url: str) -> None:
    if not url.lower().startswith(("http://", "https://")):
        raise SourceFailed(f"redirects to {url[:80]!r}, which is not http or https")


def _get(
    url: str, validators: Validators, allow_private: bool, limits: FetchLimits, deadline: float
) -> Fetched | str | None:
    """The answer, or the address it redirects to, or None for "not modified"."""
    client = httpx2.Client(
        transport=_transport(httpx2.URL(url), allow_private),
        timeout=limits.step_timeout_seconds,
        headers=_headers(validators),
        trust_env=False,
    )
    # closes the client at the deadline: a server that trickles bytes never exceeds the timeout of one wait
    alarm = threading.Timer(max(0.0, deadline - time.monotonic()), client.close)
    alarm.daemon = True
    alarm.start()
    try:
        with client, client.stream("GET", url) as response:
            if response.status_code == httpx2.codes.NOT_MODIFIED:
                return None
            if response.has_redirect_location:
                return str(httpx2.URL(url).join(response.headers["location"]))
            if response.status_code != httpx2.codes.OK:
                raise SourceFailed(f"answered {response.status_code} {response.reason_phrase}".rstrip())
            return _whole(url, response, limits, deadline)
    finally:
        alarm.cancel()


def _headers(validators: Validators) -> dict[str, str]:
    headers = {
        "User-Agent": f"brief/{__version__}",
        "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
    }
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _whole(url: str, response: httpx2.Response, limits: FetchLimits, deadline: float) -> Fetched:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > limits.max_bytes:
            raise SourceFailed(f"is larger than {limits.max_bytes} bytes")
        if time.monotonic() > deadline:
            raise httpx2.ReadTimeout("deadline")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(url, headers, bytes(content), Validators(headers.get("etag"), headers.get("last-modified")))


@contextmanager
def _described_failures(limits: FetchLimits, deadline: float) -> Iterator[None]:
    """Turns errors of the network and the library into a reason for the status table."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, RuntimeError, ValueError) as error:
        raise SourceFailed(_reason(error, limits, deadline)) from error


def _reason(error: Exception, limits: FetchLimits, deadline: float) -> str:
    if time.monotonic() >= deadline:
        return f"was not read whole within {limits.total_timeout_seconds:g} seconds"
    if isinstance(error, httpx2.TimeoutException):
        return f"did not answer within {limits.step_timeout_seconds:g} seconds"
    if isinstance(error, httpx2.DecodingError):
        return f"is compressed wrongly: {error}"
    return f"could not be fetched: {str(error) or type(error).__name__}"


# -- addresses -------------------------------------------------------------------------------------------------------


def _transport(url: httpx2.URL, allow_private: bool) -> httpx2.BaseTransport:
    proxy = _environment_proxy(url)
    if not proxy:
        return _CheckedTransport(allow_private)
    literal = _address(url.host)
    if literal and not allow_private:
        _refuse_internal(literal, url.host)
    return httpx2.HTTPTransport(proxy=proxy, verify=_tls())


def _environment_proxy(url: httpx2.URL) -> str | None:
    """The proxy that HTTP_PROXY and similar variables name for a host. Behind it, the proxy resolves and connects."""
    literal = _address(url.host)
    if url.host == "localhost" or (literal and literal.is_loopback) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")


class _CheckedTransport(httpx2.BaseTransport):
    """Resolves a host itself, checks every address, and connects to a checked one."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpx2.HTTPTransport(verify=_tls())

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        addresses = _resolved(host, request.url.port)
        if not self._allow_private:
            for address in addresses:
                _refuse_internal(address, host)
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in addresses[:-1]:
            try:
                return self._send(request, address)
            except httpx2.ConnectError:  # the next address may answer
                continue
        return self._send(request, addresses[-1])

    def _send(self, request: httpx2.Request, address: "_Address") -> httpx2.Response:
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=str(address)),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        self._inner.close()


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _resolved(host: str, port: int | None) -> list[_Address]:
    """The addresses of a host in the system's order, each once."""
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceFailed(f"the host {host!r} is not known ({error})") from error
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


def _address(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _refuse_internal(address: _Address, host: str) -> None:
    if not _is_public(address):
        shown = host if host == str(address) else f"{host} ({address})"
        raise SourceFailed(f"{shown} is a private address; allow_private_addresses = true lets it be read")


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _is_public(address: _Address) -> bool:
    """Whether the address is on the public Internet; an IPv4 address inside an IPv6 one is checked itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Made once for all fetches: reading the certificate store can take longer than a fetch."""
    return httpx2.create_ssl_context()
