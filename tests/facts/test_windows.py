import pytest
from builders import hostile_texts, is_cut, news_texts
from hypothesis import given
from hypothesis import strategies as st

from facts.extraction.windows import Window, longest, windows
from facts.text.language import LONGER, as_long, language_of
from facts.text.sentences import SPACED_NUMBER


def quoted(text: str, most: int = 100) -> list[str]:
    return [one.span.text for one in windows(text, most)]


def beginning(text: str, opening: str) -> Window:
    return next(one for one in windows(text, 100) if one.span.text.startswith(opening))


def test_a_sentence_is_quoted_from_each_clause_that_may_begin_to_each_that_may_end() -> None:
    text = "甲公司扩建电站，投资方追加5亿元，乙公司供货。"
    assert quoted(text) == [
        "甲公司扩建电站",
        "甲公司扩建电站，投资方追加5亿元",
        text,
        "投资方追加5亿元",
        "投资方追加5亿元，乙公司供货。",
        "乙公司供货。",
    ]
    assert [one.is_whole for one in windows(text, 100)] == [False, False, True, False, False, False]


def test_of_each_beginning_there_is_one_longest() -> None:
    text = "甲公司扩建电站，投资方追加5亿元，乙公司供货。"
    assert [one.span.text for one in longest(text, 16)] == [
        "甲公司扩建电站，投资方追加5亿元",
        "投资方追加5亿元，乙公司供货。",
        "乙公司供货。",
    ]


def test_a_clause_that_turns_the_one_before_it_is_not_left_out_behind_it() -> None:
    assert "甲公司扩建电站" not in quoted("甲公司扩建电站，但工期未定。")


def test_whom_something_is_said_to_is_not_left_without_what_is_said() -> None:
    text = "多家公司的高管近日警告政府，能源危机或进一步恶化。"
    assert quoted(text)[0] == text


def test_why_and_by_what_means_is_not_left_without_what_is_so() -> None:
    assert not any(
        one.endswith("不确定性") for one in quoted("丙国暂停订购芯片，为对冲发货的不确定性，乙厂要求预付全款。")
    )
    assert not any(one.endswith("收购交易") for one in quoted("乙厂提高报价，通过杠杆收购交易，将丙厂收入囊中。"))


def test_no_english_clause_is_cut_behind_the_pronoun_that_is_its_subject() -> None:
    said = quoted("Acme reported record revenue. It expects $92 billion in the fourth quarter.")
    assert said == ["Acme reported record revenue."]


def test_how_much_for_each_leans_on_what_it_is_told_of() -> None:
    text = "甲模型输入每百万词元0.03美元，每百万输出词元0.11美元。"
    assert beginning(text, "每百万输出").leans


def test_nothing_begins_behind_a_condition() -> None:
    assert {one[:2] for one in quoted("若供应受限，交付将推迟，工期延长半年。")} == {"若供"}


def test_what_begins_behind_its_speaker_names_him() -> None:
    text = "甲公司首席执行官乙表示，乙厂产能将翻番。"
    assert beginning(text, "甲公司").said_by == ""
    behind = beginning(text, "乙厂")
    assert (behind.said_by, behind.is_first) == ("甲公司首席执行官乙表示", False)


def test_a_day_before_the_speaker_is_no_day_of_what_he_says() -> None:
    text = "3月16日，甲公司首席执行官乙在会上表示，乙厂产能将达100兆瓦。"
    assert beginning(text, "乙厂").said_by == "甲公司首席执行官乙在会上表示"


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("该模型采用稀疏架构。", "happening"),
        ("其吞吐量提升5倍。", "party"),
        ("目前该公司已售出100台设备。", "party"),
        ("去年其营收达5亿元。", "party"),
        ("这意味着甲公司的产品由试水转入销售。", "happening"),
    ],
)
def test_a_subject_that_points_is_kept_and_leans_on_what_it_points_to(text: str, leans: str) -> None:
    (window,) = windows(text, 100)
    assert (window.span.text, window.leans, window.points, window.names_nobody) == (text, leans, True, False)


def test_a_day_that_is_none_is_left_out() -> None:
    assert quoted("近日，乙厂投产100兆瓦电站。")[0].startswith("乙厂")


@pytest.mark.parametrize(
    "text", ["流通环节减少了三成。", "重组经国务院批准。", "免费可商用的模型也意味着降价。", "甲公司扩产。"]
)
def test_what_names_who_or_what_does_it_leans_on_nothing(text: str) -> None:
    assert next(windows(text, 100)).leans == ""


@pytest.mark.parametrize(
    "text", ["将拓展海外布局。", "26%已降到19%。", "发行约800万股。", "同比增长94%。", "推动产业链的发展。"]
)
def test_what_names_nobody_leans_on_the_headline(text: str) -> None:
    assert next(windows(text, 100)).leans == "happening"


def test_an_english_sentence_is_quoted_whole() -> None:
    text = "Some Centre, General Matter and Orano must meet agreed milestones, and BYD followed."
    assert quoted(text) == [text]
    assert quoted(text, 20) == []


def test_a_text_in_another_language_has_room_for_as_much_as_one_in_chinese() -> None:
    text = f"The plant opened on Monday{' and sells power' * 6}."
    assert quoted(text, int(len(text) / LONGER) + 1) == [text]
    assert quoted(text, int(len(text) / LONGER) - 1) == []
    assert quoted("甲公司扩建电站一座。", 9) == []


@pytest.mark.parametrize("sign", ["；", ";"])
def test_a_quotation_ends_without_the_sign_that_joins_it_to_the_next(sign: str) -> None:
    assert quoted(f"提供者应当在30个工作日内备案{sign}\n使用者应当登记。")[0] == "提供者应当在30个工作日内备案"


def test_a_predicate_in_an_attribute_is_none() -> None:
    assert quoted("这个规模达1.8万亿美元的市场正面临紧张。") == []


def test_furniture_and_headlines_have_no_window() -> None:
    assert quoted("【某厂投产】图源：某网。你怎么看？") == []


def test_a_quotation_without_its_speaker_and_half_of_one_have_no_window() -> None:
    assert quoted("“这是一次重大突破，我们很满意。”") == []
    assert all(one.count("“") == one.count("”") for one in quoted("“甲厂将扩产，”乙表示，“丙厂也将扩产。”"))
    assert quoted("“甲厂扩产的出发点非常好，”乙公司董事长说。") == []


@pytest.mark.parametrize("said", ["这标志着甲厂迈出重要一步。", "该中心将成为当地规模最大的枢纽之一。"])
def test_a_pointer_has_its_predicate_whatever_a_noun_looks_like(said: str) -> None:
    assert quoted(f"甲厂的智算中心投产。{said}")[-1] == said


def test_a_list_that_a_colon_opens_is_not_quoted_in_parts() -> None:
    text = "新架构分三层：能源层是物理限制；芯片层转化算力；应用层产生价值。甲厂将扩产。"
    assert quoted(text) == ["甲厂将扩产。"]
    assert quoted("乙公司成立，注册资本2亿元，经营范围包含：水力发电；电池销售。")[-1] == "注册资本2亿元"


def test_a_part_is_not_quoted_without_the_whole_that_it_is_of() -> None:
    told = quoted("交易所收到申报50单；其中20单已经发行，金额达到450亿元。")
    assert told == ["交易所收到申报50单"]
    assert "交易所收到申报50单，其中20单已经发行" in quoted("交易所收到申报50单，其中20单已经发行，金额达到450亿元。")


def test_a_conjunction_that_looks_ahead_has_its_subject_behind_it() -> None:
    (window,) = (one for one in windows("尽管甲厂已经扩产，但供应仍未满足需求。", 100) if one.is_whole)
    assert window.stands_alone
    assert quoted("尽管这一规模高于预期，但供应仍未满足需求。")[:1] != ["尽管这一规模高于预期，但供应仍未满足需求。"]


@given(hostile_texts(), st.integers(5, 100))
def test_every_window_is_an_exact_span_that_fits_and_cuts_no_number_or_word(text: str, most: int) -> None:
    for one in windows(text, most):
        span = one.span
        assert text[span.start : span.end] == span.text
        assert 0 < len(span.text) <= as_long(most, "zh", language_of(text))
        assert not is_cut(text, span.start)
        assert not is_cut(text, span.end)


@given(st.integers(1, 999), st.integers(0, 9), news_texts(6))
def test_no_window_begins_or_ends_in_a_number_that_a_blank_has_got_into(whole: int, part: int, text: str) -> None:
    told = f"甲公司投资{whole}. {part}万亿元，乙公司供货。{text}"
    number = SPACED_NUMBER.search(told)
    assert number
    for one in windows(told, 100):
        assert not number.start() < one.span.start < number.end()
        assert not number.start() < one.span.end < number.end()


@given(news_texts())
def test_a_window_ends_where_a_clause_does(text: str) -> None:
    for one in windows(text, 100):
        assert one.span.end == one.parts[-1].end
        assert one.parts[0].start <= one.span.start < one.parts[0].end
