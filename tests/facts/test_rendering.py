"""What a text and its rendering share: figures, dates and names, whichever notation each language has."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.names.detection import Aliases
from facts.support.rendering import added_names, lost_names, strangers

ALIASES = Aliases((("英伟达", "NVIDIA", "Nvidia"), ("超威", "AMD"), ("香港", "Hong Kong")))
TRANSLATED: dict[str, str] = json.loads((Path(__file__).parents[1] / "renderings.json").read_text("utf-8"))

SAME = (
    ("营收26.5亿美元，同比增长12%", "revenue of $2.65 billion, up 12% from a year earlier"),
    ("出货1.2万吨，下降3.2个百分点", "shipped 12,000 tonnes, down 3.2 percentage points"),
    ("超过500家企业", "more than 500 companies"),
    ("注册用户突破3亿", "registered users passed 300 million"),
    ("最高可达5万元", "up to 50,000 yuan"),
    ("降幅12%", "a drop of 12%"),
    ("每百万token 0.5美元", "$0.5 per million tokens"),
    ("估值从50亿美元升至120亿美元", "its valuation rose from $5 billion to $12 billion"),
    ("1月8日发布，2025年第四季度投产", "released on January 8, in production since the fourth quarter of 2025"),
    ("2026年底前建成", "built before the end of 2026"),
    ("至少三家", "at least three of them"),
    ("减少三分之一", "cut by a third"),
    ("豆包大模型1.8", "the model Doubao 1.8"),
    ("大约需要投入26.5亿美元", "needs about $2.65 billion"),
    ("至少投资26.5亿美元", "invests at least $2.65 billion"),
    ("不低于每年26.5亿美元", "at least $2.65 billion a year"),
    ("用1198P算力", "uses 1,198P of computing power"),
    ("3家医院上线", "went live in three hospitals"),
    ("十二家医院上线", "went live in twelve hospitals"),
    ("周活489万，比前一周多9.4%", "4.89 million a week, 9.4% more than the week before"),
    ("输入、输出价都降40%", "cutting input and output prices by 40% each"),
    ("误报由6.2例升到7.9例", "false positives rose from 6.2 to 7.9 cases"),
    ("负载由60%提到80%", "the load was raised from 60% to 80%"),
    ("叠嶂256为什么是256片", "the Diezhang 256, and why 256 chips"),
    ("离线版改到8月中旬", "the offline edition moves to mid-August"),
    ("看8月底", "watch the end of August"),
    ("一年前为1100万美元", "against $11 million a year earlier"),
    ("平均83.5分", "an average of 83.5"),
    ("最短30天", "at least 30 days"),
    ("20日印发的办法", "the measures issued on 20 July"),
    ("20日印发的办法", "the measures issued on the 20th"),
    ("320毫秒后开始，上一代为610毫秒", "starts after 320 milliseconds, against 610 for its predecessor"),
    ("电价由0.29元推到0.33元", "pushes the price from 0.29 to 0.33 yuan"),
    ("停机4小时33分", "an outage of four hours and 33 minutes"),
    ("换过两次底层模型", "changed the model under it twice"),
    ("下载183,000次", "downloaded 183,000 times"),
    ("只有两三家公司在做", "only two or three companies do it"),
    ("四五种卡", "four or five kinds of card"),
    ("要一两个月才跑满", "takes a month or two to fill"),
    ("半个月多45兆瓦", "45 MW more in half a month"),
    ("产能每月约500台", "can make about 500 servers a month"),
    ("去掉最高和最低各5%", "without the top 5% and the bottom 5%"),
    ("每百例升到7.9例", "rose to 7.9 per 100 cases"),
    ("2027年下半年量产", "in volume in the second half of 2027"),
    ("14个园区", "14 parks"),
    ("比1,350万元低4.7%", "4.7% below 13.5 million yuan"),
    ("出口带宽不到200兆", "less than 200 Mbps of outbound bandwidth"),
    ("上下文由M4的25.6万词元扩到100万", "the window grows from M4's 256,000 tokens to 1 million"),
    ("例数7月23日更正为14,200例", "the number of cases was corrected on July 23 to 14,200"),
    ("比前一周的447万多9.4%", "9.4% more than the 4.47 million of the week before"),
    ("其余2.4亿元分三年付", "the other 240 million yuan over three years"),
    ("三年多", "over three years"),
    ("客户早有七八折", "customers have long paid 70% to 80% of list"),
    ("打八折", "20% off"),
    ("年用电8.1亿千瓦时，专线直供3.2亿千瓦时", "uses 810 million kilowatt-hours, of which a line supplies 320 million"),
    ("约9.1美分", "about 9.1 US cents"),
    (
        "每年不少于4亿千瓦时；一年用7亿千瓦时",
        "at least 400 million kilowatt-hours a year; it uses 700 million a year",
    ),
    ("35万元，不到澹湖80.2万元的一半", "350,000 yuan, less than half of Danhu's 802,000 yuan"),
    ("要2.56万片，约为澹湖4608片的5.6倍", "needs 25,600, about 5.6 times Danhu's 4,608"),
    ("半个月多45兆瓦", "45 MW more in two weeks"),
    ("一期22日投运", "phase one started up on July 22"),
    ("单笔超过1000元或一天累计超过3000元", "above 1,000 yuan for one payment or 3,000 yuan in a day"),
    ("由去年的12.7亿元到18.4亿元", "from 1.27 billion yuan last year to 1.84 billion yuan"),
    ("两者之比由2.6倍缩到2.09倍", "the ratio narrowed from 2.6 to 2.09"),
    ("是否还在12.1元之上", "will it still be above 12.1 yuan"),
    ("要一两个月，用四五种", "takes one or two months and four or five kinds"),
    ("一天累计超过3000元", "once payments in a day exceed 3,000 yuan"),
    ("由不少于60%提到80%", "raised its minimum share of racks with cold plates from 60% to 80%"),
    ("多用11天", "taking 11 more days"),
    ("修复需3至5年", "repairs take three to five years"),
    ("2025年创收为2024年的5倍多", "revenue of 2025 more than five times that of 2024"),
)
APART = (
    ("营收26.5亿美元", "revenue of $26.5 billion", "26.5亿美元", "$26.5 billion"),
    ("营收26.5亿元", "revenue of $2.65 billion", "26.5亿元", "$2.65 billion"),
    ("下降12%", "up 12%", "12%", "12%"),
    ("下降12%", "a share of 12%", "12%", "12%"),
    ("超过500家企业", "500 companies", "超过500家", "500 companies"),
    ("500家企业", "about 500 companies", "500家", "about 500 companies"),
    ("签约金额26.5亿美元", "signs for about $2.65 billion", "26.5亿美元", "about $2.65 billion"),
    ("约8个月投入26.5亿美元", "puts in about $2.65 billion in about 8 months", "26.5亿美元", "about $2.65 billion"),
    ("用1198P算力", "uses 1,189 PFLOPS", "1198P", "1,189 PFLOPS"),
    ("提高3.2个百分点", "up 3.2%", "3.2个百分点", "3.2%"),
    ("三家公司", "five companies", "三家", "five companies"),
    ("320毫秒后开始", "starts after 610 milliseconds", "320毫秒", "610 milliseconds"),
    ("换过3次", "changed 5 times", "3次", "5 times"),
    ("500家知名企业", "600 well-known companies", "500家", "600"),
    ("1月8日发布", "released on January 9", "1月8日", "January 9"),
    ("低于1,350万元", "13.5 million yuan", "低于1,350万元", "13.5 million yuan"),
    ("不到200兆", "less than 300 Mbps", "不到200", "less than 300 Mbps"),
    ("35万元，澹湖80.2万元的一半", "350,000 yuan, less than half of Danhu's 802,000 yuan", "一半", "less than half"),
    ("8月22日投运", "started up on July 22", "8月22日", "July 22"),
    ("超过1000元，一天超过3000元", "above 1,000 yuan, and 3,000 yuan in a day", "超过3000元", "3,000 yuan"),
    ("之比由2.6倍缩到2.09倍", "the ratio narrowed from 2.6 to 2.9", "2.09倍", "2.9"),
)


@pytest.mark.parametrize(("text", "rendering"), SAME)
def test_a_figure_and_a_date_are_the_same_in_any_notation(text: str, rendering: str) -> None:
    assert strangers(text, rendering) == ((), ())
    assert strangers(rendering, text) == ((), ())


@pytest.mark.parametrize(("text", "rendering", "lost", "added"), APART)
def test_one_that_differs_stands_on_both_sides(text: str, rendering: str, lost: str, added: str) -> None:
    assert strangers(text, rendering) == ((lost,), (added,))


def test_a_name_within_a_longer_one_is_not_there() -> None:
    assert lost_names("Kaolin发布芯片", "Kaolinite ships a chip", ALIASES, from_chinese=True) == ("Kaolin",)


def test_a_unit_that_no_other_figure_names_is_not_left_out() -> None:
    assert strangers("专线直供3.2亿千瓦时", "a line supplies 320 million")[0] == ("3.2亿千瓦时",)


@pytest.mark.parametrize("name", ["Waste-Heat", "domestic-IT", "AI-assisted", "360"])
def test_words_with_a_hyphen_and_figures_are_no_names(name: str) -> None:
    assert (
        added_names("余热利用办法，合计3600亿元", f"{name} rules, 360 billion yuan", ALIASES, from_chinese=True) == ()
    )


@pytest.mark.parametrize(
    ("text", "rendering"),
    [
        ("征求意见稿第四条", "Article 4 of the draft"),
        ("华东二区故障", "the East China 2 outage"),
        ("PUE在1.45至1.62之间", "PUEs between 1.45 and 1.62"),
        ("托管模型接口降30%", "hosted model APIs fall by 30%"),
        (
            "说“折旧是按四年算的，价格不会等四年”",
            "says: “Depreciation is spread over four years; prices will not wait”",
        ),
        ("建成约1198P", "the roughly 1,198P to be built"),
    ],
)
def test_a_number_of_a_name_may_be_written_otherwise_and_an_abbreviation_has_a_plural(
    text: str, rendering: str
) -> None:
    assert added_names(text, rendering, ALIASES, from_chinese=True) == ()
    assert lost_names(text, rendering, ALIASES, from_chinese=True) == ()


def test_one_that_is_left_out_or_brought_along_stands_on_its_side() -> None:
    assert strangers("两期共投资5亿元，装机100兆瓦", "500 million yuan in two phases") == (("100兆瓦",), ())
    assert strangers("投资5亿元", "500 million yuan for 100 MW") == ((), ("100 MW",))


@given(st.integers(min_value=11, max_value=10**7), st.integers(min_value=1, max_value=9))
def test_no_other_amount_passes_for_it(amount: int, more: int) -> None:
    assert strangers(f"装机{amount}兆瓦", f"{amount:,} MW installed") == ((), ())
    assert strangers(f"装机{amount}兆瓦", f"{amount * 10 + more:,} MW installed") != ((), ())


def test_a_good_translation_of_the_example_has_nothing_strange() -> None:
    assert [text for text, told in TRANSLATED.items() if any(strangers(text, told))] == []


def test_a_name_of_the_table_is_carried_in_any_form_and_none_is_exchanged() -> None:
    assert lost_names("英伟达发布新品", "NVIDIA has a new product", ALIASES, from_chinese=True) == ()
    assert lost_names("英伟达发布新品", "AMD has a new product", ALIASES, from_chinese=True) == ("英伟达",)
    assert added_names("英伟达发布新品", "AMD has a new product", ALIASES, from_chinese=True) == ("AMD",)


def test_names_in_latin_letters_and_versions_stay_as_they_stand() -> None:
    assert lost_names("Qwen3发布", "A new model is out", ALIASES, from_chinese=True) == ("Qwen3",)
    assert added_names("GPT-5发布", "GPT-6 is out", ALIASES, from_chinese=True) == ("GPT-6",)
    assert lost_names("OpenAI buys DePIN nodes", "OpenAI买下节点", ALIASES, from_chinese=False) == ("DePIN",)


def test_a_place_may_be_named_and_a_translation_may_stand_before_the_original() -> None:
    assert added_names("赴港上市", "a listing in Hong Kong", ALIASES, from_chinese=True) == ()
    assert added_names("超微星扩产", "AMD Star (超微星) expands", ALIASES, from_chinese=True) == ()
