"""`brief search`"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import printable, show
from brief.cli.run import command as run
from brief.cli.run import write_report
from brief.documents.corpus.searching import Scope
from brief.errors import NoEvidence, UsageError
from brief.pipeline.chosen import Chosen
from brief.pipeline.finding import Search, find, of_section, remarks, scope_of
from brief.pipeline.gather import existing
from brief.pipeline.plan import embedder_for
from brief.settings.corpus_place import CorpusPlace
from facts.text.cleaning import plain
from schemas.retrieval import Document
from schemas.run import CorpusDescription


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--source", default="", metavar="NAME", help="Only of this outlet, or brought in by this source.")
@click.option("--section", default="", metavar="ID", help="Only what speaks for this section of the catalogue.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Most documents shown.")
@click.option("--report", is_flag=True, help="Write a report of all that is found, with the options of `brief run`.")
def command(words: tuple[str, ...], source: str, section: str, limit: int, report: bool, **asked: Any) -> int:
    """Search the corpus for documents that hold every one of WORDS, best first.

    Where none holds them all, those that hold most are shown, and the words that no document holds are named. With
    --report the exit status is that of `brief run`; else it is 0, found or not.
    """
    if not report:
        _refuse_what_only_a_report_takes(asked)
    config = places.configuration(asked["overrides"])
    zone, query = config.run.zone, " ".join(words)
    scope = scope_of(asked["period"], asked["as_of"], source, zone)
    search = Search(query, scope, of_section(section, config.sections), embedder_for(config, asked["offline"]))
    place = places.corpus_place(asked["corpus_path"], config)
    found, hits = find(place, search, None if report else limit, places.note)
    for remark in (told := [*remarks(hits, found), *_about_source(place, scope, found)]):
        places.note(remark)
    if report:
        by = "".join(f" --{name} {value}" for name, value in (("source", source), ("section", section)) if value)
        return _write(found, CorpusDescription(path=str(place), chosen=f"search {query}{by}"), asked)
    documents = [document.model_dump(mode="json") for document in found]
    result = {"corpus": str(place), "documents": documents, "absent": hits.absent, "remarks": told}
    show(asked["as_json"], result, _lines(found, zone) if found else ["Nothing found."])
    return 0


command.params += [one for one in run.params if one.name not in ("corpus_files", "documents", "estimate")]


_OF_A_REPORT = {"formats": "--format", "model": "--model", "instruct": "--instruct", "runs_dir": "--runs-dir"}


def _refuse_what_only_a_report_takes(asked: Mapping[str, Any]) -> None:
    for name, option in _OF_A_REPORT.items():
        if asked[name]:
            raise UsageError(f"{option} says how a report is written.", next="Add --report, or leave it out.")


def _write(found: tuple[Document, ...], description: CorpusDescription, asked: Mapping[str, Any]) -> int:
    if not found:
        raise NoEvidence("nothing was found to report on.", where="brief search", next="Try other words or days.")
    told = description.model_copy(update={"documents": len(found)})
    return write_report(Chosen(documents=found, description=told), **asked)


def _about_source(place: CorpusPlace, scope: Scope, found: Sequence[Document]) -> Iterator[str]:
    """Which outlets there are, where nothing of the one that was named is."""
    if scope.source and not found:
        with existing(place) as (corpus, _):
            known = corpus.outlets()
        if scope.source not in known:
            yield f"The corpus holds nothing of {scope.source!r}. It holds {', '.join(known) or 'nothing'}."


def _lines(found: Sequence[Document], zone: ZoneInfo) -> Iterator[str]:
    for document in found:
        day = f"{document.published_at.astimezone(zone):%Y-%m-%d}" if document.published_at else "undated   "
        yield f"{day}  {printable(plain(document.title))}  ({printable(document.source)})"
        yield f"            {document.url}"
