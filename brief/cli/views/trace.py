"""Shows traces as indented lines for a terminal or a log. News texts cannot contain terminal codes."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from brief.cli.views.lines import Line, day_of, line, spaced
from brief.provenance.document_origins import Origin
from brief.provenance.printed_lines import Printed
from brief.provenance.trace import CitedSource, Trace, instead
from brief.report.render.plain import plain
from brief.settings.model_settings import EXTRACTIVE
from schemas.retrieval import Document

_MOST_MERGED = 8
"""Most documents of an event that are named one by one; JSON names all."""


class TraceRenderer:
    """Shows the traces of one line in turn; a document or an event is described only the first time."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._shown: set[str] = set()

    def lines(self, trace: Trace) -> Iterator[Line]:
        at = f", report line {trace.printed.line}" if trace.printed.line else ""
        yield line(0, "", f"{trace.printed.claim.id} · {trace.printed.place or 'not printed'}{at}")
        yield line(1, "line", trace.printed.said or "(nothing)")
        claim = trace.printed.claim
        yield line(1, "claim", f"{claim.kind}, in {claim.lang}, by {claim.by}")
        yield line(1, "written", _author(trace))
        if written := trace.author.written:
            asked = f"{trace.author.role} --run {written.run_id} --call {written.number}"
            yield line(1, "sent", f"brief prompts show {asked}")
        yield from (line(1, "edited", edit) for edit in trace.author.edits)
        yield line(1, "checked", trace.fate)
        if len(trace.history) > 1:
            yield from (line(2, "", f"{one.step}: {one.said}: {one.text}") for one in trace.history)
        for number, cited in enumerate(trace.cited, start=1):
            yield line(1, "citation", f"{number} of {len(trace.cited)}")
            yield _passage(cited)
            yield from self._document(cited)
            yield from self._event(cited)

    def _document(self, cited: CitedSource) -> Iterator[Line]:
        document = cited.document
        if self._is_shown_already(document.id):
            yield line(2, "document", f"{document.id}, as above")
            return
        yield line(2, "document", f"{document.id} · {document.title}")
        yield line(3, "url", document.url)
        yield line(3, "published", f"{day_of(document, self._zone)} by {document.source}")
        yield from (line(3, "also as", title) for title in document.other_titles)
        yield from (line(3, "source", _origin(origin)) for origin in cited.origins)

    def _event(self, cited: CitedSource) -> Iterator[Line]:
        event, assignment = cited.event, cited.assignment
        if event is None or self._is_shown_already(event.id):
            return
        count = f"{len(cited.merged)} documents" if len(cited.merged) > 1 else "this document alone"
        yield line(2, "event", f"{event.id} · {event.title} (salience {event.salience:.2f}, {count})")
        if assignment:
            yield line(3, "place", f"{assignment.section_id or 'no section'}: {assignment.reason}")
        if len(cited.merged) > 1:
            yield from self._merged(cited.merged)

    def _merged(self, documents: Sequence[Document]) -> Iterator[Line]:
        for one in documents[:_MOST_MERGED]:
            yield line(3, "merged", f"{one.id} · {day_of(one, self._zone)} · {one.source} · {one.title}")
        if len(documents) > _MOST_MERGED:
            yield line(3, "", f"and {len(documents) - _MOST_MERGED} more")

    def _is_shown_already(self, name: str) -> bool:
        is_known = name in self._shown
        self._shown.add(name)
        return is_known


def match_rows(matches: Sequence[Printed]) -> list[tuple[str, str, str, str]]:
    """The claims that a user may have meant, as columns."""
    rows = [(one.claim.id, str(one.line or ""), plain(one.place), plain(one.said)) for one in matches]
    return [("CLAIM", "LINE", "PLACE", "TEXT"), *rows]


# -- parts -----------------------------------------------------------------------------------------------------------


def _passage(cited: CitedSource) -> Line:
    passage, quote = cited.passage, cited.quote
    label = f"{passage.id} ({passage.field} {passage.start}-{passage.end}) · "
    if cited.start is None:
        return line(2, "passage", f"{label}{passage.text} — the quote does not stand in it: {quote}")
    before, after = passage.text[: cited.start], passage.text[cited.start + len(quote) :]
    return Line(2, "passage", (label + spaced(before), plain(quote), spaced(after)))


def _author(trace: Trace) -> str:
    author, written = trace.author, trace.author.written
    if author.by == "hand":
        return f"by hand, in {author.taken_over}" if author.taken_over else "by hand, in this run"
    said = f"in {author.step} for {author.role}"
    if author.taken_over:
        said = f"in {author.taken_over} or before it, whose {author.step} was taken over, for {author.role}"
    if author.by == "extraction":
        return f"{said}, by extraction{_instead(trace)}"
    if written is None:
        return f"{said} by {author.asked}, prompt {author.prompt_version}; its call is in no ledger here"
    call = written.call
    again = ", asked again" if call.repair else ""
    reused = ", reused" if call.reused else ""
    place = f"call {written.number} of {written.run_id}/calls.jsonl"
    return f"{said} by {call.model}, prompt {call.prompt_version} ({place}{again}{reused})"


def _instead(trace: Trace) -> str:
    """`, in place of openai:m (left_empty)`: the model that extraction replaced, and why."""
    reason = instead(trace)
    whose = "a model" if trace.author.asked in (None, EXTRACTIVE) else trace.author.asked
    return f", in place of {whose} ({reason})" if reason else ""


def _origin(origin: Origin) -> str:
    lines = f", {', '.join(origin.lines)}" if origin.lines else ""
    digest = f", sha256 {origin.sha256[:12]}" if origin.sha256 else ""
    said = f"{origin.where}{lines}{digest}"
    return f"{said}: {origin.note}" if origin.note and origin.sha256 else said
