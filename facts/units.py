"""Units of measure as data: how each is written, its kind, and what it is worth in the kind's base unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

Kind = Literal[
    "money", "power", "energy", "length", "area", "volume", "mass", "duration", "frequency", "data", "compute", "voltage", "current", "charge", "charge",
    "pressure", "temperature", "angle", "percent", "points", "score", "multiple", "fraction", "count", "rank", "ordinal", "grade", "rate",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` of the base unit `symbol`: 兆瓦 is 10^6 W."""

    symbol: str
    kind: Kind
    factor: Decimal = Decimal(1)


_SI = {"": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "m": -3, "u": -6, "µ": -6, "μ": -6, "n": -9, "h": 2}
_LARGE = ("", "k", "M", "G", "T", "P", "E")
_PREFIXED: tuple[tuple[Kind, str, str, tuple[str, ...]], ...] = (
    ("power", "W", "W Wp Wac Wdc VA", _LARGE),
    ("power", "W", "W", ("m", "u", "µ", "μ")),
    ("energy", "Wh", "Wh", _LARGE),
    ("length", "m", "m", ("", "k", "m", "u", "µ", "μ", "n")),
    ("mass", "g", "g", ("", "k", "m", "u", "µ", "μ", "n")),
    ("duration", "s", "s", ("", "m", "u", "µ", "μ", "n")),
    ("frequency", "Hz", "Hz", _LARGE),
    ("data", "byte", "B iB", _LARGE[1:]),
    ("data", "bit", "b bit", _LARGE[1:]),
    ("rate", "bit/s", "bps", ("", *_LARGE[1:])),
    ("rate", "byte/s", "Bps", _LARGE[1:]),
    ("compute", "FLOPS", "FLOPS FLOPs Flops flops", _LARGE),
    ("compute", "OPS", "OPS", _LARGE[1:]),
    ("voltage", "V", "V", ("", "k", "M", "m")),
    ("current", "A", "A", ("k", "m")),
    ("charge", "Ah", "Ah", ("", "m", "k")),
    ("pressure", "Pa", "Pa", ("", "k", "M", "G", "h")),
    ("energy", "eV", "eV", ("", "k", "M", "G", "T")),
    ("volume", "L", "L", ("m", "u", "μ")),
)
"""(kind, base unit, symbols that take a prefix, prefixes)."""

_TABLE = """
money CNY | 元 元人民币 人民币 圆 块钱 yuan RMB CNY renminbi 角*0.1 CNH
money USD | 美元 美金 USD dollars dollar 美分*0.01 cents*0.01 cent*0.01
money HKD | 港元 港币 HKD
money EUR | 欧元 euros euro EUR 欧分*0.01
money JPY | 日元 日圆 yen JPY
money GBP | 英镑 pounds GBP sterling
money KRW | 韩元 韩圆 won KRW
money TWD | 新台币 元新台币 台币 TWD
money INR | 印度卢比 卢比 rupees rupee INR crore*10000000
money RUB | 卢布 俄罗斯卢布 rubles roubles RUB
money AUD | 澳元 澳大利亚元 澳币 AUD
money CAD | 加元 加拿大元 加币 CAD
money SGD | 新元 新加坡元 新币 坡元 SGD
money CHF | 瑞士法郎 瑞郎 法郎 CHF francs
money BRL | 雷亚尔 巴西雷亚尔 BRL reais
money VND | 越南盾 VND
money IDR | 印尼盾 印尼卢比 IDR
money THB | 泰铢 THB baht
money MYR | 林吉特 马币 MYR ringgit
money SAR | 沙特里亚尔 里亚尔 SAR riyals
money AED | 迪拉姆 AED dirhams
money TRY | 里拉 土耳其里拉
money SEK | 瑞典克朗 SEK
money NOK | 挪威克朗 NOK
money DKK | 丹麦克朗 DKK
money MXN | 墨西哥比索
money ZAR | 兰特
money NZD | 新西兰元 纽元
money KZT | 坚戈
money USDT | USDT
money USDC | USDC
money BTC | BTC 比特币 枚比特币 个比特币 bitcoin bitcoins
money ETH | ETH 以太币 枚以太坊
power W | 瓦 瓦特 千瓦*1e3 兆瓦*1e6 吉瓦*1e9 太瓦*1e12 毫瓦*1e-3 megawatts*1e6 megawatt*1e6 gigawatts*1e9 gigawatt*1e9 kilowatts*1e3 kilowatt*1e3 terawatts*1e12 watts watt 马力*735.49875 horsepower*745.7 千伏安*1e3 兆伏安*1e6
energy Wh | 瓦时 千瓦时*1e3 千瓦小时*1e3 兆瓦时*1e6 吉瓦时*1e9 太瓦时*1e12 度电*1e3 megawatt-hours*1e6 gigawatt-hours*1e9 kilowatt-hours*1e3 kilowatt-hour*1e3 megawatt-hour*1e6 gigawatt-hour*1e9 terawatt-hours*1e12
energy J | 焦 焦耳 千焦*1e3 兆焦*1e6 J kJ*1e3 MJ*1e6 GJ*1e9 TJ*1e12
energy cal | 卡路里 千卡*1e3 大卡*1e3 kcal*1e3 cal
energy BTU | BTU Btu 英热单位 MMBtu*1e6 百万英热*1e6 百万英热单位*1e6
length m | 米 公尺 千米*1e3 公里*1e3 厘米*1e-2 公分*1e-2 毫米*1e-3 微米*1e-6 纳米*1e-9 皮米*1e-12 海里*1852 英里*1609.344 英尺*0.3048 英寸*0.0254 寸*0.0254 cm*1e-2 metres meters meter metre kilometers*1e3 kilometres*1e3 kilometer*1e3 kilometre*1e3 miles*1609.344 mile*1609.344 feet*0.3048 foot*0.3048 ft*0.3048 inches*0.0254 inch*0.0254 nanometer*1e-9 nanometers*1e-9 光年*9460730472580800
area m2 | 平方米 平米 ㎡ m² m2 平方公里*1e6 平方千米*1e6 km²*1e6 km2*1e6 亩*666.6666666666666666666666667 公顷*1e4 hectares*1e4 hectare*1e4 acres*4046.8564224 acre*4046.8564224 平方英尺*0.09290304 平方厘米*1e-4 平方毫米*1e-6 mm²*1e-6 square_feet*0.09290304
volume L | 升 公升 L liters litres 毫升*1e-3 立方米*1e3 立方*1e3 方*1e3 m³*1e3 m3*1e3 立方厘米*1e-3 微升*1e-6 加仑*3.785411784 gallons*3.785411784 gallon*3.785411784 立方英尺*28.316846592 cubic_feet*28.316846592
volume barrel | 桶 barrels barrel bbl bbls
mass g | 克 千克*1e3 公斤*1e3 斤*500 吨*1e6 公吨*1e6 毫克*1e-3 微克*1e-6 纳克*1e-9 克拉*0.2 磅*453.59237 盎司*31.1034768 t*1e6 Mt*1e12 kt*1e9 Gt*1e15 tonnes*1e6 tonne*1e6 tons*1e6 ton*1e6 mt*1e6 kilograms*1e3 kilogram*1e3 kilos*1e3 grams gram lb*453.59237 lbs*453.59237 ounces*31.1034768 ounce*31.1034768 oz*31.1034768
mass TEU | 标箱 标准箱 TEU
duration s | 秒 秒钟 毫秒*1e-3 微秒*1e-6 纳秒*1e-9 飞秒*1e-15 分钟*60 小时*3600 个小时*3600 钟头*3600 个钟头*3600 天*86400 日*86400 周*604800 个星期*604800 星期*604800 个昼夜*86400 seconds second sec secs milliseconds*1e-3 millisecond*1e-3 minutes*60 minute*60 min*60 mins*60 hours*3600 hour*3600 hrs*3600 hr*3600 h*3600 days*86400 day*86400 weeks*604800 week*604800
duration month | 个月 个多月 months month 年*12 周年*12 载*12 years*12 year*12 yr*12 yrs*12 个季度*3 quarters*3 季*3 财年*12 decades*120 decade*120 个世纪*1200
duration trading-day | 个交易日 交易日 trading_days 连板 个工作日*1
frequency Hz | 赫兹 赫 千赫*1e3 兆赫*1e6 吉赫*1e9 千赫兹*1e3 兆赫兹*1e6 吉赫兹*1e9 太赫兹*1e12
data byte | 字节 千字节*1e3 兆字节*1e6 兆*1e6 bytes byte KB*1e3
data bit | 比特 bits bit 量子比特 qubits qubit
voltage V | 伏 伏特 千伏*1e3 volts
current A | 安培 毫安*1e-3
charge Ah | 安时 毫安时*1e-3
pressure Pa | 帕 百帕*1e2 千帕*1e3 兆帕*1e6 大气压*101325 bar*1e5
temperature °C | ℃ °C 摄氏度 °c
temperature °F | ℉ °F 华氏度
temperature K | 开尔文
angle ° | 度 °  degrees degree
rate rpm | rpm RPM 转/分 转/分钟
percent % | % 个百分比 percent per_cent pct ‰*0.1 成*10
points pp | 个百分点 百分点 个pct 个点 percentage_points percentage_point pp ppt ppts 个基点*0.01 基点*0.01 bp*0.01 bps*0.01 BP*0.01 BPS*0.01 basis_points*0.01 basis_point*0.01
score 点 | 点 points point pts
score 分 | 分 个积分 积分
multiple x | 倍 x X × 倍于 times fold -fold
grade 级 | 级 级别 星级 magnitude
count 人 | 人 名 位 口 people persons employees workers jobs staff users engineers soldiers residents
count 人次 | 人次
count 户 | 户 homes households
count 家 | 家 间 companies firms
count 辆 | 辆 vehicles cars EVs trucks
count 架 | 架 aircraft planes jets
count 艘 | 艘 vessels ships tankers
count 个 | 个
count 参数 | 参数 个参数 parameters params parameter
count token | token tokens Token Tokens TOKEN 词元 个token 个Token 个tokens 个词元
count 颗 | 颗 satellites 枚卫星 颗卫星
count 次 | 次 回
count 股 | 股 shares
count 台 | 台
count 帧 | 帧 fps*1 FPS
count 张 | 张 GPUs
"""

_CLASSIFIERS = """
款 项 件 只 条 座 枚 部 份 手 宗 起 例 处 场 套 批 期 支 幅 棵 株 头 箱 盒 瓶 袋 包 盘 张 片 块 根 本 册 篇 页 字 句 门 栋 幢 层 站 班 列 节
组 对 双 轮 季 集 章 种 类 笔 单 票 车次 架次 班次 列次 台次 批次 例次 件次 场次 集装箱 柜 国 省 市 县 区 镇 村 州 城 校 所 院 店 岁 平 胜 负
楼 席 路 核 卡 通道 线程 剂 针 羽 尾 声 步 道 面 端 维 阶 代 圈 家次 户次 证次 尊 具 餐 趟 遍 人份 颗粒 楼层 词 行 条目 宽
countries sites projects units models stores cities states wells reactors turbines panels chips servers racks customers partners languages
"""
"""Counted things: each is a unit of its own."""

CURRENCY_SIGNS = {
    "US$": "USD", "HK$": "HKD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NT$": "TWD", "S$": "SGD", "R$": "BRL", "NZ$": "NZD",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "₩": "KRW", "￦": "KRW", "₹": "INR", "₽": "RUB", "RMB": "CNY", "CNY": "CNY", "USD": "USD",
    "HKD": "HKD", "EUR": "EUR", "JPY": "JPY", "GBP": "GBP", "人民币": "CNY", "港币": "HKD", "CN¥": "CNY", "JP¥": "JPY", "Rs": "INR", "CHF": "CHF",
}  # fmt: skip


_FEWEST_LETTERS_OF_A_WORD = 3


def _read_table() -> dict[str, Unit]:
    units = {
        prefix + symbol: Unit(base, kind, Decimal(10) ** _SI[prefix])
        for kind, base, symbols, prefixes in _PREFIXED
        for symbol in symbols.split()
        for prefix in prefixes
    }
    for line in _TABLE.strip().splitlines():
        head, _, written = line.partition(" | ")
        kind, base = head.split()
        for entry in written.split():
            symbol, _, factor = entry.partition("*")
            units[symbol.replace("_", " ")] = Unit(base, cast(Kind, kind), Decimal(factor or 1))
    counted = {written: Unit(written, "count") for written in _CLASSIFIERS.split() if written not in units}
    return _with_capitals(units | counted)


def _with_capitals(units: dict[str, Unit]) -> dict[str, Unit]:
    """English words also as a headline writes them: Gigawatts."""
    words = {word: unit for word, unit in units.items() if word.isascii() and word.islower() and len(word) > _FEWEST_LETTERS_OF_A_WORD}
    return {word.title(): unit for word, unit in words.items()} | {word.capitalize(): unit for word, unit in words.items()} | units


UNITS = _read_table()
"""How a unit is written -> the unit."""


def _by_first_character(symbols: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for symbol in sorted(symbols, key=len, reverse=True):
        index.setdefault(symbol[0], []).append(symbol)
    return {first: tuple(written) for first, written in index.items()}


_INDEX = _by_first_character(UNITS)

_NOT_FOLLOWED_BY = {
    "元": "素器件旦宇首老帅老化", "分": "之别析布公行红钟", "点": "评名击燃赞", "家": "里具庭属长居电", "名": "为单义称字", "人": "工民事均才形大类",
    "次": "日新元", "位": "于置", "部": "分门署委", "手": "机术", "场": "景所馆地", "层": "面", "级": "别", "天": "然气空下津", "年": "轻龄报糕级",
    "台": "湾积风", "只": "是有能", "个": "性税股别体", "股": "东权价票份指", "份": "额", "起": "来点步", "所": "有以谓", "门": "槛店口", "代": "表码理替",
    "度": "过假", "升": "至级温", "米": "其兰", "成": "立为功员交本品长都绩熟果就分", "倍": "增受", "组": "织成建", "项": "目", "道": "路", "类": "似",
    "支": "持付撑出", "对": "于外方手", "周": "期边围", "秒": "杀", "季": "度报", "国": "际内家产", "省": "份会", "市": "场值", "区": "域块",
    "单": "位个", "票": "房据", "站": "点", "节": "目能", "列": "入车", "面": "积对板", "端": "口", "核": "心电准", "路": "线透", "块": "链",
    "安": "全", "帕": "金", "店": "铺", "批": "准发评", "期": "间待货限", "口": "岸", "期权": "", "城": "市", "州": "长", "本": "周月年次报轮",
    "条": "件例款", "件": "套", "字": "节", "种": "植子", "片": "区", "根": "据", "行": "业动", "步": "伐", "包": "括", "集": "团体中", "卡": "车塔",
}  # fmt: skip
"""A unit is none where one of these characters follows: 3 元素 is no money."""


def unit_at(text: str, place: int) -> tuple[str, Unit] | None:
    """The longest unit written at `place` (its spelling and the unit), or None."""
    for symbol in _INDEX.get(text[place : place + 1], ()):
        if text.startswith(symbol, place) and _stands_alone(text, symbol, place + len(symbol)):
            return symbol, UNITS[symbol]
    return None


def _stands_alone(text: str, symbol: str, end: int) -> bool:
    following = text[end : end + 1]
    if symbol[-1].isascii() and symbol[-1].isalpha():
        return not (following.isascii() and following.isalnum())
    return following == "" or following not in _NOT_FOLLOWED_BY.get(symbol, "")


_TIMES = {
    "s": "s 秒 sec second", "min": "min 分钟 分 minute", "h": "h hr 小时 hour", "day": "d 日 天 day", "week": "周 week", "month": "月 个月 month",
    "quarter": "季度 quarter", "year": "年 yr year annum",
}  # fmt: skip
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_DENOMINATORS = {"g": ("t", Decimal(10) ** 6), "Wh": ("kWh", Decimal(10) ** 3), "m": ("m", Decimal(1)), "m2": ("m2", Decimal(1))}
_PER_TIME = {written: name for name, listed in _TIMES.items() for written in listed.split()}
_PER_TIME_INDEX = _by_first_character(_PER_TIME)


def rate(numerator: Unit, denominator: Unit) -> Unit:
    """Numerator per denominator: 元/吨 is CNY/t. Masses below the line are in tonnes, energies in kWh, short times in seconds."""
    symbol, size = _DENOMINATORS.get(denominator.symbol, (denominator.symbol, Decimal(1)))
    return Unit(f"{numerator.symbol}/{symbol}", "rate", numerator.factor * size / denominator.factor)


def denominator_at(text: str, place: int) -> tuple[str, Unit] | None:
    """The unit below the line written at `place`: 吨, 日, kWh, 年."""
    found = unit_at(text, place)
    for written in _PER_TIME_INDEX.get(text[place : place + 1], ()):
        if found and len(found[0]) > len(written):
            break
        end = place + len(written)
        if text.startswith(written, place) and not (written.isascii() and text[end : end + 1].isalpha() and text[end : end + 1].isascii()):
            name = _PER_TIME[written]
            return written, Unit("s" if name in _SECONDS else name, "duration", Decimal(_SECONDS.get(name, 1)))
    return found
