"""True sentences made false in one place. Each takes (sentence, chance, the passage around it) and gives None where it cannot.

What is changed is found by plain patterns of its own, not by what the checks use.
"""

import re
from collections.abc import Callable, Mapping
from random import Random

Falsify = Callable[[str, Random, str], str | None]

_NUMBER = r"(?<![A-Za-z0-9.,\-])[0-9]+(?:\.[0-9]+)?"
_MEASURE = (
    r"万亿美元|万亿元|亿美元|亿港元|亿欧元|亿日元|亿元|万美元|万元|美元|欧元|港元|元|万千瓦时|亿千瓦时|万千瓦|兆瓦|吉瓦|GWh|MWh|GW|MW|kWh|亿吨"
    r"|万吨|吨|公里|千米|米|纳米|平方米|亩|公斤|千克|万桶|桶|万辆|辆|万台|台|万人|人|家|%|个百分点|倍|小时|分钟|秒|毫秒|个月|亿股|万股"
    r"|架|枚|艘| billion| million| trillion| percent"
)
_FIGURE = re.compile(rf"({_NUMBER})({_MEASURE})")


def digit(text: str, chance: Random, around: str) -> str | None:
    """One digit of a figure is another."""
    found = list(_FIGURE.finditer(text)) or list(re.finditer(r"([$€£][0-9]+(?:\.[0-9]+)?)()", text))
    if not found:
        return None
    match = chance.choice(found)
    places = [place for place in range(match.start(1), match.end(1)) if text[place].isdigit()]
    place = chance.choice(places)
    old = text[place]
    new = chance.choice([one for one in "123456789" if one != old])
    changed = match.group()[: place - match.start()] + new + match.group()[place - match.start() + 1 :]
    if re.search(rf"(?<![0-9.]){re.escape(changed)}", around):
        return None
    return text[: match.start()] + changed + text[match.end() :]


def _swap(pairs: Mapping[str, tuple[str, ...]], before: str = r"(?<=[0-9])") -> Falsify:
    pattern = re.compile(
        before + "(?:" + "|".join(map(re.escape, sorted(pairs, key=len, reverse=True))) + r")(?![A-Za-z])"
    )

    def falsify(text: str, chance: Random, around: str) -> str | None:
        found = list(pattern.finditer(text))
        if not found:
            return None
        match = chance.choice(found)
        new = chance.choice(pairs[match.group()])
        number = re.search(r"[0-9.,]+(?:万亿|亿|万)?\s?\Z", text[: match.start()])
        if number and number.group() + new in around:
            return None
        return text[: match.start()] + new + text[match.end() :]

    return falsify


unit = _swap(
    {
        "兆瓦时": ("兆瓦",), "兆瓦": ("兆瓦时", "千瓦"), "万千瓦时": ("万千瓦",), "万千瓦": ("万千瓦时", "万瓦"), "亿千瓦时": ("亿千瓦",),
        "GWh": ("GW", "MWh"), "GW": ("GWh", "MW"), "MW": ("MWh", "kW"), "MWh": ("MW",), "kWh": ("kW",), "吉瓦": ("吉瓦时",),
        "万吨": ("万公斤", "万桶"), "亿吨": ("亿千克",), "吨": ("公斤", "桶"), "公斤": ("吨",), "千克": ("吨",), "公里": ("米", "英里"), "米": ("公里", "英尺"),
        "纳米": ("微米",), "平方米": ("亩", "米"), "亩": ("平方公里",), "万桶": ("万吨",), "桶": ("吨",), "万辆": ("万家",), "辆": ("家",),
        "%": ("个百分点", "‰"), "个百分点": ("%", "个基点"), "个基点": ("个百分点",), "倍": ("%",), "小时": ("分钟", "天"), "分钟": ("秒", "小时"),
        "毫秒": ("秒",), "秒": ("毫秒", "分钟"), "个月": ("年", "天"), "万人": ("万户",), "万股": ("万元",), "亿股": ("亿元",), "架": ("艘",),
        "英寸": ("厘米",), "GB": ("TB", "MB"), "TB": ("GB",), "mAh": ("Ah",), "桶/日": ("桶/月",), "元/吨": ("元/公斤",), "美元/桶": ("美元/吨",),
        " percent": (" basis points",), "℃": ("℉",), " MW": (" GW",), " GW": (" GWh",), "km": ("m",), "kg": ("t",), "平方公里": ("平方米",),
    }
)  # fmt: skip
scale = _swap(
    {
        "万亿": ("亿", "千亿"), "亿": ("万", "万亿"), "万": ("亿", "千"), "千亿": ("亿",), "千万": ("万",), "百万": ("万",),
        " billion": (" million", " trillion"), " million": (" billion",), " trillion": (" billion",), "B": ("M",), "M": ("B",), "bn": ("mn",),
        "K": ("M",), "k": ("m",),
    }
)  # fmt: skip
currency = _swap(
    {
        "亿元": ("亿美元", "亿港元", "亿欧元"), "万元": ("万美元", "万欧元"), "亿美元": ("亿元", "亿欧元", "亿英镑"), "万美元": ("万元", "万日元"),
        "万亿美元": ("万亿元",), "万亿元": ("万亿美元", "万亿日元"), "美元": ("元", "欧元", "日元"), "亿港元": ("亿元", "亿美元"), "港元": ("美元",),
        "亿欧元": ("亿美元", "亿元"), "欧元": ("美元", "英镑"), "亿日元": ("亿元",), "亿英镑": ("亿美元",), "英镑": ("美元",), "亿韩元": ("亿元",),
        "元/吨": ("美元/吨",), "美元/桶": ("元/桶",), "元人民币": ("美元",), "亿卢比": ("亿元",), "亿新元": ("亿美元",), "亿加元": ("亿美元",),
    }
)  # fmt: skip
_DOLLARS = re.compile(r"\$(?=[0-9])")


def any_currency(text: str, chance: Random, around: str) -> str | None:
    if _DOLLARS.search(text):
        return _DOLLARS.sub(chance.choice("€£¥"), text, count=1)
    return currency(text, chance, around)


_SIGNED = re.compile(r"(?<![0-9A-Za-z~一-龥至到])([+-])(?=[0-9.]+(?:%|亿|万|个|美元|元|℃|点))")
_UNSIGNED = re.compile(
    r"(?:为|至|达|报|增长|下降|上涨|下跌|涨|跌)(?=[0-9]+(?:\.[0-9]+)?(?:%|亿元|万元|亿美元|个百分点))"
)
_MOVES = {"增长": "下降", "下降": "增长", "上涨": "下跌", "下跌": "上涨", "涨": "跌", "跌": "涨"}


def sign(text: str, chance: Random, around: str) -> str | None:
    """A plus is a minus, what stands without a sign is negative, growth of a figure is a fall."""
    match = _SIGNED.search(text)
    if match:
        return text[: match.start()] + ("-" if match[1] == "+" else "") + text[match.end() :]
    found = list(_UNSIGNED.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    word = match.group()
    if text[match.end()] == "0" or (word not in _MOVES and re.search("跌幅|降幅|减幅", text)):
        return None  # -0 is 0, and a fall may be written either way
    return text[: match.start()] + _MOVES.get(word, f"{word}-") + text[match.end() :]


_DATE = re.compile(
    r"(?<![0-9])(?P<year>20[0-9]{2})年|(?<![0-9])(?P<month>1[0-2]|[1-9])月|(?<=月)(?P<day>[12][0-9]|3[01]|[1-9])日"
    r"|(?<![0-9月至、\-])(?P<bare>[12][0-9]|3[01]|[1-9])日(?=[，。电下上晚早宣发在召开披公消讯凌午])|(?P<quarter>[一二三四])季度"
    r"|(?P<en>January|February|March|April|May|June|July|August|September|October|November|December)(?= [0-9])"
    r"|Q(?P<q>[1-4])(?![0-9])"
)
_DAYS = [str(one) for one in range(1, 29)]
_CHOICES = {
    "month": [str(one) for one in range(1, 13)],
    "day": _DAYS,
    "bare": _DAYS,
    "quarter": list("一二三四"),
    "en": "January February March April May June July August September October November December".split(),
    "q": list("1234"),
}
"""What may stand in a group of _DATE, but for a year."""


def day(text: str, chance: Random, around: str) -> str | None:
    """Another year, month, quarter or day."""
    found = list(_DATE.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    kind = match.lastgroup or ""
    old = match[kind]
    choices = _years_near(old) if kind == "year" else _CHOICES[kind]
    new = chance.choice([one for one in choices if one != old])
    changed = text[: match.start(kind)] + new + text[match.end(kind) :]
    piece = changed[max(0, match.start() - 1) : match.start() + len(match.group()) + 2]
    return None if piece in around or (kind == "bare" and f"{new}日" in around) else changed


def _years_near(year: str) -> list[str]:
    return [str(int(year) + step) for step in (-2, -1, 1, 2)]


NAMES = (
    "英伟达 华为 小米 腾讯 阿里巴巴 百度 字节跳动 特斯拉 比亚迪 宁德时代 苹果 微软 谷歌 亚马逊 三星 台积电 高通 英特尔 美团 京东 拼多多 理想汽车 蔚来 小鹏 吉利 丰田 本田 大众 "
    "中国石油 中国石化 中国海油 国家电网 招商银行 工商银行 建设银行 高盛 摩根大通 花旗 瑞银 马斯克 黄仁勋 特朗普 普京 泽连斯基 内塔尼亚胡 库克 雷军 美国 日本 韩国 伊朗 以色列 俄罗斯 乌克兰 "
    "印度 英国 法国 德国 沙特 卡塔尔 上海 深圳 北京 广东 江苏 浙江 甲骨文 软银 富士康 中芯国际 寒武纪 智谱 月之暗面 阶跃星辰 优必选 宇树科技 OpenAI Anthropic Google Microsoft Meta NVIDIA "
    "Nvidia Amazon Apple AMD Intel DeepSeek MiniMax Mistral Claude Gemini ChatGPT Kimi Qwen Tesla SpaceX xAI Samsung"
).split()
_NAME = re.compile(
    "|".join(
        rf"(?<![A-Za-z]){name}(?![A-Za-z])" if name.isascii() else name for name in sorted(NAMES, key=len, reverse=True)
    )
)
_LATIN_NAME = re.compile(
    r"(?<![A-Za-z0-9.-])[A-Z][a-z]+[A-Z][A-Za-z]+(?![A-Za-z0-9-])|(?<=[一-龥])[A-Z][a-z]{3,}(?=[一-龥])"
)
_INVENTED = "Cerevia Northlake Qubrix Havendo TensorPeak Lumenor Ostrava VoltEdge".split()
_CHINESE_NAME = re.compile(r"(?<=[，。：、“])[一-龥]{2,4}(?=集团|科技|股份|证券|银行|公司)|(?:^)[一-龥]{2,4}(?=：)")
_OTHER = "恒通 华润 金石 万达 北辰 海川 天锐 东旭".split()
_VERSION = re.compile(r"(?<=[A-Za-z][ -])([0-9])(?=\.[0-9]|[ ，。的发模版])")


def name(text: str, chance: Random, around: str) -> str | None:
    """Another organisation, product, person or place."""
    ways = [_known_name, _latin_name, _chinese_name, _version]
    chance.shuffle(ways)
    for way in ways:
        if changed := way(text, chance, around):
            return changed
    return None


def _known_name(text: str, chance: Random, around: str) -> str | None:
    found = list(_NAME.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    is_latin = match.group().isascii()
    others = [one for one in NAMES if one not in around and one.isascii() == is_latin]
    return text[: match.start()] + chance.choice(others) + text[match.end() :]


def _latin_name(text: str, chance: Random, around: str) -> str | None:
    found = list(_LATIN_NAME.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(_INVENTED) + text[match.end() :]


def _chinese_name(text: str, chance: Random, around: str) -> str | None:
    found = list(_CHINESE_NAME.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    other = chance.choice(_OTHER)
    return None if other in around else text[: match.start()] + other + text[match.end() :]


def _version(text: str, chance: Random, around: str) -> str | None:
    match = _VERSION.search(text)
    if not match:
        return None
    return text[: match.start()] + chance.choice([one for one in "2346789" if one != match[1]]) + text[match.end() :]


_OPPOSITES = [
    ("增长", "下降"), ("上涨", "下跌"), ("上升", "下降"), ("增加", "减少"), ("提高", "降低"), ("提升", "下降"), ("上调", "下调"), ("增持", "减持"),
    ("买入", "卖出"), ("净流入", "净流出"), ("盈利", "亏损"), ("扩大", "缩小"), ("启动", "停止"), ("恢复", "暂停"), ("批准", "否决"), ("同意", "拒绝"),
    ("支持", "反对"), ("加入", "退出"), ("开放", "关闭"), ("高于", "低于"), ("超过", "低于"), ("提前", "推迟"), ("进口", "出口"), ("收购", "出售"), ("加息", "降息"),
    ("走高", "走低"), ("上线", "下线"), ("rise", "fall"), ("rises", "falls"), ("raises", "cuts"), ("up", "down"), ("increase", "decrease"), ("buy", "sell"),
    ("gains", "losses"), ("higher", "lower"), ("approves", "rejects"), ("launches", "cancels"),
]  # fmt: skip
_TURN = dict(_OPPOSITES) | {b: a for a, b in reversed(_OPPOSITES)}
_TURNED = re.compile(
    "|".join(rf"\b{word}\b" if word.isascii() else word for word in sorted(_TURN, key=len, reverse=True))
)
_DENIABLE = re.compile(
    r"(?<=[一-龥A-Za-z0-9])(?:已|将|拟)?(宣布|发布|推出|完成|收购|获得|签署|达成|建成|投产|批准|计划)(?![会式书者商人])"
)
_DENIED = re.compile(r"(?<![一-龥]{0}不)(?:并未|尚未|没有|未|不会|不再)(?=[一-龥]{2})|否认(?=[一-龥])")
_BUYS = re.compile(
    r"^([A-Za-z一-龥0-9 ]{2,12}?)(?:拟|将|宣布|完成|计划)?(收购|起诉|击败|袭击|入股)([A-Za-z一-龥0-9 ]{2,12})(?=[，。的]|$)"
)


def direction(text: str, chance: Random, around: str) -> str | None:
    """Up is down, what happened did not, who buys is bought."""
    ways = [_turn, _deny, _assert, _cross]
    chance.shuffle(ways)
    for way in ways:
        if changed := way(text, chance, around):
            return changed
    return None


def _turn(text: str, chance: Random, around: str) -> str | None:
    found = list(_TURNED.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + _TURN[match.group()] + text[match.end() :]


def _deny(text: str, chance: Random, around: str) -> str | None:
    match = _DENIABLE.search(text)
    if not match or re.search("不|未|没", text):
        return None
    return text[: match.start()] + chance.choice(("未", "并未", "没有")) + match[1] + text[match.end() :]


def _assert(text: str, chance: Random, around: str) -> str | None:
    found = list(_DENIED.finditer(text))
    if len(found) != 1 or re.search(r"未[来央]|未(?:经|必|免)", text):
        return None
    return text[: found[0].start()] + text[found[0].end() :]


def _cross(text: str, chance: Random, around: str) -> str | None:
    match = _BUYS.search(text) if not re.search("遭|被|获|[ ]", text) else None
    return f"{match[3]}{match[2]}{match[1]}{text[match.end() :]}" if match else None


def neighbour(text: str, chance: Random, around: str) -> str | None:
    """Two figures of one measure, of two clauses, change places."""
    found = list(_FIGURE.finditer(text))
    pairs = [
        (first, second)
        for place, first in enumerate(found)
        for second in found[place + 1 :]
        if first[2] == second[2] and first[1] != second[1] and _APART.search(text[first.end() : second.start()])
    ]
    if not pairs or _SHARED_OUT.search(text):
        return None
    first, second = chance.choice(pairs)
    between = text[first.end() : second.start()]
    return text[: first.start()] + second.group() + between + first.group() + text[second.end() :]


_APART = re.compile(r"[，；、,][^，；、,]*[一-龥]{2}")
_SHARED_OUT = re.compile("分别|依次|各")
"""甲、乙分别为1亿元、2亿元: which is whose shows in the order alone."""


def hearsay(text: str, chance: Random, around: str) -> str | None:
    """What somebody unnamed says is the company's own word."""
    match = _UNNAMED.match(text)
    return f"公司公告称，{text[match.end() :]}" if match and "公告" not in text else None


_UNNAMED = re.compile(
    r"(?:据?(?:知情|消息|业内|市场|分析)人士|有?分析师?|多家机构|业内|外媒)(?:称|表示|透露|指出|认为|预计|估计|测算)，"
    r"|据(?:外媒|媒体|知情人士|报道)(?:报道|消息|透露)?，"
)


def settled(text: str, chance: Random, around: str) -> str | None:
    """What is planned, or held likely, is done."""
    found = list(_TO_COME.finditer(text))
    if not found or "已" in text:
        return None
    match = chance.choice(found)
    return text[: match.start()] + _AS_DONE[match.group()] + text[match.end() :]


_AS_DONE = {"拟": "已", "计划": "已", "将于": "已于", "有望": "已", "或将": "已", "正考虑": "已决定"}
_TO_COME = re.compile(
    r"(?<![模虚])拟(?=[发收投增设建定出购转])|(?<!该)计划(?=[发收投增设建在于])|将于|有望|或将|正考虑"
)


FALSIFY: dict[str, Falsify] = {
    "digit": digit,
    "unit": unit,
    "scale": scale,
    "currency": any_currency,
    "sign": sign,
    "date": day,
    "name": name,
    "direction": direction,
    "neighbour": neighbour,
    "hearsay": hearsay,
    "settled": settled,
}
