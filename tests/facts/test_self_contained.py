import pytest

from facts.extraction.candidates import insight_candidates, risk_candidates
from facts.extraction.pointers import dangles, has_one_party
from facts.extraction.row_candidates import offered, row_candidates
from facts.extraction.row_filling import fill

HEADLINE = "甲电池厂扩建产线"


def technical(text: str, headline: str = HEADLINE) -> list[str]:
    """What may be quoted as one."""
    return [one.window.span.text for one in offered("technical", [text], 100, headline)]


def insight(text: str, headline: str = HEADLINE) -> list[str]:
    return [one.text for one in row_candidates("insight", [text], 100, headline, 0.3)]


@pytest.mark.parametrize(
    "text",
    [
        "该公司产能翻番",
        "甲厂称，该项目延期",
        "业界担忧，我们没有时间",
        "它将改变市场",
        "The firm says they will build it",
    ],
)
def test_a_pointer_with_nothing_before_it_dangles(text: str) -> None:
    assert dangles(text)


@pytest.mark.parametrize(
    "text", ["甲公司扩产，其产能翻番", "丙项目获批，该项目总投资5亿元", "乙表示：“我们很满意”", "产能翻番"]
)
def test_a_pointer_to_a_noun_before_it_or_in_a_quotation_does_not(text: str) -> None:
    assert not dangles(text)


@pytest.mark.parametrize("text", ["反映了此次募股的规模", "此次募股规模很大"])
def test_the_headline_of_a_row_names_what_its_cells_point_to(text: str) -> None:
    assert dangles(text)
    assert not dangles(text, "甲厂计划首次公开募股")


def test_of_two_parties_a_reader_does_not_know_which_one_is_the_company() -> None:
    assert has_one_party("甲厂扩建产线")
    assert not has_one_party("甲厂与乙厂扩建产线")
    assert not has_one_party("甲厂收购乙厂")
    told = "甲厂财报发布。该公司已售出500台设备。"
    assert technical(told, "甲厂财报发布") == ["该公司已售出500台设备。"]
    assert technical(told, "甲厂收购乙厂财报发布") == []


def test_a_speaker_is_left_out_only_where_the_headline_names_him() -> None:
    text = "甲电池厂表示，将追加投资5亿元，乙地产线年产能达20GWh。"
    assert "乙地产线年产能达20GWh。" in technical(text)
    assert technical(text, "丙公司发布年报") == [] or all(
        "甲电池厂表示" in one for one in technical(text, "丙公司发布年报")
    )
    unnamed = "知情人士称，甲电池厂将追加投资5亿元，乙地产线年产能达20GWh。"
    assert technical(unnamed) != []
    assert all(one.startswith("知情人士称") for one in technical(unnamed))


def test_who_says_it_and_when_makes_a_repetition_nothing_new() -> None:
    assert insight("3月13日，甲电池厂在某市举行的发布会上表示，扩建产线。") == []


def test_a_comparison_that_the_headline_tells_is_no_insight() -> None:
    text = "新架构的训练成本远低于前代，领先同类产品。"
    assert insight(text, "某厂发布训练芯片") == [text]
    assert insight(text, "某厂发布训练芯片，训练成本低于前代，领先同类") == []
    first = "乙公司参建的我国首个沙地柔性光伏项目、国家重点工程已经并网发电。"
    assert insight(first, "某地大型光伏项目并网") == [first]
    assert insight(first, "我国首个柔性项目并网") == []


@pytest.mark.parametrize(
    "text",
    [
        "高管在会上再次大幅上调了今年的销售预期。",
        "许可允许企业从事油气和石化产品的开发或生产活动。",
        "文件允许两国企业就电力领域进行谈判或签约。",
        "规划提出，加快关键技术突破，强化部件供给，推动成本下降，促进产业发展。",
        "“我们正在重塑整个行业，意味着成本大幅下降”，创始人表示。",
    ],
)
def test_a_thing_a_choice_a_list_of_measures_and_self_praise_are_no_insight(text: str) -> None:
    assert insight_candidates([text], 100, ()) == []


def test_what_may_happen_is_an_insight() -> None:
    told = "甲电池厂扩建产线。这一战略转变将拓展甲电池厂的布局，有望提升用户的使用率，但同时也会增加成本。"
    assert [one[:5] for one in insight(told)][:1] == ["这一战略转"]
    assert insight_candidates(["大批印度餐馆或被迫停业，就业市场承压。"], 100, ()) != []


def test_a_risk_says_that_harm_may_come_and_not_that_it_came() -> None:
    assert risk_candidates(["霍尔木兹海峡的航运一旦中断，国际油价可能飙升。"], 100, ()) != []
    assert risk_candidates(["霍尔木兹海峡的航运上周中断三天，国际油价飙升。"], 100, ()) == []


def test_an_insight_tells_more_than_headline_and_fact_do_together() -> None:
    texts = ["甲厂拟追加投资5亿元，新产线有望使成本下降。", "甲厂新产线有望使成本下降，追加投资5亿元。"]
    filling = fill("甲厂扩建新产线", texts, 100, 120)
    assert len([one for one in (*filling.technical, filling.insight) if one]) == 1


def test_the_best_fact_goes_to_the_cell_of_facts_even_where_it_could_be_an_insight() -> None:
    texts = ["投资方或以40亿美元认购甲厂三成股权，另出资60亿美元建厂，估值达100亿美元。", "甲厂现有100万家客户。"]
    filling = fill("甲厂与投资方洽谈", texts, 100, 120)
    assert "40亿美元" in filling.technical[0].text


# -- what a row already tells, and what it is of ----------------------------------------------------------------------


def test_what_the_headline_expects_is_no_insight_again_in_other_words() -> None:
    text = "三家甲国石油公司的高管警告，能源危机很可能进一步恶化。"
    assert insight_candidates([text], 100, ("石油巨头警告政府：能源危机恐加剧",)) == []
    assert insight_candidates([text], 100, ("石油巨头见政府官员",)) != []


def test_a_comparison_of_technical_measures_is_a_fact_and_of_business_an_insight() -> None:
    headline = ("某厂发布新模型",)
    assert insight_candidates(["新模型的推理吞吐量比上一代领先，参数是其两倍。"], 100, headline) == []
    assert insight_candidates(["新模型的推理成本比上一代更低，领先同类产品。"], 100, headline) != []


def test_a_comparison_keeps_what_it_compares() -> None:
    text = "这一投资规模远超乙厂建厂时所花的30亿美元。"
    assert technical(f"甲电池厂扩建产线。{text}") == [text]


def test_what_the_headline_tells_in_other_words_is_nothing_new() -> None:
    told = "甲公司正考虑首次发行点心债，筹资规模约14亿美元。"
    assert insight(told, "甲公司考虑首发点心债，拟筹集约14亿美元") == []
    assert insight(told, "甲公司考虑举债") == [told]


def test_a_speaker_is_not_left_with_the_beginning_of_what_he_says() -> None:
    text = "甲电池厂负责人表示，芯片、机器人、汽车，将采用同一架构，投资达5亿元。"
    assert not [one for one in technical(text) if one.endswith("汽车")]
    why = "据某报报道，因应对算力准备不足，甲电池厂托管5台设备，采用新架构。"
    assert not [one for one in technical(why) if one.endswith("不足")]


def test_a_pronoun_that_speaks_is_whoever_speaks_in_the_headline() -> None:
    text = "她宣布，甲国设立2亿欧元的担保机制。"
    assert technical(text, "某主席：核能是甲国的选择") == ["甲国设立2亿欧元的担保机制。"]
    assert technical(text, "甲国核能峰会开幕") == []


def test_what_somebody_expects_is_not_quoted_without_him() -> None:
    text = "甲电池厂预计，今年产能达20GWh。"
    assert technical(text) == [text]


def test_why_something_is_done_is_an_insight_and_a_boast_of_a_product_none() -> None:
    why = "此举旨在应对成本上升，摆脱对进口材料的依赖。"
    assert insight(f"甲电池厂扩建产线。{why}") == [why]
    assert insight("甲电池厂的新产品旨在应对成本上升。") == []


def test_what_follows_from_a_condition_is_an_insight_without_another_subject() -> None:
    text = "若交易落地，将刷新近年国内同类交易的纪录，并可能使行业的竞争格局发生变化。"
    assert insight(f"甲电池厂扩建产线。{text}") == [text]


def test_the_rest_of_an_amount_is_not_quoted_without_the_whole() -> None:
    assert dangles("甲厂承诺五年内购买150亿元的额外容量")
    assert not dangles("甲厂承诺五年内额外购买150亿元的容量")


# -- asides -----------------------------------------------------------------------------------------------------------

OWN = "甲电池厂扩建产线，年产能达20GWh。"
TOLD = "甲电池厂扩建20GWh产线"
ASIDE = "甲电池厂扩建产线后，业内预计行业的竞争将进一步加剧，上游的设备厂商有望最先受益。"


def test_an_aside_gives_an_insight_where_the_events_own_texts_hold_none() -> None:
    filling = fill(HEADLINE, [OWN], 100, 120, [ASIDE])
    assert filling.insight
    assert (filling.insight.text, filling.insight.index) == (ASIDE, 1)
    own = "业内人士认为，甲电池厂的订单可能使供应链的成本低于同行，并加剧竞争。"
    filling = fill(HEADLINE, [OWN, own], 100, 120, [ASIDE])
    assert filling.insight
    assert filling.insight.text == own


@pytest.mark.parametrize(
    "aside",
    [
        "乙电池厂扩建产线后，业内预计行业的竞争将进一步加剧，上游的设备厂商有望最先受益。",
        "业内预计，甲电池厂扩建的产线有望增至35GWh，行业的竞争将进一步加剧。",
        "甲电池厂扩建MAYSAN产线后，业内预计行业的竞争将进一步加剧，上游的设备厂商有望最先受益。",
        "甲电池厂扩建产线后，业内预计“行业的竞争将进一步加剧，上游的设备厂商有望最先受益，成本可能低于同行”。",
    ],
)
def test_an_aside_of_another_subject_thing_or_amount_says_nothing_of_a_row(aside: str) -> None:
    fact = "产线总投资5亿元，采用固态电池，设备由丙集团供应。"
    assert fill(TOLD, [fact], 100, 120, [ASIDE]).insight is not None
    assert fill(TOLD, [fact], 100, 120, [aside]).insight is None


def test_a_fact_of_an_aside_stands_where_the_events_own_texts_hold_none() -> None:
    again, fact = "甲电池厂扩建产线。", "甲电池厂扩建产线，投资5亿元，年产能达20GWh。"
    assert [one.index for one in fill(HEADLINE, [again], 100, 120, [fact]).technical] == [1]
    assert [one.index for one in fill(HEADLINE, [OWN], 100, 120, [fact]).technical] == [0]
