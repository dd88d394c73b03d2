import re

from builders import hostile_texts, passage
from hypothesis import given
from hypothesis import strategies as st

from agents.claims import WrittenText, brief_passages, make_claim
from facts.text.cleaning import plain
from facts.text.sentences import sentences
from facts.text.tokens import estimate
from schemas.claim import Claim
from schemas.retrieval import Passage
from schemas.section import Holds

PASSAGES = (
    passage("d1", 1, "某厂建成100兆瓦储能电站"),
    passage("d1", 2, "项目总投资5亿元，预计带动**当地**电价下降。"),
    passage("d2", 2, "OpenAI launches a voice model, cutting delay to 0.3 seconds."),
)
BY_ID = {one.id: one for one in PASSAGES}
EVERY_ID = tuple(BY_ID)


def claim(text: str, *passage_ids: str, holds: Holds = "stated") -> Claim:
    return make_claim("c1", WrittenText(text, passage_ids or EVERY_ID, "model"), BY_ID, holds)


def cited(made: Claim) -> list[tuple[str, str]]:
    return [(one.passage_id, one.quote) for one in made.citations]


def ground(made: Claim) -> list[tuple[str, bool]]:
    return [(one.passage_id, one.added) for one in made.ground]


def test_words_of_the_evidence_are_quoted() -> None:
    made = claim("总投资5亿元", holds="inferred")
    assert (made.kind, made.by, made.lang) == ("quoted", "model", "zh")
    assert cited(made) == [("d1#2", PASSAGES[1].text)]


def test_other_words_are_stated_or_inferred_as_their_place_says() -> None:
    assert claim("投资5亿元的项目总额").kind == "stated"
    assert claim("投资5亿元的项目总额", holds="inferred").kind == "inferred"


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


def test_a_quote_is_the_whole_sentence_in_the_passages_raw_text() -> None:
    (citation,) = claim("预计带动当地电价下降", "d1#2").citations
    assert citation.quote == "项目总投资5亿元，预计带动**当地**电价下降。"


def test_a_quote_keeps_the_subject_speaker_and_condition_of_its_sentence() -> None:
    told = passage("d1", 2, "项目4月动工。公司称，若补贴到位，电价有望下降一成。现场来了百人。")
    made = make_claim("c1", WrittenText("电价有望下降一成", ("d1#2",), "model"), {"d1#2": told}, holds="inferred")
    assert cited(made) == [("d1#2", "公司称，若补贴到位，电价有望下降一成。")]


def test_passages_that_were_not_offered_are_ignored() -> None:
    made = claim("总投资5亿元", "d9#1", "", "d1#2")
    assert (ground(made), [name for name, _ in cited(made)]) == ([("d1#2", False)], ["d1#2"])


# -- what a text rests on ---------------------------------------------------------------------------------------------


def test_every_passage_that_its_writer_named_is_ground_in_order() -> None:
    for names in (("d1#2", "d1#1"), ("d2#2", "d1#2", "d1#1"), ("d2#2", "d1#2")):
        assert ground(claim("总投资5亿元", *names)) == [(name, False) for name in names]


def test_a_passage_that_alone_has_a_figure_of_the_text_is_added_and_marked() -> None:
    assert ground(claim("某厂建成储能电站，投资5亿元", "d1#1")) == [("d1#1", False), ("d1#2", True)]
    assert ground(claim("储能电站100兆瓦", "d1#1")) == [("d1#1", False)]


def test_where_none_was_named_those_that_hold_its_words_are_added() -> None:
    assert ground(claim("总投资5亿元", "d9#1")) == [("d1#2", True)]
    assert ground(claim("港口吞吐创下纪录", "d9#1")) == []


def test_extraction_names_all_that_it_quotes_and_nothing_is_added() -> None:
    made = make_claim("c1", WrittenText("储能电站，投资5亿元", ("d1#1",), "extraction"), BY_ID, holds="stated")
    assert ground(made) == [("d1#1", False)]


def test_a_cell_is_quoted_from_its_own_passages_alone_and_rests_on_all_that_were_named() -> None:
    own = {"d1#1", "d1#2"}
    wording = WrittenText("总投资5亿元，语音模型0.3秒", ("d2#2", "d1#2"), "model")
    made = make_claim("c1", wording, BY_ID, holds="stated", own=own)
    assert ground(made) == [("d2#2", False), ("d1#2", False)]
    assert [one.document_id for one in made.citations] == ["d1"]


def test_a_passage_of_another_event_is_never_added_to_a_cell() -> None:
    wording = WrittenText("储能电站，0.3秒", ("d1#1",), "model")
    assert ground(make_claim("c1", wording, BY_ID, holds="stated", own={"d1#1", "d1#2"})) == [("d1#1", False)]


def test_each_document_that_it_shares_words_with_is_linked_at_least_once() -> None:
    made = claim("储能电站总投资5亿元，与OpenAI的voice model相连", "d1#2", "d2#2")
    assert {one.document_id for one in made.citations} == {"d1", "d2"}
    alone = claim("项目总投资5亿元", "d1#2", "d2#2")
    assert {one.document_id for one in alone.citations} == {"d1"}


def test_a_text_in_no_word_of_its_passages_leads_to_each_document_that_was_named() -> None:
    made = claim("港口吞吐创下纪录", "d2#2", "d1#2")
    assert [passage_id for passage_id, _ in cited(made)] == ["d2#2", "d1#2"]
    assert cited(made)[0][1] == "OpenAI launches a voice model, cutting delay to 0.3 seconds."


def test_a_named_passage_with_nothing_to_read_is_not_quoted() -> None:
    passages = {one.id: one for one in (passage("d1", 1, " "), passage("d1", 2, "天气晴朗。"))}
    made = make_claim("c1", WrittenText("港口吞吐创下纪录", tuple(passages), "model"), passages, holds="inferred")
    assert (cited(made), ground(made)) == ([("d1#2", "天气晴朗。")], [("d1#1", False), ("d1#2", False)])


def test_a_passage_named_twice_is_cited_once() -> None:
    assert len(claim("总投资5亿元", "d1#2", "d1#2").citations) == 1


def test_the_language_is_that_of_the_text() -> None:
    assert claim("OpenAI launches a voice model").lang == "en"


@given(hostile_texts(), st.lists(hostile_texts(), max_size=3))
def test_every_citation_can_be_followed(text: str, texts: list[str]) -> None:
    made, offered = resting_on(text, texts)
    for citation in made.citations:
        passage = offered[citation.passage_id]
        assert citation.document_id == passage.document_id
        assert citation.quote
        assert citation.quote in passage.text
    if made.kind == "quoted":
        assert made.citations
    assert (made.kind == "none") == (made.text == "")


@given(hostile_texts(), st.lists(hostile_texts(), max_size=3))
def test_every_quote_begins_and_ends_where_sentences_do(text: str, texts: list[str]) -> None:
    made, offered = resting_on(text, texts)
    for citation in made.citations:
        source = offered[citation.passage_id].text
        spans = sentences(source)
        starts, ends = {span.start for span in spans}, {span.end for span in spans}
        places = (found.start() for found in re.finditer(f"(?={re.escape(citation.quote)})", source))
        whole = any(place in starts and place + len(citation.quote) in ends for place in places)
        assert whole or citation.quote == source or not any(map(str.isalnum, citation.quote))


@given(hostile_texts(), st.lists(hostile_texts(), min_size=1, max_size=3), st.permutations(range(3)))
def test_no_named_passage_is_lost_and_what_is_quoted_is_ground(text: str, texts: list[str], order: list[int]) -> None:
    offered = {one.id: one for one in (passage(f"d{n}", 2, body) for n, body in enumerate(texts))}
    named = tuple(f"d{n}#2" for n in order if n < len(texts))[:2]
    made = make_claim("c1", WrittenText(text, named, "model"), offered, holds="inferred")
    if made.kind != "none":
        assert tuple(one.passage_id for one in made.ground if not one.added) == named
        assert {one.passage_id for one in made.citations} <= {one.passage_id for one in made.ground}
        assert len({one.passage_id for one in made.ground}) == len(made.ground)


def resting_on(text: str, texts: list[str]) -> tuple[Claim, dict[str, Passage]]:
    """A claim on one passage of as many documents."""
    offered = {one.id: one for one in (passage(f"d{n}", 2, body) for n, body in enumerate(texts))}
    return make_claim("c1", WrittenText(text, tuple(offered), "model"), offered, holds="inferred"), offered


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
