"""Links of a newsletter without what tells who received it."""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from brief.documents.urls import UrlError, cited_url

_OF_RECIPIENT = re.compile(
    "e|r|j|s|m|u|l|uid|rid|sid|cid|mid|token|sig|signature|hash|key|auth|session|user(?:_?(?:id|name|hash))?"
    "|(?:.*[_-])?(?:e?mail|subscriber|recipient|contact|member|eid|euid)(?:[_-]?(?:id|hash|key|token))?",
    re.IGNORECASE,
)
"""Parameters by which senders know who follows a link."""
_TARGET = re.compile("url|u|to|target|dest(?:ination)?|redirect(?:_?(?:to|url|uri))?|link|goto|q", re.IGNORECASE)
_FOR_EVERYBODY = frozenset({"mp.weixin.qq.com", "www.youtube.com", "youtu.be", "docs.google.com", "drive.google.com"})
"""Hosts whose addresses look like tokens and are the same for all."""
_REDIRECTS = re.compile(
    r"(?:clicks?|links?|lnks?|track(?:ing)?|trk|redirect|em?|e?mails?|mailer|mkt|url\d*|go|t|r|c|ct)\."
    r"|.*/(?:clicks?|track(?:ing)?|redirect|redir|cl\d|ls)(?:/|$)",
    re.IGNORECASE,
)
"""Hosts and paths that count who clicks."""
_LEAST_TOKEN, _LEAST_TOKEN_OF_REDIRECT = 20, 6
"""Characters that a token has at least: shorter ones are ids of articles as well, but in a redirect."""
_EMBEDDED = re.compile(r"/(https?(?::|%3a)(?:/|%2f){2}[^/]+)", re.IGNORECASE)
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RUN = re.compile("[0-9A-Za-z]+")
_MIXED = re.compile("[0-9].*[A-Za-z]|[A-Za-z].*[0-9]|(?:[a-z]+[A-Z]+){3}")


def impersonal(url: str) -> str | None:
    """The address without parameters of the recipient and of tracking; where a redirect names its target, the target.

    None for what still holds a token that may be the recipient's, or is no address: it is not to be printed.
    """
    try:
        parts = urlsplit(cited_url(url))
    except UrlError:
        return None
    query = parse_qsl(parts.query, keep_blank_values=True)
    if target := _target(parts.path, query):
        return impersonal(target)
    if parts.hostname in _FOR_EVERYBODY:
        return urlunsplit(parts)
    kept = [(name, value) for name, value in query if not _OF_RECIPIENT.fullmatch(name)]
    redirects = bool(_REDIRECTS.match(f"{parts.netloc}{parts.path}"))
    least = _LEAST_TOKEN_OF_REDIRECT if redirects else _LEAST_TOKEN
    if any(_has_token(one, least) for one in (unquote(parts.path), *(value for _, value in kept), parts.fragment)):
        return None
    if redirects and len(kept) < len(query):
        return None
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _target(path: str, query: list[tuple[str, str]]) -> str | None:
    """Where a redirect leads, if it says so."""
    named = [value for name, value in query if _TARGET.fullmatch(name) and value.startswith(("http://", "https://"))]
    return unquote(next(iter(named or _EMBEDDED.findall(path)), "")) or None


def _has_token(text: str, least: int) -> bool:
    """Whether a piece of an address holds a row of letters and digits that is no word, number or date, or a name."""
    runs = _RUN.findall(_UUID.sub("0a" * 16, text))
    return "@" in text or any(len(run) >= least and _MIXED.search(run) for run in runs)
