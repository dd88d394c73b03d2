"""`brief sources`"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.cli.source_files import verified
from brief.cli.sources_add import add, export, import_
from brief.cli.sources_check import check
from brief.documents.corpus import Corpus
from brief.documents.corpus.store import SourceState
from brief.settings.corpus_place import CorpusPlace
from brief.settings.source_settings import SourceConfig
from schemas.retrieval import LeftOut


@click.group(invoke_without_command=True)
@places.corpus_path_option
@places.json_option
@click.pass_context
def command(ctx: click.Context, corpus_path: str | None, as_json: bool) -> None:
    """List the configured sources and what they gave when they were last read; then others that were ever read.

    VERIFIED is the day on which `brief sources check` last saw a source work.
    """
    if ctx.invoked_subcommand is not None:
        return
    config = places.configuration()
    place = places.corpus_place(corpus_path, config)
    states, undated = _remembered(place)
    days = verified(places.project().base)
    entries = [_entry(source, states.get(source.name), days) for source in config.sources]
    known = {source.name for source in config.sources}
    entries += [_state_entry(name, state) for name, state in states.items() if name not in known]
    listing = [{**entry, "read_at": entry["read_at"] and entry["read_at"].isoformat()} for entry in entries]
    result = {"corpus": str(place), "sources": listing, "undated": [part.model_dump() for part in undated]}
    show(as_json, result, _lines(entries, undated, config.run.zone))


for subcommand in (check, add, import_, export):
    command.add_command(subcommand)


_KEYS = "name configured kind place enabled weight verified status reason reserved read_at documents".split()


def _remembered(place: CorpusPlace) -> tuple[Mapping[str, SourceState], tuple[LeftOut, ...]]:
    """What the corpus knows about sources, and its documents without a date; empty if there is no corpus yet."""
    if not place.is_there:
        return {}, ()
    with Corpus(place) as corpus:
        return corpus.sources(), corpus.left_out()


def _entry(source: SourceConfig, state: SourceState | None, days: Mapping[str, date]) -> dict[str, Any]:
    day = days.get(source.place, source.verified)
    return {
        **_state_entry(source.name, state),
        "configured": True,
        "kind": source.kind,
        "place": source.place,
        "enabled": source.enabled,
        "weight": source.weight,
        "verified": day.isoformat() if day else None,
    }


def _state_entry(name: str, state: SourceState | None) -> dict[str, Any]:
    entry = {**dict.fromkeys(_KEYS), "name": name, "configured": False, "enabled": False, "reason": "", "documents": 0}
    if state:
        report = state.report
        entry |= {"status": report.status, "reason": report.reason, "reserved": report.reserved}
        entry |= {"read_at": state.at, "documents": state.documents}
    return entry


def _lines(entries: list[dict[str, Any]], undated: tuple[LeftOut, ...], zone: ZoneInfo) -> Iterator[str]:
    if not entries:
        yield "No sources yet: `brief sources add URL`, `brief sources import starter`, or [[sources]] in config.toml."
        return
    read_at = f"READ AT ({zone.key})"
    head = ("SOURCE", "KIND", "ENABLED", "WEIGHT", "VERIFIED", "STATUS", read_at, "DOCUMENTS", "PLACE", "REASON")
    yield from columns([head, *(_row(entry, zone) for entry in entries)])
    if undated:
        counts = ", ".join(f"{part.count} ({part.reason})" for part in undated)
        yield f"Kept and never reported on: {counts}."


def _row(entry: dict[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    return (
        entry["name"],
        entry["kind"] or "-",
        ("yes" if entry["enabled"] else "no") if entry["configured"] else "-",
        "-" if entry["weight"] is None else f"{entry['weight']:g}",
        entry["verified"] or "-",
        entry["status"] or "never read",
        f"{entry['read_at'].astimezone(zone):%Y-%m-%d %H:%M}" if entry["read_at"] else "-",
        str(entry["documents"]),
        entry["place"] or "-",
        entry["reason"],
    )
