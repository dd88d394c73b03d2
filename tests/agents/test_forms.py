from builders import document

from agents.retriever.clustering import cluster
from schemas.retrieval import Document

_SILVER = document("现货白银日内跌幅扩大至2%", "现货白银日内跌幅扩大至2%。", host="a.example", day=8)
_GOLD = document("现货黄金日内跌幅扩大至2%", "现货黄金日内跌幅扩大至2%。", host="b.example", day=8)
_YESTERDAY = (
    document("现货白银日内跌幅扩大至2%", host="c.example", id="s", day=6),
    document("现货黄金日内跌幅扩大至2%", host="d.example", id="g", day=6),
)
_OTHERS = tuple(document(f"第{number}座储能电站今日投产", host="e.example", id=f"o{number}") for number in range(9))


def are_joined(first: Document, second: Document, *others: Document) -> bool:
    return any(first in group and second in group for group in cluster((*others, *_OTHERS, first, second)))


def test_notices_of_one_form_that_comes_back_every_day_are_told_apart_by_what_fills_it() -> None:
    assert are_joined(_SILVER, _GOLD)
    assert not are_joined(_SILVER, _GOLD, *_YESTERDAY)


def test_a_copy_of_a_notice_that_comes_back_every_day_is_joined_to_it() -> None:
    copy = document("快讯：现货白银日内跌幅扩大至2%", "现货白银日内跌幅扩大至2%。", host="b.example", day=8)
    assert are_joined(_SILVER, copy, *_YESTERDAY)


def test_several_figures_that_both_give_fill_a_form_alike() -> None:
    text = "主力合约跌至每盎司69.31美元，成交额增加12.5亿元。"
    first, second = (one.model_copy(update={"body": text}) for one in (_SILVER, _GOLD))
    assert are_joined(first, second, *_YESTERDAY)
