"""`brief sources`"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, print_json, printable
from brief.documents.corpus import Corpus
from brief.documents.corpus.store import SourceState
from brief.settings.source_settings import SourceConfig
from schemas.retrieval import LeftOut


@click.command()
@places.corpus_path_option
@places.json_option
def command(corpus_path: Path | None, as_json: bool) -> None:
    """List the configured sources and what they gave when they were last read; then others that were ever read."""
    config = places.configuration()
    path = corpus_path.resolve() if corpus_path else config.corpus.path
    states, undated = _remembered(path)
    entries = [_entry(source, states.get(source.name)) for source in config.sources]
    known = {source.name for source in config.sources}
    entries += [_state_entry(name, state) for name, state in states.items() if name not in known]
    if as_json:
        listing = [{**entry, "read_at": entry["read_at"] and entry["read_at"].isoformat()} for entry in entries]
        print_json({"corpus": str(path), "sources": listing, "undated": [part.model_dump() for part in undated]})
    else:
        _print(entries, undated, ZoneInfo(config.run.timezone))


def _remembered(path: Path) -> tuple[Mapping[str, SourceState], tuple[LeftOut, ...]]:
    """What the corpus knows about sources, and its documents without a date; empty if there is no corpus yet."""
    if not path.exists():
        return {}, ()
    with Corpus(path) as corpus:
        return corpus.sources(), corpus.left_out()


def _entry(source: SourceConfig, state: SourceState | None) -> dict[str, Any]:
    return {
        **_state_entry(source.name, state),
        "configured": True,
        "kind": source.kind,
        "place": re.sub(r"//[^/@]*@", "//", source.url) if source.url else str(source.path),
        "enabled": source.enabled,
        "weight": source.weight,
    }


def _state_entry(name: str, state: SourceState | None) -> dict[str, Any]:
    return {
        "name": name,
        "configured": False,
        "kind": None,
        "place": None,
        "enabled": False,
        "weight": None,
        "status": state.report.status if state else None,
        "reason": state.report.reason if state else "",
        "read_at": state.at if state else None,
        "documents": state.documents if state else 0,
    }


def _print(entries: list[dict[str, Any]], undated: tuple[LeftOut, ...], zone: ZoneInfo) -> None:
    if not entries:
        click.echo("No sources yet: add [[sources]] to config.toml, or `brief ingest` a URL or a file.")
        return
    rows = [("SOURCE", "KIND", "ENABLED", "WEIGHT", "STATUS", "READ AT", "DOCUMENTS", "PLACE", "REASON")]
    click.echo("\n".join(columns([*rows, *(_row(entry, zone) for entry in entries)])))
    if undated:
        counts = ", ".join(f"{part.count} ({part.reason})" for part in undated)
        click.echo(f"Kept and never reported on: {counts}.")


def _row(entry: dict[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    return (
        printable(entry["name"]),
        entry["kind"] or "-",
        ("yes" if entry["enabled"] else "no") if entry["configured"] else "-",
        "-" if entry["weight"] is None else f"{entry['weight']:g}",
        entry["status"] or "never read",
        f"{entry['read_at'].astimezone(zone):%Y-%m-%d %H:%M}" if entry["read_at"] else "-",
        str(entry["documents"]),
        printable(entry["place"] or "-"),
        printable(entry["reason"]),
    )
