"""Who may see the studio's pages: whoever has its key, in a browser, from the studio's own pages.

A page of another site that is open in the same browser can send requests here too. It cannot read the token; the
cookie is not sent along from there (SameSite); a name that was made to point here is not among the hosts (rebinding);
and what changes anything must come from the studio's own pages.
"""

import asyncio
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from brief.studio import addresses
from brief.studio.given import fields_of
from brief.studio.templates import page

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PAUSE_SECONDS = 1.0
"""Of each try of a password; there is one at a time."""


@dataclass(frozen=True)
class Key:
    """What opens the studio: a token in the address that is opened, kept in a cookie from then on."""

    port: int
    hosts: frozenset[str]
    """`name:port`, as a browser says whom it asks; empty where the machine may have any name."""
    password: str = field(default="", repr=False)
    """Of a studio that other machines reach: whoever has it is given the token."""
    token: str = field(default_factory=lambda: token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """Cookies know no port: two studios on one machine need two names."""
        return f"brief-{self.port}"

    def fits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def lets_in(self, password: str) -> bool:
        return bool(self.password) and hmac.compare_digest(password.encode(), self.password.encode())


def hosts_of(names: Iterable[str], port: int) -> frozenset[str]:
    return frozenset(f"{name}:{port}" for name in names)


class Guard:
    """ASGI middleware before everything else."""

    def __init__(self, app: ASGIApp, key: Key) -> None:
        self._app, self._key, self._trying = app, key, asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = self._refused(request) or self._opened(request) or await self._entered(request)
        await (answer or self._app)(scope, receive, self._with_headers(send))

    def _refused(self, request: Request) -> Response | None:
        if self._key.hosts and request.headers.get("host") not in self._key.hosts:
            return Response("This is no name of this studio.", 421)
        if request.method in _CHANGING and not self._is_own(request.headers):
            return Response("Changes are made from the studio's own pages.", 403)
        return None

    def _is_own(self, headers: Headers) -> bool:
        return urlsplit(headers.get("origin", "")).netloc == headers.get("host")

    def _opened(self, request: Request) -> Response | None:
        """The key moves from the address, which is shown and kept, into a cookie."""
        given = parse_qs(request.url.query).get("token", [""])[-1]
        return self._with_cookie(request.url.path) if given and self._key.fits(given) else None

    async def _entered(self, request: Request) -> Response | None:
        """None for who has the cookie; else what is asked of them, or who they are found to be."""
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(self._key.cookie)
        if cookie and self._key.fits(cookie.value):
            return None
        if not self._key.password:
            return Response("Open the address that `brief studio` printed: it holds the key.", 401)
        if request.method == "POST" and request.url.path == f"/{addresses.ENTRY}":
            async with self._trying:
                await asyncio.sleep(_PAUSE_SECONDS)
            if self._key.lets_in((await fields_of(request)).get("password", "")):
                return self._with_cookie("/")
        return HTMLResponse(page("enter", request.url.path.removeprefix("/")), 401)

    def _with_cookie(self, path: str) -> Response:
        answer = RedirectResponse(path, 303)
        answer.set_cookie(self._key.cookie, self._key.token, httponly=True, samesite="strict")
        return answer

    @staticmethod
    def _with_headers(send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        return sending
