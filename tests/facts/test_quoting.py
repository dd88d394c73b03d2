import pytest
from builders import hostile_texts, is_cut, news_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.text.cleaning import plain
from facts.text.quoting import Quote, closest_sentence, find_plain, in_sentences, joined, parted, quotes_for
from facts.text.sentences import sentences

PASSAGE = "美国电力公司向Bloom Energy采购26.5亿美元的**燃料电池**，预计2027年投产。该项目由首批100兆瓦订单起步。"


def quotes(text: str, *passages: str) -> list[str]:
    return [quote.text for quote in quotes_for(text, passages)]


def bare(text: str) -> str:
    """Letters and digits alone: a span may hold one half of a pair of marks."""
    return "".join(filter(str.isalnum, plain(text)))


def test_words_that_stand_in_a_passage_are_quoted_as_they_are() -> None:
    (quote,) = quotes_for("预计2027年投产", ["无关", PASSAGE])
    assert (quote.passage, quote.text, quote.verbatim) == (1, "预计2027年投产", True)


def test_a_quote_keeps_the_marks_that_a_reader_does_not_see() -> None:
    assert quotes("26.5亿美元的燃料电池，预计", PASSAGE) == ["26.5亿美元的**燃料电池**，预计"]


def test_an_entity_is_quoted_whole() -> None:
    assert quotes("R&D支出", "公司的R&amp;D支出") == ["R&amp;D支出"]


def test_a_quote_never_begins_in_a_number_that_a_blank_has_got_into() -> None:
    assert find_plain("4 万亿元", "规模达1. 4 万亿元") is None
    assert quotes("1. 4 万亿元", "规模达1. 4 万亿元") == ["1. 4 万亿元"]


def test_each_part_of_a_text_has_its_quote() -> None:
    text = joined(("首批100兆瓦订单", "预计2027年投产"))
    found = quotes_for(text, [PASSAGE])
    assert [quote.text for quote in found] == ["首批100兆瓦订单", "预计2027年投产"]
    assert all(quote.verbatim for quote in found)


def test_a_text_in_other_words_is_carried_by_the_clauses_that_hold_its_terms() -> None:
    (quote,) = quotes_for("Bloom Energy获26.5亿美元燃料电池订单", [PASSAGE])
    assert not quote.verbatim
    assert quote.text == "美国电力公司向Bloom Energy采购26.5亿美元的**燃料电池**"


def test_two_clauses_carry_what_one_does_not_and_neighbours_are_one_quote() -> None:
    assert quotes("燃料电池采购额26.5亿美元，投产在2027年前后", PASSAGE) == [
        "美国电力公司向Bloom Energy采购26.5亿美元的**燃料电池**，预计2027年投产。"
    ]


def test_several_passages_carry_a_text_together() -> None:
    found = quotes_for("储能电站并网，稳定币结算提速", ["储能电站已并网。", "稳定币结算已提速。"])
    assert [quote.passage for quote in found] == [0, 1]


def test_a_translation_rests_on_the_sentence_with_its_figures_or_names() -> None:
    passage = "EDF exports set a record. Nuclear output rose 4.5% to 373 TWh, its highest since 2019."
    assert quotes_for("法国核电出力增长4.5%", [passage]) == (
        Quote(0, "Nuclear output rose 4.5% to 373 TWh, its highest since 2019.", verbatim=False),
    )
    assert quotes_for("法国EDF电力出口创新高", [passage]) == (Quote(0, "EDF exports set a record.", verbatim=False),)


def test_a_translation_without_a_figure_or_name_in_common_rests_on_nothing() -> None:
    assert quotes_for("法国电力出口创新高", ["Power exports set a record."]) == ()


def test_nothing_is_quoted_where_nothing_resembles_the_text() -> None:
    assert quotes("完全不同的一句话", PASSAGE) == []
    assert quotes("公司", PASSAGE) == ["公司"]
    assert quotes("", PASSAGE) == []
    assert quotes("任何话") == []


@pytest.mark.parametrize(
    ("part", "passage"),
    [
        ("5%", "利润增长15%"),
        ("AI", "CHAIN发布"),
        ("5亿元", "募资3.5亿元"),
        ("320.5", "共1,320.5万"),
        ("1", "1.5"),
        ("GPT-5", "GPT-51"),
    ],
)
def test_a_number_or_word_is_not_found_within_a_longer_one(part: str, passage: str) -> None:
    assert find_plain(part, passage) is None


def test_a_number_is_found_where_it_stands_alone_behind_a_longer_one() -> None:
    found = find_plain("5%", "由15%降至5%")
    assert found is not None
    assert found.start == 6


@pytest.mark.parametrize("part", ["&#173;", "**", "<br>", " "])
def test_what_a_reader_does_not_see_is_found_nowhere(part: str) -> None:
    assert find_plain(plain(part), "任何一段话") is None
    assert find_plain(part, "&#173;") is None
    assert find_plain(part, "任何一段话") is None or plain(part)


@given(hostile_texts(), st.lists(hostile_texts(), max_size=4))
def test_every_quote_is_an_exact_span_of_the_passage_it_names(text: str, passages: list[str]) -> None:
    for quote in quotes_for(text, passages):
        assert quote.text
        assert quote.text in passages[quote.passage]


@given(hostile_texts(), st.lists(hostile_texts(), max_size=4))
def test_what_is_called_verbatim_reads_as_the_text_does(text: str, passages: list[str]) -> None:
    for quote in quotes_for(text, passages):
        if quote.verbatim:
            assert any(bare(part) in bare(quote.text) for part in parted(text))


@given(news_texts(), st.data())
def test_any_whole_span_of_what_a_reader_sees_is_found(passage: str, data: st.DataObject) -> None:
    shown = plain(passage)
    start = data.draw(st.integers(0, len(shown)))
    end = data.draw(st.integers(start, len(shown)))
    part = shown[start:end].strip()
    found = find_plain(part, passage)
    if plain(part) == part and part and not is_cut(shown, start) and not is_cut(shown, end):
        assert found is not None
    if found:
        assert passage[found.start : found.end] == found.text
        assert not is_cut(passage, found.start)
        assert not is_cut(passage, found.end)


@given(hostile_texts(), st.lists(hostile_texts(), max_size=3))
def test_quoting_is_the_same_every_time(text: str, passages: list[str]) -> None:
    assert quotes_for(text, passages) == quotes_for(text, passages)


# -- whole sentences --------------------------------------------------------------------------------------------------


def widened(text: str, *passages: str) -> list[str]:
    return [quote.text for quote in in_sentences(quotes_for(text, passages), passages)]


TOLD = "项目4月动工。公司称，若补贴到位，**电价**有望下降一成。现场来了百人。"


def test_a_quote_is_widened_to_its_sentence_with_subject_speaker_and_condition() -> None:
    assert widened("电价有望下降一成", TOLD) == ["公司称，若补贴到位，**电价**有望下降一成。"]


def test_a_quote_across_sentences_keeps_them_all() -> None:
    assert widened("有望下降一成。现场来了百人", TOLD) == ["公司称，若补贴到位，**电价**有望下降一成。现场来了百人。"]


def test_two_quotes_of_one_sentence_become_one_and_of_two_passages_stay_two() -> None:
    parts = joined(("若补贴到位", "有望下降一成"))
    assert widened(parts, TOLD) == ["公司称，若补贴到位，**电价**有望下降一成。"]
    assert len(widened(joined(("项目4月动工", "预计2027年投产")), TOLD, PASSAGE)) == 2


def test_a_headline_is_quoted_as_it_is() -> None:
    assert widened("某厂建成电站", "某厂建成电站") == ["某厂建成电站"]


@given(hostile_texts(), st.lists(hostile_texts(), max_size=3))
def test_a_widened_quote_holds_what_was_quoted_and_whole_sentences(text: str, passages: list[str]) -> None:
    found = quotes_for(text, passages)
    wide = in_sentences(found, passages)
    for quote in found:
        assert any(one.passage == quote.passage and quote.text in one.text for one in wide)
    for one in wide:
        assert one.text in passages[one.passage]
        inner = [span.text for span in sentences(passages[one.passage]) if span.text in one.text]
        assert inner or not any(map(str.isalnum, one.text))


def test_the_closest_sentence_is_the_one_that_shares_most() -> None:
    assert closest_sentence("补贴让电价下降", TOLD) == "公司称，若补贴到位，**电价**有望下降一成。"
    assert closest_sentence("港口吞吐创下纪录", TOLD) is None
    assert closest_sentence("任何话", "……") is None
