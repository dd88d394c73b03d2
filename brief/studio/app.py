"""The studio's addresses: which page answers at which, and what is said where one cannot be made."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from brief.errors import BriefError
from brief.studio import (
    addresses,
    approving,
    changing,
    comparing,
    keeping,
    prompting,
    rating,
    reading,
    rows,
    searching,
    shelf,
)
from brief.studio.given import fields_of
from brief.studio.guard import Guard, Key
from brief.studio.jobs import Asked, Job, Jobs
from brief.studio.studio import Studio
from brief.studio.templates import page

STATIC = Path(__file__).parent / "static"
_RUN, _EDITION = "/runs/{run}", "/runs/{run}/{edition}"

Made = Callable[..., str]
"""A page, made from the studio and what its address names."""

READ: dict[str, Made] = {
    "/index.html": shelf.runs_page,
    "/older/{number:int}.html": shelf.runs_page,
    f"{_RUN}/index.html": shelf.run_page,
    f"{_RUN}/calls/{{number:int}}.html": reading.call_page,
    f"{_EDITION}/report.html": reading.report_page,
    f"{_EDITION}/lines.html": reading.lines_page,
    f"{_EDITION}/absent.html": rows.absent_page,
    f"{_EDITION}/lines/{{name}}.html": reading.line_page,
    f"{_EDITION}/events/{{name}}.html": reading.event_page,
    f"{_EDITION}/documents/{{name}}.html": reading.document_page,
    "/compare/{runs}/blind.html": rating.blind_page,
    "/compare/{runs}/revealed.html": rating.revealed_page,
    "/compare/{runs}/{shown}.html": comparing.compare_page,
}
"""Pages that a bundle has too."""
_LIVE: dict[str, Made] = {
    f"{_EDITION}/rows.html": rows.rows_page,
    f"{_EDITION}/ratings.html": rating.ratings_page,
    f"{_RUN}/prompts/{{name}}.html": prompting.prompt_page,
    f"{_RUN}/approve.html": approving.approval_page,
}
"""Pages from which something is changed, or that hold what people said."""
_CHANGES: dict[str, Callable[..., Asked]] = {
    f"{_RUN}/index.html": keeping.run_asked,
    f"{_EDITION}/lines/{{name}}.html": changing.text_asked,
    f"{_EDITION}/rows.html": changing.rows_asked,
    f"{_EDITION}/events/{{name}}.html": changing.row_asked,
    f"{_RUN}/prompts/{{name}}.html": prompting.replay_asked,
    f"{_RUN}/approve.html": approving.approval_asked,
}
"""What a form that is sent to a page asks Brief to do."""
_ANSWERS: dict[str, Callable[..., dict[str, object]]] = {
    f"{_RUN}/index.estimate": keeping.run_estimated,
    f"{_EDITION}/rows.estimate": changing.rows_estimated,
    f"{_EDITION}/lines/{{name}}.check": changing.findings,
    f"{_EDITION}/lines/{{name}}.estimate": changing.comment_estimated,
    f"{_EDITION}/events/{{name}}.estimate": changing.row_estimated,
    f"{_EDITION}/lines/{{name}}.rate": rating.mark_given,
    f"{_RUN}/prompts/{{name}}.estimate": prompting.estimated,
}
"""What is told of a form before it is sent."""


def app_of(studio: Studio, key: Key) -> Starlette:
    """What works when it is closed is stopped, and can be resumed."""
    jobs = Jobs(studio.project.base, studio.runs_dir)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await jobs.close()

    routes = [
        Route("/", lambda _: RedirectResponse(addresses.RUNS)),
        *(Route(path, partial(_shown, made, studio)) for path, made in (READ | _LIVE).items()),
        *(Route(path, partial(_begun, asked, studio, jobs), methods=["POST"]) for path, asked in _CHANGES.items()),
        *(Route(path, partial(_told, answer, studio, jobs), methods=["POST"]) for path, answer in _ANSWERS.items()),
        Route(f"/{addresses.SEARCH}", partial(_found, studio)),
        Route("/compare", _chosen),
        Route("/favicon.ico", lambda _: Response(status_code=204)),
        Route("/compare/{runs}/blind.html", partial(_judged, studio), methods=["POST"]),
        Route("/jobs/{job}.html", partial(_job_page, jobs)),
        Route("/jobs/{job}.events", partial(_job_events, jobs)),
        Route("/jobs/{job}.stop", partial(_job_stopped, jobs), methods=["POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    errors: Any = {BriefError: _advised, HTTPException: _refused}
    guard = Middleware(Guard, key=key)
    return Starlette(routes=routes, middleware=[guard], exception_handlers=errors, lifespan=lifespan)


async def _shown(made: Made, studio: Studio, request: Request) -> Response:
    return HTMLResponse(await run_in_threadpool(made, studio, *request.path_params.values()))


async def _found(studio: Studio, request: Request) -> Response:
    return HTMLResponse(await run_in_threadpool(searching.search_page, studio, request.query_params.get("q", "")))


async def _chosen(request: Request) -> Response:
    """The comparison of the runs that were chosen in the list."""
    chosen = request.query_params.getlist("run")
    if len(chosen) < 2:
        raise comparing.too_few()
    return RedirectResponse(f"/{addresses.of_changes(*reversed(chosen))}", 303)


async def _judged(studio: Studio, request: Request) -> Response:
    """The next pair."""
    given = await fields_of(request)
    await run_in_threadpool(rating.chosen, studio, request.path_params["runs"], given)
    return RedirectResponse(request.url.path, 303)


async def _begun(asked: Callable[..., Asked], studio: Studio, jobs: Jobs, request: Request) -> Response:
    """The page of the job that was started."""
    given = await fields_of(request)
    wanted = await run_in_threadpool(asked, studio, *request.path_params.values(), given)
    job = await jobs.start(wanted, wanted.back or request.url.path.removeprefix("/"))
    return RedirectResponse(f"/{addresses.of_job(job.id)}", 303)


async def _told(answer: Callable[..., dict[str, object]], studio: Studio, jobs: Jobs, request: Request) -> Response:
    """Whoever asks may soon send what they asked of."""
    jobs.prepare()
    given = await fields_of(request)
    return JSONResponse(await run_in_threadpool(answer, studio, *request.path_params.values(), given))


# -- jobs ------------------------------------------------------------------------------------------------------------


def _job(jobs: Jobs, request: Request) -> Job:
    if found := jobs.named(request.path_params["job"]):
        return found
    raise HTTPException(404, "There is no such job: the studio was opened anew since.")


async def _job_page(jobs: Jobs, request: Request) -> Response:
    job = _job(jobs, request)
    return HTMLResponse(page("job", addresses.of_job(job.id), job=job))


async def _job_events(jobs: Jobs, request: Request) -> Response:
    """Server-sent events: a line each, and at the end what it came to."""
    job = _job(jobs, request)

    async def events() -> AsyncIterator[str]:
        async for line in job.told():
            yield f"data: {json.dumps(line)}\n\n"
        yield f"event: done\ndata: {json.dumps({'page': job.page, **(job.result or {})})}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


async def _job_stopped(jobs: Jobs, request: Request) -> Response:
    job = _job(jobs, request)
    job.stop()
    return RedirectResponse(f"/{addresses.of_job(job.id)}", 303)


async def _refused(request: Request, error: HTTPException) -> Response:
    return _wrong(request, error.status_code, error.detail)


async def _advised(request: Request, error: BriefError) -> Response:
    return _wrong(request, 404 if request.method == "GET" else 422, error.what, error.next or "")


def _wrong(request: Request, status: int, *said: str) -> Response:
    """What is wrong, and what to do next."""
    return HTMLResponse(page("error", request.url.path.removeprefix("/"), said=said), status)
