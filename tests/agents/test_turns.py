from collections.abc import Sequence

import pytest
from builders import AS_OF, document

from agents.section_classifier.turns import Turns
from facts.names.inner_terms import inner_terms
from facts.support.turning import Undone, came_about, may_turn, may_undo, undone
from schemas.retrieval import Document

CLAIM = document("青港码头因事故暂停装运原油", "消息人士称，青港码头因事故暂停装运原油。", day=6, id="claim")
TURN = document("青港码头恢复装运原油", "码头运营方称，青港码头装运原油已经恢复。", day=7, id="turn")
OTHERS = [
    document(f"{place}电厂机组今日并网发电", f"{place}电厂称，机组一切正常。", day=6, id=place)
    for place in ("东山", "南岭", "西川", "北原", "中州", "云台", "海门", "石桥")
]


def turns(of: Document, *others: Document) -> Sequence[tuple[str, bool]]:
    return [
        (one.document.id, one.is_certain) for one in Turns((of, *others, *OTHERS)).of((of,), of.published_at or AS_OF)
    ]


@pytest.mark.parametrize(
    ("earlier", "later", "turned"),
    [
        ("某港暂停装运", "某港恢复装运", True),
        ("某行考虑收购地方银行", "某行否认收购地方银行", True),
        ("某厂宣布关停产线", "某厂宣布关停产线的细节", False),
        ("某行不考虑收购地方银行", "某行否认收购地方银行", False),
        ("油价上涨", "油价下跌", False),
    ],
)
def test_a_denial_and_the_other_way_may_undo_and_prices_do_not(earlier: str, later: str, turned: bool) -> None:
    assert may_turn(earlier, later) is turned


@pytest.mark.parametrize(
    ("earlier", "later", "is_done"),
    [
        ("甲厂将发布第二代刀片电池", "甲厂发布第二代刀片电池：9分钟充饱", True),
        ("甲厂将发布第二代刀片电池", "甲厂计划发布第二代刀片电池", False),
        ("甲厂发布第二代刀片电池", "甲厂发布第二代刀片电池", False),
        ("甲厂将发布第二代刀片电池", "甲厂否认发布第二代刀片电池", False),
        ("甲厂将发布第二代刀片电池", "乙厂工人今日返岗", False),
        ("某委主任：五年后产业规模将增长到十万亿元", "某委主任：另一产业规模五年后有望增长到十万亿元", False),
        ("某国政府要求为释放粮食储备做好准备", "某国决定下周释放粮食储备", True),
    ],
)
def test_what_was_announced_came_about_where_a_later_headline_tells_the_deed(
    earlier: str, later: str, is_done: bool
) -> None:
    assert came_about(earlier, later) is is_done


def test_what_undoes_a_thing_later_in_the_period_is_found() -> None:
    assert turns(CLAIM, TURN) == [("turn", True)]


def test_what_surely_undoes_a_thing_is_told_before_it_is_chosen() -> None:
    later = document("青港码头原油库存清点完毕", "码头清点了库存的原油。", day=7, id="later")
    since = CLAIM.published_at or AS_OF
    assert Turns((CLAIM, later, TURN, *OTHERS)).undoing((CLAIM,), since) == TURN
    assert Turns((CLAIM, later, *OTHERS)).undoing((CLAIM,), since) is None


def test_nothing_earlier_undoes_it() -> None:
    earlier = TURN.model_copy(update={"published_at": document(day=5).published_at})
    assert turns(CLAIM, earlier) == []


def test_code_is_sure_only_where_a_turn_is_of_this_thing_more_than_of_others() -> None:
    nearer = document("青港码头装运原油全面暂停", "青港码头装运原油已经全面暂停。", day=6, hour=3, id="nearer")
    found = dict(turns(CLAIM, TURN, nearer))
    assert found["turn"] is False


@pytest.mark.parametrize(
    ("earlier", "later", "what"),
    [
        ("某台称舰队护送油轮过境", "军方：舰队尚未护送油轮过境", Undone("护送油轮过境", False)),
        ("某台称舰队护送油轮过境", "军方：舰队尚未抵达", None),
        ("某台称某厂考虑收购某矿", "某厂否认收购某矿 称经营正常", Undone("收购某矿", False)),
        ("某厂将收购某矿", "某厂回应：收购某矿的消息不实", Undone(" 收购某矿的消息", False)),
        ("某厂不收购某矿", "某厂否认收购某矿", None),
        ("某港暂停装运原油", "据悉某港恢复装运原油", Undone("据悉某港 装运原油", True)),
        ("某港恢复装运原油", "另一港恢复装运原油", None),
        ("某厂拟裁员", "某厂：不会停产", None),
    ],
)
def test_what_a_headline_undoes_is_its_claim_without_the_denial(earlier: str, later: str, what: Undone | None) -> None:
    assert next(undone(earlier, later), None) == what
    assert may_undo(later) or what is None


def test_code_is_sure_of_a_denial_of_this_claim_alone() -> None:
    claim = document("青港集团拟收购海门船厂", "消息人士称，青港集团拟收购海门船厂。", day=6, id="claim")
    denial = document("青港集团否认收购海门船厂", "青港集团称，收购海门船厂的消息不属实。", day=7, id="denial")
    other = document("青港集团否认裁员", "青港集团称，收购海门船厂一事与裁员无关。", day=7, id="other")
    assert dict(turns(claim, denial, other))["denial"] is True
    assert dict(turns(claim, other)).get("other", False) is False


def test_an_aside_takes_no_place_but_where_it_undoes_the_thing() -> None:
    further = document("青港码头装运原油的船只改道", "青港码头装运原油的船只改道。", day=7, id="further")
    found = Turns((CLAIM, TURN, further, *OTHERS)).of((CLAIM,), CLAIM.published_at or AS_OF, (TURN, further))
    assert [(one.document.id, one.is_certain) for one in found] == [("turn", True)]


def test_terms_cross_no_words_but_in_a_name_that_no_dictionary_knows() -> None:
    assert inner_terms("暂停装运") == ("暂停", "装运")
    assert {"埔禾", "禾顷"} <= set(inner_terms("埔禾顷：暂停装运"))
    assert "伊朗" in inner_terms("美伊谈判")


def test_what_is_sure_comes_before_what_is_more_alike() -> None:
    alike = document("青港码头因事故不再装运原油", "青港码头因事故暂停装运原油，不再装运原油。", day=7, id="alike")
    assert turns(CLAIM, alike, TURN)[0] == ("turn", True)


def test_another_language_is_for_whoever_can_read_it() -> None:
    foreign = TURN.model_copy(update={"lang": "en"})
    assert turns(CLAIM, foreign) == []


def test_what_an_article_told_in_passing_may_be_undone_too() -> None:
    filler = "模型在多项测试里好于上一代，开发者今天起可以调用，价格按词元计算，企业客户另行报价。" * 8
    launch = document(
        "维林发布新一代语音模型", f"{filler}同日上线的还有复刻本人嗓音的朗读功能预览。", day=6, id="launch"
    )
    withdrawn = document("维林撤回复刻嗓音的朗读功能", "该功能上线四十六小时。", day=7, id="withdrawn")
    assert turns(launch, withdrawn) == [("withdrawn", False)]
