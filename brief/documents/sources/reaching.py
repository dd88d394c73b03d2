"""Connects to public addresses alone, or through the proxy that the environment names.

A user gives a feed's address, but strangers decide where it redirects and what its host name resolves to. The address
that was checked is the address connected to: the name cannot resolve to another one in between.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from functools import lru_cache
from urllib.request import getproxies, proxy_bypass

import httpx2

from brief.documents.sources.base import SourceFailed

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class GuardedTransport(httpx2.BaseTransport):
    """Resolves a host itself, checks every address, and connects to a checked one; behind a proxy, that one does so."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner: dict[tuple[str, str | None], httpx2.HTTPTransport] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises SourceFailed for an address that is not public, an unknown host, a proxy that is of no use."""
        proxy = environment_proxy(request.url)
        if proxy:
            self._expect_public(filter(None, [_address(request.url.host)]), request.url.host)
            return self._transport(request.url.host, proxy).handle_request(request)
        return self._directly(request)

    def _directly(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        addresses = _resolved(host, request.url.port)
        self._expect_public(addresses, host)
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in addresses[:-1]:
            try:
                return self._send(request, address)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):  # the next address may answer
                continue
        return self._send(request, addresses[-1])

    def _send(self, request: httpx2.Request, address: _Address) -> httpx2.Response:
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=str(address)),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._transport(request.url.host, None).handle_request(pinned)

    def _transport(self, host: str, proxy: str | None) -> httpx2.HTTPTransport:
        """One a host: two hosts at one address share no connection, which bears the certificate of the first."""
        if (host, proxy) not in self._inner:
            self._inner[host, proxy] = httpx2.HTTPTransport(proxy=proxy, verify=_tls())
        return self._inner[host, proxy]

    def _expect_public(self, addresses: Iterable[_Address], host: str) -> None:
        for address in () if self._allow_private else addresses:
            if not is_public(address):
                shown = host if host == str(address) else f"{host} ({address})"
                raise SourceFailed(f"{shown} is a private address; allow_private_addresses = true lets it be read")

    def close(self) -> None:
        for transport in list(self._inner.values()):
            transport.close()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Made once for all fetches: reading the certificate store can take longer than a fetch."""
    return httpx2.create_ssl_context()


# -- proxies ---------------------------------------------------------------------------------------------------------

_PROXY_KINDS = ("http", "https", "socks5", "socks5h")


def environment_proxy(url: httpx2.URL) -> str | None:
    """The proxy that HTTP_PROXY and similar variables name for a host. Behind it, the proxy resolves and connects.

    Raises SourceFailed for a proxy of a kind that is not spoken.
    """
    literal = _address(url.host)
    if url.host == "localhost" or (literal and literal.is_loopback) or proxy_bypass(url.netloc.decode("ascii")):
        return None
    proxies = getproxies()
    variable = url.scheme if proxies.get(url.scheme) else "all"
    proxy = proxies.get(variable)
    return _spoken(proxy, f"{variable}_proxy") if proxy else None


def _spoken(proxy: str, variable: str) -> str:
    """Desktops write socks:// for SOCKS 5, and many a proxy is written without its kind."""
    kind, rest = proxy.split("://", 1) if "://" in proxy else ("http", proxy)
    kind = "socks5" if kind.lower() == "socks" else kind.lower()
    if kind not in _PROXY_KINDS:
        known = ", ".join(_PROXY_KINDS)
        raise SourceFailed(
            f"the proxy in {variable} is of kind {kind!r}; {known} are spoken, no_proxy names exceptions"
        )
    return f"{kind}://{rest}"


# -- addresses -------------------------------------------------------------------------------------------------------


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


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: _Address) -> bool:
    """Whether the address is on the public Internet; an IPv4 address inside an IPv6 one is checked itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast
