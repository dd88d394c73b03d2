"""Traces, fates and events as JSON: what `brief show --json` prints, and a chat client is told."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from brief.provenance.fates import Fate, Found
from brief.provenance.merging import Joined
from brief.provenance.printed_lines import Printed
from brief.provenance.standing import Standing
from brief.provenance.trace import CitedSource, Trace, instead
from schemas.absence import Glimpse
from schemas.retrieval import Document

_REFUSALS: dict[str, str] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))


def match_json(one: Printed) -> dict[str, Any]:
    claim = one.claim
    return {"claim_id": claim.id, "row_id": one.row_id, "line": one.line, "place": one.place, "text": one.said}


def trace_json(trace: Trace) -> dict[str, Any]:
    """The whole trace; calls are given by their place and cost, without their prompts."""
    claim, author, written = trace.printed.claim, trace.author, trace.author.written
    return {
        **match_json(trace.printed),
        "kind": claim.kind,
        "by": claim.by,
        "lang": claim.lang,
        "fate": trace.fate,
        "written": {
            "step": author.step,
            "role": author.role,
            "asked": author.asked,
            "instead_of_model": instead(trace),
            "prompt_version": author.prompt_version,
            "taken_over_from": author.taken_over,
            "edits": author.edits,
            "call": written
            and {
                "run_id": written.run_id,
                "number": written.number,
                **written.call.model_dump(mode="json", exclude={"system", "user", "answer"}),
            },
        },
        "history": [asdict(moment) for moment in trace.history],
        "citations": [_cited_json(cited) for cited in trace.cited],
    }


def found_json(found: Found) -> dict[str, Any]:
    return {"documents": [_fate_json(one) for one in found.fates], "more": found.more, "recorded": found.is_recorded}


def event_json(standing: Standing, documents: Sequence[Joined]) -> dict[str, Any]:
    """The event's standing; its documents in order of time, each with what joined it."""
    return {**_standing_json(standing), "documents": [_joined_json(one) for one in documents]}


def said_of(fate: Fate) -> str:
    if fate.skipped:
        return f"not in the report: skipped on reading, {fate.skipped.where} of {fate.read_from} {fate.skipped.why}"
    if refused := fate.refused:
        why = _REFUSALS.get(refused.reason, refused.reason)
        return f"not in the report: {why.replace('{words}', ', '.join(refused.words))}"
    return in_or_not(fate.standing) if fate.standing else ""


def in_or_not(standing: Standing) -> str:
    return f"{'in the report' if standing.row_id else 'not in the report'}: {standing.why}"


# -- parts -----------------------------------------------------------------------------------------------------------


def _cited_json(cited: CitedSource) -> dict[str, Any]:
    document, event = cited.document, cited.event
    told = {"id", "url", "title", "source", "published_at"}
    merged = [one.model_dump(mode="json", include=told) for one in cited.merged]
    return {
        "quote": cited.quote,
        "passage": cited.passage.model_dump(mode="json"),
        "start": cited.start,
        "document": document.model_dump(mode="json", exclude={"summary", "body"}),
        "event": event and {**event.model_dump(mode="json"), "documents": merged},
        "assignment": cited.assignment and cited.assignment.model_dump(mode="json"),
        "origins": [asdict(origin) for origin in cited.origins],
    }


def _fate_json(fate: Fate) -> dict[str, Any]:
    return {
        "document": fate.document and _document_json(fate.document),
        "fate": said_of(fate),
        "skipped": fate.skipped and {**fate.skipped.model_dump(), "read_from": fate.read_from},
        "refused": fate.refused and {"reason": fate.refused.reason, "words": fate.refused.words},
        "event": fate.standing and _standing_json(fate.standing),
        "held": fate.held,
    }


def _document_json(document: Document | Glimpse) -> dict[str, Any]:
    kept = {"id", "url", "title", "other_titles", "source", "publisher", "published_at", "date_only"}
    return document.model_dump(mode="json", include=kept)


def _standing_json(standing: Standing) -> dict[str, Any]:
    events = [{**vars(one), "reported_at": one.reported_at and one.reported_at.isoformat()} for one in standing.story]
    return {
        **{name: value for name, value in vars(standing).items() if name != "story_id"},
        "reasons": [one.model_dump() for one in standing.reasons],
        "story": {"id": standing.story_id, "events": events},
        "later": [one.model_dump() for one in standing.later],
        "documents": [_document_json(one) for one in standing.documents],
    }


def _joined_json(one: Joined) -> dict[str, Any]:
    shared = {name: value for name, value in vars(one).items() if name not in ("document", "other")}
    return {**_document_json(one.document), "joined": one.other and {"to": one.other.id, **shared}}
