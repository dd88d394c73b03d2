"""Names of a claim beside those of its document: hard cases by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import ALIASES, cases, one_claim, passes

from checks.names import NAMES, UNFAMILIAR
from facts.names.detection import Aliases, missing_names

LISTED = """
英伟达发布新芯片 | NVIDIA发布新芯片 | ok
NVIDIA发布新芯片 | 英伟达发布新芯片 | ok
Nvidia unveils a chip | 英伟达发布新芯片 | ok
英伟达发布新芯片 | 台积电发布新芯片 | no
阿里发布新模型 | 阿里巴巴发布新模型 | ok
阿里发布新模型 | Alibaba发布新模型 | ok
微软推出助手 | 谷歌推出助手 | no
OpenAI完成融资 | Anthropic完成融资 | no
Anthropic完成融资 | Anthropic完成融资 | ok
特斯拉销量上升 | 比亚迪销量上升 | no
马斯克表示支持 | 埃隆·马斯克表示支持 | ok
马斯克表示支持 | Elon Musk表示支持 | ok
宁德时代投产 | CATL投产 | ok
中石油投产 | 中国石油投产 | ok
中石油投产 | 中国石化投产 | no
美国宣布制裁 | 美方宣布制裁 | ok
美国宣布制裁 | 美财政部宣布制裁 | ok
美国宣布制裁 | 日本宣布制裁 | no
中国与伊朗签约 | 中方与伊朗签约 | ok
中国与日本签约 | 中国与伊朗签约 | no
招行上调利率 | 招商银行上调利率 | ok
"""

WITH_DIGITS = """
Hanzhu Cooling 460 units | Hanzhu Cooling makes 460 units | ok
Hanzhu Motors 2,100 pumps | Hanzhu Motors makes 2100 pumps | ok
Hanzhu Cooling 490 distribution units | Hanzhu Cooling: 460 units | no
360 billion parameters | 总参数3600亿 | ok
Gemini 3发布 | Gemini 3 发布 | ok
Gemini 3发布 | Gemini-3发布 | ok
Gemini 2发布 | Gemini 3发布 | no
Gemini 3发布 | Gemini 3.1发布 | no
GPT-5.5上线 | GPT-5.5上线 | ok
GPT 5.5上线 | GPT-5.5上线 | ok
GPT-5.4上线 | GPT-5.5上线 | no
GPT-5上线 | GPT-5.5上线 | no
玄戒O1量产 | 玄戒O1量产 | ok
玄戒O2量产 | 玄戒O1量产 | no
面向B2B市场 | 面向B2B市场 | ok
面向B2C2市场 | 面向B2B市场 | no
5G网络覆盖 | 5G网络覆盖 | ok
6G网络覆盖 | 5G网络覆盖 | no
H200出货 | H200出货 | ok
H20出货 | H200出货 | no
H200出货 | H20出货 | no
沪深300上市 | 沪深300上市 | ok
Qwen3-VL开源 | Qwen3 VL开源 | ok
Qwen2-VL开源 | Qwen3-VL开源 | no
Claude 4.6 Sonnet上线 | Claude 4.6 Sonnet上线 | ok
代码600481.SH | 代码600481.SH | ok
代码600482.SH | 代码600481.SH | no
第15届大会 | 第14届大会 | no
"""

LATIN = """
公司与Nebius合作 | 公司与Nebius合作 | ok
公司与CoreWeave合作 | 公司与Nebius合作 | no
公司与nebius合作 | 公司与Nebius合作 | ok
公司收购LangChain | 公司收购Langchain | ok
采用Triton内核 | 采用`Triton`内核 | ok
采用Tritons内核 | 采用Triton内核 | no
CEO宣布AI计划 | 首席执行官宣布人工智能计划 | ok
The deal with Nebius was signed | Nebius signed the deal | ok
The deal with Qubrix was signed | Nebius signed the deal | no
Energy firms expand | energy firms expand | ok
Chief executive Elon Musk left | Elon Musk left | ok
AT&T投资 | AT&T投资 | ok
R&D投入增加 | 研发投入增加 | ok
"""

CHINESE = """
报道引自《财经》 | 报道引自《财经》 | ok
报道引自《纽约时报》 | 报道引自《财经》 | no
他称之为“龙虾” | 他称之为“龙虾” | ok
他称之为“螃蟹” | 他称之为“龙虾” | no
北辰科技发布产品 | 北辰科技发布产品 | ok
海川科技昨天发布新产品 | 北辰科技昨天发布新产品 | no
北美的储能订单增长 | 北美储能订单增长 | ok
兴业银行发行债券 | 浦发银行发行债券 | no
浦发银行发行债券 | 浦发银行发行债券 | ok
清华大学发布研究 | 北京大学发布研究 | no
该公司发布产品 | 北辰科技发布产品 | ok
上市公司业绩增长 | 企业业绩增长 | ok
项目在深圳投运 | 项目在廊坊投运 | no
粤港澳算力枢纽启用，规划到明年建成数据中心 | 京津冀算力枢纽启用 | no
深圳市公布方案 | 深圳公布方案 | ok
商业银行放贷 | 银行放贷 | ok
鼎泰高科：拟投资 | 鼎泰高科：拟投资 | ok
金石：拟投资新建储能电站 | 鼎泰高科：拟投资新建储能电站 | no
小满宣布旗下全部产品降价 | 鼎泰宣布旗下全部产品降价 | no
外交部发言人毛宁表示反对 | 外交部发言人毛宁表示反对 | ok
外交部发言人林剑表示反对 | 外交部发言人毛宁表示反对 | no
董事长王传福称产能充足 | 董事长王传福称产能充足 | ok
董事长李斌称目前产能充足订单饱满 | 董事长王传福称目前产能充足订单饱满 | no
万达今日早盘股价涨停 | 天际今日早盘股价涨停 | no
天际股份涨停 | 天际股份涨停 | ok
大部分股份被出售 | 多数股权被出售 | ok
"""


@pytest.mark.parametrize(("claim", "quote", "holds"), cases(LISTED + WITH_DIGITS + LATIN + CHINESE))
def test_a_name_is_judged_by_its_document(claim: str, quote: str, holds: bool) -> None:
    assert passes(claim, quote, [NAMES, UNFAMILIAR]) is holds


@pytest.mark.parametrize(("claim", "quote", "holds"), cases(LISTED + WITH_DIGITS + LATIN))
def test_of_a_name_with_digits_in_latin_letters_or_in_the_table_its_absence_is_proof(
    claim: str, quote: str, holds: bool
) -> None:
    assert passes(claim, quote, [NAMES]) is holds


@pytest.mark.parametrize(("claim", "quote", "holds"), cases(CHINESE))
def test_a_name_told_by_quotation_marks_or_the_segmenter_is_only_suspected(claim: str, quote: str, holds: bool) -> None:
    assert passes(claim, quote, [NAMES])
    assert passes(claim, quote, [UNFAMILIAR]) is holds


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Meridian与电网签约", "子午线公司与电网签约"),
        ("The deal with Meridian was signed", "子午线公司与电网签约"),
        ("Atlas 3上线", "阿特拉斯三代上线"),
        ("英伟达出货增长", "Shipments of Qubrix chips grew"),
    ],
)
def test_a_name_in_another_script_than_its_documents_may_be_a_translation(claim: str, quote: str) -> None:
    if claim.startswith("英伟达"):
        assert not passes(claim, quote, [NAMES]), "the table has a form of it in Latin letters"
    else:
        assert passes(claim, quote, [NAMES])
        assert not passes(claim, quote, [UNFAMILIAR])


def test_one_name_is_proven_or_suspected_and_never_both() -> None:
    given, library = one_claim("《寰宇报》称微软推出助手", "《财经》称谷歌推出助手")
    told = [[issue.message.split("。")[0] for issue in check.issues(given, library)] for check in (NAMES, UNFAMILIAR)]
    assert told == [["所引文章没有“微软”"], ["所引文章没有“寰宇报”"]]


def test_the_message_names_what_is_foreign() -> None:
    given, library = one_claim("微软推出助手", "谷歌推出助手")
    (issue,) = NAMES.issues(given, library)
    assert issue.kind == "name_not_in_evidence"
    assert "微软" in issue.message


@pytest.mark.parametrize(("kind", "found"), [("inferred", False), ("stated", True)])
def test_what_is_inferred_may_hand_on_to_another_section_by_its_title(kind: str, found: bool) -> None:
    given, library = one_claim("结算需求可能交到Web3一栏", "结算需求上升", kind)
    titled = replace(library, headings=("Web3 & Financial Flow",))
    assert bool([*NAMES.issues(given, titled), *UNFAMILIAR.issues(given, titled)]) is found


def test_the_longest_form_is_read_where_several_begin() -> None:
    table = Aliases((("阿里", "阿里巴巴"), ("阿里云",)))
    assert [name.text for name in table.found("阿里云与阿里巴巴")] == ["阿里云", "阿里巴巴"]


def test_a_form_in_latin_letters_is_no_part_of_a_word() -> None:
    assert Aliases((("Arm", "安谋"),)).found("Army") == ()


def test_a_day_of_the_month_begins_no_name() -> None:
    found = Aliases((("日本", "Japan"),)).found
    assert found("7月21日本地模式上线") == ()
    assert [name.start for name in found("2025日本世博会，日本")] == [4, 10]


@given(st.text(max_size=60))
def test_a_text_carries_its_own_names(text: str) -> None:
    assert missing_names(text, (text,), Aliases(ALIASES)) == ()
