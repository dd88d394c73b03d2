"""Dates of a claim beside those of its quote, published on 7 January 2026, a Wednesday: hard cases by hand.

no is proof: no day of it is named there. doubt is a suspicion.
"""

import pytest
from judging import one_claim, passes

from checks.mentioned_dates import MENTIONED_DATES
from checks.numbers import MISPLACED

DATES = """
2026年1月5日发布 | 2026年1月5日发布 | ok
1月5日发布 | 2026年1月5日发布 | ok
2026年1月5日发布 | 1月5日发布 | ok
2026 年 1 月 5 日发布 | 2026年1月5日发布 | ok
2026-01-05发布 | 2026年1月5日发布 | ok
一月五日发布 | 1月5日发布 | ok
Released on January 5, 2026 | 2026年1月5日发布 | ok
2026年1月6日发布 | 2026年1月5日发布 | no
2025年1月5日发布 | 2026年1月5日发布 | no
2月5日发布 | 1月5日发布 | no
5日发布 | 1月5日发布 | ok
6日发布 | 1月5日发布 | no
1月6日发布 | 昨日发布 | ok
昨日发布 | 1月6日发布 | ok
1月5日发布 | 昨日发布 | no
今日发布 | 1月7日发布 | ok
今日发布 | 1月6日发布 | doubt
周一发布 | 1月5日发布 | ok
周二发布 | 1月5日发布 | no
1月发布 | 1月5日发布 | ok
2月发布 | 1月5日发布 | no
2026年发布 | 2026年1月5日发布 | ok
2027年发布 | 2026年1月5日发布 | no
今年发布 | 2026年发布 | ok
去年发布 | 2025年发布 | ok
去年发布 | 2026年发布 | no
2026年2月8日投产 | 2026年2月8日投产 | ok
2026年2月9日投产 | 2026年2月8日投产 | no
2025年第三季度收入 | 2025年三季度收入 | ok
2025年Q3收入 | 2025年第三季度收入 | ok
2025年Q2收入 | 2025年Q3收入 | no
2024年Q3收入 | 2025年Q3收入 | no
去年三季度收入 | 2025年第三季度收入 | ok
Revenue in Q3 2025 | 2025年第三季度收入 | ok
2025年上半年收入 | 2025年上半年收入 | ok
2025年下半年收入 | 2025年上半年收入 | no
2025年7月收入 | 2025年上半年收入 | no
2027年底前投产 | 2027年年底前投产 | ok
2028年底前投产 | 2027年年底前投产 | no
2026—2028年执行 | 2026年至2028年执行 | ok
2026—2029年执行 | 2026年至2028年执行 | doubt
2026—2026年执行 | 2026年至2028年执行 | no
2026年至2025年回收 | 2025年至2026年回收 | no
2028年到2026年执行 | 2026—2028年执行 | no
从2025年到2026年 | 2025—2026年 | ok
1月3日至5日举行 | 1月3日-5日举行 | ok
1月3日至6日举行 | 1月3日-5日举行 | doubt
公司发布产品 | 公司1月5日发布产品 | ok
1月7日公司发布产品 | 公司发布产品 | ok
1月8日公司发布产品 | 公司发布产品 | no
2025年年报披露 | 2025年年报披露 | ok
2024年年报披露 | 2025年年报披露 | no
2026年投产 | 年内投产 | ok
2026年内投产 | 将于6月投产 | ok
2027年投产 | 年内投产 | no
1月6日发布 | 1月发布 | doubt
2月6日发布 | 1月发布 | no
"""


@pytest.mark.parametrize(
    ("claim", "quote", "expected"),
    [[part.strip() for part in line.split(" | ")] for line in DATES.strip().splitlines()],
)
def test_a_date_is_judged_by_its_quote(claim: str, quote: str, expected: str) -> None:
    proved, suspected = (not passes(claim, quote, [check]) for check in (MENTIONED_DATES, MISPLACED))
    assert ("no" if proved else "doubt" if suspected else "ok") == expected


def test_the_message_names_the_date_and_what_the_evidence_has() -> None:
    given, library = one_claim("1月6日发布", "1月5日发布")
    (issue,) = MENTIONED_DATES.issues(given, library)
    assert issue.kind == "date_not_in_evidence"
    assert "1月6日" in issue.message
    assert "1月5日" in issue.message
