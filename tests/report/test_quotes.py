"""How much of a document's text the quotes behind one row show."""

from builders import cite, document, passage, request

from brief.report.quotes import Quoting
from schemas.retrieval import Document, Retrieval

TEXT = "规模为100兆瓦。总投资5亿元。工期为两年。"


def shown(*quotes: str, **rights: str) -> list[str]:
    one: Document = document(id="d1", **rights)
    passages = (passage("d1", 1, one.title), passage("d1", 2, TEXT))
    row = Quoting(Retrieval(request=request(), documents=(one,), events=(), passages=passages)).of_row()
    number = {one.title: 1}
    return [each.quote for each in row.shown(cite("d1", quote, number.get(quote, 2)) for quote in quotes)]


def test_two_sentences_of_a_document_are_shown_in_a_row_and_the_rest_is_cut() -> None:
    assert shown(TEXT) == ["规模为100兆瓦。总投资5亿元。"]
    assert shown("总投资5亿元。", "规模为100兆瓦。", "工期为两年。") == ["总投资5亿元。", "规模为100兆瓦。", ""]


def test_a_sentence_that_was_shown_is_shown_again() -> None:
    assert shown("规模为100兆瓦。总投资5亿元。", "总投资5亿元。") == ["规模为100兆瓦。总投资5亿元。", "总投资5亿元。"]


def test_what_may_only_be_linked_shows_its_headline_alone() -> None:
    assert shown("某厂建成100兆瓦储能电站", "总投资5亿元。", quote="link") == ["某厂建成100兆瓦储能电站", ""]


def test_a_source_may_let_all_be_shown() -> None:
    assert shown(TEXT, quote="full") == [TEXT]
