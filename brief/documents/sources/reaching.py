"""Connects to public addresses alone, or through the proxy that the environment names.

A user gives a feed's address, but strangers decide where it redirects and what its host name resolves to. The address
that was checked is the address connected to: the name cannot resolve to another one in between.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore2
import httpx2

from brief.documents.sources.base import SourceFailed, Unreached
from brief.errors import ConfigError
from brief.settings.proxies import environment_proxy, trusted

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class GuardedTransport(httpx2.BaseTransport):
    """Connects to checked addresses until a deadline (time.monotonic()), at which it stops whatever goes on.

    Raises SourceFailed for an address that is not public, an unknown host, a proxy that is of no use.
    """

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._by_proxy: dict[str | None, httpx2.HTTPTransport] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            proxy = environment_proxy(str(request.url))
        except ConfigError as error:
            raise SourceFailed(f"cannot be asked: {error.where}: {error.what}") from error
        literal = _address(request.url.host)
        if proxy and literal and not self._allow_private:
            _expect_public(literal, request.url.host)
        if proxy not in self._by_proxy:
            self._by_proxy[proxy] = self._transport(proxy)
        return self._by_proxy[proxy].handle_request(request)

    def _transport(self, proxy: str | None) -> httpx2.HTTPTransport:
        """A proxy may be anywhere; it resolves and connects by itself."""
        transport = httpx2.HTTPTransport(proxy=proxy, verify=trusted())
        pool = transport._pool  # noqa: SLF001 - to give it another network, the library has no other way
        anywhere = bool(proxy) or self._allow_private
        pool._network_backend = _Network(pool._network_backend, anywhere, self._deadline)  # noqa: SLF001
        return transport

    def close(self) -> None:
        for transport in self._by_proxy.values():
            transport.close()


class _Network(httpcore2.NetworkBackend):
    """Resolves a host, checks every address of it, and connects to a checked one."""

    def __init__(self, inner: httpcore2.NetworkBackend, anywhere: bool, deadline: float) -> None:
        self._inner = inner
        self._anywhere = anywhere
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = addresses_of(host, port, self._anywhere)
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                left = _seconds_left(self._deadline, timeout)
                stream = self._inner.connect_tcp(str(address), port, left, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if last == 0:
                    raise
        raise SourceFailed(f"the host {host!r} has no address")


class _Stream(httpcore2.NetworkStream):
    """A connection that ends at the deadline: a server that trickles bytes never exceeds the timeout of one wait."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _seconds_left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _seconds_left(self._deadline, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _seconds_left(self._deadline, timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _seconds_left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the deadline has passed")
    return min(left, timeout) if timeout else left


# -- addresses -------------------------------------------------------------------------------------------------------


def addresses_of(host: str, port: int, anywhere: bool) -> list[IPAddress]:
    """The addresses of a host in the system's order, each once. Raises SourceFailed if it has none, or one that is not
    public and may not be `anywhere`.
    """
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreached(f"the host {host!r} is not known ({error})") from error
    addresses = list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
    for address in addresses if not anywhere else ():
        _expect_public(address, host)
    return addresses


def _address(host: str) -> IPAddress | None:
    """The address that a host is rather than has, in every way in which systems read one: 10.1, 0x0a000001."""
    written = host.strip("[]").removesuffix(".")
    try:
        return ipaddress.ip_address(written)
    except ValueError:
        with suppress(OSError, UnicodeError):
            return ipaddress.IPv4Address(socket.inet_aton(written))
    return None


def _expect_public(address: IPAddress, host: str) -> None:
    if not is_public(address):
        shown = host if host == str(address) else f"{host} ({address})"
        raise SourceFailed(f"{shown} is a private address; {_KEY}")


_KEY = "allow_private_addresses = true of a source lets it and the pages of its server be read, of [reading] pages"


def as_asked_once(reason: str) -> str:
    """The reason in the words of a command that reads what no configuration names."""
    return reason.replace(_KEY, "--allow-private-addresses lets it be read")


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL = tuple(map(ipaddress.IPv6Network, ("fec0::/10", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
"""Of a site, of its own NAT64, and IPv4 in two older ways: Python takes them for addresses of the open Internet."""


def is_public(address: IPAddress) -> bool:
    """Whether the address is on the public Internet; an IPv4 address inside an IPv6 one is checked itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
        if any(address in network for network in _LOCAL):
            return False
    return address.is_global and not address.is_multicast
