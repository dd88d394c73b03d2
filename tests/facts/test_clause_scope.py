import pytest
from builders import news_texts
from hypothesis import given

from facts.extraction.candidates import insight_candidates
from facts.extraction.hard_facts import hard_points
from facts.extraction.insights import insights, risks
from facts.extraction.row_filling import fill
from facts.extraction.self_contained import refers, shares_words, with_label
from facts.text.clause_scope import governing, holding, scope_markers
from facts.text.sentences import Span


def governors(text: str, place_of: str) -> list[str]:
    return [frame.span.text for frame in governing(text, text.index(place_of))]


@pytest.mark.parametrize(
    ("text", "governed", "by"),
    [
        ("知情人士称，京东正考虑首次发行点心债。", "京东正", "知情人士称"),
        ("高盛认为，决定竞赛走向的是电力：备用容量跌到19%。", "备用", "高盛认为"),
        ("按目前的增速，智元预计2026年出货可达数万台。", "智元", "按目前的增速"),
        ("先进制程依赖代工，若供应受限，后续迭代存在不确定性。", "后续", "若供应受限"),
        ("对宁德时代来说，换电与储能双轮驱动。", "换电", "对宁德时代来说"),
        ("据彭博社报道，软银正寻求400亿美元贷款。", "软银", "据彭博社报道"),
        ("与上一代方案相比，新架构缩短了链路。", "新架构", "与上一代方案相比"),
        ("统一换电标准后，网络将走向行业共用。", "网络", "统一换电标准后"),
        ("商务部：对稀土出口实施管制，自公布之日起执行。", "自公布", "商务部"),
        ("宁德时代公告，子公司拟增发3485万股。", "子公司", "宁德时代公告"),
        ("自2025年11月以来，碳酸锂期货已涨逾70%。", "碳酸锂", "自2025年11月以来"),
        ("面向0.6B模型从头训练，误差控制在0.82%以内。", "误差", "面向0.6B模型从头训练"),
        ("本轮资金将主要用于研发，推动机器人落地。", "推动", "本轮资金将主要用于研发"),
        ("相关数据显示，仅3月以来，行业便发生投融资40起。", "行业", "仅3月以来"),
    ],
)
def test_a_clause_is_governed_by_who_says_it_by_its_condition_and_by_its_reckoning(
    text: str, governed: str, by: str
) -> None:
    assert governors(text, governed)[-1:] == [by]


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("项目总投资5亿元，年发电量2亿千瓦时。", "年发电"),
        ("知情人士称，京东考虑发债。公司去年发行过可转债。", "公司去年"),
        ("该产品简称，小K。", "小K"),
        ("此后，产量翻番。", "产量"),
        ("据悉，项目总投资5亿元。", "项目"),
        ("产品名称：小K。", "产品"),
    ],
)
def test_a_full_stop_frees_and_so_do_words_that_only_look_like_speech(text: str, free: str) -> None:
    assert governors(text, free) == []


def test_a_second_speaker_takes_the_place_of_the_first_but_a_condition_stays() -> None:
    text = "据路透社报道，如果海峡关闭，摩根大通预计，减产可达330万桶/日"
    assert governors(text, "减产") == ["如果海峡关闭", "摩根大通预计"]
    assert governors(text, "摩根大通") == ["如果海峡关闭"]


def test_what_money_is_to_bring_about_is_no_insight() -> None:
    assert insights("此次融资资金将主要用于研发，推动机器人在真实商业场景的大规模应用落地。", 80) == ()


def scoped(text: str, span: Span) -> Span:
    """The span with all before it, from the first marker that holds for it."""
    start = min((marker.span.start for marker in holding(text, span)), default=span.start)
    return Span(start, span.end, text[start : span.end])


def test_a_window_matters_to_what_is_measured_in_it() -> None:
    text = "去年12月1日，平台成交约200亿美元，用户踊跃。"
    start, stop = text.index("平台"), text.index("，用户")
    assert scoped(text, Span(start, stop, text[start:stop])).text == text[:stop]
    start = text.index("用户")
    assert scoped(text, Span(start, len(text), text[start:])).text == "用户踊跃。"


def test_a_span_is_widened_to_the_first_frame_that_governs_it() -> None:
    text = "业内人士测算，Token使用效率优化后，部署成本可下降30%以上。"
    start = text.index("部署")
    assert scoped(text, Span(start, len(text), text[start:])).text == text


@given(news_texts())
def test_a_frame_stands_where_it_says_and_reaches_beyond_itself(text: str) -> None:
    found = scope_markers(text)
    assert all(text[one.span.start : one.span.end] == one.span.text for one in found)
    assert all(one.span.end < one.reach <= len(text) for one in found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("该收购若完成，甲厂将成最大的集团。", ["condition"]),
        ("交易如果获批，甲厂将成最大的集团。", ["condition"]),
        ("甲厂收购乙厂，将成最大的集团。", []),
    ],
)
def test_a_condition_may_stand_behind_its_subject(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in scope_markers(text)] == kinds


def test_a_hard_point_keeps_who_says_it_and_on_which_condition() -> None:
    text = "业内人士测算，Token使用效率优化后，企业的部署成本可下降30%以上。"
    assert [one.span.text for one in hard_points(text, 60) if one.window.stands_alone] == [text]


def test_a_hard_point_that_has_no_room_for_its_speaker_is_left_out() -> None:
    assert hard_points("业内人士测算，Token使用效率优化后，企业的部署成本可下降30%以上。", 20) == ()


def test_a_hard_point_that_leans_on_its_subject_takes_it_along() -> None:
    text = "中国企业积极布局海外，同比增长94%，环比增长12%。"
    found = [one.span.text for one in hard_points(text, 60) if one.window.stands_alone]
    assert found[0] == text
    assert all(one.startswith("中国企业积极布局海外，") for one in found)


def test_a_hard_point_whose_subject_stands_nowhere_is_left_out() -> None:
    assert not [one for one in hard_points("同比增长94%，环比增长12%。", 60) if one.window.stands_alone]


def test_an_insight_never_begins_behind_its_speaker_or_condition() -> None:
    text = "分析人士预计，流通环节减少之后，航油成本还有下降空间，有望惠及旅客。"
    assert {one.text[:6] for one in insight_candidates([text], 120, ())} == {"分析人士预计"}


def test_a_risk_keeps_its_condition() -> None:
    text = "先进制程高度依赖外部代工，若供应受限，后续迭代仍存在不确定性。"
    assert all("若供应受限" in one.span.text for one in risks(text, 100))


def test_a_cell_tells_no_figure_twice() -> None:
    texts = ["MiniMax发行2538.92万股，共筹得41.89亿港元。", "在募集的41.89亿港元里，机构认购了27.23亿港元。"]
    told = "".join(one.text for one in fill("MiniMax在香港上市", texts, 100, 100).technical)
    assert told.count("41.89亿") == 1


@pytest.mark.parametrize(
    "text",
    [
        "公司表示产能将翻番",
        "运营方表示，这意味着加油站可以转型",
        "与上一代方案相比，链路更短",
        "该项目可能推迟交付",
        "It would give the unit its own access to capital",
    ],
)
def test_a_line_that_speaks_of_something_named_before_refers(text: str) -> None:
    assert refers(text)


@pytest.mark.parametrize(
    "text",
    [
        "大电芯对热管理要求更高，安全事故仍是行业绕不开的风险",
        "业内人士认为，储能正由配角转为主力电源，这意味着收入更多来自调节服务",
        "数据中心等不及电网扩容，燃料电池成为应急电源",
        "欧洲电力需求到2030年增长30%",
    ],
)
def test_a_line_that_names_what_it_speaks_of_does_not(text: str) -> None:
    assert not refers(text)


def test_a_line_that_shares_no_word_with_its_headline_does_not_say_what_it_is_of() -> None:
    headline = "澜储资本完成储能电站收益权代币化"
    assert not shares_words(headline, "二级市场尚未成形，流动性不足是主要风险")
    assert shares_words(headline, "代币化产品的二级市场尚未成形")
    assert shares_words(headline, "There is no market for it yet")


def test_a_line_that_refers_is_told_behind_the_first_clause_of_its_headline() -> None:
    told = with_label("币安发布年度报告：用户突破3亿", "部分业务可能被迫退出")
    assert told == "币安发布年度报告；部分业务可能被迫退出"
