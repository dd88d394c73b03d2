"""Reads sources into the corpus: feeds are fetched in parallel, documents are written one source after the other."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path

from brief.documents import resting
from brief.documents.corpus import Corpus
from brief.documents.corpus.fetches import Terms
from brief.documents.sources.base import (
    NO_VALIDATORS,
    Flaw,
    Item,
    Postponed,
    RawDocument,
    Reading,
    SourceFailed,
    SourceReport,
    Validators,
    unforeseen,
)
from brief.documents.sources.looking import asking, look_at
from brief.documents.sources.turns import Job, Slots, in_turns, server_of
from brief.errors import BriefError
from brief.settings.source_settings import FetchConfig, SourceConfig, without_userinfo

_AS_SHIPPED = FetchConfig()
_Look = Callable[[], Reading]
"""One look at a source; waits for it, and raises SourceFailed."""


def ingest(
    sources: Sequence[SourceConfig],
    corpus: Corpus,
    zone: tzinfo,
    now: datetime | None = None,
    *,
    fetching: FetchConfig = _AS_SHIPPED,
    always: bool = False,
) -> tuple[SourceReport, ...]:
    """Reads every enabled source into the corpus; returns one report each, in the same order, and stores it in the
    corpus.

    A source that cannot be read is reported as failed and does not stop the others. One that failed again and again is
    let rest, unless it is to be asked `always`. Times without an offset are in `zone`. `now`: the time of fetching.
    Raises UsageError only if the corpus itself cannot be used.
    """
    at = now or datetime.now(UTC)
    corpus.remember_terms({one.name: terms_of(one) for one in sources})
    enabled = [source for source in sources if source.enabled]
    at_rest = {} if always else _at_rest(enabled, corpus, at, zone)
    reports: list[SourceReport] = []
    with _looks([one for one in enabled if one.name not in at_rest], corpus, fetching) as looks:
        for config in enabled:
            report = at_rest.get(config.name) or _taken_in(config, next(looks), corpus, zone, at)
            corpus.remember(report, at)
            reports.append(report)
    return tuple(reports)


def terms_of(config: SourceConfig) -> Terms:
    return Terms(config.quote, config.models, config.publisher)


def file_source(path: Path) -> SourceConfig:
    """The source for a JSON lines file that config.toml does not name."""
    return SourceConfig(name=path.name, kind="jsonl", path=path)


def feed_source(url: str, *, allow_private_addresses: bool = False) -> SourceConfig:
    """The source for a feed that config.toml does not name; its address is its name."""
    name = without_userinfo(url).partition("://")[2] or url
    return SourceConfig(name=name, kind="feed", url=url, allow_private_addresses=allow_private_addresses)


def _at_rest(sources: Iterable[SourceConfig], corpus: Corpus, at: datetime, zone: tzinfo) -> dict[str, SourceReport]:
    found = ((one.name, resting.resting(corpus.fetches_of(one.name), at, zone)) for one in sources if one.url)
    return {name: report for name, report in found if report}


# -- looking ---------------------------------------------------------------------------------------------------------


@contextmanager
def _looks(sources: Sequence[SourceConfig], corpus: Corpus, fetching: FetchConfig) -> Iterator[Iterator[_Look]]:
    """A look at each source, in order; all feeds are fetched meanwhile. Files are read only while written.

    What was postponed the last time has the first turn.
    """
    until, slots = time.monotonic() + fetching.max_seconds, Slots(fetching.per_host)

    def look(one: SourceConfig, validators: Validators = NO_VALIDATORS) -> Reading:
        return look_at(one, asking(one, fetching, until, slots), validators)

    feeds = sorted((one for one in enumerate(sources) if one[1].url), key=lambda one: not _waits(one[1], corpus))
    jobs = [Job(server_of(one.url or ""), partial(look, one, corpus.validators(one.url or ""))) for _, one in feeds]
    with in_turns(jobs, fetching.at_once, fetching.per_host, until) as results:
        fetched = {place: result.result for (place, _), result in zip(feeds, results, strict=True)}
        yield (fetched.get(place) or partial(look, one) for place, one in enumerate(sources))


def _waits(config: SourceConfig, corpus: Corpus) -> bool:
    last = next(corpus.fetches_of(config.name), None)
    return bool(last and last.report.status == "postponed")


# -- taking in -------------------------------------------------------------------------------------------------------


def _taken_in(config: SourceConfig, look: _Look, corpus: Corpus, zone: tzinfo, at: datetime) -> SourceReport:
    try:
        reading = look()
        if reading.unchanged:
            return _unchanged(corpus, config.name)
        items = _completed(reading.items, config)
        report = replace(corpus.add(items, config.name, zone, at if config.url else None), reserved=reading.reserved)
    except Postponed as reason:
        return SourceReport(config.name, "postponed", f"{reason} ([fetch] max_seconds)")
    except SourceFailed as failure:
        return _failed(config, failure, corpus, at)
    except (BriefError, sqlite3.Error):
        raise
    except Exception as error:  # noqa: BLE001 - a defect that one source brings to light costs no other source
        return _failed(config, unforeseen(error), corpus, at)
    if config.url:
        # malformed as a whole, perhaps cut off, it is fetched again even if unchanged
        is_broken = any(isinstance(item, Flaw) and item.where is None for item in reading.items)
        ask_again = report.status == "failed" or is_broken
        corpus.remember_validators(config.url, NO_VALIDATORS if ask_again else reading.validators)
    return report


def _failed(config: SourceConfig, failure: SourceFailed, corpus: Corpus, at: datetime) -> SourceReport:
    """Files are not let rest: to look at one costs nobody anything."""
    in_a_row = resting.failures(corpus.fetches_of(config.name)) + 1
    again_at = resting.rest_until(in_a_row, at, failure.wait_seconds) if config.url else None
    return SourceReport(config.name, "failed", str(failure), again_at=again_at)


def _unchanged(corpus: Corpus, name: str) -> SourceReport:
    """The report for an unchanged feed: it is still empty or degraded if it was so before, and holds what it held."""
    asked = resting.asked(corpus.fetches_of(name))
    last = next((report for report in asked if report.status != "failed"), SourceReport(name, "unchanged"))
    kept = SourceReport(name, "unchanged", oldest=last.oldest, newest=last.newest, reserved=last.reserved)
    return replace(kept, status=last.status, reason=last.reason) if last.status in ("empty", "degraded") else kept


def _completed(items: Iterable[Item], config: SourceConfig) -> Iterator[Item]:
    """Adds what config.toml says about a source: its language if a document names none, its publisher always."""
    if not (config.lang or config.publisher):
        yield from items
        return
    for item in items:
        if isinstance(item, RawDocument):
            yield replace(item, lang=item.lang or config.lang, publisher=config.publisher or item.publisher)
        else:
            yield item
