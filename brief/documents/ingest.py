"""Reads sources into the corpus: feeds are fetched in parallel, documents are written one source after the other."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from brief.documents.corpus import Corpus
from brief.documents.sources.base import (
    NO_VALIDATORS,
    Flaw,
    Item,
    RawDocument,
    Reading,
    Source,
    SourceFailed,
    SourceReport,
)
from brief.documents.sources.feed import Feed
from brief.documents.sources.jsonlines import JsonLines
from brief.settings.source_settings import SourceConfig

FETCHES_AT_ONCE = 8


def ingest(
    sources: Sequence[SourceConfig], corpus: Corpus, zone: tzinfo, now: datetime | None = None
) -> tuple[SourceReport, ...]:
    """Reads every enabled source into the corpus; returns one report each, in the same order, and stores it in the
    corpus.

    A source that cannot be read is reported as failed and does not stop the others. Times without an offset are in
    `zone`. `now`: the time of fetching. Raises UsageError only if the corpus itself cannot be used.
    """
    fetched_at = now or datetime.now(UTC)
    enabled = [source for source in sources if source.enabled]
    reports: list[SourceReport] = []
    for config, reading in _readings(enabled, corpus):
        report = _taken_in(config, reading, corpus, zone, fetched_at)
        corpus.remember(report, fetched_at)
        reports.append(report)
    return tuple(reports)


def file_source(path: Path) -> SourceConfig:
    """The source for a JSON lines file that config.toml does not name."""
    return SourceConfig(name=path.name, kind="jsonl", path=path)


def feed_source(url: str, *, allow_private_addresses: bool = False) -> SourceConfig:
    """The source for a feed that config.toml does not name; its address is its name."""
    name = url.partition("://")[2].rpartition("@")[2] or url
    return SourceConfig(name=name, kind="feed", url=url, allow_private_addresses=allow_private_addresses)


def _readings(sources: Sequence[SourceConfig], corpus: Corpus) -> Iterator[tuple[SourceConfig, Reading | SourceFailed]]:
    """Each source with its result, in order; all feeds are fetched meanwhile. Files are read only while written."""
    opened = [(config, _source(config, corpus)) for config in sources]
    with ThreadPoolExecutor(max_workers=FETCHES_AT_ONCE, thread_name_prefix="fetch") as pool:
        readings = [pool.submit(_read, source) for _, source in opened]
        for (config, _), reading in zip(opened, readings, strict=True):
            yield config, reading.result()


def _source(config: SourceConfig, corpus: Corpus) -> Source:
    if config.kind == "feed":
        return Feed(config, corpus.validators(config.url or ""))
    return JsonLines(config.path or Path())


def _read(source: Source) -> Reading | SourceFailed:
    try:
        return source.read()
    except SourceFailed as failure:
        return failure


def _taken_in(
    config: SourceConfig, reading: Reading | SourceFailed, corpus: Corpus, zone: tzinfo, fetched_at: datetime
) -> SourceReport:
    if isinstance(reading, SourceFailed):
        return SourceReport(config.name, "failed", str(reading))
    if reading.unchanged:
        return _unchanged(corpus.last_report(config.name), config.name)
    try:
        items = _completed(reading.items, config)
        report = corpus.add(items, config.name, zone, fetched_at if config.kind == "feed" else None)
    except SourceFailed as failure:
        return SourceReport(config.name, "failed", str(failure))
    if config.kind == "feed":
        ask_again = report.status == "failed" or _is_broken(reading)
        corpus.remember_validators(config.url or "", NO_VALIDATORS if ask_again else reading.validators)
    return report


def _unchanged(last: SourceReport | None, name: str) -> SourceReport:
    """The report for an unchanged feed: it is still empty or degraded if it was so before."""
    if last and last.status in ("empty", "degraded"):
        return SourceReport(name, last.status, last.reason)
    return SourceReport(name, "ok", "not modified since it was last read")


def _is_broken(reading: Reading) -> bool:
    """Whether the feed as a whole was malformed, perhaps cut off: then it is fetched again even if unchanged."""
    return any(isinstance(item, Flaw) and item.where is None for item in reading.items)


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
