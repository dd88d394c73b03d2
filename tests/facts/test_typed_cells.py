"""What a text surely states of a typed column, and what code counts of such cells."""

from datetime import date
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief.report.format import Format
from facts.extraction.tallies import tallies
from facts.extraction.typed_cells import fits, named, project_in, read_cell
from schemas.section import Choice, Column, Counts

STAGE = Column(
    id="stage",
    title="阶段",
    max_chars=8,
    kind="choice",
    choices=(
        Choice(title="流标", words=("流标", "终止公告"), labels=("预算",)),
        Choice(title="中标", words=("中标", "中标结果", "定标"), labels=("合计", "中标金额")),
        Choice(title="预中标", words=("预中标", "中标候选人"), labels=("报价",)),
        Choice(title="招标", words=("招标", "招标公告"), labels=("预算",)),
    ),
)
DEMANDS = Column(
    id="demands",
    title="要求",
    max_chars=16,
    kind="choice",
    many=True,
    choices=(
        Choice(title="国产化", words=("不接受进口", "国产芯片")),
        Choice(title="液冷", words=("冷板液冷", "液冷机柜")),
    ),
)
AMOUNT = Column(id="amount", title="金额", max_chars=20, kind="money")
DAY = Column(id="date", title="日期", max_chars=16, kind="date", labels=("公告日期",))
BUYER = Column(id="buyer", title="采购人", max_chars=30, labels=("采购人",))
NAME = Column(id="event", title="项目", max_chars=60)
COLUMNS = (NAME, BUYER, AMOUNT, STAGE, DEMANDS, DAY)
PUBLISHED = date(2026, 7, 22)
AWARD = (
    "采购人：澹湖数智投资有限公司。中标金额：46,200万元（预算48,600万元）。不接受进口产品。公告日期：2026年7月21日。"
)


def read(column: Column, *texts: str) -> str:
    found = read_cell(column, COLUMNS, texts, PUBLISHED)
    return found.text if found else ""


@pytest.mark.parametrize(
    ("headline", "stage"),
    [
        ("澹湖一期中标结果公告", "中标"),
        ("汇岭银行服务器采购中标候选人公示", "预中标"),
        ("子公司预中标约1.48亿元项目", "预中标"),
        ("岷桥平台采购流标公告", "流标"),
        ("鲁川市平台二期招标公告", "招标"),
        ("澹湖一期4.62亿元定标", "中标"),
        ("巴音岗园区的电从哪来", ""),
    ],
)
def test_the_stage_is_that_of_the_longest_word_in_the_headline(headline: str, stage: str) -> None:
    assert read(STAGE, headline, AWARD) == stage


def test_an_amount_is_on_the_basis_of_its_stage() -> None:
    assert read(AMOUNT, "澹湖一期中标结果公告", AWARD) == "46,200万元"
    assert read(AMOUNT, "澹湖一期招标公告", AWARD) == "48,600万元"
    assert read(AMOUNT, "澹湖的电从哪来", AWARD) == ""
    assert read(AMOUNT, "澹湖一期4.62亿元定标") == "4.62亿元"
    assert read(AMOUNT, "澹湖一期4.62亿元定标，低于预算4.86亿元") == ""


def test_an_amount_may_stand_behind_whose_it_is_and_no_further() -> None:
    bids = "第一中标候选人：陆峤通信，13,700万元；第二中标候选人：寰宁电信，14,100万元。"
    bid = STAGE.model_copy(update={"choices": (Choice(title="预中标", words=("候选人",), labels=("第一中标候选人",)),)})
    found = read_cell(AMOUNT, (bid,), ("石杉托管服务候选人公示", bids), PUBLISHED)
    assert found
    assert found.text == "13,700万元"
    assert not read_cell(AMOUNT, (bid,), ("候选人公示", "第一中标候选人：陆峤，预算2亿元。"), PUBLISHED)


def test_what_makes_an_amount_rough_is_kept() -> None:
    assert read(AMOUNT, "子公司预中标约1.48亿元项目") == "约1.48亿元"
    assert read(AMOUNT, "二期中标", "中标金额1.2亿元左右，期限三年。") == "1.2亿元左右"


def test_a_demand_that_is_said_not_to_be_made_is_none() -> None:
    assert read(DEMANDS, "中标", "国产芯片：未作要求。冷板液冷机柜不少于80%。") == "液冷"
    assert read(DEMANDS, "中标", "不接受进口产品，采用冷板液冷。") == "国产化、液冷"
    assert read(DEMANDS, "中标", "液冷机柜未要求。") == ""


def test_names_and_days_are_read_behind_their_labels_alone() -> None:
    assert read(BUYER, "中标结果公告", AWARD) == "澹湖数智投资有限公司"
    assert read(BUYER, "中标结果公告", "采购人及代理机构另行通知，联系采购人。") == ""
    assert read(DAY, "中标结果公告", AWARD) == "2026-07-21"
    assert read(DAY, "中标结果公告", "无日期。") == "2026-07-22"


@pytest.mark.parametrize(
    ("column", "text", "is_one"),
    [
        (AMOUNT, "4.62亿元", True),
        (AMOUNT, "约1.48亿元", True),
        (AMOUNT, "4.62亿元，另2亿元", False),
        (AMOUNT, "240台", False),
        (DAY, "2026-07-22", True),
        (DAY, "7月22日公告", False),
        (DAY, "7月22日公告，7月25日签约", False),
        (STAGE, "中标", True),
        (STAGE, "即将中标", False),
        (STAGE, "中标、流标", False),
        (DEMANDS, "国产化、液冷", True),
        (DEMANDS, "国产化、风冷", False),
        (NAME, "随便什么", True),
    ],
)
def test_a_cell_holds_one_value_of_its_kind(column: Column, text: str, is_one: bool) -> None:
    assert fits(text, column) is is_one


@given(st.text(max_size=40), st.sampled_from(COLUMNS))
def test_whatever_is_read_fits_its_column(text: str, column: Column) -> None:
    found = read_cell(column, COLUMNS, (f"{text}中标", text), PUBLISHED)
    assert found is None or fits(found.text, column)
    assert all(one in column.choices for one in named(text, column))


def test_one_project_in_two_languages_is_told_by_stage_and_amount() -> None:
    other = STAGE.model_copy(update={"choices": (Choice(title="中标", words=("wins",), labels=("worth",)),)})
    assert project_in(COLUMNS, ("寰宁18.4亿元集采定标", "")) == ("中标", Decimal(1840000000), "CNY")
    assert project_in((AMOUNT, other), ("Huanning wins 1.84bn yuan order", "")) == (
        "中标",
        Decimal(1840000000),
        "CNY",
    )
    assert project_in(COLUMNS, ("寰宁集采18.4亿元", "")) is None


# -- counting ---------------------------------------------------------------------------------------------------------

COUNTS = Counts(by="stage", sums="amount", share="demands")


def row(stage: str, amount: str = "", demands: str = "", name: str = "甲") -> dict[str, str]:
    return {"event": name, "stage": stage, "amount": amount, "demands": demands}


def test_stages_are_not_added_up() -> None:
    won, announced = tallies([row("中标", "2亿元"), row("中标", "868万元"), row("招标", "3亿元")], COUNTS, COLUMNS)
    assert (won.basis, won.rows, won.sums) == ("中标", 2, {"CNY": Decimal(208680000)})
    assert (announced.basis, announced.rows, announced.sums) == ("招标", 1, {"CNY": Decimal(300000000)})


def test_currencies_are_not_added_up() -> None:
    (won,) = tallies([row("中标", "2亿元"), row("中标", "3亿美元")], COUNTS, COLUMNS)
    assert won.sums == {"CNY": Decimal(200000000), "USD": Decimal(300000000)}


def test_rows_without_an_exact_amount_are_told() -> None:
    (won,) = tallies(
        [row("中标", "2亿元"), row("中标"), row("中标", "不超过3亿元"), row("中标", "1亿至2亿元")], COUNTS, COLUMNS
    )
    assert (won.rows, won.without_amount, won.sums) == (4, 3, {"CNY": Decimal(200000000)})


def test_an_equal_amount_is_not_added_twice() -> None:
    (won,) = tallies([row("中标", "18.4亿元"), row("中标", "1.84bn yuan"), row("中标", "1亿元")], COUNTS, COLUMNS)
    assert (won.repeated, won.sums) == (1, {"CNY": Decimal(1940000000)})


def test_rows_of_no_stage_are_counted_and_not_summed_up() -> None:
    won, none = tallies([row("中标", "2亿元"), row("", "9亿元"), row("大概中标", "9亿元")], COUNTS, COLUMNS)
    assert (none.basis, none.rows, none.amounts, none.without_amount) == ("", 2, (), 0)
    assert won.rows == 1


def test_a_share_is_of_the_rows_that_say_so() -> None:
    (won,) = tallies([row("中标", demands="国产化、液冷"), row("中标", demands="液冷"), row("中标")], COUNTS, COLUMNS)
    assert won.share == {"国产化": 1, "液冷": 2}


@given(st.lists(st.integers(1, 10**6), unique=True, min_size=1, max_size=12))
def test_a_sum_is_exact_whatever_the_order(amounts: list[int]) -> None:
    rows = [row("中标", f"{amount}万元") for amount in amounts]
    (won,) = tallies(rows, COUNTS, COLUMNS)
    (*_, whole) = accumulate(amounts)
    assert won.sums == {"CNY": Decimal(whole * 10_000)}
    assert tallies(rows[::-1], COUNTS, COLUMNS)[0].sums == won.sums


def test_a_line_says_of_how_many_rows_there_is_no_amount_even_where_there_is_none_at_all(quantshark: Format) -> None:
    words = quantshark.reader.counts
    (none,) = tallies([row("预中标"), row("预中标", "不低于2亿元")], COUNTS, COLUMNS)
    assert words.line(none, 3) == "预中标 2 项（其中 2 项未披露确切金额）"
    (some,) = tallies(
        [row("中标", "约2亿元", name="甲"), row("中标", "868万元", name="乙"), row("中标")], COUNTS, COLUMNS
    )
    assert words.line(some, 3) == (
        "中标 3 项，合计 约2.0868亿元（其中 1 项未披露确切金额）；金额前 2：甲（约2亿元）、乙（868万元）"
    )
