"""Traces a printed line back to its source: line -> claim -> citation -> passage -> document -> source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from brief.provenance.authorship import Author, author_of
from brief.provenance.document_origins import Origin, origins_of, page_origin
from brief.provenance.printed_lines import Printed
from brief.report.fallbacks import instead_of_model
from brief.runs.loaded import LoadedRun
from brief.settings.model_settings import EXTRACTIVE
from checks.base import claims_in
from schemas.claim import Citation, Claim, is_emptied
from schemas.classification import Assignment
from schemas.critique import Critique
from schemas.reasons import Reason
from schemas.retrieval import Document, Event, Passage


@dataclass(frozen=True)
class Moment:
    """What happened to a claim in one step."""

    step: str
    said: str
    """`stated by model`, `taken out`, or the kind of an issue."""
    text: str
    """The claim's text after the step, or the issue's message."""


@dataclass(frozen=True)
class CitedSource:
    """One citation, with everything that it leads to."""

    quote: str
    passage: Passage
    start: int | None
    """Where the quote begins in the passage's text; None if it is not in it."""
    document: Document
    event: Event | None
    """The event that the document reports, with its other documents."""
    assignment: Assignment | None
    """Why the event is in its section."""
    merged: tuple[Document, ...]
    """The event's documents, best headline first."""
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Trace:
    printed: Printed
    author: Author
    history: tuple[Moment, ...]
    fate: str
    cited: tuple[CitedSource, ...]


def trace(loaded: LoadedRun, printed: Printed) -> Trace:
    """Raises BriefError if a file of the run is damaged."""
    (found,) = traces(loaded, [printed])
    return found


def traces(loaded: LoadedRun, lines: Sequence[Printed]) -> list[Trace]:
    """The same, of several lines."""
    cited = dict.fromkeys(citation.document_id for one in lines for citation in one.claim.citations)
    origins = _origins([loaded.documents[one] for one in cited], loaded)
    return [_traced(loaded, one, origins) for one in lines]


def _traced(loaded: LoadedRun, printed: Printed, origins: Mapping[str, tuple[Origin, ...]]) -> Trace:
    claim = printed.claim
    history = tuple(_history(loaded, printed))
    step = next((one.step for one in history if one.text == claim.text), next(iter(loaded.drafts)))
    return Trace(
        printed=printed,
        author=author_of(printed, step, loaded),
        history=history,
        fate=_fate(loaded, printed, history),
        cited=tuple(_cited(one, loaded, origins[one.document_id]) for one in claim.citations),
    )


def instead(trace: Trace) -> Reason | None:
    """Why extraction wrote the claim although a model was asked; None otherwise."""
    role, asked = trace.author.role, trace.author.asked or EXTRACTIVE
    return instead_of_model(trace.printed.claim, role, {role: asked})


# -- what became of it -----------------------------------------------------------------------------------------------


def _history(loaded: LoadedRun, printed: Printed) -> Iterator[Moment]:
    """Every step in which the claim was written, changed, criticised or removed."""
    last: Claim | None = None
    critiques = list(loaded.critiques.items())
    for earlier in loaded.earlier_critiques:
        yield from _found("before", earlier, printed)
    for number, (step, draft) in enumerate(loaded.drafts.items()):
        claim = printed.in_draft(draft)
        if claim != last:
            made = claim and Moment(_made_in(step, claim, loaded), f"{claim.kind} by {claim.by}", claim.text)
            yield made or Moment(step, "taken out", "")
        last = claim
        for judged, critique in critiques[number : number + 1]:
            yield from _found(judged, critique, printed)


def _found(step: str, critique: Critique, printed: Printed) -> Iterator[Moment]:
    """The critique's issues with the claim, or with its row."""
    for issue in critique.issues:
        if issue.claim_id in (printed.claim.id, printed.row_id):
            yield Moment(step, issue.kind, issue.message)


def _made_in(step: str, claim: Claim, loaded: LoadedRun) -> str:
    """The step that first made the claim: for tables of the first draft, the table's own step."""
    tables = loaded.tables if step == next(iter(loaded.drafts)) else {}
    return next((name for name, table in tables.items() if claim in claims_in(table)), step)


def _fate(loaded: LoadedRun, printed: Printed, history: Sequence[Moment]) -> str:
    claim = printed.claim
    if not printed.place:
        return "not printed"
    if is_emptied(claim):
        return "left out by an editor"
    if claim.kind == "none":
        return "the evidence has no such statement"
    if not loaded.run.record.reports:
        return f"no report yet ({loaded.run.state})"
    if claim.by == "hand":
        return "an editor's own view" if claim.kind == "view" else "signed by an editor"
    return _fate_in_checks(claim, [moment for moment in history if moment.step in loaded.critiques], loaded)


def _fate_in_checks(claim: Claim, issues: Sequence[Moment], loaded: LoadedRun) -> str:
    """`issues`: of the claim in this run's critiques."""
    if not issues:
        return "passed every check as it was written"
    if all(one.said == "comment" for one in issues):
        return "written anew as an editor asked"
    if issues[-1].step == list(loaded.critiques)[-1]:
        return "printed though weak" if issues[-1].said == "weak" else "printed with an open issue"
    quoted = claim.kind == "quoted" and claim.by == "extraction"
    return f"failed a check, then {'kept' if claim.kept else 'quoted' if quoted else 'rewritten'}"


# -- what it rests on ------------------------------------------------------------------------------------------------


def _cited(citation: Citation, loaded: LoadedRun, origins: tuple[Origin, ...]) -> CitedSource:
    passage, document = loaded.passages[citation.passage_id], loaded.documents[citation.document_id]
    event = loaded.events.get(document.id)
    start = passage.text.find(citation.quote)
    return CitedSource(
        quote=citation.quote,
        passage=passage,
        start=start if start >= 0 else None,
        document=document,
        event=event,
        assignment=loaded.assignments.get(event.id) if event else None,
        merged=tuple(loaded.documents[one] for one in event.document_ids if one in loaded.documents) if event else (),
        origins=origins,
    )


def _origins(documents: Sequence[Document], loaded: LoadedRun) -> dict[str, tuple[Origin, ...]]:
    """Of each, by its id: a page that was read is its own."""
    read = {one.document.id: (page_origin(one, loaded.record),) for one in loaded.reading.pages}
    return origins_of([one for one in documents if one.id not in read], loaded.record) | read
