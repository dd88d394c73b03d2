"""Pages of one report: as its reader sees it, its lines walked to their source, and what it does not print."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from brief.delivery.audit import signer
from brief.errors import BriefError, UsageError
from brief.llm.prompt_template import prompt_file
from brief.provenance.authorship import Author
from brief.provenance.revisions import Revision, revisions
from brief.provenance.trace import CitedSource, trace
from brief.runs.lineage import lineage, read_calls
from brief.runs.loaded import LoadedRun
from brief.runs.store import LEDGER
from brief.studio import addresses
from brief.studio.marking import Pieces, marked, with_words
from brief.studio.prompting import prompts_of
from brief.studio.rating import marks_of, of_claim
from brief.studio.rows import why_of
from brief.studio.studio import Studio
from schemas.critique import Reading
from schemas.retrieval import Document, Passage


def report_page(studio: Studio, run_id: str, edition: str) -> str:
    """The report's own page, with the studio's bar above and a drawer beside it."""
    opened = studio.opened(run_id, edition)
    held = opened.held
    frame = studio.page_of("frame", held, "report", rated=json.dumps(marks_of(held)))
    head, _, rest = opened.page.partition("</head>")
    begin = rest.index(">", rest.index("<body")) + 1
    top, _, bottom = frame.partition("<!-- report -->")
    links, _, bar = top.partition("<!-- bar -->")
    return f"{head}{links}</head>{rest[:begin]}{bar}{rest[begin:].replace('</body>', f'{bottom}</body>')}"


def lines_page(studio: Studio, run_id: str, edition: str) -> str:
    opened = studio.opened(run_id, edition)
    return studio.page_of("lines", opened.held, "lines", claims=tuple(opened.claims.values()))


def line_page(studio: Studio, run_id: str, edition: str, claim_id: str) -> str:
    """Whence a line is, who wrote it, what was found with it."""
    opened = studio.opened(run_id, edition)
    held, found = opened.held, opened.claims.get(claim_id)
    if found is None:
        raise UsageError(f"has no claim {claim_id!r}.", where=held.path.name)
    traced = trace(held, found)
    return studio.page_of(
        "line",
        held,
        "lines",
        claim_id,
        traced=traced,
        sources=_sources(traced.cited),
        revisions=[_shown(one) for one in revisions(_lineage(studio, held), found, traced.author.role)],
        readings=tuple(_readings(held, claim_id)),
        standing=opened.standings.named(found.row_id.rpartition(".")[2]) if found.row_id else None,
        prompt=_prompt_of(opened.held, traced.author),
        ratings=(ratings := of_claim(held, claim_id)),
        own=next((one for one in ratings if one.by == signer()), None),
        zone=opened.zone,
    )


@dataclass(frozen=True)
class CitedPassage:
    """A passage once, with all that a text quotes of it marked."""

    passage: Passage
    pieces: Pieces
    absent: tuple[str, ...]
    """Quotes that do not stand in it."""


def _sources(cited: Sequence[CitedSource]) -> list[tuple[Document, list[CitedPassage]]]:
    """Each document once, in the order in which the text cites them."""
    quotes: dict[str, dict[str, list[CitedSource]]] = {}
    for one in cited:
        quotes.setdefault(one.document.id, {}).setdefault(one.passage.id, []).append(one)
    documents = {one.document.id: one.document for one in cited}
    return [(documents[name], [_passage(each) for each in by.values()]) for name, by in quotes.items()]


def _passage(cited: Sequence[CitedSource]) -> CitedPassage:
    passage = cited[0].passage
    spans = [(one.start, one.start + len(one.quote)) for one in cited if one.start is not None]
    absent = dict.fromkeys(one.quote for one in cited if one.start is None)
    return CitedPassage(passage, marked(passage.text, spans), tuple(absent))


_MOST_ANCESTORS = 8
"""Runs that a text's history goes back through: as many as stay in memory."""


def _lineage(studio: Studio, held: LoadedRun) -> list[LoadedRun]:
    """The run, its parent and so on, as far as they have such a report."""
    found = list[LoadedRun]()
    for folder in islice(lineage(held.path), _MOST_ANCESTORS):
        with suppress(BriefError):
            found.append(studio.held(folder.name, addresses.edition(held)))
    return found


def _shown(one: Revision) -> tuple[Revision, Pieces]:
    return one, with_words(one.text, (word for finding in one.findings for word in finding.about))


def _readings(held: LoadedRun, claim_id: str) -> Iterator[tuple[str, Reading]]:
    """What the critic said of it, step by step."""
    for step, critique in held.critiques.items():
        yield from ((step, one) for one in critique.readings if one.claim_id == claim_id)


def _prompt_of(held: LoadedRun, author: Author) -> str:
    """The file of the prompt that its writer was asked with, as far as this run has it."""
    name = prompt_file(author.role, held.record.language)
    return name if author.by == "model" and name in prompts_of(held.run) else ""


def event_page(studio: Studio, run_id: str, edition: str, event_id: str) -> str:
    """Where it stands, and what joins its documents, as the clustering measures it over all of the run."""
    opened = studio.opened(run_id, edition)
    held, standing = opened.held, opened.standings.named(event_id)
    documents = [one.id for one in standing.documents if isinstance(one, Document)]
    return studio.page_of(
        "event",
        held,
        "events",
        event_id,
        standing=standing,
        why=why_of(opened, standing),
        joined=opened.joining.of(documents),
        zone=opened.zone,
        sections=opened.sections,
    )


def document_page(studio: Studio, run_id: str, edition: str, document_id: str) -> str:
    held = studio.held(run_id, edition)
    document = held.documents.get(document_id)
    if document is None:
        raise UsageError(f"has no document {document_id!r}.", where=held.path.name)
    passages = [one for one in held.passages.values() if one.document_id == document_id]
    return studio.page_of("document", held, "documents", document_id, document=document, passages=passages)


def call_page(studio: Studio, run_id: str, number: int) -> str:
    """A call of the run's ledger, with all that was sent and answered."""
    run = studio.run(run_id)
    calls = read_calls(run.path / LEDGER)
    if not 0 < number <= len(calls):
        raise UsageError(f"has no call {number}; its ledger holds {len(calls)}.", where=run_id)
    address = addresses.of_run(run_id, "calls", number)
    return studio.page("call", address, run=run, number=number, call=calls[number - 1])
