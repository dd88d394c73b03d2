"""How much of a document one row may print word for word."""

import pytest
from builders import AS_OF, WEEK, cell, cite, claim_values, document, draft, passage, table

from checks.evidence_index import make_library
from checks.quoting_rights import OVER_QUOTED
from schemas.claim import Citation, Claim
from schemas.draft import Draft
from schemas.retrieval import Quoting
from schemas.table import Cell, Row

SAID = ("规模为100兆瓦。", "总投资5亿元。", "工期为两年。")


def quoted(name: str, *citations: Citation) -> Cell:
    text = "；".join(one.quote for one in citations)
    return Cell(column=name, **claim_values(f"ai.e1.{name}", text, *citations, kind="quoted"))


def found(quote: Quoting, of: Draft) -> list[str]:
    passages = [passage("d1", 1, "某厂建成储能电站"), passage("d1", 2, "".join(SAID))]
    index = make_library([document(id="d1", quote=quote)], passages, WEEK, str(AS_OF.tzinfo))
    return [claim_id for claim_id, _ in OVER_QUOTED.find(of, index)]


def row(*cells: Cell) -> Draft:
    headline = cell("ai.e1", "event", "某厂建成储能电站", cite("d1", "某厂建成储能电站"))
    return draft(table("ai", Row(id="ai.e1", event_id="e1", cells=(headline, *cells))))


@pytest.mark.parametrize(
    ("quote", "sentences", "over"),
    [("short", 2, False), ("short", 3, True), ("link", 1, True), ("full", 3, False)],
)
def test_a_row_prints_as_many_sentences_as_its_source_allows(quote: Quoting, sentences: int, over: bool) -> None:
    printed = row(quoted("technical", *(cite("d1", one, 2) for one in SAID[:sentences])))
    assert bool(found(quote, printed)) is over


def test_the_cells_of_a_row_are_counted_together_and_one_sentence_once() -> None:
    technical = quoted("technical", cite("d1", SAID[0], 2), cite("d1", SAID[1], 2))
    assert found("short", row(technical, quoted("insight", cite("d1", SAID[2], 2)))) == ["ai.e1.insight"]
    assert not found("short", row(technical, quoted("insight", cite("d1", SAID[1], 2))))


def test_a_headline_is_no_sentence_of_the_text_and_words_of_ones_own_are_not_counted() -> None:
    own = Cell(column="technical", **claim_values("ai.e1.technical", "约两年建成", cite("d1", SAID[2], 2)))
    assert not found("link", row(own))
    assert not found("link", row(quoted("insight", cite("d1", "某厂建成储能电站"))))


@pytest.mark.parametrize("text", ["据介绍，规模为100兆瓦", "总投资5亿元（公告）"])
def test_a_word_of_ones_own_makes_no_sentence_ones_own(text: str) -> None:
    own = Cell(column="technical", **claim_values("ai.e1.technical", text, cite("d1", SAID[0], 2)))
    assert found("link", row(own)) == ["ai.e1.technical"]
    assert not found("short", row(own))


def test_a_text_outside_of_rows_may_not_quote_what_may_only_be_linked() -> None:
    effect = Claim(**claim_values("ai.effect1", SAID[0], cite("d1", SAID[0], 2), kind="quoted"))
    assert found("link", draft(table("ai", effects=(effect,)))) == ["ai.effect1"]


def test_what_copies_nothing_more_is_not_sent_back_for_what_others_copied() -> None:
    technical = quoted("technical", *(cite("d1", one, 2) for one in SAID))
    own = Cell(column="insight", **claim_values("ai.e1.insight", "约两年建成", cite("d1", SAID[2], 2)))
    assert found("short", row(technical, own)) == ["ai.e1.technical"]


def test_a_few_words_amid_ones_own_are_no_copy() -> None:
    text = "厂方在公告里没有细说钱从哪里来，只写明总投资5亿元，分两期投入，首期资金已到账"
    own = Cell(column="technical", **claim_values("ai.e1.technical", text, cite("d1", SAID[1], 2)))
    assert not found("link", row(own))
