"""The proxy that the environment names: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, and NO_PROXY for exceptions; and whom it
trusts.
"""

import ipaddress
import ssl
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from brief.errors import ConfigError

_KINDS = ("http", "https", "socks5", "socks5h")


def environment_proxy(url: str) -> str | None:
    """The proxy by which `url` is reached; None for this machine, for exceptions, and where none is named.

    Raises ConfigError for a proxy of a kind that is not spoken.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_this_machine(host) or proxy_bypass(f"{host}:{parts.port}" if parts.port else host):
        return None
    proxies = getproxies()
    variable = parts.scheme if proxies.get(parts.scheme) else "all"
    proxy = proxies.get(variable)
    return _spoken(proxy, f"{variable}_proxy") if proxy else None


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """The certificates of the system, or those that the environment names; read once, which takes 50 ms."""
    from httpx2 import create_ssl_context

    return create_ssl_context()


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _spoken(proxy: str, variable: str) -> str:
    """Desktops write socks:// for SOCKS 5, and many a proxy is written without its kind."""
    kind, rest = proxy.split("://", 1) if "://" in proxy else ("http", proxy)
    kind = "socks5" if kind.lower() == "socks" else kind.lower()
    if kind not in _KINDS:
        what = f"names a proxy of kind {kind!r}; {', '.join(_KINDS)} are spoken."
        raise ConfigError(what, where=variable, next="Name another, unset it, or name exceptions in no_proxy.")
    return f"{kind}://{rest}"


def safely(url: str) -> dict[str, Any]:
    """How a client reaches `url`: by the environment's proxy, and nowhere else. Raises as `environment_proxy`."""
    return {"follow_redirects": False, "verify": trusted(), "proxy": environment_proxy(url), "trust_env": False}
