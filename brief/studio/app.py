"""The studio's addresses: which page answers at which, and what is said where one cannot be made."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from brief.errors import BriefError
from brief.studio import reading, shelf
from brief.studio.guard import Guard, Key
from brief.studio.studio import Studio
from brief.studio.templates import page

STATIC = Path(__file__).parent / "static"
_EDITION = "/runs/{run}/{edition}"

Made = Callable[..., str]
"""A page, made from the studio and what its address names."""


def app_of(studio: Studio, key: Key) -> Starlette:
    routes = [
        Route("/", lambda _: RedirectResponse("index.html")),
        *(Route(path, partial(_answer, made, studio)) for path, made in PAGES.items()),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    errors = {BriefError: _told, HTTPException: _told}
    return Starlette(routes=routes, middleware=[Middleware(Guard, key=key)], exception_handlers=errors)


PAGES: dict[str, Made] = {
    "/index.html": shelf.runs_page,
    "/runs/{run}/index.html": shelf.run_page,
    "/runs/{run}/calls/{number:int}.html": reading.call_page,
    f"{_EDITION}/report.html": reading.report_page,
    f"{_EDITION}/lines.html": reading.lines_page,
    f"{_EDITION}/absent.html": reading.absent_page,
    f"{_EDITION}/lines/{{name}}.html": reading.line_page,
    f"{_EDITION}/events/{{name}}.html": reading.event_page,
    f"{_EDITION}/documents/{{name}}.html": reading.document_page,
}


async def _answer(made: Made, studio: Studio, request: Request) -> Response:
    return HTMLResponse(await run_in_threadpool(made, studio, *request.path_params.values()))


async def _told(request: Request, error: Exception) -> Response:
    """What is wrong, and what to do next."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    said = (error.what, error.next or "") if isinstance(error, BriefError) else (str(getattr(error, "detail", "")), "")
    address = request.url.path.removeprefix("/")
    return HTMLResponse(page("error.html.j2", address, said=said), status)
