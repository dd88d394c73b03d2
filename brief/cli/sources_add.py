"""`brief sources add`, `import` and `export`"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from brief.cli import places
from brief.cli.output import printable, show
from brief.cli.source_files import STARTER, append
from brief.documents.found_feeds import FoundFeed, feeds_at
from brief.documents.opml import left_behind, opml, read_opml
from brief.documents.sampling import newest_first, samples
from brief.documents.sources.base import SourceFailed
from brief.documents.sources.looking import asking
from brief.documents.sources.reaching import as_asked_once
from brief.documents.urls import UrlError, document_key, publisher
from brief.errors import UsageError
from brief.runs.store import write_atomically, writing
from brief.settings.config import Config
from brief.settings.source_settings import SourceConfig, without_userinfo
from schemas.retrieval import Tier

_LONGEST_NAME = 60
_HEADLINES = 3


@click.command()
@click.argument("url")
@click.option("--name", metavar="NAME", help="Instead of the feed's own title.")
@click.option("--tier", type=click.Choice(get_args(Tier)), help="How near it is to what it tells.")
@click.option("--weight", type=click.FloatRange(0, 1), help="How much it counts for the rank of an event.")
@click.option("--lang", metavar="LANG", help="Of documents that name none, such as zh.")
@click.option("--kind", type=click.Choice(["listing", "sitemap"]), help="URL is no feed, but lists articles.")
@click.option("--pick", type=click.IntRange(min=1), default=1, metavar="N", help="Of several feeds the Nth.")
@click.option("--all", "take_all", is_flag=True, help="All feeds that are found.")
@places.private_option
@places.json_option
def add(url: str, kind: str | None, pick: int, take_all: bool, as_json: bool, **told: Any) -> None:
    """Add the feed at URL, or those that a page names, to sources.toml.

    Of several the likeliest is taken, and the others are told. Shows the newest headlines of what was added.
    """
    config = places.configuration()
    _sort_out([{"url": url}], config).expect_some()
    own = {key: value for key, value in told.items() if value is not None and value is not False}
    found = _found(url, {**own, "name": url, "kind": kind or "feed", "url": url}, config)
    chosen = found if take_all else found[pick - 1 : pick]
    if not chosen:
        what = f"has {len(found)} feeds; none is number {pick}."
        raise UsageError(what, where=without_userinfo(url), next="Name another.")
    entries = [{"name": feed.title, "kind": kind or "feed", "url": feed.url, **own} for feed in chosen]
    added = _sort_out(entries, config).expect_some()
    path = append(places.own_project(), added)
    others = [{"title": feed.title, "url": feed.url} for feed in found if feed not in chosen]
    result = {"exit_code": 0, "path": str(path), "added": list(map(_told, added)), "others": others}
    show(
        as_json,
        result,
        [f"Added to {path}:", *_added(added, chosen, config.run.zone), *_others(found, chosen)],
    )


@click.command("import")
@click.argument("what", metavar="FILE.opml|starter")
@places.json_option
def import_(what: str, as_json: bool) -> None:
    """Add the feeds of an OPML file, or of the list that comes with Brief, to sources.toml.

    Those that are there already are passed over.
    """
    entries = tomllib.loads(STARTER.read_text("utf-8"))["sources"] if what == "starter" else read_opml(Path(what))
    found = _sort_out(entries, places.configuration())
    path = append(places.own_project(), found.usable) if found.usable else None
    told = {"added": list(map(_told, found.usable)), "known": found.known, "unusable": found.unusable}
    lines = [f"Added to {path}; `brief sources check` tries them:"] if path else []
    lines += [f"{len(found.usable)} added, {len(found.known)} were there already, {len(found.unusable)} unusable."]
    lines += [f"  {printable(line)}" for line in found.unusable]
    private = [printable(source.name) for source in found.usable if source.allow_private_addresses]
    lines += [f"  {name} may be at a private address of your network, as the list says" for name in private]
    show(as_json, {"exit_code": 0, "path": path and str(path), **told}, lines)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def export(file: Path | None) -> None:
    """Write the enabled sources at web addresses as OPML, to FILE or standard output; of what is left out, such as
    passwords, it is told what.
    """
    enabled = [source for source in places.configuration().sources if source.enabled]
    text = opml(enabled)
    for source in enabled:
        if left := left_behind(source):
            places.note(f"not in it: of {source.name}, {left}")
    if file:
        with writing(file, "Name another file."):
            write_atomically(file, text)
    click.echo(str(file.resolve()) if file else text, nl=bool(file))


def _found(url: str, entry: Mapping[str, Any], config: Config) -> list[FoundFeed]:
    """What can be added of an address. It is read first, so that nothing is added which gives nothing."""
    shown = without_userinfo(url)
    zone, now = config.run.zone, datetime.now(UTC)
    try:
        source = SourceConfig.model_validate(entry)
        if source.kind != "feed":
            return [_listing(source, config, zone, now)]
        found = feeds_at(url, asking(source, config.fetch), zone, now)
    except ValidationError as error:
        raise UsageError(f"{_said(error)}.", where=shown, next="Nothing was added.") from error
    except SourceFailed as failure:
        raise UsageError(f"{as_asked_once(str(failure))}.", where=shown, next="Nothing was added.") from failure
    if not found:
        listing = f"`brief sources add {shown} --kind listing` takes it for a page that lists articles"
        advice = f"{listing}; --kind sitemap takes the address of a sitemap."
        if shown.lower().split("?")[0].endswith((".xml", ".xml.gz")):
            advice = f"Try `brief sources add {shown} --kind sitemap`."
        raise UsageError("is no feed, and no feed was found there.", where=shown, next=advice)
    return found


def _listing(source: SourceConfig, config: Config, zone: tzinfo, now: datetime) -> FoundFeed:
    (sample,) = samples([source], zone, config.fetch, now)
    if not sample.is_good:
        raise SourceFailed(sample.report.reason or "it holds nothing")
    return FoundFeed(source.url or "", "", sample.entries)


def _told(source: SourceConfig) -> dict[str, str]:
    return {"name": source.name, "kind": source.kind, "place": source.place}


def _added(added: Sequence[SourceConfig], chosen: Sequence[FoundFeed], zone: ZoneInfo) -> Iterator[str]:
    for source in added:
        yield f"  {printable(source.name)}  {printable(source.place)}"
        entries = next(feed.entries for feed in chosen if feed.url == source.url)
        for entry in newest_first(entries)[:_HEADLINES]:
            day = f"{entry.at.astimezone(zone):%Y-%m-%d}" if entry.at else "undated   "
            yield f"    {day}  {printable(entry.title)}"
        if not entries:
            yield "    It holds nothing now."


def _others(found: Sequence[FoundFeed], chosen: Sequence[FoundFeed]) -> Iterator[str]:
    if len(found) > len(chosen):
        yield "Also there; --pick N takes another, --all takes all:"
    for number, feed in enumerate(found, start=1):
        if feed not in chosen:
            yield f"  {number}  {printable(feed.title)}  {printable(feed.url)}"


# -- what is new -----------------------------------------------------------------------------------------------------


class _SortedOut(NamedTuple):
    usable: list[SourceConfig]
    known: list[str]
    """Of entries whose address is configured already, who has it."""
    unusable: list[str]
    """What is wrong with the others."""

    def expect_some(self) -> list[SourceConfig]:
        """The usable ones. Raises UsageError, with what is wrong with the first, if there is none."""
        if not self.usable:
            (problem, *_) = (*(f"it is there already, as {name!r}" for name in self.known), *self.unusable)
            raise UsageError(f"{problem}.", next="Nothing was added.")
        return self.usable


def _sort_out(entries: Iterable[Mapping[str, Any]], config: Config) -> _SortedOut:
    """Which entries can be added: those of a new address, each under a name of its own."""
    names = {source.name for source in config.sources}
    by_address = {document_key(source.url): source.name for source in config.sources if source.url}
    found = _SortedOut([], [], [])
    for entry in entries:
        address = document_key(entry["url"])
        name = _free_name(str(entry.get("name") or ""), entry["url"], names)
        try:
            source = SourceConfig.model_validate({"kind": "feed", **entry, "name": name})
        except ValidationError as error:
            found.unusable.append(f"{entry.get('name') or entry['url']}: {_said(error)}")
            continue
        if address and address in by_address:
            found.known.append(by_address[address])
            continue
        names.add(name)
        by_address[address] = name
        found.usable.append(source)
    return found


def _free_name(title: str, url: str, taken: set[str]) -> str:
    """The title, cut to a name, or the host; where another source has that name, with the host or a number."""
    try:
        host = publisher(url)
    except UrlError:
        host = "source"
    name = printable(title)[:_LONGEST_NAME].strip() or host
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return next(one for one in (name, f"{name} ({host})", *numbered) if one not in taken)


def _said(error: ValidationError) -> str:
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
