"""Fetches many addresses at once, politely."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, as_completed
from dataclasses import replace
from functools import partial

from brief.documents.sources.base import Fetched, SourceFailed, unforeseen
from brief.documents.sources.fetching import AGENT, Manner, fetch
from brief.documents.sources.robots import Robots
from brief.documents.sources.turns import Job, Slots, in_turns, server_of
from brief.settings.source_settings import FetchConfig

Outcome = Fetched | SourceFailed | None
"""An answer, the reason why there is none, or None: the server says that nothing changed."""


def fetch_all(pages: Mapping[str, bool], fetching: FetchConfig, seconds: float) -> Iterator[tuple[str, Outcome]]:
    """Each address with what came of it, as they come; Postponed for those whose turn did not come in `seconds`.

    `pages`: the addresses, and whether each may be a private one. robots.txt is asked of every server on the way.
    """
    until, slots, agent = time.monotonic() + seconds, Slots(fetching.per_host), fetching.user_agent or AGENT

    def asking(private: bool) -> partial[Fetched | None]:
        how = Manner(allow_private=private, user_agent=agent, limits=fetching, until=until, slots=slots)
        robots = Robots(partial(fetch, how=how), agent)  # one server cannot speak for the next on the way
        return partial(fetch, how=replace(how, expect_allowed=robots.expect_allowed))

    asks = {private: asking(private) for private in set(pages.values())}
    jobs = [Job(server_of(url), partial(asks[private], url)) for url, private in pages.items()]
    with in_turns(jobs, fetching.at_once, fetching.per_host, until) as results:
        of = dict(zip(results, pages, strict=True))
        for result in as_completed(of):
            yield of[result], _told(result)


def _told(result: Future[Fetched | None]) -> Outcome:
    try:
        return result.result()
    except SourceFailed as failure:
        return failure
    except Exception as error:  # noqa: BLE001 - a defect that one page brings to light costs no other page
        return unforeseen(error)
