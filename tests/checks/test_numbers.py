"""Figures of a claim beside those of its quote: hard cases by hand. no is proof, doubt a suspicion."""

import pytest
from builders import WEEK, cell, cite, document, draft, passage, row, table
from judging import one_claim, passes

from checks.evidence_index import EvidenceIndex, make_library
from checks.numbers import MISPLACED, NUMBERS
from schemas.draft import Draft

SAME_AMOUNT = """
规模为1.2万亿元 | 规模达1.2万亿元 | ok
规模为12000亿元 | 规模达1.2万亿元 | ok
规模达1.2万亿元 | The programme is worth 1.2 trillion yuan | ok
价值1.2万亿美元 | a deal worth $1.2 trillion | ok
价值1.2万亿元 | a deal worth $1.2 trillion | no
价值$1.2 trillion美元 | 价值1.2万亿美元 | ok
规模为1.2亿元 | 规模达1.2万亿元 | no
规模为12万亿元 | 规模达1.2万亿元 | no
投资3千亿 | 投资3000亿 | ok
投资三千亿 | 投资3千亿 | ok
投资3千万 | 投资3千亿 | no
投资三十亿元 | 投资30亿元 | ok
投资30亿元 | 投资三十亿元 | ok
投资三亿元 | 投资30亿元 | no
总额十九万亿元 | 总额19万亿元 | ok
总额19万亿元 | 总额十九万亿元 | ok
总额九万亿元 | 总额十九万亿元 | no
总额19亿元 | 总额十九万亿元 | no
收入1,320.5亿元 | 收入1320.5亿元 | ok
收入1320.5亿元 | 收入1 320.5亿元 | ok
收入1 320亿元 | 收入1320亿元 | ok
收入1,320.6亿元 | 收入1,320.5亿元 | no
收入１３２０．５亿元 | 收入1320.5亿元 | ok
收入1320.5亿元 | 收入１３２０．５亿元 | ok
收入１３２５亿元 | 收入1320.5亿元 | no
筹资两亿三千万元 | 筹资2.3亿元 | ok
筹资2亿3000万元 | 筹资2.3亿元 | ok
筹资2.3亿元 | 筹资2亿3000万元 | ok
筹资2.3亿元 | 筹资3.2亿元 | no
产量120万吨 | 产量1.2 million tonnes | ok
产量1.2百万吨 | 产量120万吨 | ok
产量1200000吨 | 产量120万吨 | ok
产量120万吨 | 产量120吨 | no
产量120万吨 | 产量120万桶 | no
报价14.4万元/吨 | 报价144000元/吨 | ok
每吨14.4万元 | 报价14.4万元/吨 | ok
报价14.4万元/公斤 | 报价14.4万元/吨 | no
报价14.4万美元/吨 | 报价14.4万元/吨 | no
占用¾的面积 | 占用四分之三的面积 | ok
占用75%的面积 | 占用¾的面积 | ok
占用¼的面积 | 占用¾的面积 | no
收入5亿美元 | 收入5亿元 | no
收入5亿元 | 收入5亿港元 | no
收入$5 million | revenue of €5 million | no
收入500万欧元 | revenue of €5 million | ok
收入6.9亿美元 | 融资US$690 million资金 | ok
融资$690 million资金 | 融资6.9亿美元资金 | ok
融资$69 million资金 | 融资6.9亿美元资金 | no
净利润为-3.2亿元 | 净利润为3.2亿元 | doubt
3.2亿港元按50万港元起投，至多640份 | 规模3.2亿港元，起投50万港元 | doubt
3.2亿港元按50万港元起投，至多960份 | 规模3.2亿港元，起投50万港元 | no
净利润为3.2亿元 | 净利润为-3.2亿元 | doubt
净利润为-3.2亿元 | 净亏损3.2亿元 | ok
每股0.05美元 | 每股5美分 | ok
每股0.5美元 | 每股5美分 | no
"""

SHARES = """
占比两成 | 占比20% | ok
占比20% | 占比两成 | ok
占比三成 | 占比20% | no
占比百分之五 | 占比5% | ok
占比5% | 占比百分之五 | ok
占比百分之十五 | 占比5% | no
占比百分之十二点五 | 占比12.5% | ok
占比12.5% | 占比百分之十二点五 | ok
占比12.5% | 占比百分之十二点六 | no
占比一半 | 占比50% | ok
占比过半 | 占比超过50% | ok
占比三分之一 | 占比三分之二 | no
占比三分之二 | two thirds of the total | ok
提高5.6个百分点 | 提高5.6% | no
提高5.6% | 提高5.6个百分点 | no
提高5.6个百分点 | 提高5.6个百分点 | ok
提高0.25个百分点 | 提高25个基点 | ok
提高25个基点 | 提高0.25个百分点 | ok
提高2.5个百分点 | 提高25个基点 | no
毛利率为56% | 毛利率为5.6% | no
毛利率为5.6‰ | 毛利率为5.6% | no
收益率20 percent | 收益率20% | ok
增至三倍 | 增至3倍 | ok
增至两倍 | 增至三倍 | no
产能翻番 | 产能增长100% | ok
产能翻一番 | 产能翻番 | ok
产能翻两番 | 产能翻一番 | no
销量同比增长5% | 销量同比增长5% | ok
销量同比下降5% | 销量同比增长5% | doubt
销量同比增长15% | 销量同比增长5% | no
销量-5% | 销量下降5% | ok
失业率降至-2.9% | 失业率降至2.9% | doubt
跌幅为1.5% | 下跌1.5% | ok
涨幅为1.5% | 下跌1.5% | doubt
"""

UNITS = """
320m kWh by direct line, 137m yuan | 专线直供3.2亿千瓦时，1.37亿元 | ok
320m kWh by direct line | 专线直供4.2亿千瓦时 | no
a hall 320m long | 厂房长320米 | ok
about 1,198 petaflops (1,190 required) | 单片FP16算力260万亿次，合计约1198P，略高于文件要求的1190P。 | ok
about 1,298 petaflops | 单片FP16算力260万亿次，合计约1198P | no
32 billion active per token | 每个词元只用320亿，分散在若干专家里 | ok
52 billion active per token | 每个词元只用320亿，分散在若干专家里 | no
one for every ten weekly users | 每十名周活用户一个 | ok
装机38-95GW | 装机38至95GW | ok
装机38-95GW | 装机38—95吉瓦 | ok
装机38-95GWh | 装机38-95GW | no
装机38-96GW | 装机38-95GW | no
装机95GW | 装机38-95GW | doubt
储能52.4GWh | 储能52.4GW | no
储能52.4GWh | 储能52400MWh | ok
储能52400兆瓦时 | 储能52.4GWh | ok
规模50MW | 规模50兆瓦 | ok
规模5000万瓦 | 规模50MW | ok
规模5000万 | 规模50MW | no
规模50M | 规模50MW | no
规模50GW | 规模50MW | no
规模50mW | 规模50MW | no
规模5万千瓦 | 规模50MW | ok
规模50万千瓦 | 规模50MW | no
2GW/8GWh项目 | 2GW/8GWh项目 | ok
2GW/4GWh项目 | 2GW/8GWh项目 | no
用电100亿度 | 用电100亿千瓦时 | ok
用电100亿千瓦 | 用电100亿千瓦时 | no
长10km | 长10公里 | ok
长1万米 | 长10km | ok
长10000 | 长10km | no
长10米 | 长10km | no
长10英里 | 长10km | no
3nm工艺 | 3纳米工艺 | ok
5nm工艺 | 3纳米工艺 | no
3微米工艺 | 3纳米工艺 | no
延迟0.1秒 | 延迟100毫秒 | ok
延迟100毫秒 | 延迟0.1秒 | ok
延迟100微秒 | 延迟0.1秒 | no
延迟1秒 | 延迟0.1秒 | no
耗时90分钟 | 耗时1.5小时 | ok
耗时90秒 | 耗时1.5小时 | no
重200kg | 重200公斤 | ok
重200吨 | 重200公斤 | no
面积1500亩 | 面积100公顷 | ok
面积1500平方米 | 面积1500亩 | no
每日200万桶 | 200万桶/日 | ok
每月200万桶 | 200万桶/日 | no
显存48GB | 显存48TB | no
显存48GB | 显存48GB | ok
带宽3.2TB/s | 带宽3200GB/s | ok
带宽3.2Tb/s | 带宽3.2TB/s | no
电池9000mAh | 电池9Ah | ok
电池900mAh | 电池9Ah | no
参数量1万亿 | 参数量1万亿 | ok
上下文100万tokens | 上下文1M tokens | ok
上下文1000万tokens | 上下文1M tokens | no
温度-40℃ | 温度为零下40℃ | ok
温度40℃ | 温度为零下40℃ | doubt
温度40℉ | 温度40℃ | no
售价3499元 | 售价3499元 | ok
售价3999元 | 售价3499元 | no
交付1万辆 | 交付1万架 | doubt
涉及30家公司 | 涉及三十家公司 | ok
涉及13家公司 | 涉及三十家公司 | no
涉及30人 | 涉及30户 | doubt
"""

HEDGES_AND_LISTS = """
约30亿元 | 30亿元左右 | ok
超30亿元 | 30亿元以上 | ok
超30亿元 | 逾30亿元 | ok
近30亿元 | 将近30亿元 | ok
超30亿元 | 不到30亿元 | doubt
不足30亿元 | 超30亿元 | doubt
超过30亿元 | 至多30亿元 | doubt
30亿元 | 近30亿元 | ok
约1.2万亿元 | 1.2037万亿元 | ok
约1.3万亿元 | 1.2037万亿元 | no
1.2万亿元 | 1.2037万亿元 | doubt
超1.2万亿元 | 1.2037万亿元 | ok
近1.2万亿元 | 1.2037万亿元 | doubt
近1.3万亿元 | 1.2937万亿元 | ok
约1万亿元 | 1.4万亿元 | doubt
3、5、8纳米 | 3纳米、5纳米和8纳米 | ok
3、5、7纳米 | 3、5、8纳米 | no
10%至12% | 10%-12% | ok
10%至15% | 10%-12% | no
$5-10 billion | 50亿至100亿美元 | ok
$5-10 million | 50亿至100亿美元 | no
5万至8万辆 | 5-8万辆 | ok
从40亿元增至50亿元 | 从40亿元增长到50亿元 | ok
从45亿元增至50亿元 | 从40亿元增长到50亿元 | no
分别为5%和8% | 前者5%，后者8% | ok
分别为5%和9% | 前者5%，后者8% | no
"""

DERIVED = """
5,300 servers in all | 训练服务器3200台，推理服务器2100台 | doubt
5,400 servers in all | 训练服务器3200台，推理服务器2100台 | no
108,730 yuan per rack a year (137m yuan, 420 racks, three years) | 中标金额13,700万元，420个机柜，服务期三年 | doubt
118,730 yuan per rack a year (137m yuan, 420 racks, three years) | 中标金额13,700万元，420个机柜，服务期三年 | no
up to 16.8 MW (420 racks of 40 kW) | 420个机柜，单柜40千瓦 | ok
up to 18.6 MW (420 racks of 40 kW) | 420个机柜，单柜40千瓦 | no
533 yuan/kWh (320 million yuan over 600 MWh) | 3.2亿元建600兆瓦时储能 | ok
640 yuan/kWh (320 million yuan over 600 MWh) | 3.2亿元建600兆瓦时储能 | no
77 million yuan a year (0.11 yuan/kWh on 700 GWh) | 每千瓦时省0.11元，一年用电7亿千瓦时 | ok
97 million yuan a year (0.11 yuan/kWh on 700 GWh) | 每千瓦时省0.11元，一年用电7亿千瓦时 | no
36% more time computing (90% instead of 66%) | 通信从34%降到一成 | doubt
46% more time computing (90% instead of 66%) | 通信从34%降到一成 | no
甲投20亿元、乙投30亿元，合计50亿元 | 甲投20亿元，乙投30亿元 | ok
甲投20亿元、乙投30亿元，合计60亿元 | 甲投20亿元，乙投30亿元 | no
合计50亿元 | 甲投20亿元，乙投30亿元 | doubt
甲投20亿元、乙投30亿元，相差10亿元 | 甲投20亿元，乙投30亿元 | ok
甲投20亿元、乙投30亿元，相差15亿元 | 甲投20亿元，乙投30亿元 | no
收入从40亿元增至50亿元，增长25% | 收入从40亿元增至50亿元 | ok
收入从40亿元增至50亿元，增长35% | 收入从40亿元增至50亿元 | no
收入50亿元，增长25% | 收入从40亿元增至50亿元 | doubt
旧版为92.7% | 灵敏度96.1%，比旧版高3.4个百分点 | doubt
付费的约440家 | 进入1100家医院，付费的约四成 | doubt
付费的约450家 | 进入1100家医院，付费的约四成 | no
从3倍增至6倍 | 从3倍增至6倍 | ok
产能由10GW增至30GW，是原来的3倍 | 产能由10GW增至30GW | ok
产能由10GW增至30GW，是原来的4倍 | 产能由10GW增至30GW | no
占比由12%升至15%，提高3个百分点 | 占比由12%升至15% | ok
占比由12%升至15%，提高4个百分点 | 占比由12%升至15% | no
首期5亿元、二期7亿元、三期8亿元，共20亿元 | 首期5亿元、二期7亿元、三期8亿元 | ok
首期5亿元、二期7亿元、三期8亿元，共21亿元 | 首期5亿元、二期7亿元、三期8亿元 | no
甲投20亿元、乙投25亿元，合计45亿元 | 甲投20亿元，乙投30亿元 | no
"""

TIED = """
净利润5亿元 | 净利润4亿元，研发投入5亿元 | doubt
净利润4亿元 | 净利润4亿元，研发投入5亿元 | ok
研发投入5亿元 | 净利润4亿元，研发投入5亿元 | ok
营收4亿元 | 营收40亿元，净利润4亿元 | doubt
开盘时间18:30 | 开盘时间17:30 | no
开盘时间18:30 | 开盘时间18:30 | ok
Gemini 3发布 | Gemini 3发布 | ok
5G用户 | 5G用户 | ok
两家公司合作 | 两家公司合作 | ok
一家公司合作 | 该公司合作 | ok
连续第16天增持 | 连续第16个月增持 | doubt
连续第16个月增持 | 连续第16个月增持 | ok
"""

COUNTED = """
两家将共享数据 | 甲与乙将共享数据，24家机构签约 | ok
甲和乙两家公司合作 | 甲与乙合作，五家公司观望 | ok
两条路都通向降价 | 甲扩产，乙降价 | ok
共有四项措施：减税、补贴、扩岗、培训 | 措施为减税、补贴、扩岗和培训 | ok
Both companies will pay for it | 甲与乙共同出资 | ok
两类电源争夺客户 | 燃料电池与储能争夺客户 | doubt
三家银行下调利率 | 五家银行下调利率 | no
十二家银行下调利率 | 五家银行下调利率 | no
工期五年 | 2026年至2031年建设 | doubt
工期五年 | 2026年至2028年建设 | no
"""

BELOW_THE_LINE = """
每百万token输入0.50美元、输出3美元 | priced at $0.50 per million input tokens and $3 per million output tokens | ok
每百万token输入0.50美元 | $50 per million input tokens | no
每百万token输入0.50美元 | $0.50 per thousand input tokens | no
每股95.6港元 | 发行价为95.6港元 | ok
报价14.4万元 | 报价14.4万元/公斤 | ok
每10万人中5例 | 5例/10万人 | ok
每度电0.35元 | 0.35元/千瓦时 | ok
每度电0.35美元 | 0.35元/千瓦时 | no
租金每平方米每月45元 | 租金为45元/平方米 | ok
"""

ENDS_AND_ROUNDING = """
若定价为95.6港元 | 定价为95.6至112.5港元 | ok
上限112.5港元 | 定价为95.6至112.5港元 | ok
定价95.6港元 | 定价为95.6至112.5港元 | doubt
定价100港元 | 定价为95.6至112.5港元 | no
近500亿元 | 483.91亿元 | ok
484亿元 | 483.91亿元 | doubt
485亿元 | 483.91亿元 | no
5亿元 | 4.8亿元 | no
三分之一 | 33% | ok
近七成 | 68% | ok
近七成 | 58% | no
占70%，其余30%来自出口 | 占70% | ok
占70%，其余40%来自出口 | 占70% | no
"""

IN_ORDER = """
甲公司、乙公司分别增长5%、3% | 甲公司增长5%，乙公司增长3% | ok
甲公司、乙公司分别增长3%、5% | 甲公司增长5%，乙公司增长3% | doubt
甲公司增长3%，乙公司增长5% | 甲公司、乙公司分别增长5%、3% | doubt
甲公司增长5%，乙公司增长3% | 甲公司、乙公司分别增长5%、3% | ok
Alpha and Beta rose 3% and 5% respectively | Alpha rose 5% and Beta rose 3% | doubt
Alpha and Beta rose 5% and 3% respectively | Alpha rose 5% and Beta rose 3% | ok
"""

TABLES = (SAME_AMOUNT, SHARES, UNITS, HEDGES_AND_LISTS, DERIVED, TIED, COUNTED, BELOW_THE_LINE, ENDS_AND_ROUNDING)
ALL = [
    tuple(part.strip() for part in line.split(" | "))
    for table_of in (*TABLES, IN_ORDER)
    for line in table_of.strip().splitlines()
]


def verdict(claim: str, quote: str) -> str:
    if not passes(claim, quote, [NUMBERS]):
        return "no"
    return "ok" if passes(claim, quote, [MISPLACED]) else "doubt"


@pytest.mark.parametrize(("claim", "quote", "expected"), ALL)
def test_a_figure_is_judged_by_its_quote(claim: str, quote: str, expected: str) -> None:
    assert verdict(claim, quote) == expected


def beside_its_document(text: str, quote: str, body: str) -> tuple[Draft, EvidenceIndex]:
    """A claim that cites a passage of a document which says more."""
    rows = row("s", "e1", text).model_copy(update={"cells": (cell("s.e1", "event", text, cite("d1", quote)),)})
    documents = (document(quote, id="d1", body=body),)
    return draft(table("s", rows)), make_library(documents, (passage("d1", 1, quote),), WEEK, "Asia/Shanghai")


def test_a_figure_that_stands_elsewhere_in_the_document_is_a_suspicion() -> None:
    given = beside_its_document("投资5亿元", "公司投资建厂", "公司投资建厂，总额5亿元。")
    assert not list(NUMBERS.issues(*given))
    (issue,) = MISPLACED.issues(*given)
    assert issue.kind == "figure_misplaced"


def test_what_is_proved_false_is_not_suspected_too() -> None:
    given = beside_its_document("投资6亿元", "公司投资建厂", "公司投资建厂，总额5亿元。")
    assert [issue.kind for check in (NUMBERS, MISPLACED) for issue in check.issues(*given)] == [
        "figure_not_in_evidence"
    ]


@pytest.mark.parametrize(
    ("insight", "is_proved_false"),
    [
        ("Paid seats equal 7.9% of weekly users and bring 15.1 million yuan a month", False),
        ("Paid seats equal 9.7% of weekly users and bring 15.1 million yuan a month", True),
        ("Paid seats equal 7.9% of weekly users and bring 18.1 million yuan a month", True),
        ("Team plan and single-user plan together are 98 yuan a month", False),
        ("Speed falls by 59% between the two lengths", False),
        ("Speed falls by 49% between the two lengths", True),
        ("Nineteen of the 23 customers, or 83%, are new", False),
    ],
)
def test_figures_may_come_of_those_that_the_other_cells_of_the_row_have(insight: str, is_proved_false: bool) -> None:
    technical = (
        "386,000 paid seats, 4.89 million weekly users, single-user plan 39 yuan a month (team plan 59 yuan a month), "
        "41 tokens a second at 8,000 tokens and 17 at 128,000, 23 customers"
    )
    quote = (
        "周活489万人。个人版仍为每月39元，团队版每月59元，付费席位共38.6万。输入8000词元时每秒41个词元，12.8万时每秒17个。"
        "签约客户23家，其中19家是新客户。"
    )
    cells = (
        cell("s.e1", "technical", technical, cite("d1", quote)),
        cell("s.e1", "insight", insight, cite("d1", quote)),
    )
    rows = row("s", "e1", technical).model_copy(update={"cells": cells})
    library = make_library((document(quote, id="d1"),), (passage("d1", 1, quote),), WEEK, "Asia/Shanghai")
    assert bool(list(NUMBERS.issues(draft(table("s", rows)), library))) is is_proved_false


def test_the_message_names_the_figure_and_what_the_evidence_has() -> None:
    given, library = one_claim("规模为3亿美元", "规模为3亿元，涉及5家公司")
    (issue,) = NUMBERS.issues(given, library)
    assert (issue.claim_id, issue.kind) == ("s.e1.event", "figure_not_in_evidence")
    assert "3亿美元" in issue.message
    assert "3亿元" in issue.message


def test_a_quotation_may_hold_what_its_source_says() -> None:
    assert passes("规模为3亿元", "规模为3亿元", [NUMBERS], kind="quoted")


def test_a_quotation_that_is_none_is_judged_as_a_statement() -> None:
    assert not passes("规模为4亿元", "规模为3亿元", [NUMBERS], kind="quoted")


def test_a_quote_that_breaks_a_figure_off_is_found() -> None:
    given, library = one_claim("规模为3", "规模为3亿元", kind="quoted")
    first = given.tables[0].rows[0].cells[0].citations[0]
    cut = first.model_copy(update={"quote": "规模为3"})
    cells = (given.tables[0].rows[0].cells[0].model_copy(update={"citations": (cut,)}),)
    rows = (given.tables[0].rows[0].model_copy(update={"cells": cells}),)
    tables = (given.tables[0].model_copy(update={"rows": rows}),)
    assert [issue.claim_id for issue in NUMBERS.issues(given.model_copy(update={"tables": tables}), library)]


def test_an_inferred_claim_may_not_bring_a_figure_of_its_own() -> None:
    assert not passes("需求将突破100GWh", "储能需求增长", [NUMBERS], kind="inferred")


def test_of_a_figure_that_goes_the_other_way_the_whole_clause_is_told() -> None:
    given, library = one_claim("收入同比下降126%", "公司净利润5亿元；收入同比增长126%；人数不变。")
    (issue,) = MISPLACED.issues(given, library)
    assert issue.message == "“126%”与所引段落方向相反，原文是“收入同比增长126%”。请照原文写，或删去。"
