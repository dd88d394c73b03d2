"""`brief show RUN LINE`: a printed line is walked to its source; of what is not printed, what became of it is told."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click

from brief.cli import places
from brief.cli.fates import show_event, show_fates
from brief.cli.output import columns, failure, print_json
from brief.cli.views.lines import print_lines
from brief.cli.views.trace import TraceRenderer, match_json, match_rows, trace_json
from brief.errors import UsageError
from brief.provenance.fates import fates_of
from brief.provenance.printed_lines import Printed, printed_claims
from brief.provenance.references import nothing_like, one_line, pointed_at
from brief.provenance.trace import Trace, trace
from brief.runs.loaded import LoadedRun
from brief.runs.store import StoredRun


def show_line(run: StoredRun, reference: str, format_name: str | None, as_json: bool) -> int:
    """Shows where a line comes from, or what became of an event or a document that has none.

    Lists the lines that may be meant and returns 2 where there are several. Raises UsageError if nothing is meant.
    """
    loaded = LoadedRun(run, format_name or "")
    claims = printed_claims(loaded, loaded.format(format_name, places.project().formats)) if loaded.drafts else ()
    matches = pointed_at(reference, claims, loaded)
    if not matches:
        return _not_printed(loaded, reference, claims, as_json)
    if not one_line(matches):
        return _ambiguous(run, reference, matches, as_json)
    traces = [trace(loaded, one) for one in matches]
    if as_json:
        told = [trace_json(one) for one in traces]
        print_json({"run_id": run.record.run_id, "line": reference, "traces": told})
    else:
        _print(traces, ZoneInfo(loaded.retrieval.request.timezone))
    return 0


def _not_printed(loaded: LoadedRun, reference: str, claims: Sequence[Printed], as_json: bool) -> int:
    if any(event.id == reference for event in loaded.retrieval.events):
        return show_event(loaded, reference, as_json)
    if (found := fates_of(reference, loaded)).fates:
        return show_fates(loaded, reference, found, as_json)
    raise nothing_like(reference, claims, loaded)


def _ambiguous(run: StoredRun, reference: str, matches: Sequence[Printed], as_json: bool) -> int:
    error = UsageError(
        f"{reference!r} stands in {len(matches)} places.", next="Name the id of the claim that you mean."
    )
    if as_json:
        told = failure(error, error.exit_code, of_run=False)
        print_json({"run_id": run.record.run_id, "line": reference, "matches": [*map(match_json, matches)], **told})
    else:
        click.echo("\n".join(columns(match_rows(matches))))
    click.echo(f"brief: {error}", err=True)
    return error.exit_code


def _print(traces: Sequence[Trace], zone: ZoneInfo) -> None:
    renderer = TraceRenderer(zone)
    for number, one in enumerate(traces):
        lines = list(renderer.lines(one))
        if number:
            click.echo()
        print_lines(lines)
