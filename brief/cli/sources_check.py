"""`brief sources check`"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable
from brief.cli.source_files import stamp
from brief.documents.sampling import Sample, samples
from brief.errors import UsageError
from brief.settings.source_settings import SourceConfig


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@places.private_option
@places.json_option
def check(names: tuple[str, ...], allow_private_addresses: bool, as_json: bool) -> int:
    """Try sources: read each once, store nothing, and tell what it gives.

    A WEEK: documents. TEXTS: articles (full), summaries or titles alone, with the median length in characters. HOLDS:
    from its newest to its oldest date. TICK: the most time between two `brief ingest` in which nothing is lost, at the
    pace of its busiest half. DATED: how many of its documents have a usable date.

    Without a NAME, the enabled sources are tried. Exit status: 0 each gave documents, 1 some gave none.
    """
    config = places.configuration()
    sources = _named(names, config.sources) if names else [one for one in config.sources if one.enabled]
    if allow_private_addresses:
        sources = [source.model_copy(update={"allow_private_addresses": True}) for source in sources]
    zone, now = ZoneInfo(config.run.timezone), datetime.now(UTC)
    found = samples(sources, zone, config.fetch, now)
    good = [source for source, sample in zip(sources, found, strict=True) if sample.is_good]
    if good:
        stamp(places.project().base, good, now.astimezone(zone).date())
    exit_code = 0 if len(good) == len(sources) else 1
    if as_json:
        print_json({"exit_code": exit_code, "sources": [_as_json(sample) for sample in found]})
    else:
        _print(found, zone)
    return exit_code


def _named(names: Sequence[str], configured: Sequence[SourceConfig]) -> list[SourceConfig]:
    known = {source.name: source for source in configured}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f"Did you mean {near[0]!r}?" if near else "`brief sources` lists them."
            raise UsageError(f"there is no source {name!r}.", where="brief sources check", next=advice)
    return [known[name] for name in dict.fromkeys(names)]


def _as_json(sample: Sample) -> dict[str, Any]:
    return {
        "name": sample.report.source,
        "status": sample.report.status,
        "reason": sample.report.reason,
        "documents": len(sample.entries),
        "dated": len(sample.dates),
        "newest": sample.dates[-1].isoformat() if sample.dates else None,
        "a_week": sample.a_week,
        "texts": sample.texts,
        "characters": sample.characters,
        "holds_hours": _hours(sample.span),
        "longest_tick_hours": _hours(sample.longest_tick),
        "lang": sample.lang,
    }


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span / timedelta(hours=1), 1)


def _print(found: Sequence[Sample], zone: ZoneInfo) -> None:
    if not found:
        click.echo("No source is enabled: add some with `brief sources add URL` or `brief sources import starter`.")
        return
    head = ("SOURCE", "STATUS", "NEWEST", "A WEEK", "TEXTS", "HOLDS", "TICK", "LANG", "DATED", "REASON")
    click.echo("\n".join(columns([head, *(_row(sample, zone) for sample in found)])))
    good = sum(sample.is_good for sample in found)
    click.echo(f"{good} of {len(found)} gave documents.{_shortest_tick(found)}")


def _shortest_tick(found: Sequence[Sample]) -> str:
    known = [(sample.longest_tick, sample.report.source) for sample in found if sample.longest_tick]
    if not known:
        return ""
    tick, name = min(known)
    return (
        f" Nothing of them is lost if `brief ingest` runs every {_spoken(tick)}: {printable(name)} changes over first."
    )


def _row(sample: Sample, zone: ZoneInfo) -> tuple[str, ...]:
    dates, holds = sample.dates, bool(sample.entries)
    return (
        printable(sample.report.source),
        sample.report.status,
        f"{dates[-1].astimezone(zone):%Y-%m-%d %H:%M}" if dates else "-",
        "-" if sample.a_week is None else f"{sample.a_week:g}",
        f"{sample.texts} {sample.characters}" if holds else "-",
        _spoken(sample.span) if sample.span is not None else "-",
        _spoken(sample.longest_tick) if sample.longest_tick else "-",
        sample.lang or "-",
        f"{len(dates)} of {len(sample.entries)}" if holds else "-",
        printable(sample.report.reason),
    )


def _spoken(span: timedelta | None) -> str:
    """3 days, 5 hours or 40 minutes, rounded down: a tick that is a little shorter loses nothing either."""
    minutes = int((span or timedelta()).total_seconds() // 60)
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}"
    return f"{minutes} minutes"
