"""How much of a document's text the quotes behind one row show."""

from typing import Any

from builders import cell, cite, document, hostile_texts, passage, request
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.claims import WrittenText, make_claim
from brief.report.printable import CitableDocuments
from brief.report.quotes import Quoting
from facts.text.cleaning import plain
from schemas.claim import Citation, Claim
from schemas.retrieval import Document, Passage, Retrieval

TEXT = "规模为100兆瓦。总投资5亿元。工期为两年。"
HEADLINE = "某厂建成100兆瓦储能电站"


def quoted(claims: list[Claim], one: Document, *passages: Passage) -> list[Citation]:
    quoting = Quoting(Retrieval(request=request(), documents=(one,), events=(), passages=passages))
    row = quoting.of_row([(claim, claim.citations) for claim in claims])
    return [each for claim in claims for each in row.shown(claim.citations)]


def shown(*quotes: str, says: str = "说法", **rights: Any) -> list[str]:
    one: Document = document(id="d1", **rights)
    passages = (passage("d1", 1, one.title), passage("d1", 2, TEXT))
    number = {one.title: 1}
    claim = cell("ai.e1", "technical", says, *(cite("d1", quote, number.get(quote, 2)) for quote in quotes))
    return [each.quote for each in quoted([claim], one, *passages)]


def test_two_sentences_of_a_document_are_shown_in_a_row_and_the_rest_is_left_out() -> None:
    assert shown(TEXT) == ["规模为100兆瓦。总投资5亿元。"]
    assert shown("总投资5亿元。", "规模为100兆瓦。", "工期为两年。") == ["总投资5亿元。", "规模为100兆瓦。"]


def test_the_sentence_that_bears_out_a_figure_is_shown_before_others() -> None:
    assert shown("工期为两年。", "规模为100兆瓦。", "总投资5亿元。", says="100兆瓦电站花5亿元") == [
        "规模为100兆瓦。",
        "总投资5亿元。",
    ]
    assert shown("规模为100兆瓦。总投资5亿元。工期为两年。", says="5亿元") == ["规模为100兆瓦。总投资5亿元。"]


def test_a_sentence_that_was_shown_is_shown_again() -> None:
    assert shown("规模为100兆瓦。总投资5亿元。", "总投资5亿元。") == ["规模为100兆瓦。总投资5亿元。", "总投资5亿元。"]


def test_each_text_of_a_row_shows_a_sentence_before_one_shows_two() -> None:
    one = document(id="d1")
    technical = cell(
        "ai.e1", "technical", "100兆瓦电站花5亿元", *(cite("d1", each, 2) for each in (TEXT[:9], TEXT[9:17]))
    )
    insight = cell("ai.e1", "insight", "两年后才有收入", cite("d1", "工期为两年。", 2))
    found = quoted([technical, insight], one, passage("d1", 1, one.title), passage("d1", 2, TEXT))
    assert [each.quote for each in found] == ["规模为100兆瓦。", "工期为两年。"]


def test_what_may_only_be_linked_shows_its_headline_alone() -> None:
    assert shown(HEADLINE, "总投资5亿元。", quote="link") == [HEADLINE]
    assert shown("总投资5亿元。", "工期为两年。", quote="link") == [HEADLINE]


def test_a_source_may_let_all_be_shown() -> None:
    assert shown(TEXT, quote="full") == [TEXT]


@settings(max_examples=60, deadline=None)
@given(st.lists(hostile_texts(), min_size=2, max_size=4), hostile_texts(), st.sampled_from(["short", "link", "full"]))
def test_no_quote_is_empty_and_each_stands_in_its_passage(said: list[str], body: str, right: str) -> None:
    one = document(id="d1", title=HEADLINE, quote=right)
    bodies = [f"{body}{'。'.join(said)}", *said]
    passages = {p.id: p for p in (passage("d1", n, text) for n, text in enumerate([HEADLINE, *bodies], start=1))}
    claims = [
        make_claim(f"ai.e1.{n}", WrittenText(text, tuple(passages), "hand"), passages, "stated")
        for n, text in enumerate(said)
    ]
    cited = [citation for claim in claims for citation in claim.citations]
    printed = quoted(claims, one, *passages.values())
    for citation in (*cited, *printed):
        assert citation.quote in passages[citation.passage_id].text
        assert plain(citation.quote)
    assert bool(cited) == bool(printed)


def test_a_rendering_shows_what_the_text_that_it_renders_does() -> None:
    one = document(id="d1")
    retrieval = Retrieval(request=request(), documents=(one,), events=(), passages=(passage("d1", 2, TEXT),))
    cited = [cite("d1", quote, 2) for quote in ("规模为100兆瓦。", "总投资5亿元。", "工期为两年。")]
    said = cell("ai.e1", "technical", "5亿元，两年完工", *cited)
    told = said.model_copy(update={"text": "A plant as large as any in the region", "lang": "en"})
    alone, rendered = CitableDocuments(retrieval), CitableDocuments(retrieval, (said,))
    assert rendered.cite(told, rendered.quotes((told,))) == alone.cite(said, alone.quotes((said,)))
    assert alone.cite(told, alone.quotes((told,))) != alone.cite(said, alone.quotes((said,)))
