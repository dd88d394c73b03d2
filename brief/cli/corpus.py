"""`brief corpus`"""

import click

from brief.cli import places
from brief.cli.output import columns, show
from brief.documents.corpus.copying import copy


@click.group()
def command() -> None:
    """Copy a corpus from one place to another."""


@command.command("copy")
@click.argument("from_", metavar="FROM")
@click.argument("to", metavar="TO")
@places.json_option
def copy_corpus(from_: str, to: str, as_json: bool) -> None:
    """Copy all that the corpus FROM holds into TO: documents, what sources gave, what reports told.

    Each is a file or an address of PostgreSQL, such as postgresql://brief@db.example/brief. What was stopped half-way
    goes on where it is begun again, and what is there already is not copied twice. FROM stays as it is.
    """
    here = places.corpus_place(None)
    done = copy(here.at(from_), here.at(to), places.note)
    rows = [(one.table, f"{one.copied:,}", f"{one.there:,}") for one in done]
    lines = columns([("TABLE", "COPIED", "THERE BEFORE"), *rows])
    tables = [{"name": one.table, "copied": one.copied, "there": one.there} for one in done]
    show(as_json, {"from": str(here.at(from_)), "to": str(here.at(to)), "tables": tables}, lines)
