"""`brief sources check`"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, printable, show
from brief.cli.source_files import stamp
from brief.documents.sampling import Sample, samples
from brief.errors import UsageError
from brief.settings.source_settings import SourceConfig


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@places.private_option
@places.json_option
def check(names: tuple[str, ...], allow_private_addresses: bool, as_json: bool) -> int:
    """Try the enabled sources, or those named: read each once, store nothing, and tell what it gives.

    DATED: of its documents, those with a usable date. A WEEK: documents. TEXTS: full articles, summaries or titles
    alone; CHARACTERS is their median length. HOURS HELD: from its newest date to its oldest. HOURS TICK: the most hours
    between two `brief ingest` in which nothing is lost, at the pace of its busiest half. RESERVED: its publisher keeps
    it from text and data mining, or from AI.

    Exit status: 0 each gave documents, 1 some gave none.
    """
    config = places.configuration()
    sources = _named(names, config.sources) if names else [one for one in config.sources if one.enabled]
    if allow_private_addresses:
        sources = [source.model_copy(update={"allow_private_addresses": True}) for source in sources]
    zone, now = config.run.zone, datetime.now(UTC)
    found = samples(sources, zone, config.fetch, now)
    good = [source for source, sample in zip(sources, found, strict=True) if sample.is_good]
    stamp(places.project().base, good, now.astimezone(zone).date())
    told = [_told(sample) for sample in found]
    exit_code = 0 if len(good) == len(sources) else 1
    show(as_json, {"exit_code": exit_code, "sources": told}, _lines(told, len(good), zone))
    return exit_code


def _named(names: Sequence[str], configured: Sequence[SourceConfig]) -> list[SourceConfig]:
    if unknown := set(names) - {source.name for source in configured}:
        raise UsageError(f"there is no source {min(unknown)!r}.", next="`brief sources` lists them.")
    return [source for source in configured if source.name in names]


def _told(sample: Sample) -> dict[str, Any]:
    dates = sample.dates
    return {
        "source": sample.report.source,
        "status": sample.report.status,
        "documents": len(sample.entries),
        "dated": len(dates),
        "newest": dates[-1].isoformat(timespec="minutes") if dates else None,
        "a_week": sample.a_week,
        "texts": sample.texts if sample.entries else None,
        "characters": sample.characters,
        "lang": sample.lang,
        "hours_held": _hours(dates[-1] - dates[0]) if dates else None,
        "hours_tick": _hours(sample.longest_tick) if sample.longest_tick else None,
        "reserved": sample.report.reserved,
        "reason": sample.report.reason,
    }


def _in(zone: ZoneInfo, one: dict[str, Any]) -> dict[str, Any]:
    newest = one["newest"] and datetime.fromisoformat(one["newest"]).astimezone(zone)
    return {**one, "newest": newest and f"{newest:%Y-%m-%d %H:%M}"}


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 1)


def _lines(told: Sequence[dict[str, Any]], good: int, zone: ZoneInfo) -> Iterator[str]:
    if not told:
        yield "No source is enabled: `brief sources add URL` adds one, `brief sources import starter` a list."
        return
    rows = (["-" if value is None else str(value) for value in _in(zone, one).values()] for one in told)
    yield from columns([[key.upper().replace("_", " ") for key in told[0]], *rows])
    yield f"Times are in {zone.key}."
    yield f"{good} of {len(told)} gave documents."
    if ticks := [(one["hours_tick"], printable(one["source"])) for one in told if one["hours_tick"]]:
        hours, name = min(ticks)
        yield f"To lose nothing, `brief ingest` must run at least every {hours:g} hours: {name} changes over so fast."
