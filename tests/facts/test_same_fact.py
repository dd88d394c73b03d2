"""A fact that is told twice, in whatever words."""

import pytest

from facts.names.detection import Aliases
from facts.support.same_fact import told_again

NOBODY = Aliases(())
TOLD = "霁云8月1日起降价：V6八卡实例由每小时118元降到106元，T9八卡实例降25%，接口统一降30%。"


@pytest.mark.parametrize(
    ("text", "told", "clause"),
    [
        ("T9溢价在缩小，霁云的T9八卡实例降25%", TOLD, "霁云的T9八卡实例降25%"),
        (
            "Oskelo年度经常性收入3800万美元",
            "Oskelo的年度经常性收入由1100万美元升到3800万美元",
            "Oskelo年度经常性收入3800万美元",
        ),
        ("霁云可能还要降价", TOLD, ""),
        ("T9八卡实例降52%", TOLD, ""),
        ("液冷机柜占25%", TOLD, ""),
        ("T9现货价三周来跌得最快", "三周里T9现货价降了12.8%", ""),
        ("霁云的T9八卡实例会不会降25%？", TOLD, ""),
        ("Cerebras的上下文是25.6万词元", "Mistral的上下文是25.6万词元", ""),
        (
            "The pilot line makes 40 MW a year",
            "A line of 40 MW a year is the pilot",
            "The pilot line makes 40 MW a year",
        ),
    ],
)
def test_the_same_figures_of_the_same_are_one_fact(text: str, told: str, clause: str) -> None:
    assert told_again(text, told, NOBODY) == clause
