"""Documents that somebody chose for a run, by a search or by their addresses, in place of all of the period."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from pathlib import Path

from brief.documents.corpus import Corpus
from brief.errors import NoEvidence
from brief.runs.files import read_value
from schemas.base import Schema
from schemas.retrieval import Document
from schemas.run import CorpusDescription

CHOSEN = "chosen.gz"
"""In the run's folder: a run that is resumed before its retrieval reads them there."""
_SHOWN = 200
"""Characters of what is no address that the corpus knows."""


class Chosen(Schema):
    documents: tuple[Document, ...]
    description: CorpusDescription

    def days(self, zone: tzinfo) -> str:
        """The first and the last, as --period takes them. Raises NoEvidence where no document has a date."""
        days = sorted(one.published_at.astimezone(zone).date() for one in self.documents if one.published_at)
        if not days:
            raise NoEvidence(f"{len(self.documents)} documents were chosen, none with a date.", next="Choose others.")
        return f"{days[0]}..{days[-1]}"


def read_chosen(folder: Path) -> Chosen | None:
    """What was chosen for the run in `folder`; None where nobody chose. Raises BriefError for a damaged file."""
    path = folder / CHOSEN
    return read_value(path, Chosen, next="Start the run anew.") if path.is_file() else None


def at_addresses(
    corpus: Corpus, wanted: Iterable[tuple[int, str]], note: Callable[[str], None]
) -> tuple[Document, ...]:
    """The documents at these addresses, each once; `note` is told which the corpus lacks, and their lines."""
    found: dict[str, Document] = {}
    for line, address in wanted:
        there = corpus.at(address)
        found |= {one.id: one for one in there}
        if not there:
            note(f"line {line}: {address[:_SHOWN]} is not in the corpus")
    return tuple(found.values())


_IN_JSON = re.compile(r'(?<!\\)"url"\s*:\s*("(?:[^"\\]|\\.)*")')
"""What was cut down by hand need not be sound JSON any more. Within a string of JSON every quotation mark has a
backslash before it, so that no text of the news reads as this key.
"""
_OF_JSON = '{}[]",'
"""Begins a line of it that holds no address."""


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """Each with its line, counted from 1; what is no address as it stands. Blank lines and comments are left out."""
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.strip("\ufeff \t\r")
        if not written or written.startswith("#"):
            continue
        if found := _IN_JSON.findall(written):
            yield from ((number, _unquoted(one)) for one in found)
        elif written[0] not in _OF_JSON:
            yield number, written.split()[0]


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text
