"""URLs in three forms: to identify documents, to link to them, to name their publisher."""

import ipaddress
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urljoin

from facts.text.cleaning import clean

T = TypeVar("T")

LONGEST_URL = 4096
"""In characters; no link of a news source comes near it."""


class UrlError(ValueError):
    """A text is no address under which a document may be cited. The message says why."""


def canonical_url(url: str) -> str:
    """The identity of a page: all spellings of one address give the same text. Idempotent; not for links.

    http and https, www. and the mobile host, a final slash, the order of query parameters, percent-encoding and
    tracking parameters make no difference; a fragment does only if it is a path (#/ or #!). Raises UrlError.
    """
    parts = _split(url)
    host, port = _host_and_port(parts.authority)
    path = _without_dots(_normalised(_encoded(parts.path))).rstrip("/")
    query = "&".join(
        sorted(_normalised(_encoded_pair(pair)) for pair in _content_parameters(parts.query, host) if pair)
    )
    is_path = parts.fragment.startswith(("/", "!"))
    return "".join(
        (
            f"https://{_family_host(host)}",
            f":{port}" if port not in ("", "80", "443") else "",
            path or "/",
            f"?{query}" if query else "",
            f"#{_normalised(_encoded(parts.fragment))}" if is_path else "",
        )
    )


def document_key(url: str) -> str | None:
    """The canonical form of an address; None for a text that is no address."""
    try:
        return canonical_url(url)
    except UrlError:
        return None


def anchor(url: str) -> str:
    """The part of its page that an address names: item-3 of /daily#item-3. Raises UrlError.

    Empty for a whole page, for a fragment that is a path (#/ or #!) and so belongs to the page's identity, for text
    fragments (#:~:text=…) and for tracking parameters.
    """
    parts = _split(url)
    fragment = parts.fragment.partition(":~:")[0]
    if fragment.startswith(("/", "!")):
        return ""
    host, _ = _host_and_port(parts.authority)
    if "=" in fragment or host in _TRACKING_ON:
        fragment = "&".join(_content_parameters(fragment, host))
    return _normalised(_encoded(fragment))


def at_address(url: str, among: Iterable[T], address: Callable[[T], str]) -> list[T]:
    """Those whose `address` is that page; only those of its anchor, if it has one and there are any."""
    page = document_key(url)
    found = [one for one in among if page and document_key(address(one)) == page]
    part = anchor(url) if found else ""
    return [one for one in found if part and anchor(address(one)) == part] or found


def cited_url(url: str) -> str:
    """The address that reports link to: the URL as given, without tracking parameters.

    Scheme, host and path stay, except for percent-encoding what a URL or a Markdown link cannot hold (blanks, brackets,
    quotes, |, non-ASCII); an international host becomes its ASCII form. Raises UrlError unless http(s) and no user
    name.
    """
    parts = _split(url)
    host, port = _host_and_port(parts.authority)
    authority = parts.authority if parts.authority.isascii() else f"{host}{port and ':'}{port}"
    query = "&".join(_encoded_pair(pair) for pair in _content_parameters(parts.query, host))
    fragment = _encoded(parts.fragment)
    return "".join(
        (
            f"{parts.scheme}://{authority}{_encoded(parts.path)}",
            f"?{query}" if query else "",
            f"#{fragment}" if fragment else "",
        )
    )


def resolved(base: str, link: str) -> str:
    """The absolute http(s) address of a link on the page `base`; empty for a link that leads elsewhere or nowhere."""
    try:
        address = urljoin(base, link.strip())
    except ValueError:
        return ""
    return address if address.lower().startswith(("http://", "https://")) else ""


def publisher(url: str) -> str:
    """The registered host that a URL belongs to: eastmoney.com for kuaixun.eastmoney.com. Raises UrlError.

    A blog on a hosting service is a publisher of its own. Only the common second-level suffixes (co.uk, com.cn) are
    known, not the full list.
    """
    return _registered(_host_and_port(_split(url).authority)[0])


# -- parts -----------------------------------------------------------------------------------------------------------


class _UrlParts(NamedTuple):
    scheme: str
    authority: str
    path: str
    query: str
    fragment: str


_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,20}):", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")


@lru_cache(maxsize=16)  # identity, citation and house of one URL are asked for one after the other
def _split(url: str) -> _UrlParts:
    text = re.sub(r"[\n\t]", "", clean(url)).strip().replace("&amp;", "&")
    if len(text) > LONGEST_URL:
        raise UrlError(f"the URL has {len(text)} characters, more than {LONGEST_URL}")
    found = _URL.fullmatch(text)
    if not found:
        scheme = _SCHEME.match(text)
        raise UrlError(
            f"a {scheme[1].lower()}: URL is not cited" if scheme else "the URL is not absolute (http, https)"
        )
    return _UrlParts(*(part or "" for part in found.groups()))


@lru_cache(maxsize=4096)
def _host_and_port(authority: str) -> tuple[str, str]:
    """Host (lower-case ASCII) and port digits of an authority."""
    if "@" in authority:
        raise UrlError("the URL carries a user name")
    host, _, port = authority.rpartition(":") if re.search(r":\d*\Z", authority) else (authority, "", "")
    if port and int(port) > 65535:
        raise UrlError(f"the URL's port {port} does not exist")
    try:
        if host.startswith("["):
            return f"[{ipaddress.IPv6Address(host.strip('[]'))}]", port
        ascii_host = (host if host.isascii() else host.encode("idna").decode("ascii")).lower()
    except ValueError as error:
        raise UrlError("the URL has no valid host") from error
    if not _HOST.fullmatch(ascii_host):
        raise UrlError("the URL has no valid host")
    return ascii_host.rstrip("."), port


# -- spelling --------------------------------------------------------------------------------------------------------

# brackets and quotes are allowed in a URL, but end a Markdown link; & … ; would be read as an entity
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&*+,;=:@/?%-]")
_ENTITY_END = re.compile(r"(&[A-Za-z0-9]{1,32});")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def _encoded(text: str) -> str:
    """Percent-encodes characters that a link cannot hold; existing escapes stay."""
    escaped = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), text)
    return _ENTITY_END.sub(r"\1%3B", escaped)


def _encoded_pair(pair: str) -> str:
    return _encoded(pair).replace(";", "%3B")


def _normalised(text: str) -> str:
    """One spelling of each percent-escape: none for letters, digits and -._~, else capitals (RFC 3986, 6.2.2)."""
    return _ESCAPED.sub(_one_spelling, text) if "%" in text else text


def _one_spelling(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape.group().upper()


def _without_dots(path: str) -> str:
    """Resolves . and .. (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


# -- tracking --------------------------------------------------------------------------------------------------------

_TABLES = tomllib.loads(Path(__file__).with_name("urls.toml").read_text("utf-8"))
_TRACKING = re.compile("|".join(_TABLES["tracking"]))
_TRACKING_ON = {host: re.compile("|".join(names)) for host, names in _TABLES["tracking_on"].items()}


def _content_parameters(query: str, host: str) -> Iterator[str]:
    """The query's parameters that select content, in order; tracking parameters are left out."""
    if not query:
        return
    pairs = query.split("&")
    names = [_normalised(pair.partition("=")[0]).lower() for pair in pairs]
    for name, pair in zip(names, pairs, strict=True):
        if not _tracks(name, pair.partition("=")[2], host, names):
            yield pair


def _tracks(name: str, value: str, host: str, names: list[str]) -> bool:
    house = _registered(host)
    own = _TRACKING_ON.get(host) or _TRACKING_ON.get(house)
    if _TRACKING.fullmatch(name) or (own and own.fullmatch(name)):
        return True
    if name == "ref":
        return house not in _TABLES["ref_means_a_branch"]
    # "from" with a number is a page counter, "from" beside "to" a pair of currencies: neither is tracking
    return name == "from" and not value.isdigit() and "to" not in names


# -- houses ----------------------------------------------------------------------------------------------------------

_MOBILE = re.compile(r"(?:www|m|mobile|wap)\.")


@lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    labels = host.removeprefix("www.").split(".")
    if host.startswith("[") or all(label.isdigit() for label in labels):
        return host
    national = len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _TABLES["second_level"]
    hosted = ".".join(labels[-2:]) in _TABLES["hosting"]
    registered = ".".join(labels[-3 if national or hosted else -2 :])
    return str(_TABLES["one_house"].get(registered, registered))


@lru_cache(maxsize=4096)
def _family_host(host: str) -> str:
    """The host without www. or a mobile prefix, unless that is part of its registered name."""
    prefix = _MOBILE.match(host)
    if prefix and _registered(host[prefix.end() :]) == _registered(host):
        return _family_host(host[prefix.end() :])
    return "x.com" if host == "twitter.com" else host
