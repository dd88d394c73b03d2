"""Asks the studio's application for pages, as a browser does and without one."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx2
from starlette.applications import Starlette

from brief.studio.guard import Key

HOST = "127.0.0.1:8000"


class Browsed:
    """One loop for all requests: what works beside the pages goes on between them."""

    def __init__(self, app: Starlette, key: Key | None = None) -> None:
        self._app, self._loop = app, asyncio.new_event_loop()
        headers = {"cookie": f"{key.cookie}={key.token}", "origin": f"http://{HOST}"} if key else {}
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=True)
        self._client = httpx2.AsyncClient(transport=transport, base_url=f"http://{HOST}", headers=headers)

    def get(self, address: str, **more: Any) -> httpx2.Response:
        return self._loop.run_until_complete(self._client.get(f"/{address}", **more))

    def all_of(self, addresses: Sequence[str]) -> list[httpx2.Response]:
        """At once."""

        async def asked() -> list[httpx2.Response]:
            return await asyncio.gather(*(self._client.get(f"/{one}") for one in addresses))

        return self._loop.run_until_complete(asked())

    def post(self, address: str, given: dict[str, str] | None = None, **more: Any) -> httpx2.Response:
        return self._loop.run_until_complete(self._client.post(f"/{address}", data=given or {}, **more))

    def __enter__(self) -> Self:
        self._lifespan = self._app.router.lifespan_context(self._app)
        self._loop.run_until_complete(self._lifespan.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run_until_complete(self._lifespan.__aexit__(kind, error, trace))
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()
