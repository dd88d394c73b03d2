"""`brief ingest`"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

from brief.cli import places
from brief.cli.output import columns, show
from brief.documents.corpus import Corpus
from brief.documents.ingest import feed_source, file_source, ingest
from brief.documents.sources.base import SourceReport
from brief.errors import UsageError
from brief.settings.corpus_place import CorpusPlace
from brief.settings.source_settings import SourceConfig

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_COUNTS = ("read", "added", "updated", "skipped")


@click.command()
@click.argument("what", nargs=-1, metavar="[URL|FILE|SOURCE]...")
@places.corpus_path_option
@places.private_option
@places.json_option
def command(what: tuple[str, ...], corpus_path: str | None, allow_private_addresses: bool, as_json: bool) -> int:
    """Read sources into the corpus.

    A URL is a feed, a FILE holds JSON lines, a SOURCE is one by its name in config.toml; they are asked even if they
    failed lately. Without any, the enabled sources of config.toml are read.
    Exit status: 0 all read, 1 some failed or were postponed (they are named), 2 usage or configuration.
    """
    config = places.configuration()
    sources = _named(what, config.sources) if what else [source for source in config.sources if source.enabled]
    if allow_private_addresses:
        sources = [source.model_copy(update={"allow_private_addresses": True}) for source in sources]
    place = places.corpus_place(corpus_path, config)
    with Corpus(place) as corpus:
        zone = config.run.zone
        reports = ingest(sources, corpus, zone, fetching=config.fetch, always=bool(what))
    exit_code = 1 if any(report.status in ("failed", "postponed") for report in reports) else 0
    if not reports and not as_json:
        places.note("No source is enabled in config.toml.")
        return exit_code
    show(as_json, _as_json(reports, place, exit_code), _lines(reports, place))
    return exit_code


def _named(what: Sequence[str], configured: Sequence[SourceConfig]) -> list[SourceConfig]:
    """The sources that the arguments name, each once; one that config.toml also names keeps its configuration."""
    enabled = [source.model_copy(update={"enabled": True}) for source in configured]
    by_name = {source.name: source for source in enabled}
    by_place = {source.url or source.path: source for source in enabled}
    named = [by_name.get(one) or _source(one) for one in what]
    known = [by_place.get(source.url or source.path, source) for source in named]
    return list({source.url or source.path: source for source in known}.values())


def _source(argument: str) -> SourceConfig:
    if argument.lower().startswith(("http://", "https://")):
        return feed_source(argument)
    if _ADDRESS.match(argument):
        raise UsageError(f"{argument} is neither a file nor an http(s) address.", next="Name a feed's URL or a file.")
    path = Path(argument)
    if path.name == argument and not (path.suffix or path.exists()):
        raise UsageError(f"{argument} is no source, no file and no address.", next="`brief sources` lists the sources.")
    return file_source(path.resolve())


def _lines(reports: Sequence[SourceReport], place: CorpusPlace) -> Iterator[str]:
    counts = ((one, [str(getattr(one, key)) for key in _COUNTS]) for one in reports)
    rows = ((one.source, one.status, *told, one.reason) for one, told in counts)
    yield from columns([("SOURCE", "STATUS", *map(str.upper, _COUNTS), "REASON"), *rows])
    yield f"Corpus: {place}"


def _as_json(reports: Sequence[SourceReport], place: CorpusPlace, exit_code: int) -> dict[str, Any]:
    totals = {key: sum(getattr(report, key) for report in reports) for key in _COUNTS}
    return {
        "status": "failed" if exit_code else "ok",
        "exit_code": exit_code,
        "corpus": str(place),
        **totals,
        "sources": TypeAdapter(Sequence[SourceReport]).dump_python(reports, mode="json"),
        "error": None,
    }
