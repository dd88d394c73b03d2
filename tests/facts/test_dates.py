"""Which days a text names."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facts.values.dates import date_spans, read_dates

ANCHOR = date(2026, 3, 4)
"""A Wednesday."""

DATES = """
2026年2月8日 | day 2026-02-08
2026 年 2 月 8 日 | day 2026-02-08
２０２６年２月８日 | day 2026-02-08
二〇二六年二月八日 | day 2026-02-08
2月8日 | day 2026-02-08
12月28日 | day 2025-12-28
9月10日 | day 2026-09-10
8日 | day 2026-03-08
28日 | day 2026-02-28
2026-02-08 | day 2026-02-08
2026/2/8 | day 2026-02-08
2026.02.08 | day 2026-02-08
Feb 8, 2026 | day 2026-02-08
Feb. 8 | day 2026-02-08
February 8th, 2026 | day 2026-02-08
8 February 2026 | day 2026-02-08
Feb. 8-10 | day 2026-02-08..2026-02-10
3月2日至5日 | day 2026-03-02..2026-03-05
3月2日-5日 | day 2026-03-02..2026-03-05
10日至12日 | day 2026-03-10..2026-03-12
2025年12月16日至2026年6月14日 | day 2025-12-16; day 2026-06-14
2025年12月30日至31日 | day 2025-12-30..2025-12-31
2025年12月5日，12月7日 | day 2025-12-05; day 2025-12-07
今日 | day 2026-03-04
昨日 | day 2026-03-03
前天 | day 2026-03-02
明日 | day 2026-03-05
yesterday | day 2026-03-03
周一 | day 2026-03-02
周日 | day 2026-03-01
上周五 | day 2026-02-27
下周一 | day 2026-03-09
last Friday | day 2026-02-27
本周 | week 2026-03-02..2026-03-08
上周 | week 2026-02-23..2026-03-01
next week | week 2026-03-09..2026-03-15
2026年2月 | month 2026-02-01..2026-02-28
2月份 | month 2026-02-01..2026-02-28
去年12月 | month 2025-12-01..2025-12-31
本月 | month 2026-03-01..2026-03-31
上月 | month 2026-02-01..2026-02-28
下个月 | month 2026-04-01..2026-04-30
2026-02 | month 2026-02-01..2026-02-28
February 2026 | month 2026-02-01..2026-02-28
in February | month 2026-02-01..2026-02-28
1-2月 | month 2026-01-01..2026-02-28
2025年1月至3月 | month 2025-01-01..2025-03-31
前两个月 | month 2026-01-01..2026-02-28
3月上旬 | ten_days 2026-03-01..2026-03-10
2月底 | ten_days 2026-02-21..2026-02-28
下月初 | ten_days 2026-04-01..2026-04-10
2025年底 | month 2025-12-01..2025-12-31
去年底 | month 2025-12-01..2025-12-31
将于年底投产 | month 2026-12-01..2026-12-31
年内 | year 2026-01-01..2026-12-31
2026年第一季度 | quarter 2026-01-01..2026-03-31
去年三季度 | quarter 2025-07-01..2025-09-30
三季度 | quarter 2026-07-01..2026-09-30
四季度 | quarter 2025-10-01..2025-12-31
Q3 | quarter 2026-07-01..2026-09-30
2025Q4 | quarter 2025-10-01..2025-12-31
25Q4 | quarter 2025-10-01..2025-12-31
3Q25 | quarter 2025-07-01..2025-09-30
Q3 2025 | quarter 2025-07-01..2025-09-30
third quarter of 2025 | quarter 2025-07-01..2025-09-30
2025年前三季度 | quarter 2025-01-01..2025-09-30
上季度 | quarter 2025-10-01..2025-12-31
一季报 | quarter 2026-01-01..2026-03-31
上半年 | half 2026-01-01..2026-06-30
2025年下半年 | half 2025-07-01..2025-12-31
H1 2026 | half 2026-01-01..2026-06-30
first half of 2026 | half 2026-01-01..2026-06-30
2030年 | year 2030-01-01..2030-12-31
2025年度 | year 2025-01-01..2025-12-31
今年 | year 2026-01-01..2026-12-31
去年 | year 2025-01-01..2025-12-31
last year | year 2025-01-01..2025-12-31
by 2031 | year 2031-01-01..2031-12-31
CES 2026 | year 2026-01-01..2026-12-31
FY26 | year 2026-01-01..2026-12-31
29财年 | year 2029-01-01..2029-12-31
2016年、2019年 | year 2016-01-01..2016-12-31; year 2019-01-01..2019-12-31
4月、7月 | month 2026-04-01..2026-04-30; month 2026-07-01..2026-07-31
1、2月 | month 2026-01-01..2026-02-28
3月2日、5日 | day 2026-03-02; day 2026-03-05
2025-2030年 | year 2025-01-01..2030-12-31
2025至2030年 | year 2025-01-01..2030-12-31
2026-27 | year 2026-01-01..2027-12-31
上世纪90年代 | decade 1990-01-01..1999-12-31
2030年代 | decade 2030-01-01..2039-12-31
**2025** 年 **7** 月 | month 2025-07-01..2025-07-31
"""

NO_DATES = """
180日
15个交易日
3个月
10日均线
近30日
近3月
3日内
5年期
400万年销量
2000元
2026台
中证2000指数
周六福
每周一次
第三月
季节
日本周边
目前日增用户
一年内
H100
绿氢H2
3.5
24小时
GPT-5.4
2.30
2603合约
"""

TIMES = ["上午9点", "14:30", "9时30分", "今晚8点", "上午九时", "凌晨2：06", "9:30am", "3月2日11时45分", "10时左右"]


def _cases(table: str) -> list[tuple[str, str]]:
    return [
        (text.strip(), told.strip()) for text, _, told in (line.partition("|") for line in table.strip().splitlines())
    ]


def _told(precision: str, first: date | None, last: date | None) -> str:
    return f"{precision} {first}" if first == last else f"{precision} {first}..{last}"


@pytest.mark.parametrize(("text", "expected"), _cases(DATES))
def test_a_date_is_resolved_against_the_day_of_publication(text: str, expected: str) -> None:
    found = read_dates(text, ANCHOR)
    assert "; ".join(_told(mention.precision, mention.first, mention.last) for mention in found) == expected


@pytest.mark.parametrize("text", NO_DATES.strip().splitlines())
def test_periods_amounts_and_names_are_no_dates(text: str) -> None:
    assert read_dates(text, ANCHOR) == ()


@pytest.mark.parametrize("text", TIMES)
def test_a_time_of_day_is_passed_over_whole(text: str) -> None:
    spans = date_spans(text)
    assert (spans[0][0], max(end for _, end in spans)) == (0, len(text.removesuffix("左右")))


def test_without_an_anchor_only_what_names_its_year_is_resolved() -> None:
    found = {
        mention.text: mention.first
        for mention in read_dates("2026年2月8日开会；据悉该项目的三座大楼将于十二月三日动工，去年未动，Q3再议", None)
    }
    assert found == {"2026年2月8日": date(2026, 2, 8), "十二月三日": None, "去年": None, "Q3": None}


def test_an_impossible_day_is_named_but_not_resolved() -> None:
    (mention,) = read_dates("2026年2月30日", ANCHOR)
    assert (mention.precision, mention.first) == ("day", None)


@given(
    st.text(alphabet="0123456789年月日号季度上下本去今昨明周一二三四Q-/. 至底初前*", max_size=40) | st.text(max_size=60)
)
@example("9999年12月31日")
@example("1月31日至2日")
@example("昨日，明日，上周，下周，周一，上月，下季度，去年底，8日")
def test_any_text_is_read_and_every_span_is_exact(text: str) -> None:
    for anchor in (None, ANCHOR, date.min, date.max):
        end = 0
        for mention in read_dates(text, anchor):
            assert text[mention.start : mention.end] == mention.text
            assert mention.start >= end
            end = mention.end


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_a_day_reads_back_in_every_form(day: date) -> None:
    for written in (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day:%B} {day.day}, {day.year}"):
        (mention,) = read_dates(f"于{written}宣布" if "年" in written else written)
        assert (mention.first, mention.last) == (day, day)


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.integers(-150, 150))
def test_a_day_without_a_year_is_the_one_near_the_anchor(day: date, distance: int) -> None:
    (mention,) = read_dates(f"{day.month}月{day.day}日", day + timedelta(days=distance))
    assert mention.first == day


@pytest.mark.parametrize("text", ["环评写明年用电8.1亿千瓦时", "公司表明年产能12万吨", "合同载明年限"])
def test_a_word_that_ends_before_a_year_names_no_next_year(text: str) -> None:
    assert read_dates(text, date(2026, 7, 1)) == ()


def test_what_somebody_says_of_next_year_is_a_date() -> None:
    assert [one.text for one in read_dates("公司说明年投产", date(2026, 7, 1))] == ["明年"]
