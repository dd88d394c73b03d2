"""The notes below a report: what readers should know, in sentences of the report's language."""

from collections.abc import Iterable, Iterator

from brief.report.fallbacks import Models, counted, in_synthesis, in_table
from brief.report.format import Format
from brief.report.printable import Placed
from brief.report.reader_words import ReaderWords
from schemas.claim import Claim, is_emptied
from schemas.classification import Classification
from schemas.draft import Draft
from schemas.reasons import Reason
from schemas.retrieval import LeftOut, Retrieval

_THIN = 2
"""A section with at most this many rows is called thin."""


def about_writing(claims: Iterable[Placed], words: ReaderWords) -> Iterator[str]:
    """Whether a model wrote any text, and what an editor wrote."""
    written = {one.claim_id: one for one in claims if one.claim_id == one.claim.id and one.claim.kind != "none"}
    by = {claim.claim.by for claim in written.values()}
    if "extraction" in by and "model" not in by:
        yield words.notes.without_model_by_hand if "hand" in by else words.notes.without_model
    if edited := [claim.place for claim in written.values() if claim.claim.by == "hand"]:
        yield words.notes.by_hand.format(count=len(edited), places=words.punctuation.list.join(dict.fromkeys(edited)))


def about_fallbacks(shown: Draft, format: Format, models: Models) -> Iterator[str]:
    """For each section, and the synthesis, how many texts are fallbacks, and why."""
    for section, table in zip(format.sections, shown.tables, strict=True):
        yield from _fallbacks(section.title, in_table(table, models), format.reader)
    yield from _fallbacks(format.words.synthesis, in_synthesis(shown, models), format.reader)


def _fallbacks(part: str, found: Iterable[tuple[Claim, Reason | None]], words: ReaderWords) -> Iterator[str]:
    texts, reasons = counted(found)
    if not reasons:
        return
    listed = words.punctuation.list.join(_reason(code, count, words) for code, count in reasons.most_common())
    yield words.notes.by_extraction.format(part=part, all=texts, count=reasons.total(), reasons=listed)


def _reason(code: Reason, count: int, words: ReaderWords) -> str:
    if code in words.reasons:
        return words.notes.for_reason.format(reason=words.reasons[code], count=count)
    return words.notes.for_check.format(reason=words.issues.get(code, code), count=count)


def about_emptied(claims: Iterable[Placed], gone: Iterable[str], words: ReaderWords) -> Iterator[str]:
    """The texts that an editor removed: cells, and the places of others in `gone`."""
    cells = (one.place for one in claims if one.claim_id == one.claim.id and is_emptied(one.claim))
    if emptied := [*cells, *gone]:
        places = words.punctuation.list.join(dict.fromkeys(emptied))
        yield words.notes.emptied.format(count=len(emptied), places=places)


def about_sections(shown: Draft, format: Format, this: str) -> Iterator[str]:
    """Sections with few rows or none, and cells for which the sources have no statement."""
    words = format.reader.notes
    for section, table in zip(format.sections, shown.tables, strict=True):
        if not table.rows:
            yield words.empty_section.format(section=section.title, this=this)
        elif len(table.rows) <= _THIN:
            yield words.thin_section.format(section=section.title, this=this, count=len(table.rows))
    cells = [cell for table in shown.tables for row in table.rows for cell in row.cells]
    if missing := sum(cell.kind == "none" and not is_emptied(cell) for cell in cells):
        yield words.cells_without_statement.format(count=missing)


def about_reading(retrieval: Retrieval, cited: int, words: ReaderWords) -> Iterator[str]:
    """How many documents were read, and how many were left out for which reason."""
    kept = len(retrieval.documents)
    yield words.notes.read.format(
        read=kept + sum(left.count for left in retrieval.left_out),
        kept=kept,
        events=len(retrieval.events),
        cited=cited,
    )
    for left in retrieval.left_out:
        yield _left_out(left, words)


def _left_out(left: LeftOut, words: ReaderWords) -> str:
    reason = words.left_out.get(left.reason, left.reason)
    if not left.examples:
        return words.notes.left_out.format(count=left.count, reason=reason)
    examples = words.punctuation.list.join(words.notes.example.format(title=title) for title in left.examples)
    return words.notes.left_out_with_examples.format(count=left.count, reason=reason, examples=examples)


def about_selection(classification: Classification, format: Format) -> Iterator[str]:
    """How many events got no row, for each section of the format and outside them."""
    words = format.reader.notes
    outside = sum(assignment.section_id is None for assignment in classification.assignments)
    if outside:
        yield words.events_outside.format(count=outside)
    for section in format.sections:
        beyond = sum(
            assignment.section_id == section.id and not assignment.shown for assignment in classification.assignments
        )
        if beyond:
            yield words.events_beyond.format(section=section.title, count=beyond)
