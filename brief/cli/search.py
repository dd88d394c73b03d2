"""`brief search`"""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import print_json, printable
from brief.documents.corpus import Corpus
from brief.errors import UsageError
from facts.text.cleaning import plain
from schemas.retrieval import Document


@click.command()
@click.argument("words", nargs=-1, required=True)
@places.corpus_path_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Most documents shown.")
@places.json_option
def command(words: tuple[str, ...], corpus_path: Path | None, limit: int, as_json: bool) -> None:
    """Search the corpus for documents that hold every one of WORDS, best first."""
    config = places.configuration()
    path = corpus_path.resolve() if corpus_path else config.corpus.path
    if not path.exists():
        raise UsageError("there is no corpus yet.", where=str(path), next="Read some sources with `brief ingest`.")
    with Corpus(path) as corpus:
        found = corpus.search(" ".join(words), limit=limit)
    if as_json:
        print_json({"corpus": str(path), "documents": [document.model_dump(mode="json") for document in found]})
    else:
        click.echo("\n".join(_lines(found, ZoneInfo(config.run.timezone))) if found else "Nothing found.")


def _lines(found: list[Document], zone: ZoneInfo) -> Iterator[str]:
    for document in found:
        day = f"{document.published_at.astimezone(zone):%Y-%m-%d}" if document.published_at else "undated   "
        yield f"{day}  {printable(plain(document.title))}  ({printable(document.source)})"
        yield f"            {document.url}"
