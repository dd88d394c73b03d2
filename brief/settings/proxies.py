"""The proxy that the environment names: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, and NO_PROXY for exceptions."""

import ipaddress
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
