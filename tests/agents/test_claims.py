from builders import hostile_texts, passage
from hypothesis import given
from hypothesis import strategies as st

from agents.claims import WrittenText, brief_passages, make_claim
from facts.text.cleaning import plain
from facts.text.tokens import estimate
from schemas.claim import Claim
from schemas.retrieval import Passage

PASSAGES = (
    passage("d1", 1, "某厂建成100兆瓦储能电站"),
    passage("d1", 2, "项目总投资5亿元，预计带动**当地**电价下降。"),
    passage("d2", 2, "OpenAI launches a voice model, cutting delay to 0.3 seconds."),
)
BY_ID = {one.id: one for one in PASSAGES}
EVERY_ID = tuple(BY_ID)


def claim(text: str, *passage_ids: str, inferred: bool = False) -> Claim:
    return make_claim("c1", WrittenText(text, passage_ids or EVERY_ID, "model"), BY_ID, inferred)


def test_words_of_the_evidence_are_quoted() -> None:
    made = claim("总投资5亿元", inferred=True)
    assert (made.kind, made.by, made.lang) == ("quoted", "model", "zh")
    assert [(one.document_id, one.passage_id, one.quote) for one in made.citations] == [("d1", "d1#2", "总投资5亿元")]


def test_other_words_are_stated_or_inferred_as_their_place_says() -> None:
    assert claim("投资5亿元的项目总额").kind == "stated"
    assert claim("投资5亿元的项目总额", inferred=True).kind == "inferred"


def test_a_text_of_which_one_part_is_in_other_words_is_no_quotation() -> None:
    assert claim("总投资5亿元；储能电站建成达100兆瓦储能").kind == "stated"


def test_nothing_written_is_a_claim_of_kind_none() -> None:
    for text in ("", "  ", "&#173;", "<br>"):
        made = claim(text)
        assert (made.kind, made.text, made.citations) == ("none", "", ())


def test_markup_in_what_was_written_is_not_shown() -> None:
    assert claim("总投资**5亿元**").text == "总投资5亿元"


def test_dots_of_a_text_that_was_cut_off_are_not_copied() -> None:
    assert [claim(f"总投资5亿元{dots}").text for dots in (" ...", "……", "…", "。")] == [
        *["总投资5亿元"] * 3,
        "总投资5亿元。",
    ]


def test_a_quote_keeps_the_passages_raw_text() -> None:
    (citation,) = claim("预计带动当地电价下降").citations
    assert citation.quote == "预计带动**当地**电价下降"


def test_passages_that_were_not_offered_are_ignored() -> None:
    made = claim("总投资5亿元", "d9#1", "", "d1#2")
    assert [one.passage_id for one in made.citations] == ["d1#2"]
    assert claim("总投资5亿元", "d9#1").citations == ()


def test_a_text_that_no_named_passage_carries_cites_nothing() -> None:
    assert claim("总投资5亿元", "d2#2").citations == ()


def test_a_passage_named_twice_is_cited_once() -> None:
    assert len(claim("总投资5亿元", "d1#2", "d1#2").citations) == 1


def test_the_language_is_that_of_the_text() -> None:
    assert claim("OpenAI launches a voice model").lang == "en"


@given(hostile_texts(), st.lists(hostile_texts(), max_size=3))
def test_every_citation_can_be_followed(text: str, texts: list[str]) -> None:
    offered = {one.id: one for one in (passage(f"d{n}", 2, body) for n, body in enumerate(texts))}
    made = make_claim("c1", WrittenText(text, tuple(offered), "model"), offered, inferred=True)
    for citation in made.citations:
        cited = offered[citation.passage_id]
        assert citation.document_id == cited.document_id
        assert citation.quote
        assert citation.quote in cited.text
    if made.kind == "quoted":
        assert made.citations
    assert (made.kind == "none") == (made.text == "")


# -- what a writer is shown -------------------------------------------------------------------------------------------


def ids(passages: tuple[Passage, ...], budget_tokens: int) -> list[str]:
    return [one.id for one in brief_passages(passages, budget_tokens)]


def test_passages_are_shown_whole_as_many_as_fit() -> None:
    assert ids(PASSAGES, 1000) == ["d1#1", "d1#2", "d2#2"]
    assert ids(PASSAGES, 40) == ["d1#1", "d1#2"]


def test_the_first_passage_is_shown_however_long_it_is() -> None:
    assert ids(PASSAGES, 1) == ["d1#1"]


def test_a_passage_is_shown_as_a_reader_sees_it() -> None:
    shown = brief_passages(PASSAGES, 1000)
    assert [one.headline for one in shown] == [True, False, False]
    assert shown[1].text == "项目总投资5亿元，预计带动当地电价下降。"


def test_a_passage_with_nothing_to_read_is_not_shown() -> None:
    assert brief_passages([passage("d1", 1, "<br>"), PASSAGES[1]], 1000)[0].id == "d1#2"


@given(st.lists(hostile_texts(), max_size=6), st.integers(0, 120))
def test_no_shown_passage_is_cut(texts: list[str], most: int) -> None:
    offered = [passage("d1", number, text) for number, text in enumerate(texts, start=1)]
    shown = brief_passages(offered, most)
    assert all(one.text == plain(offered[int(one.id[3:]) - 1].text) for one in shown)
    assert sum(estimate(one.text) for one in shown[1:]) <= most
    assert bool(shown) == any(plain(text) for text in texts)
