"""Fetches many addresses at once, politely."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field
from functools import partial

from brief.documents.sources.base import NO_VALIDATORS, Fetched, SourceFailed, Validators, unforeseen
from brief.documents.sources.fetching import AGENT, DEFAULT_LIMITS, fetch
from brief.documents.sources.robots import Robots
from brief.documents.sources.turns import Job, Slots, in_turns, server_of
from brief.settings.source_settings import FetchLimits


@dataclass(frozen=True, slots=True, eq=False)
class FetchRequest:
    url: str
    validators: Validators = NO_VALIDATORS
    user_agent: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_private: bool = False
    mind_robots: bool = False
    """Whether robots.txt is asked first. It is for pages: feeds are there to be fetched."""


Outcome = Fetched | SourceFailed | None
"""An answer, the reason why there is none, or None: nothing changed since the validators that were sent."""


def fetch_all(
    requests: Sequence[FetchRequest], limits: FetchLimits = DEFAULT_LIMITS, seconds: float = 300
) -> Iterator[tuple[FetchRequest, Outcome]]:
    """Each request with what came of it, as they come; Postponed for those whose turn did not come in `seconds`."""
    until, slots = time.monotonic() + seconds, Slots(limits.per_host)
    shared = partial(fetch, limits=limits, until=until, slots=slots)
    asks = {private: partial(shared, allow_private=private) for private in (False, True)}
    agent = next((one.user_agent for one in requests if one.user_agent), None)
    robots = {private: Robots(partial(ask, user_agent=agent)) for private, ask in asks.items()}
    jobs = [
        Job(server_of(one.url), partial(_outcome, one, asks[one.allow_private], robots[one.allow_private]))
        for one in requests
    ]
    with in_turns(jobs, limits.at_once, limits.per_host, until) as results:
        of = dict(zip(results, requests, strict=True))
        for result in as_completed(of):
            yield of[result], _told(result)


def _outcome(request: FetchRequest, ask: Callable[..., Fetched | None], robots: Robots) -> Fetched | None:
    def expect_allowed(url: str) -> None:
        """Of every address on the way: one server cannot speak for the next."""
        if request.mind_robots and not robots.may_fetch(url, request.user_agent or AGENT):
            raise SourceFailed("robots.txt does not let it be read")

    asked = {"user_agent": request.user_agent, "headers": request.headers}
    return ask(request.url, request.validators, expect_allowed=expect_allowed, **asked)


def _told(result: Future[Fetched | None]) -> Outcome:
    try:
        return result.result()
    except SourceFailed as failure:
        return failure
    except Exception as error:  # noqa: BLE001 - a defect that one page brings to light costs no other page
        return unforeseen(error)
