import pytest
from builders import news_texts
from hypothesis import given

from facts.names.headline_subjects import of_other_deeds, of_other_subjects, share_figures

_OTHER = [
    ("甲德健康完成数千万元Pre-A轮融资，以AI系统提质增效", "布瑞利斯完成数千万元 Pre-A 轮融资，加速产业化"),
    ("鸣鸣很忙通过上市聆讯 港交所将迎首家零食企业", "澜起科技通过港交所上市聆讯"),
    ("华盛锂电：拟发行H股股票在香港联交所上市", "正泰电器：筹划发行H股股票并在香港联合交易所上市"),
    ("*ST天龙：公司股票可能被终止上市", "*ST长药：公司股票可能被终止上市"),
    ("商米科技港股IPO及境内未上市股份获证监会备案", "海致科技港股IPO获证监会备案"),
    ("道琼斯指数跌幅扩大至1%", "纳斯达克中国金龙指数跌幅扩大至1%"),
    ("和邦生物：预计2025年度净利润将出现亏损", "科森科技：公司2025年度经营业绩将出现亏损"),
    ("港股IPO：正品控股递表港交所", "港股IPO：思格新能源递表港交所"),
    ("潮宏基：2025年净利润增长156.66% 拟10派3.5元", "国泰海通：2025年净利润增长113.52% 拟10派3.5元"),
    ("巴克莱：预计欧洲央行将在4月加息25个基点", "德意志银行预计欧洲央行将在6月加息25个基点"),
    ("日本3月制造业PMI初值为51.4", "法国3月制造业PMI初值为50.2"),
]
_SAME = [
    ("鸣鸣很忙通过上市聆讯 港交所将迎首家零食企业", "湖南鸣鸣很忙商业连锁股份有限公司通过港交所上市聆讯"),
    ("昆仑芯计划IPO融资20亿美元，估值210亿美元", "百度旗下芯片部门据悉计划IPO融资20亿美元，估值210亿美元"),
    ("视觉中国：参股公司MiniMax在香港上市", "掌趣科技：间接参股公司MiniMax在香港联交所上市"),
    ("上期所：调整燃料油期货交易限额", "上海期货交易所：调整燃料油期货交易限额"),
    ("长和宣布就巴拿马码头事宜采取进一步法律行动", "长江和记宣布就巴拿马码头事宜采取进一步法律行动"),
    ("商务部部长：深入实施提振消费专项行动", "王文涛：深入实施提振消费专项行动"),
    ("俄罗斯：无人艇在地中海袭击俄运输船", "俄称无人艇在地中海袭击俄运输船"),
    ("美国七大科技巨头签署自主供电承诺", "微软、谷歌等承诺为数据中心自行供电"),
    ("强脑科技：已完成20亿元融资", "脑机接口“独角兽”强脑科技完成约20亿元融资"),
]


@pytest.mark.parametrize(("a", "b"), _OTHER)
def test_two_firms_with_the_same_kind_of_notice_are_two_subjects(a: str, b: str) -> None:
    assert of_other_subjects(a, b)


@pytest.mark.parametrize(("a", "b"), _SAME)
def test_short_forms_offices_and_shared_figures_or_names_are_no_other_subject(a: str, b: str) -> None:
    assert not of_other_subjects(a, b)


def test_several_figures_of_the_texts_below_pin_one_happening_and_one_alone_does_not() -> None:
    a, b = "Omdia：全球AI眼镜出货量达870万台", "机构：2025年全球AI眼镜出货量达870万台"
    assert of_other_subjects(a, b)
    assert not of_other_subjects(a, b, ("同比增长322%。", "同比大幅增长322%。"))
    assert not share_figures(a, b)


@pytest.mark.parametrize(
    ("labels", "texts", "two"),
    [
        (("上期所", "上海国际能源交易中心"), ("上海期货交易所通知", "该中心通知"), True),
        (("上期所", "上海期货交易所"), ("通知", "该所通知"), False),
        (("四川市场监督管理局", "重庆市场监督管理局"), ("四川将整治", "重庆将整治"), True),
        (("四川市场监督管理局", "重庆市场监督管理局"), ("重庆市场监督管理局与四川联合整治", "两地联合整治"), False),
        (("四川市场监督管理局", "重庆市场监督管理局"), ("四川将整治", ""), False),
        (("财政部部长", "蓝佛安"), ("财政部部长蓝佛安表示", "蓝佛安表示"), False),
        (("小米回应内存涨价", "卢伟冰回应内存涨价"), ("不排除涨价", "可能涨价"), False),
    ],
)
def test_two_who_speak_are_two_subjects_where_neither_text_names_the_other(
    labels: tuple[str, str], texts: tuple[str, str], two: bool
) -> None:
    assert of_other_subjects(f"{labels[0]}：调整限额", f"{labels[1]}：开展整治", texts) is two


def test_a_speaker_who_tells_of_two_things_does_two() -> None:
    first, second = "自然资源部部长关志鸥：让乘邮轮成为文旅新时尚", "自然资源部部长：去年海洋生产总值突破11万亿元"
    assert of_other_deeds(first, second)
    assert of_other_deeds("工业和信息化部部长李乐成：制造业第一", "工信部部长李乐成：推进人工智能攻关")
    assert not of_other_deeds(first, "自然资源部部长：乘邮轮将是新时尚")
    assert not of_other_deeds(first, "农业农村部部长：智能装备大显身手")
    assert not of_other_deeds("海洋生产总值突破11万亿元", second)


@given(news_texts(), news_texts())
def test_it_matters_not_which_headline_comes_first_and_none_differs_from_itself(a: str, b: str) -> None:
    assert of_other_subjects(a, b) == of_other_subjects(b, a)
    assert of_other_deeds(a, b) == of_other_deeds(b, a)
    assert not of_other_subjects(a, a)
