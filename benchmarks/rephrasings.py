"""True sentences said another way: other units, scales, digits and word order. None where a way does not apply.

Each takes (sentence, chance, when its document was published). The patterns are plain ones of its own.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

Rephrase = Callable[[str, Random, datetime | None], str | None]

_NUMBER = r"(?<![A-Za-z0-9.,\-~至—])([0-9]+(?:\.[0-9]+)?)"
_CHINESE = "零一二三四五六七八九"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _convert(measure: str, factor: str, new: str) -> Rephrase:
    pattern = re.compile(rf"{_NUMBER} ?{measure}(?![A-Za-z/时])(?!人民币)")

    def rephrase(text: str, chance: Random, published: datetime | None) -> str | None:
        found = list(pattern.finditer(text))
        if not found:
            return None
        match = chance.choice(found)
        if text[max(0, match.start() - 1) : match.start()] in "至到-~—、和":
            return None
        return text[: match.start()] + _plain(Decimal(match[1]) * Decimal(factor)) + new + text[match.end() :]

    return rephrase


def _english(measure: str, sign: str, scale: str, factor: str = "1") -> Rephrase:
    pattern = re.compile(rf"{_NUMBER}{measure}(?!人民币|[新台港]|[A-Za-z0-9~至-])")

    def rephrase(text: str, chance: Random, published: datetime | None) -> str | None:
        match = pattern.search(text)
        if not match or text[max(0, match.start() - 1) : match.start()] in "至到-~—、和":
            return None
        amount = f"{sign}{_plain(Decimal(match[1]) * Decimal(factor))}{scale}"
        return text[: match.start()] + amount + text[match.end() :]

    return rephrase


def reorder(text: str, chance: Random, published: datetime | None) -> str | None:
    """The first clause goes last."""
    parts = re.split(r"，", text.rstrip("。"))
    if len(parts) < 2 or re.search(r"[“”‘’（）()《》【】]", text):
        return None
    return "，".join((*parts[1:], parts[0])) + "。"


def shorten(text: str, chance: Random, published: datetime | None) -> str | None:
    """The last clause is left out."""
    parts = re.split(r"，", text.rstrip("。"))
    if len(parts) < 3 or re.search(r"[“”‘’（）()《》【】]", text):
        return None
    return "，".join(parts[:-1]) + "。"


def attribute(text: str, chance: Random, published: datetime | None) -> str | None:
    if not re.search("[一-龥]", text):
        return f"It is reported that {text}"
    return chance.choice(("据报道，", "消息显示，", "来源称，")) + text


def reordered_figures(text: str, chance: Random, published: datetime | None) -> str | None:
    """Of a sentence with figures in several clauses, those clauses the other way round."""
    parts = re.split(r"，", text.rstrip("。"))
    if len(parts) < 3 or re.search(r"[“”‘’（）()《》【】]|其中|分别|同比|环比|较|占", text):
        return None
    first, *others = parts
    return (
        "，".join((first, *reversed(others))) + "。" if sum(bool(re.search(r"\d", one)) for one in others) > 1 else None
    )


def said_otherwise(text: str, chance: Random, published: datetime | None) -> str | None:
    """Another word for saying or guessing so, or if: 知情人士称 as 据知情人士透露."""
    match = re.match(
        r"(?:据)?((?:知情|消息|业内|市场|分析)人士|有?分析师?|多家机构|业内|外媒)(?:称|表示|透露|指出|认为|预计|估计|测算)，",
        text,
    )
    if match:
        return chance.choice((f"据{match[1]}透露，", f"{match[1]}的说法是，")) + text[match.end() :]
    condition = re.match(r"(?:若|如果|一旦)([^，。]{4,24})，", text)
    return f"倘若{condition[1]}，{text[condition.end() :]}" if condition else None


def wide(text: str, chance: Random, published: datetime | None) -> str | None:
    """Full-width digits."""
    match = re.search(rf"{_NUMBER}(?=[%万亿元家个])", text)
    return text[: match.start()] + match[1].translate(_WIDE) + text[match.end() :] if match else None


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def chinese_digits(text: str, chance: Random, published: datetime | None) -> str | None:
    """3家 as 三家, 30亿 as 三十亿."""
    match = re.search(r"(?<![A-Za-z0-9.,\-~至—、年月第])([1-9][0-9]?)(?=亿|万|家|人|个|台|辆|架|枚)(?!个?月)", text)
    if not match:
        return None
    ten, one = divmod(int(match[1]), 10)
    head = {0: "", 1: "十"}.get(ten, f"{_CHINESE[ten]}十")
    return text[: match.start()] + head + (_CHINESE[one] if one else "") + text[match.end() :]


def per_cent(text: str, chance: Random, published: datetime | None) -> str | None:
    """5% as 百分之五, 12.5% as 百分之十二点五."""
    match = re.search(r"(?<![A-Za-z0-9.,\-~至—+])([1-9][0-9]?)(?:\.([0-9]{1,2}))?%(?![至\-~])", text)
    if not match or not re.search("[一-龥]", text):
        return None
    ten, one = divmod(int(match[1]), 10)
    whole = {0: "", 1: "十"}.get(ten, f"{_CHINESE[ten]}十") + (_CHINESE[one] if one else "")
    rest = "点" + "".join(_CHINESE[int(digit)] for digit in match[2]) if match[2] else ""
    return f"{text[: match.start()]}百分之{whole}{rest}{text[match.end() :]}"


def percent_word(text: str, chance: Random, published: datetime | None) -> str | None:
    match = re.search(r"(?<=[0-9])%(?= )", text)
    return text[: match.start()] + " percent" + text[match.end() :] if match else None


def thousands(text: str, chance: Random, published: datetime | None) -> str | None:
    match = re.search(
        r"(?<![A-Za-z0-9.,\-年第（(])([1-9][0-9]{0,2})([0-9]{3})(?=\.[0-9]|万|亿|元|人(?!形|工)|吨|台|辆|家|户|点)(?!年)",
        text,
    )
    return f"{text[: match.start()]}{match[1]},{match[2]}{text[match.end() :]}" if match else None


def with_year(text: str, chance: Random, published: datetime | None) -> str | None:
    """3月5日 as 2026年3月5日 where the document is of that year."""
    match = re.search(r"(?<![0-9年])([1-9]|1[0-2])月(?:[12][0-9]|3[01]|[1-9])日", text)
    if not match or not published or abs(int(match[1]) - published.month) > 2 or "年" in text:
        return None
    return f"{text[: match.start()]}{published.year}年{text[match.start() :]}"


def spaced_date(text: str, chance: Random, published: datetime | None) -> str | None:
    match = re.search(r"(?<![0-9])([1-9]|1[0-2])月([12][0-9]|3[01]|[1-9])日", text)
    return f"{text[: match.start()]}{match[1]} 月 {match[2]} 日{text[match.end() :]}" if match else None


def full_day(text: str, chance: Random, published: datetime | None) -> str | None:
    """昨日 and 今日 as the day they name in Shanghai."""
    match = re.search(r"(昨|今)日(?=[，宣发在晚早公])", text)
    if not match or not published:
        return None
    day = published + timedelta(hours=8) - timedelta(days=match[1] == "昨")
    return f"{text[: match.start()]}{day.month}月{day.day}日{text[match.end() :]}"


def drop_day(text: str, chance: Random, published: datetime | None) -> str | None:
    """3月5日 as 3月."""
    match = re.search(r"(?<=[0-9]月)(?:[12][0-9]|3[01]|[1-9])日(?![至\-—])", text)
    return text[: match.start()] + text[match.end() :] if match else None


_SYNONYMS = [("增长", "上升"), ("上涨", "走高"), ("下跌", "走低"), ("下降", "降低"), ("减少", "下降"), ("增加", "上升"), ("收购", "并购"), ("宣布", "称"), ("发布", "推出"),
             ("卖出", "出售"), ("买入", "购入"), ("暂停", "中止"), ("启动", "开始"), ("批准", "同意"), ("提高", "提升"), ("上调", "调高"), ("下调", "调低"),
             ("尚未", "还未"), ("没有", "未"), ("rose", "climbed"), ("fell", "declined"), ("rises", "climbs"), ("falls", "drops")]  # fmt: skip


def synonym(text: str, chance: Random, published: datetime | None) -> str | None:
    found = [(a, b) for a, b in _SYNONYMS if a in text]
    if not found:
        return None
    old, new = chance.choice(found)
    return text.replace(old, new, 1)


_FORMS = [("英伟达", "NVIDIA"), ("谷歌", "Google"), ("微软", "Microsoft"), ("亚马逊", "Amazon"), ("特斯拉", "Tesla"), ("阿里巴巴", "阿里"), ("宁德时代", "CATL"), ("比亚迪", "BYD"),
          ("OpenAI", "Open AI"), ("马斯克", "埃隆·马斯克"), ("特朗普", "Trump"), ("美国", "美方"), ("台积电", "TSMC"), ("中国石油", "中石油"), ("黄仁勋", "Jensen Huang"),
          ("Nvidia", "英伟达"), ("Google", "谷歌"), ("Microsoft", "微软"), ("腾讯", "Tencent"), ("高盛", "Goldman Sachs"), ("美联储", "联储"), ("小米集团", "小米")]  # fmt: skip


def other_form(text: str, chance: Random, published: datetime | None) -> str | None:
    found = [(a, b) for a, b in _FORMS if a in text and b not in text]
    if not found:
        return None
    old, new = chance.choice(found)
    return re.sub(rf"{old}(?![A-Za-z]|证券|国)", new, text, count=1)


def respelt(text: str, chance: Random, published: datetime | None) -> str | None:
    """GPT-5.4 as GPT 5.4, Gemini 3 as Gemini-3."""
    match = re.search(r"(?<![A-Za-z])([A-Z][A-Za-z]{2,})([ -])([0-9]+(?:\.[0-9]+)?)(?![A-Za-z0-9%万亿.])", text)
    if not match:
        return None
    return f"{text[: match.start(2)]}{'-' if match[2] == ' ' else ' '}{text[match.end(2) :]}"


_SAME_UNIT: list[Rephrase] = [
    _convert("兆瓦", "1", "MW"), _convert("GWh", "1000", "MWh"), _convert("MW", "0.001", "GW"), _convert("GW", "1000", "MW"),
    _convert("万千瓦", "10", "兆瓦"), _convert("公里", "1", "km"), _convert("公里", "1000", "米"), _convert("吨", "1000", "公斤"),
    _convert("分钟", "60", "秒"), _convert("小时", "60", "分钟"), _convert("秒", "1000", "毫秒"), _convert("个基点", "0.01", "个百分点"),
    _convert("万吨", "0.01", "百万吨"), _convert("米", "100", "厘米"), _convert("万平方米", "0.01", "平方公里"), _convert("kg", "1", "公斤"), per_cent, percent_word,
]  # fmt: skip
_SAME_SCALE: list[Rephrase] = [
    _convert("亿元", "10000", "万元"), _convert("万亿元", "10000", "亿元"), _convert("万吨", "10000", "吨"),
    _convert("万辆", "10000", "辆"), _convert("万人", "10000", "人"), _convert("万股", "10000", "股"), _convert("亿股", "10000", "万股"),
    _convert(" billion", "1000", " million"), _convert("万元", "10000", "元"), _convert("万台", "10000", "台"), _convert("亿千瓦时", "10000", "万千瓦时"),
]  # fmt: skip
_SAME_MONEY: list[Rephrase] = [
    _english("亿美元", "$", " million", "100"), _english("亿美元", "$", " billion", "0.1"), _english("亿元", "", " billion yuan", "0.1"),
    _english("亿元", "", "亿元人民币"), _english("亿元", "RMB ", " million", "100"), _english("万美元", "US$", " million", "0.01"), _english("万亿美元", "$", " trillion"),
    _english("亿港元", "HK$", " million", "100"), _english("亿欧元", "€", " billion", "0.1"), _english("美元", "$", ""), _english("亿日元", "", " billion yen", "0.1"),
]  # fmt: skip
_WORDING: list[Rephrase] = [reorder, shorten, attribute]


def also(first: list[Rephrase]) -> list[Rephrase]:
    return [*first, *_WORDING]


def planned_otherwise(text: str, chance: Random, day: datetime | None) -> str | None:
    """A plan or likelihood in another word for it."""
    found = [
        (old, new) for old, new in (("拟", "计划"), ("计划", "打算"), ("有望", "可能"), ("将于", "定于")) if old in text
    ]
    return text.replace(*found[0], 1) if found and "模拟" not in text and "虚拟" not in text else None


REPHRASE: dict[str, list[Rephrase]] = {
    "digit": also([chinese_digits, wide, thousands]),
    "unit": _SAME_UNIT,
    "scale": _SAME_SCALE,
    "currency": _SAME_MONEY,
    "sign": also([synonym, per_cent]),
    "date": also([with_year, spaced_date, full_day, drop_day]),
    "name": also([other_form, respelt]),
    "direction": also([synonym]),
    "citation": [*_WORDING, wide, spaced_date],
    "neighbour": [reordered_figures, reorder],
    "hearsay": [said_otherwise],
    "settled": [planned_otherwise],
}
"""Kind of falsehood -> rephrasings that it must be told from."""
