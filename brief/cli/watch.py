"""`brief watch`"""

from datetime import UTC, datetime

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.documents.corpus.history import History
from brief.errors import UsageError


@click.group()
def command() -> None:
    """What every report is to answer, whether there is news of it or not: add, list, done."""


@command.command()
@click.argument("text")
@places.corpus_path_option
@places.json_option
def add(text: str, corpus_path: str | None, as_json: bool) -> None:
    """Watch something, said in a few words with its names: 'OpenAI 上市申请'."""
    since = datetime.now(UTC).astimezone(places.configuration().run.zone).date()
    with History(places.corpus_place(corpus_path)) as history:
        history.watch(text.strip(), since)
    show(as_json, {"watched": text.strip(), "since": since.isoformat()}, [f"watched from {since} on"])


@command.command(name="list")
@places.corpus_path_option
@places.json_option
def list_watched(corpus_path: str | None, as_json: bool) -> None:
    """List what you watch, and what the last reports said that they would watch."""
    with History(places.corpus_place(corpus_path)) as history:
        found = [("you", one) for one in history.watched()]
        found += [(f"{told.period.label} {told.format}", one) for told in history.told() for one in told.watched]
    rows = [("SINCE", "DUE", "BY", "WHAT"), *((f"{w.since}", f"{w.due or '-'}", by, w.text) for by, w in found)]
    entries = [{"by": by, **one.model_dump(mode="json")} for by, one in found]
    show(as_json, {"watched": entries}, columns(rows) if found else ["Nothing is watched."])


@command.command()
@click.argument("text")
@places.corpus_path_option
@places.json_option
def done(text: str, corpus_path: str | None, as_json: bool) -> None:
    """Watch it no more."""
    with History(places.corpus_place(corpus_path)) as history:
        if not history.watch_no_more(text.strip()):
            raise UsageError("is not watched.", where=text, next="`brief watch list` says what is.")
    show(as_json, {"done": text.strip()}, ["watched no more"])
