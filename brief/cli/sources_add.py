"""`brief sources add`, `import` and `export`"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from brief.cli import places
from brief.cli.output import print_json, printable
from brief.cli.source_files import STARTER, append
from brief.documents.found_feeds import FoundFeed, feeds_at
from brief.documents.opml import opml, read_opml
from brief.documents.sampling import newest_first, samples
from brief.documents.sources.asking import asking
from brief.documents.sources.base import SourceFailed
from brief.documents.urls import document_key
from brief.errors import UsageError
from brief.runs.store import write_atomically
from brief.settings.config import Config
from brief.settings.source_settings import SourceConfig
from schemas.retrieval import Tier

_LONGEST_NAME = 60
_HEADLINES = 3
_OTHER_KINDS = ("listing", "sitemap")


@click.command()
@click.argument("url")
@click.option("--name", metavar="NAME", help="Instead of the feed's own title.")
@click.option("--tier", type=click.Choice(get_args(Tier)), help="How near it is to what it tells.")
@click.option("--weight", type=click.FloatRange(0, 1), help="How much it counts for the rank of an event.")
@click.option("--lang", metavar="LANG", help="Of documents that name none, such as zh.")
@click.option(
    "--kind", type=click.Choice(_OTHER_KINDS), help="URL is no feed, but a page that lists articles, or a sitemap."
)
@click.option("--pick", type=click.IntRange(min=1), default=1, metavar="N", help="Of several feeds the Nth.")
@click.option("--all", "take_all", is_flag=True, help="All feeds that are found.")
@places.private_option
@places.json_option
def add(url: str, kind: str | None, pick: int, take_all: bool, as_json: bool, **told: Any) -> None:
    """Add the feed at URL, or those that a page names, to sources.toml.

    Of several the likeliest is taken, and the others are told. Shows the newest headlines of what was added.
    """
    config = places.configuration()
    own = {key: value for key, value in told.items() if value is not None and value is not False}
    _sort_out([{"url": url}], config).expect_new(url)
    found = _feeds(url, own, config) if kind is None else [_listed(url, kind, own, config)]
    if pick > len(found):
        raise UsageError(f"has {len(found)} feeds, so none is number {pick}.", where=url, next="Name one of them.")
    chosen = found if take_all else [found[pick - 1]]
    entries = [{"name": feed.title, "kind": kind or "feed", "url": feed.url, **own} for feed in chosen]
    sorted_out = _sort_out(entries, config)
    sorted_out.expect_new(chosen[0].url)
    path = append(places.project(), sorted_out.usable)
    others = {number: feed for number, feed in enumerate(found, start=1) if feed not in chosen}
    _tell(path, sorted_out.usable, {feed.url: feed for feed in chosen}, others, as_json=as_json)


@click.command("import")
@click.argument("what", metavar="FILE.opml|starter")
@places.json_option
def import_(what: str, as_json: bool) -> None:
    """Add the feeds of an OPML file, or of the list that comes with Brief, to sources.toml.

    Those that are there already are passed over.
    """
    entries = tomllib.loads(STARTER.read_text("utf-8"))["sources"] if what == "starter" else read_opml(Path(what))
    found = _sort_out(entries, places.configuration())
    path = append(places.project(), found.usable) if found.usable else None
    if as_json:
        names = [source.name for source in found.usable]
        print_json({"file": path and str(path), "added": names, "known": found.known, "unusable": found.unusable})
        return
    click.echo(f"{len(found.usable)} added{f' to {path}' if path else ''}, {len(found.known)} were there already.")
    for line in found.unusable:
        click.echo(f"Cannot be used: {printable(line)}")
    if found.usable:
        click.echo("`brief sources check` tries them.")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def export(file: Path | None) -> None:
    """Write the enabled feeds as OPML, to FILE or standard output; passwords in addresses are left out."""
    text = opml(source for source in places.configuration().sources if source.enabled)
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        write_atomically(file, text)
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror}).", where=str(file), next="Name another.") from error
    click.echo(str(file.resolve()))


# -- finding ---------------------------------------------------------------------------------------------------------


def _feeds(url: str, own: Mapping[str, Any], config: Config) -> list[FoundFeed]:
    ask = asking(_source({**own, "name": url, "kind": "feed", "url": url}), config.fetch)
    try:
        found = feeds_at(url, ask, ZoneInfo(config.run.timezone), datetime.now(UTC))
    except SourceFailed as failure:
        raise UsageError(f"{failure}.", where=url, next="Nothing was added.") from failure
    if not found:
        advice = f"Try `brief sources add {url} --kind listing`, or the address of its sitemap with --kind sitemap."
        raise UsageError("is no feed, and no feed was found there.", where=url, next=advice)
    return found


def _listed(url: str, kind: str, own: Mapping[str, Any], config: Config) -> FoundFeed:
    """A page that lists articles, or a sitemap: it is read once, so that what gives nothing is not added."""
    source = _source({**own, "name": url, "kind": kind, "url": url})
    (sample,) = samples([source], ZoneInfo(config.run.timezone), config.fetch, datetime.now(UTC))
    if not sample.is_good:
        raise UsageError(f"gives nothing: {sample.report.reason}.", where=url, next="Nothing was added.")
    return FoundFeed(url, "", sample.entries)


def _source(entry: Mapping[str, Any]) -> SourceConfig:
    try:
        return SourceConfig.model_validate(entry)
    except ValidationError as error:
        advice = "Correct it; nothing was added."
        raise UsageError(f"{_said(error)}.", where=str(entry.get("url")), next=advice) from error


def _said(error: ValidationError) -> str:
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")


# -- sorting ---------------------------------------------------------------------------------------------------------


class _SortedOut(NamedTuple):
    usable: list[SourceConfig]
    known: list[str]
    """Names under which others of the entries are configured already."""
    unusable: list[str]
    """What is wrong with the rest."""

    def expect_new(self, url: str) -> None:
        if self.known:
            raise UsageError(f"is there already, as {self.known[0]!r}.", where=url, next="Nothing was added.")


def _sort_out(entries: Iterable[Mapping[str, Any]], config: Config) -> _SortedOut:
    """Which entries can be added: those of a new address, each with a name of its own."""
    names = {source.name for source in config.sources}
    by_address = {document_key(source.url): source.name for source in config.sources if source.url}
    found = _SortedOut([], [], [])
    for entry in entries:
        address = document_key(entry["url"])
        if address and address in by_address:
            found.known.append(by_address[address])
            continue
        name = _free_name(str(entry.get("name") or ""), entry["url"], names)
        try:
            source = SourceConfig.model_validate({"kind": "feed", **entry, "name": name})
        except ValidationError as error:
            found.unusable.append(f"{name}: {_said(error)}")
            continue
        names.add(name)
        by_address[address] = name
        found.usable.append(source)
    return found


def _free_name(title: str, url: str, taken: set[str]) -> str:
    """The title, cut to a name, or the host; where another source has that name, with the host or a number."""
    host = urlsplit(url).hostname or "source"
    name = printable(title)[:_LONGEST_NAME].strip() or host
    tries = (name, f"{name} ({host})", *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


# -- telling ---------------------------------------------------------------------------------------------------------


def _tell(
    path: Path,
    added: Sequence[SourceConfig],
    feeds: Mapping[str, FoundFeed],
    others: Mapping[int, FoundFeed],
    *,
    as_json: bool,
) -> None:
    headlines = {one.name: newest_first(feeds[one.url or ""].entries)[:_HEADLINES] for one in added}
    if as_json:
        told = [
            {
                "name": one.name,
                "kind": one.kind,
                "url": one.place,
                "headlines": [entry.title for entry in headlines[one.name]],
            }
            for one in added
        ]
        also = [{"pick": number, "title": feed.title, "url": feed.url} for number, feed in others.items()]
        print_json({"file": str(path), "added": told, "also": also})
        return
    click.echo(f"Added to {path}:")
    for one in added:
        click.echo(f"  {printable(one.name)}  {printable(one.place)}")
        for entry in headlines[one.name]:
            click.echo(f"    {f'{entry.at:%Y-%m-%d}' if entry.at else 'undated   '}  {printable(entry.title)}")
        if not headlines[one.name]:
            click.echo("    It holds nothing now.")
    if others:
        click.echo("Also there; --pick N takes another, --all takes all:")
    for number, feed in others.items():
        click.echo(f"  {number}  {printable(feed.title)}  {printable(feed.url)}")
