"""Passages: the spans of a document that a claim may cite."""

from collections.abc import Iterator

from facts.text.headlines import headline
from facts.text.sentences import Span, sentences
from schemas.retrieval import Document, Passage, TextField

_LONGEST = 320
"""Sentences are joined up to this many characters, so that a passage is read in context and cited cheaply."""


def cut_passages(document: Document) -> tuple[Passage, ...]:
    """The headline, then the texts in order; a text that repeats another field is not cut again."""
    spans: list[tuple[TextField, Span]] = [("title", headline(document.title))]
    spans += [(name, span) for name in _texts(document) for span in _joined(document.field(name))]
    return tuple(
        Passage(
            id=f"{document.id}#{number}",
            document_id=document.id,
            field=name,
            start=span.start,
            end=span.end,
            text=span.text,
        )
        for number, (name, span) in enumerate(spans, start=1)
    )


def _texts(document: Document) -> Iterator[TextField]:
    summary, body = (document.summary or "").strip(), (document.body or "").strip()
    if body:
        yield "body"
    if summary and summary not in body and summary != document.title:
        yield "summary"


def _joined(text: str) -> Iterator[Span]:
    """Runs of whole sentences, each as long as _LONGEST allows."""
    run: list[Span] = []
    for sentence in sentences(text):
        if run and sentence.end - run[0].start > _LONGEST:
            yield _span(text, run)
            run = []
        run.append(sentence)
    if run:
        yield _span(text, run)


def _span(text: str, run: list[Span]) -> Span:
    start, end = run[0].start, run[-1].end
    return Span(start, end, text[start:end])
