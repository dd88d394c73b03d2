"""What is read as a figure, what it is worth, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from facts.values.figures import Figure, read_figures, same_value

_DIRECTIONS = {"up": 1, "down": -1}
_HEDGES = ("about", "over", "nearly", "under", "at_least", "at_most", "several")

SCALES_AND_UNITS = """
120万吨 | 1.2e12 g
1.2 million tonnes | 1.2e12 g
120 万 吨 | 1.2e12 g
0.1秒 | 0.1 s
100毫秒 | 0.1 s
1.2万亿元 | 1.2e12 CNY
12000亿元 | 1.2e12 CNY
$1.2 trillion | 1.2e12 USD
3千亿 | 3e11 -
三十亿 | 3e9 -
十九万亿 | 1.9e13 -
一千五百万 | 1.5e7 -
两亿三千万元 | 2.3e8 CNY
2亿3000万元 | 2.3e8 CNY
万亿参数 | 1e12 参数
百万 tokens | 1e6 token
10亿个Token | 1e9 token
50MW | 5e7 W
50MWh | 5e7 Wh
3.5GW | 3.5e9 W
1.5吉瓦 | 1.5e9 W
2GW/8GWh | 2e9 W; 8e9 Wh
60万千瓦 | 6e8 W
百万千瓦 | 1e9 W
十万千瓦 | 1e8 W
1200亿千瓦时 | 1.2e14 Wh
100亿度电 | 1e13 Wh
用电量5000万度 | 5e10 Wh
10km | 10000 m
3nm | 3e-9 m
20英尺 | 6.096 m
6.7英寸 | 0.17018 m
1500公里 | 1.5e6 m
10毫米 | 0.01 m
9224平方公里 | 9.224e9 m2
150亩 | 100000 m2
200kg | 200000 g
38吨 | 3.8e7 g
1.45万亿斤 | 7.25e14 g
2000桶 | 2000 barrel
9000mAh | 9 Ah
200MHz | 2e8 Hz
3.7GHz | 3.7e9 Hz
48GB | 4.8e10 byte
1.6TB | 1.6e12 byte
800Gbps | 8e11 bit/s
3.2TB/s | 3.2e12 byte/s
5000TOPS | 5e15 OPS
10 EFLOPS | 1e19 FLOPS
1000P算力 | 1e18 FLOPS
500kV | 500000 V
2.4GPa | 2.4e9 Pa
10℃ | 10 °C
气温30度 | 30 °C
-20℃ | -20 °C
零下10度 | -10 °C
完成-40℃测试 | -40 °C
密度1.79g/cm3 | 1790 g/L
1.2万人次 | 12000 人次
28.66万辆 | 286600 辆
68,473,916股 | 68473916 股
5.2级地震 | 5.2 级
5000万像素 | 5e7 pixel
90天 | 7776000 s
3个月 | 3 month
18个月 | 18 month
1.5年 | 18 month
两年半 | 30 month
3个半小时 | 12600 s
一个半小时 | 5400 s
一个半月 | 1.5 month
半年 | 6 month
半小时 | 1800 s
15个交易日 | 15 trading-day
1,808.95点 | 1808.95 点
6.99元/股 | 6.99 CNY/股
"""

CURRENCIES = """
$2.65B | 2.65e9 USD
US$1.2 billion | 1.2e9 USD
€3m | 3e6 EUR
£8.3m | 8.3e6 GBP
HK$41.89亿 | 4.189e9 HKD
41.89亿港元 | 4.189e9 HKD
¥500 | 500 CNY
RMB 300 million | 3e8 CNY
人民币50亿元 | 5e9 CNY
50亿元人民币 | 5e9 CNY
AU$153 million | 1.53e8 AUD
USD 15m | 1.5e7 USD
₹7,427 Crore | 7.427e10 INR
$7,427 crore | 7.427e10 USD
26 Lakh Shares | 2.6e6 股
人民币32.34元/股 | 32.34 CNY/股
US$4.10/MMBtu | 4.1 USD/MMBtu
3.2 trillion won | 3.2e12 KRW
15亿欧元 | 1.5e9 EUR
2000亿日元 | 2e11 JPY
5亿新台币 | 5e8 TWD
$80 | 80 USD
300 mln euros | 3e8 EUR
39元 | 39 CNY
3块钱 | 3 CNY
50美分 | 0.5 USD
1000枚比特币 | 1000 BTC
"""

SHARES_AND_MULTIPLES = """
5% | 5 %
５％ | 5 %
5 percent | 5 %
5 per cent | 5 %
两成 | 20 %
6成 | 60 %
百分之五 | 5 %
百分之十二点五 | 12.5 %
千分之三 | 0.3 %
万分之五 | 0.05 %
5‰ | 0.5 %
5.6个百分点 | 5.6 pp
0.5 percentage points | 0.5 pp
25个基点 | 0.25 pp
150bp | 1.5 pp
50 basis points | 0.5 pp
三倍 | 3 x
3.5倍 | 3.5 x
3.5x | 3.5 x
翻番 | 2 x up
翻了一番 | 2 x up
翻两番 | 4 x up
翻三倍 | 3 x up
利润翻倍 | 2 x up
一半 | 0.5 -
过半 | 0.5 - over
产量减半 | 0.5 - down
三分之一 | 0.33333333333333333 -
四分之三 | 0.75 -
¾ | 0.75 -
2½小时 | 9000 s
two-thirds of users | 0.66666666666666667 -
more than half of it | 0.5 - over
output doubled | 2 x up
exports tripled | 3 x up
全球第三大 | 3 -
第二大经济体 | 2 -
第200万台 | 2000000 -
前10名 | 10 top
TOP 10 | 10 top
the 27th auction | 27 -
fourth biggest | 4 -
位列第 **5** 名 | 5 -
"""

RANGES_AND_LISTS = """
38-95GW | 3.8e10..9.5e10 W
38—95GW | 3.8e10..9.5e10 W
10%-12% | 10..12 %
10%至12% | 10..12 %
10至12% | 10..12 %
1 至 4 美元 | 1..4 USD
1500至2000元/吨 | 1500..2000 CNY/t
0.60亿元—0.90亿元 | 6e7..9e7 CNY
3-5万辆 | 30000..50000 辆
8000至1.2万元 | 8000..12000 CNY
$5-10 billion | 5e9..1e10 USD
$5 billion to $10 billion | 5e9..1e10 USD
5 to 10 percent | 5..10 %
30亿元至35亿元 | 3e9..3.5e9 CNY
0.1% 至 15.4% | 0.1..15.4 %
**0.1%** 至 **15.4%** | 0.1..15.4 %
三四十家 | 30..40 家
十七八岁 | 17..18 岁
两三个月 | 2..3 month
12,500 至 25,000 名 | 12500..25000 人
26%降至19% | 26 %; 19 % down
从5%到12% | 5 %; 12 %
由26亿元增至30亿元 | 2.6e9 CNY; 3e9 CNY up
上涨5元至12元 | 5 CNY up; 12 CNY
涨2%至1,808.95点 | 2 % up; 1808.95 点
5-3 | 5 -; 3 -
3、5、8纳米 | 3e-9 m; 5e-9 m; 8e-9 m
5和8纳米 | 5e-9 m; 8e-9 m
3.5、4.2和5.1亿元 | 3.5e8 CNY; 4.2e8 CNY; 5.1e8 CNY
100万、200万吨 | 1e6 -; 2e12 g
3, 5 and 8 nm | 3e-9 m; 5e-9 m; 8e-9 m
分别增长26.91%和55.18% | 26.91 % up; 55.18 % up
涨5%、跌3% | 5 % up; 3 % down
"""

RATES = """
14.4万元/吨 | 144000 CNY/t
每吨14.4万元 | 144000 CNY/t
144元/公斤 | 144000 CNY/t
0.5元/千瓦时 | 0.5 CNY/kWh
0.5元/度 | 0.5 CNY/kWh
₹2.45/kWh | 2.45 INR/kWh
0.4 RMB/Wh | 400 CNY/kWh
USD 101/MWh | 0.101 USD/kWh
58.32美元/桶 | 58.32 USD/barrel
$80 a barrel | 80 USD/barrel
每桶80美元 | 80 USD/barrel
76.44美元/盎司 | 76.44 USD/oz
100万桶/日 | 1e6 barrel/day
1.2 million bpd | 1.2e6 barrel/day
50 tokens/s | 50 token/s
50 tokens per second | 50 token/s
每秒50 tokens | 50 token/s
50万吨/年 | 5e11 g/year
120公里/小时 | 33.333333333333333333 m/s
300Wh/kg | 300000 Wh/t
每股0.5元 | 0.5 CNY/股
5美元/百万token | 5 USD/Mtoken
3.213美元/百万英热 | 3.213 USD/MMBtu
"""

HEDGES_AND_DIRECTIONS = """
约40亿元 | 4e9 CNY about
40亿元左右 | 4e9 CNY about
40多亿元 | 4e9 CNY over
500余万人 | 5e6 人 over
十余家 | 10 家 over
400吉瓦余量 | 400000000000 W =
逾5% | 5 % over
超60% | 60 % over
近30亿元 | 3e9 CNY nearly
不到5% | 5 % under
不足3亿元 | 3e8 CNY under
不超过3% | 3 % at_most
不得超过16MB | 1.6e7 byte at_most
至少10亿元 | 1e9 CNY at_least
40%以上 | 40 % at_least
16MB以内 | 1.6e7 byte at_most
数十亿美元 | 1e9 USD several
数百万辆 | 1e6 辆 several
上百人 | 100 人 at_least
100+ 数据集 | 100 - over
≥5% | 5 % at_least
nearly $80 | 80 USD nearly
more than 85 GW | 8.5e10 W over
up to 5.6% | 5.6 % at_most
about 3 million people | 3e6 人 about
近两年 | 24 month
经过七个月 | 7 month
签约5亿元 | 5e8 CNY
约合5亿元 | 5e8 CNY about
时间缩短40% | 40 % down
近100个小时 | 360000 s
同比增长5.3% | 5.3 % up
同比下降34.43% | 34.43 % down
跌超9% | 9 % over down
跌破1% | 1 % under down
涨幅扩大至2% | 2 % up
降幅为0.5% | 0.5 % down
上调25个基点 | 0.25 pp up
净流出3亿元 | 3e8 CNY down
减持不超3% | 3 % at_most down
亏损2.5亿元 | 2.5e8 CNY down
增至6.8亿元 | 6.8e8 CNY up
同比增长**158.9%** | 158.9 % up
rose by 5.3% | 5.3 % up
fell 3% | 3 % down
a 5% drop | 5 % down
down about 3% | 3 % about down
makes up 5% | 5 %
+0.5% | 0.5 % up
同比-5.3% | -5.3 %
负3.1% | -3.1 %
30年期国债上涨 | 360 month
跌幅扩大至2% | 2 % down
跌幅一度收窄至0.1% | 0.1 % down
涨幅收窄至0.5% | 0.5 % up
规模扩大20% | 20 % up
由每升13卢比下调至3卢比 | 13 INR/L; 3 INR down
"""

SPELLINGS = """
1,320.5 | 1320.5 -
1 320台 | 1320 台
１２台 | 12 台
１，２台 | 1 -; 2 台
7B | 7e9 -
128K上下文 | 128000 -
3亿倍 | 3e8 x
24名船员 | 24 人
5人受伤 | 5 人
6死9伤 | 6 人; 9 人
3 家具身智能公司 | 3 家
2.4万个目标 | 24000 个
消耗 **3** 倍额度 | 3 x
支持 **1600** 多种语言 | 1600 种 over
GDP5.2% | 5.2 %
EPS1.2元 | 1.2 CNY
three million units | 3e6 台
two years | 24 month
3-year | 36 month
第30天 | 30 -
1095日历天 | 94608000 s
22.99万起，25.99万起 | 229900 - at_least; 259900 - at_least
16GB内存 | 1.6e10 byte
12起事故 | 12 起
千亿级市场 | 1e11 -
唯一百亿规模的基金 | 1e10 -
近万家企业 | 10000 家 nearly
降息两到三次 | 2..3 次 down
57.5亿元台币 | 5.75e9 TWD
14万P异构算力 | 1.4e20 FLOPS
上涨近7个点 | 7 点 nearly up
"""

NO_FIGURES = """
每百万token计费
每100公里计费
per million input tokens
per 1,000 people
A/B测试
2026年
1月7日
2026-01-07
Q3
上午9点
第三季度
三季度
去年12月
1-2月
2025-2030年
in 2030
3月2日至5日
9时30分
14:30
Gemini 3
GPT-5.5
玄戒O1
B2B
5G
Qwen3-VL
M2
Speech 02
A股
iPhone 17
沪深300
标普500指数
H200
600481.SH
恩捷股份（002812）
十五五
“十四五”时期
第十四届
第14届
一带一路
一些
一个
一直
第一
第一次
第二天
三元锂电池
三方面
四次会议
两岸
三农
百分百
十分重要
千万别
万一
一度
一方面
三星
五粮液
C919
LQ - 150
3D打印
4S店
2C业务
极氪9X参数
127.0.0.1
8.0.69
3·15晚会
真实承诺-4
H1
UTF-8
COVID-19
Windows 11
Claude Opus 4.6
1）提高效率
2603合约
6系列
055型驱逐舰
麒麟9030 Pro芯片
工业有色ETF万家放量
按三步走
21世纪
8时31分32秒
二元性
零时01分
1080P视频
Romania&#8217;s
"""


def _cases(*tables: str) -> list[tuple[str, str]]:
    lines = [line for table in tables for line in table.strip().splitlines()]
    return [(text.strip(), expected.strip()) for text, _, expected in (line.partition("|") for line in lines)]


def _told(figure: Figure, expected: str) -> None:
    """`expected`: value or low..high, unit or -, then a hedge and a direction where there is one."""
    value, unit, *words = expected.split()
    low, _, high = value.partition("..")
    assert figure.low == pytest.approx(Decimal(low), rel=Decimal("1e-15"))
    assert figure.high == pytest.approx(Decimal(high or low), rel=Decimal("1e-15"))
    assert figure.unit == ("" if unit == "-" else unit)
    hedge = next((word for word in words if word in _HEDGES), None)
    assert figure.hedge == hedge
    assert figure.direction == next((_DIRECTIONS[word] for word in words if word in _DIRECTIONS), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    _cases(
        SCALES_AND_UNITS, CURRENCIES, SHARES_AND_MULTIPLES, RANGES_AND_LISTS, RATES, HEDGES_AND_DIRECTIONS, SPELLINGS
    ),
)
def test_a_figure_is_read_with_value_unit_hedge_and_direction(text: str, expected: str) -> None:
    figures = read_figures(text)
    wanted = expected.split(";")
    assert len(figures) == len(wanted), figures
    for figure, told in zip(figures, wanted, strict=True):
        _told(figure, told)


@pytest.mark.parametrize("text", NO_FIGURES.strip().splitlines())
def test_dates_names_and_idioms_are_no_figures(text: str) -> None:
    assert read_figures(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5亿元", "money"),
        ("5GW", "power"),
        ("5GWh", "energy"),
        ("5km", "length"),
        ("5吨", "mass"),
        ("5天", "duration"),
        ("5%", "percent"),
        ("5个百分点", "points"),
        ("5倍", "multiple"),
        ("5家", "count"),
        ("5元/吨", "rate"),
        ("第五大", "rank"),
        ("第5次", "ordinal"),
        ("5℃", "temperature"),
        ("5级大风", "grade"),
        ("5点", "score"),
        ("一半", "fraction"),
        ("5TB", "data"),
    ],
)
def test_a_figure_has_the_kind_of_its_unit(text: str, kind: str) -> None:
    assert [figure.kind for figure in read_figures(text)] == [kind]


SAME = """
120万吨 | 1.2 million tonnes
0.1秒 | 100毫秒
1.2万亿元 | 12000亿元
24小时 | 1天
2年 | 24个月
100 km/h | 100公里/小时
14.4万元/吨 | 144元/公斤
每吨14.4万元 | 14.4万元/吨
下降5% | -5%
一半 | 50%
四分之三 | 75%
增长一倍 | 翻番
增长100% | 翻倍
25个基点 | 0.25个百分点
两成 | 20%
5000人 | 5000名
28万台 | 28万辆
50万吨/年 | 50万吨
7B | 70亿参数
第三大 | 第3名
五分之一 | 1/5
五分之一 | 20%
1/5 | 20%
占比0.2 | 20%
one-fifth | 20%
a fifth of the price | 五分之一
70%至80% | 七八成
七成到八成 | 七八成
70%-80% | 七成至八成
六成半 | 65%
八成五 | 85%
271%至308% | 271%-308%
271%至308% | 271 to 308 percent
271%至308% | between 271 and 308 percent
1.5倍 | 150%
增长0.5倍 | 增长50%
增长1.5倍 | 增长150%
增长50% | 是上年的1.5倍
翻番 | 2倍
doubled | 2倍
翻番 | doubled
增长100% | doubled
25bps | 0.25个百分点
25bps | 25个基点
25 basis points | 25个基点
five hundred million | 5亿
five hundred million | 500 million
5亿元 | five hundred million yuan
5亿用户 | 500m users
$500m | 5亿美元
two hundred and fifty million people | 2.5亿人
half a billion dollars | 5亿美元
a million barrels | 100万桶
two dozen companies | 24家公司
3 times | 3倍
three times | 3倍
threefold | 3倍
tenfold | 10倍
half of it | 一半
half of it | 50%
half of it | 1/2
近半 | 50%
1万亿 | 1 trillion
1万亿元 | 1 trillion yuan
550兆瓦 | 55万千瓦
550兆瓦 | 0.55 GW
US$5bn | 50亿美元
5 billion dollars | 50亿美元
USD 5bn | 50亿美元
5bn US dollars | 50亿美元
５０亿美元 | $5,000 million
50 亿 美元 | 50亿美元
每百万token输入0.50美元 | $0.50 per million input tokens
每百万Token 0.50美元 | $0.50 per million input tokens
每百万输入token收费0.5美元 | $0.50/M input tokens
0.50美元/百万token | $0.50 per 1M tokens
每千瓦时0.35元 | 0.35元/千瓦时
每桶80美元 | $80 per barrel
80美元/桶 | $80 a barrel
30 dollars per MWh | 每兆瓦时30美元
每股0.5元 | 0.5元/股
0.5 yuan per share | 每股收益0.5元
每股派息0.12港元 | HK$0.12 per share
减少三分之二 | 降至三分之一
下降90% | 降至10%
降价一半 | halved
1/3 | 三分之一
two-thirds | 三分之二
逾四分之一 | more than a quarter of
第三 | ranked third
第三大 | third-largest
"""

DIFFERENT = """
1.2万亿元 | $1.2 trillion
38GW | 38GWh
50MW | 50mW
5% | 5个百分点
5% | 0.5%
120万吨 | 120吨
3亿元 | 3亿美元
增长5% | 下降5%
10℃ | -10℃
5% | -5%
5人 | 5家
14.4万元/吨 | 14.4万元
50万吨/年 | 50万吨/日
10-12% | 10%
48GB | 48TB
48GB | 48Gb
3个月 | 3年
5倍 | 5%
28.66万辆 | 28.7万辆
1/5 | 25%
七八成 | 70%
六成半 | 60%
翻番 | 3倍
增长50% | 是上年的0.5倍
25bps | 25个百分点
25 Mbps | 25bps
每百万token输入0.50美元 | $0.50 per thousand tokens
每千瓦时0.35元 | 0.35元/兆瓦时
five hundred million | five hundred
two dozen companies | 12家公司
"""


def _one(text: str) -> Figure:
    return read_figures(text)[0]


@pytest.mark.parametrize(("a", "b"), _cases(SAME))
def test_one_amount_in_two_forms_is_the_same_value(a: str, b: str) -> None:
    assert same_value(_one(a), _one(b))
    assert same_value(_one(b), _one(a))


@pytest.mark.parametrize(("a", "b"), _cases(DIFFERENT))
def test_two_amounts_are_not_the_same_value(a: str, b: str) -> None:
    assert not same_value(_one(a), _one(b))
    assert not same_value(_one(b), _one(a))


def test_the_span_holds_the_number_with_its_unit_and_currency_and_no_hedge() -> None:
    text = "合同总额约HK$41.89亿，同比增长超过5.6个百分点；产能 120 万吨/年。"
    assert [figure.text for figure in read_figures(text)] == ["HK$41.89亿", "5.6个百分点", "120 万吨/年"]


@pytest.mark.parametrize("text", ["募资3.5亿元", "增长5%", "38GW", "12家公司", "10,194 employees", "突破2万亿"])
def test_a_measured_amount_is_hard(text: str) -> None:
    assert any(figure.is_hard for figure in read_figures(text))


@pytest.mark.parametrize("text", ["三家公司", "第三次", "GPT-5.5发布", "2026年1月", "A股", "第14届"])
def test_a_handful_an_ordinal_or_a_name_is_not_hard(text: str) -> None:
    assert not any(figure.is_hard for figure in read_figures(text))


# --- properties -------------------------------------------------------------------------------------------------------

_ALPHABET = (
    "0123456789.,-—~至到%％元万亿千百十一二三两半倍成第前年月日个家吨GWhMk$€ （）、，。/每*`多余约超近增降零翻番分之点"
)


@given(st.text(alphabet=_ALPHABET, max_size=60) | st.text(max_size=60))
@example("$")
@example("第")
@example("百分之")
@example("一" * 60)
def test_any_text_is_read_and_every_span_is_exact(text: str) -> None:
    end = 0
    for figure in read_figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start >= end
        assert figure.low <= figure.high
        end = figure.end


_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 10**3, "百万": 10**6, "千亿": 10**11}
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_UNITS = {"吨": ("g", 10**6), "元": ("CNY", 1), "千瓦时": ("Wh", 1000), "人": ("人", 1), "GW": ("W", 10**9)}
_NUMBERS = st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2)


@given(_NUMBERS, st.sampled_from(sorted(_SCALES)), st.sampled_from(sorted(_UNITS)), st.booleans())
def test_a_number_written_with_scale_and_unit_reads_back(value: Decimal, scale: str, unit: str, wide: bool) -> None:
    written = f"{value}{scale}{unit}"
    figure = _one(f"合计{written.translate(_WIDE) if wide else written}。")
    base, factor = _UNITS[unit]
    assert (figure.low, figure.unit) == (value * _SCALES[scale] * factor, base)


@given(st.integers(min_value=1000, max_value=10**12))
def test_thousands_marks_do_not_change_the_value(value: int) -> None:
    assert _one(f"共{value:,}台").low == value
    assert _one(f"共{value}台").low == value


_CHINESE_DIGITS = "零一二三四五六七八九"


def _in_chinese(value: int) -> str:
    """Below 10^12, as one says it: 三千零五万."""
    if value >= 10**8:
        return _in_chinese(value // 10**8) + "亿" + _rest(value % 10**8, 10**7)
    if value >= 10**4:
        return _in_chinese(value // 10**4) + "万" + _rest(value % 10**4, 10**3)
    written = ""
    for place, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            written += _CHINESE_DIGITS[digit] + scale
        elif written and value % place and not written.endswith("零"):
            written += "零"
    return written


def _rest(value: int, full: int) -> str:
    if not value:
        return ""
    return ("零" if value < full else "") + _in_chinese(value)


@given(st.integers(min_value=2, max_value=10**12 - 1))
def test_a_number_in_chinese_words_reads_back(value: int) -> None:
    assert _one(f"共{_in_chinese(value)}台").low == value


@given(_NUMBERS, st.sampled_from(["亿元", "%", "GW", "万吨/年", "倍"]))
def test_a_figure_is_the_same_value_as_itself_and_not_as_its_tenfold(value: Decimal, unit: str) -> None:
    figure, other = _one(f"{value}{unit}"), _one(f"{value * 10}{unit}")
    assert same_value(figure, figure)
    assert not same_value(figure, other)


@pytest.mark.parametrize(
    "token", "1 1,111 一 亿 - 1- 第 百分之 $ 每 约 、1 万 1. a1 * 1至 第1 $1 1e 半 ½ million".split()
)
def test_a_very_long_token_is_read_at_all(token: str) -> None:
    """Takes milliseconds; a pattern that is not linear would take many seconds."""
    text = token * (30_000 // len(token))
    assert all(figure.end <= len(text) for figure in read_figures(text))
