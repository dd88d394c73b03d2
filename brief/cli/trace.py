"""What `brief show` tells of a line, an event, a document or the claims that failed.

A printed line is walked to its source; of what is not printed, what became of it is told.
"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.output import columns, failure, print_json, say_error, show
from brief.cli.views.fates import event_lines, fate_lines
from brief.cli.views.lines import Line, print_lines
from brief.cli.views.trace import TraceRenderer, match_rows
from brief.errors import UsageError
from brief.provenance.as_json import event_json, found_json, match_json, trace_json
from brief.provenance.document_origins import place_of
from brief.provenance.fates import Found, fates_of
from brief.provenance.merging import Joining
from brief.provenance.printed_lines import Printed, accepted_of, printed_claims
from brief.provenance.references import nothing_like, one_line, pointed_at
from brief.provenance.standing import Standings
from brief.provenance.trace import traces
from brief.report.compose import compose
from brief.runs.loaded import LoadedRun, must_have_report
from brief.runs.store import StoredRun


def show_line(loaded: LoadedRun, reference: str, as_json: bool) -> int:
    """Shows where a line comes from, or what became of an event or a document that has none.

    Lists the lines that may be meant and returns 2 where there are several. Raises UsageError if nothing is meant.
    """
    claims = printed_claims(loaded, loaded.format(otherwise=places.project().formats)) if loaded.drafts else ()
    matches = pointed_at(reference, claims, loaded)
    if not matches:
        return _not_printed(loaded, reference, claims, as_json)
    if not one_line(matches):
        return _ambiguous(loaded, reference, matches, as_json)
    found = traces(loaded, matches)
    renderer = TraceRenderer(_zone(loaded))
    return _tell(
        as_json,
        {"run_id": loaded.record.run_id, "line": reference, "traces": list(map(trace_json, found))},
        *(list(renderer.lines(one)) for one in found),
    )


def show_event(loaded: LoadedRun, event_id: str, as_json: bool) -> int:
    """Raises UsageError for an event that the run did not hand on."""
    standing = Standings(loaded).named(event_id)
    event = next(one for one in loaded.retrieval.events if one.id == event_id)
    documents = Joining(loaded.retrieval.documents, loaded.retrieval.request.aliases).of(event.document_ids)
    told = {"run_id": loaded.record.run_id, "event": event_json(standing, documents)}
    return _tell(as_json, told, list(event_lines(standing, documents, _zone(loaded))))


def show_issues(stored: StoredRun, format_name: str | None, language: str | None, as_json: bool) -> int:
    """The log of claims that failed, and their fates; never a rejected text. Of the report in that format, or the
    first. Raises UsageError for a run without one.
    """
    must_have_report(stored)
    loaded = LoadedRun(stored).in_format(format_name, language)
    log = compose(accepted_of(loaded), loaded.format(otherwise=places.project().formats)).log
    rows = [("CLAIM", "KIND", "FATE"), *((one.claim_id, ", ".join(one.kinds), one.fate) for one in log)]
    issues = [one.model_dump(mode="json") for one in log]
    lines = columns(rows) if log else ["No claim failed a check."]
    show(as_json, {"run_id": stored.record.run_id, "exit_code": 0, "issues": issues}, lines)
    return 0


def _not_printed(loaded: LoadedRun, reference: str, claims: Sequence[Printed], as_json: bool) -> int:
    if any(event.id == reference for event in loaded.retrieval.events):
        return show_event(loaded, reference, as_json)
    found = fates_of(reference, loaded)
    if found.fates:
        told = {"run_id": loaded.record.run_id, "line": reference, **found_json(found)}
        return _tell(as_json, told, list(fate_lines(found, _zone(loaded))))
    raise nothing_like(reference, claims, loaded, _nearest(found, loaded))


def _nearest(found: Found, loaded: LoadedRun) -> str:
    """What is said of a reference that no document is."""
    corpus, nearest = place_of(loaded.record), found.nearest
    if corpus and not corpus.is_there:
        return f"Its corpus, {corpus}, is not there to look into."
    document = nearest.document or nearest.skipped if nearest and nearest.held else None
    return (
        f"No headline fits well; the nearest has {nearest.held:.0%} of it: {document.title}."
        if nearest and document
        else ""
    )


def _ambiguous(loaded: LoadedRun, reference: str, matches: Sequence[Printed], as_json: bool) -> int:
    advice = "Name the id of the claim that you mean."
    error = UsageError(f"{reference!r} stands in {len(matches)} places.", next=advice)
    told = failure(error, error.exit_code, of_run=False)
    result = {"run_id": loaded.record.run_id, "line": reference, "matches": [*map(match_json, matches)], **told}
    show(as_json, result, columns(match_rows(matches)))
    say_error(error)
    return error.exit_code


def _tell(as_json: bool, value: dict[str, Any], *blocks: Sequence[Line]) -> int:
    """A blank line stands between two blocks."""
    if as_json:
        print_json(value)
    for number, lines in enumerate(blocks if not as_json else ()):
        if number:
            click.echo()
        print_lines(lines)
    return 0


def _zone(loaded: LoadedRun) -> ZoneInfo:
    return ZoneInfo(loaded.retrieval.request.timezone)
