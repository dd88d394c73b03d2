"""Clauses that carry the hard facts of a happening: figures with units, models, processes, amounts."""

import re
from dataclasses import dataclass

from facts.figures import read_figures
from facts.sentences import Span, sentences
from facts.statements import statements

_MODEL_NAME = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.-]*[A-Za-z])(?=[A-Za-z0-9.-]*\d)[A-Za-z][A-Za-z0-9]*(?:[ .-]?[A-Za-z0-9]+)*")
_TECHNICAL = re.compile(
    r"架构|制程|工艺|算法|协议|接口|芯片|引擎|框架|端到端|多模态|开源|上下文|量产|电芯|机组|并网|投产|竣工|吞吐|延迟|时延|精度|带宽|显存|算力|参数|推理|训练|微调|蒸馏|量化|剪枝|"
    r"传感器|激光雷达|自由度|续航|能量密度|循环寿命|快充|闪充|固态|钠离子|构网|逆变|变流|特高压|虚拟电厂|堆|钙钛矿|转换效率|装机|产能|日产|停产|减产|关闭|切断|链上|合约|代币|跨链|清算|托管|"
    r"领投|跟投|战略投资|股权|估值|募资|发行|配售|认购|票面利率|期限|回购|对价|要约|质押率|准备金|牌照|插件|沙箱|工作流|集成|兼容|部署|支持[^，。；]{2,}|采用|搭载|基于|"
    r"\b(?:architecture|process node|open[- ]sourced?|context window|parameters?|latency|throughput|bandwidth|inference|fine-tun\w+|API|SDK|protocol|MW|GW|MWh|GWh|efficiency|capacity|stake|tranche|coupon|reactor|turbine)\b",
    re.IGNORECASE,
)
_NOT_A_FACT = re.compile(r"^(?:尽管|虽然|如果|若|能够|据|记者|编辑|来源|截至发稿|数据来源|点击)|互动平台|证券代码|股价|涨停|跌停|涨超|跌超|市盈率|总市值|记者会|吹风会|新闻发布会|大会(?:上|期间|开幕)|论坛|全国人大|全国政协|(?:表示|称|指出|介绍|宣布|认为|获悉|透露|强调|报道)$")
_SHORTEST = 5
_SOFT = frozenset({"ordinal", "rank"})
"""Kinds of figures that measure nothing."""
_HEADLINE = re.compile(r"^【.*】$")
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)+\s*$")


@dataclass(frozen=True, slots=True)
class HardPoint:
    """A run of neighbouring clauses, each with a hard fact."""

    span: Span
    strength: float
    figures: int


def hard_points(text: str, max_chars: int) -> tuple[HardPoint, ...]:
    """Runs of telling clauses of `text`, each at most `max_chars` long and within one sentence, strongest first."""
    found = [point for sentence in sentences(text) for point in _of_sentence(text, sentence, max_chars)]
    return tuple(sorted(found, key=lambda point: (-point.strength, point.span.start)))


def _of_sentence(text: str, sentence: Span, max_chars: int) -> list[HardPoint]:
    if _HEADLINE.match(sentence.text):
        return []
    points: list[HardPoint] = []
    open_run = False
    for clause in statements(_CUT_OFF.sub("", sentence.text)):
        point = _judged(Span(clause.start + sentence.start, clause.end + sentence.start, clause.text), max_chars)
        if point and open_run and point.span.end - points[-1].span.start <= max_chars:
            points[-1] = _joined(text, points[-1], point)
        elif point:
            points.append(point)
        open_run = point is not None
    return points


def _judged(clause: Span, max_chars: int) -> HardPoint | None:
    if not _SHORTEST <= len(clause.text) <= max_chars or _NOT_A_FACT.search(clause.text):
        return None
    figures = sum(1 for figure in read_figures(clause.text) if figure.is_hard and figure.kind not in _SOFT)
    technical = len(set(_TECHNICAL.findall(clause.text)))
    strength = 2.0 * min(figures, 3) + min(technical, 2) + (0.5 if _MODEL_NAME.search(clause.text) else 0.0)
    return HardPoint(clause, strength, figures) if strength >= 1.0 else None


def _joined(text: str, first: HardPoint, second: HardPoint) -> HardPoint:
    start, end = first.span.start, second.span.end
    return HardPoint(Span(start, end, text[start:end]), first.strength + second.strength, first.figures + second.figures)
