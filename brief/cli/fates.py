"""`brief show RUN --event ID`, and what became of a document that the report does not print."""

from zoneinfo import ZoneInfo

from brief.cli.output import print_json
from brief.cli.views.fates import event_json, event_lines, fate_lines, found_json
from brief.cli.views.lines import print_lines
from brief.provenance.fates import Found
from brief.provenance.merging import joined
from brief.provenance.standing import Standings
from brief.runs.loaded import LoadedRun


def show_event(loaded: LoadedRun, event_id: str, as_json: bool) -> int:
    """Raises UsageError for an event that the run did not hand on."""
    standing = Standings(loaded).named(event_id)
    event = next(one for one in loaded.retrieval.events if one.id == event_id)
    documents = joined(event.document_ids, loaded.retrieval.documents, loaded.retrieval.request.aliases)
    if as_json:
        print_json({"run_id": loaded.record.run_id, "event": event_json(standing, documents)})
    else:
        print_lines([*event_lines(standing, documents, _zone(loaded))])
    return 0


def show_fates(loaded: LoadedRun, reference: str, found: Found, as_json: bool) -> int:
    """Of the documents that `reference` may mean."""
    if as_json:
        print_json({"run_id": loaded.record.run_id, "line": reference, **found_json(found)})
    else:
        print_lines([*fate_lines(found, _zone(loaded))])
    return 0


def _zone(loaded: LoadedRun) -> ZoneInfo:
    return ZoneInfo(loaded.retrieval.request.timezone)
