"""Pages of one report: as its reader sees it, its lines walked to their source, and what it does not print."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from brief.delivery.audit import signer
from brief.errors import UsageError
from brief.llm.prompt_template import prompt_file
from brief.provenance.authorship import Author
from brief.provenance.standing import Standing
from brief.provenance.trace import CitedSource, trace
from brief.runs.lineage import read_calls
from brief.runs.loaded import LoadedRun
from brief.runs.store import LEDGER
from brief.studio import addresses
from brief.studio.changing import rows_of
from brief.studio.prompting import prompts_of
from brief.studio.rating import marks_of, of_claim
from brief.studio.studio import Studio
from brief.studio.templates import page
from schemas.critique import Reading
from schemas.retrieval import Document

_MOST_ABSENT = 200
"""Most stories that are told of, in the order of their rank."""


def report_page(studio: Studio, run_id: str, edition: str) -> str:
    """The report's own page, with the studio's bar above and a drawer beside it."""
    opened = studio.opened(run_id, edition)
    held = opened.held
    frame = page(
        "frame.html.j2",
        addresses.of_report(held),
        studio=studio,
        held=held,
        here="report",
        rated=json.dumps(marks_of(held)),
    )
    head, _, rest = opened.page.partition("</head>")
    begin = rest.index(">", rest.index("<body")) + 1
    top, _, bottom = frame.partition("<!-- report -->")
    links, _, bar = top.partition("<!-- bar -->")
    return f"{head}{links}</head>{rest[:begin]}{bar}{rest[begin:].replace('</body>', f'{bottom}</body>')}"


def lines_page(studio: Studio, run_id: str, edition: str) -> str:
    opened = studio.opened(run_id, edition)
    held, claims = opened.held, tuple(opened.claims.values())
    return page("lines.html.j2", addresses.of_lines(held), studio=studio, held=held, here="lines", claims=claims)


def line_page(studio: Studio, run_id: str, edition: str, claim_id: str) -> str:
    """Whence a line is, who wrote it, what was found with it."""
    opened = studio.opened(run_id, edition)
    held, found = opened.held, opened.claims.get(claim_id)
    if found is None:
        raise UsageError(f"has no claim {claim_id!r}.", where=held.path.name)
    traced = trace(held, found)
    return page(
        "line.html.j2",
        addresses.of_line(held, claim_id),
        studio=studio,
        held=held,
        here="lines",
        traced=traced,
        sources=[_marked(one) for one in traced.cited],
        readings=tuple(_readings(held, claim_id)),
        standing=opened.standings.named(found.row_id.rpartition(".")[2]) if found.row_id else None,
        prompt=_prompt_of(opened.held, traced.author),
        ratings=(ratings := of_claim(held, claim_id)),
        own=next((one for one in ratings if one.by == signer()), None),
        zone=opened.zone,
    )


@dataclass(frozen=True)
class MarkedSource:
    """A citation whose quote stands between what is before and behind it in its passage."""

    cited: CitedSource
    before: str
    quote: str
    after: str


def _marked(cited: CitedSource) -> MarkedSource:
    text = cited.passage.text
    if cited.start is None:
        return MarkedSource(cited, text, "", "")
    end = cited.start + len(cited.quote)
    return MarkedSource(cited, text[: cited.start], cited.quote, text[end:])


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
    return page(
        "event.html.j2",
        addresses.of_event(held, event_id),
        studio=studio,
        held=held,
        here="absent",
        standing=standing,
        joined=opened.joining.of(documents),
        zone=opened.zone,
        sections=[one.section for one in held.classification.sections],
    )


def absent_page(studio: Studio, run_id: str, edition: str) -> str:
    """The stories without a row in the order of their rank, each with the reason."""
    opened, told = studio.opened(run_id, edition), list[Standing]()
    held = opened.held
    for event in held.retrieval.events:
        standing = opened.standings.of(event)
        if len(told) < _MOST_ABSENT and not standing.row_id and standing.section_id:
            told.append(standing)
    address = addresses.of_absent(held)
    return page("absent.html.j2", address, studio=studio, held=held, here="absent", absent=told)


def rows_page(studio: Studio, run_id: str, edition: str) -> str:
    """Every row with its section and place, to be moved, taken out, or joined by another."""
    held = studio.held(run_id, edition)
    titles = {row.event_id: row.cells[0].text for section in held.report.sections for row in section.rows}
    return page(
        "rows.html.j2",
        addresses.of_rows(held),
        studio=studio,
        held=held,
        here="rows",
        sections=[one.section for one in held.classification.sections],
        rows=[(event_id, titles.get(event_id, ""), *where.split(":")) for event_id, where in rows_of(held).items()],
        counts={table.section_id: len(table.rows) for table in held.last_draft.tables},
    )


def document_page(studio: Studio, run_id: str, edition: str, document_id: str) -> str:
    held = studio.held(run_id, edition)
    document = held.documents.get(document_id)
    if document is None:
        raise UsageError(f"has no document {document_id!r}.", where=held.path.name)
    passages = [one for one in held.passages.values() if one.document_id == document_id]
    address = addresses.of_document(held, document_id)
    return page(
        "document.html.j2", address, studio=studio, held=held, here="lines", document=document, passages=passages
    )


def call_page(studio: Studio, run_id: str, number: int) -> str:
    """A call of the run's ledger, with all that was sent and answered."""
    run = studio.run(run_id)
    calls = read_calls(run.path / LEDGER)
    if not 0 < number <= len(calls):
        raise UsageError(f"has no call {number}; its ledger holds {len(calls)}.", where=run_id)
    return page(
        "call.html.j2",
        addresses.of_call(run_id, number),
        studio=studio,
        run=run,
        number=number,
        call=calls[number - 1],
    )
