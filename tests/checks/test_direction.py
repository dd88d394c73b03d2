"""Which way a claim goes beside its quote: hard cases by hand."""

import pytest
from judging import cases, one_claim, passes

from checks.meaning import DIRECTION, VOUCHING

CHANGES = """
销量同比增长5% | 销量同比增长5% | ok
销量同比上升5% | 销量同比增长5% | ok
销量同比下降5% | 销量同比增长5% | no
销量同比增长5% | 销量同比下降5% | no
机构上调目标价 | 机构上调目标价 | ok
机构下调目标价 | 机构上调目标价 | no
央行宣布加息 | 央行宣布降息 | no
央行宣布降息25个基点 | 央行宣布降息25个基点 | ok
芯片股多数上涨 | 芯片股多数下跌 | no
现货黄金涨幅扩大 | 现货黄金涨幅收窄 | no
营收增长5%，利润下降3% | 营收增长5%，利润下降3% | ok
利润增长3%，营收增长5% | 营收增长5%，利润下降3% | no
油价因供应紧张走高 | 油价因供应紧张走低 | no
Sales rose 5% this year | Sales fell 5% this year | no
Sales climbed 5% this year | Sales rose 5% this year | ok
Oil prices move higher on supply | Oil prices move lower on supply | no
公司实现盈利3亿元 | 公司亏损3亿元 | no
公司亏损3亿元 | 公司亏损3亿元 | ok
北向资金净流入20亿元 | 北向资金净流出20亿元 | no
股东增持公司股份 | 股东减持公司股份 | no
机构净买入5亿元 | 机构净卖出5亿元 | no
监管机构批准该交易 | 监管机构否决该交易 | no
监管机构同意该交易 | 监管机构批准该交易 | ok
工厂恢复生产汽车 | 工厂暂停生产汽车 | no
该国加入石油组织 | 该国退出石油组织 | no
该国放宽出口限制 | 该国收紧出口限制 | no
实际产量高于预期 | 实际产量低于预期 | no
项目提前投产 | 项目推迟投产 | no
政府支持该计划 | 政府反对该计划 | no
该国经常账户顺差扩大 | 该国经常账户逆差扩大 | no
存储芯片供不应求 | 存储芯片供过于求 | no
公司招聘三百名员工 | 公司裁减三百名员工 | no
某国今年进口稀土增加 | 某国今年出口稀土增加 | no
"""

DENIALS = """
公司未收购该厂 | 公司收购该厂 | no
公司收购该厂 | 公司未收购该厂 | no
公司没有收购该厂 | 公司未收购该厂 | ok
公司尚未收购该厂 | 公司未收购该厂 | ok
公司否认收购该厂 | 公司否认收购该厂 | ok
公司收购该厂 | 公司否认收购该厂 | no
伊朗不会放弃核计划 | 伊朗不会放弃核计划 | ok
伊朗放弃核计划 | 伊朗不会放弃核计划 | no
双方并未达成协议 | 双方达成协议 | no
双方达成协议 | 双方未达成协议 | no
公司不再扩建工厂 | 公司扩建工厂 | no
军方发文美军人员在当地遭到袭击 | 军方发文否认美军人员在当地遭到袭击 | no
公司不断扩建工厂 | 公司扩建工厂 | ok
未来公司扩建工厂 | 公司扩建工厂 | ok
无人机公司扩建工厂 | 无人机公司扩建工厂 | ok
The firm did not buy the plant | The firm will buy the plant | no
The firm denies buying the plant | The firm denies buying the plant | ok
某厂建成储能电站 | 某厂未建成储能电站 | no
"""

ROLES = """
甲骨文收购星火软件 | 甲骨文收购星火软件 | ok
星火软件收购甲骨文 | 甲骨文收购星火软件 | no
星火软件被甲骨文收购 | 甲骨文收购星火软件 | ok
甲骨文被星火软件以三十亿美元收购 | 甲骨文以三十亿美元收购星火软件 | no
甲骨文拟收购星火软件 | 星火软件获甲骨文收购 | ok
甲骨文出售星火软件 | 甲骨文收购星火软件 | no
Oracle acquires Sparkle | Oracle acquired Sparkle | ok
Sparkle acquires Oracle | Oracle acquires Sparkle | no
Sparkle was acquired by Oracle | Oracle acquires Sparkle | ok
Oracle was acquired by Sparkle Labs for USD 3bn | Oracle acquired Sparkle Labs for USD 3bn | no
甲公司起诉乙集团 | 乙集团起诉甲公司 | no
伊朗空军凌晨袭击美国海军 | 美国海军凌晨袭击伊朗空军 | no
"""


@pytest.mark.parametrize(("claim", "quote", "holds"), cases(CHANGES + DENIALS + ROLES))
def test_a_direction_is_judged_by_its_quote(claim: str, quote: str, holds: bool) -> None:
    assert passes(claim, quote, [DIRECTION]) is holds


def test_the_message_shows_what_the_evidence_says() -> None:
    given, library = one_claim("公司收购该厂", "公司未收购该厂")
    (issue,) = DIRECTION.issues(given, library)
    assert issue.kind == "direction_turned"
    assert "公司未收购该厂" in issue.message


def test_a_quote_that_leaves_the_denial_before_it_out_is_found() -> None:
    given, library = one_claim("公司并未收购该厂", "公司并未收购该厂", kind="quoted")
    row = given.tables[0].rows[0]
    cut = row.cells[0].citations[0].model_copy(update={"quote": "收购该厂"})
    cells = (row.cells[0].model_copy(update={"text": "收购该厂", "citations": (cut,)}),)
    table = given.tables[0].model_copy(update={"rows": (row.model_copy(update={"cells": cells}),)})
    assert list(DIRECTION.issues(given.model_copy(update={"tables": (table,)}), library))


def test_both_clauses_are_told_in_whole_words() -> None:
    draft, library = one_claim("收入同比下降126%；", "收入同比增长126%；人数不变。")
    (issue,) = DIRECTION.issues(draft, library)
    assert "“收入同比下降126%”与所引段落相反，原文是“收入同比增长126%”。" in issue.message


def test_what_was_left_open_is_told_once_however_many_clauses_rest_on_it() -> None:
    draft, library = one_claim("该厂规模21亿元，总额21亿元，募资21亿元", "该厂拟申报，规模21亿元。")
    assert len(list(VOUCHING.issues(draft, library))) == 1
