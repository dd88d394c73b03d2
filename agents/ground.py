"""How much the ground of a story holds: whether it carries what a column asks for is decided by code, before asking."""

from collections.abc import Iterator

from facts.extraction.hard_facts import amounts
from facts.text.cleaning import plain
from facts.text.language import as_long, language_of
from facts.text.lexicon import word_list
from facts.text.overlap import adds_nothing
from facts.text.sentences import sentences
from facts.values.figures import read_figures
from schemas.classification import Evidence
from schemas.retrieval import Document
from schemas.section import Measure


def measured(one: Evidence) -> Measure:
    """What its story's documents of the period hold, each text that others have already told left out."""
    told = list(_in_words_of_their_own(one))
    found = [(document.publisher, amounts(text)) for document, text in told]
    opening = " \n".join(_opening(one))
    return Measure(
        chars=round(sum(as_long(len(text), language_of(text), "zh") for _, text in told)),
        facts=len(frozenset().union(*(amount for _, amount in found))),
        publishers=len({publisher for publisher, amount in found if amount}),
        money=len({(figure.low, figure.high) for figure in read_figures(opening) if figure.kind == "money"}),
        rules=len(word_list("rules").words(opening)),
    )


def _in_words_of_their_own(one: Evidence) -> Iterator[tuple[Document, str]]:
    """What its writer may be shown of them."""
    told: list[str] = []
    for document in contemporary(one):
        text = "\n".join(map(plain, one.texts([document.id])))
        if text and not adds_nothing(text, told):
            told.append(text)
            yield document, text


def contemporary(one: Evidence) -> list[Document]:
    """Its documents but for what was told before the period, and what turned the event round."""
    aside = {*one.background, *(later.document_id for later in one.later)}
    return [document for document in one.documents if document.id not in aside]


def _opening(one: Evidence) -> Iterator[str]:
    """Headline and first sentence of each document of the event itself."""
    for document in one.documents:
        if document.id in one.event.document_ids:
            yield plain(document.title)
            yield from (span.text for span in sentences(plain(document.text))[:1])
