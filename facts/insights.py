"""Sentences that say what a happening leads to, how it compares, what is expected of it, or what may go wrong.

A cue list, not a model: each kind has its words, each word its strength. Lists are data; extend them from real lines.
"""

import re
from dataclasses import dataclass
from typing import Literal

from facts.sentences import Span, sentences
from facts.statements import statements

InsightKind = Literal["consequence", "expectation", "comparison", "risk"]

_CUES: dict[InsightKind, tuple[tuple[float, str], ...]] = {
    "consequence": (
        (
            3.0,
            "意味着|标志着|从而|进而|使得|致使|导致|造成了?|引发|带动|拉动|倒逼|迫使|重塑|改变|打破|填补|颠覆|取代|替代|转向|有助于|有利于|有效|得益于|受益于|为[^，。；]{2,30}(?:提供|奠定|注入|打下|开辟|创造)|"
            "奠定|推动|推进|促进|助力|赋能|加速|加快|降低|减少了?|削减|缓解|加剧|推高|抬高|压缩|提振|支撑|保障|冲击|威胁|受(?:此|其)影响|影响|因此|由此|缩短|摆脱|避免|解决|突破|利好|利空|受益|压力|"
            "which means|meaning that|as a result|leading to|led to|leads to|paves? the way|enabl(?:es|ing)|allow(?:s|ing)|forc(?:es|ing)|driv(?:es|ing)|boost(?:s|ing)|reduc(?:es|ing)|threaten(?:s|ing)|reshap(?:es|ing)",
        ),
        (
            1.5,
            "提升|提高|增强|优化|改善|满足|实现|覆盖|支持|扩大|拓展|形成|构建|打造|吸引|以(?:应对|确保|满足|降低|提升)|旨在|目的是|用于|便于|让(?!步)|helps?|aims? to|in order to|so that",
        ),
    ),
    "expectation": (
        (
            3.0,
            "预计|有望|预期|预测|预示|料将|或将|势必|必将|即将|看好|前景|趋势|拐点|将(?:会|成为|达|达到|超过|超|突破|进一步|继续|持续|显著|大幅|带来|使|是|在|于|由|向|从|为|有|迎来|进入|保持|增至|升至|降至|增长|提升|推动|改变)|"
            "(?:可能|或|恐|料)(?:会|将|成为|达|面临|导致|进一步|推|令|使|在|需|迫使|引发|带来|重新|持续|继续|出现)|认为|指出|判断|担忧|警告|"
            "expected to|is expected|are expected|is set to|are set to|forecasts?|projects? that|is likely|are likely|could|would|will (?:be|help|allow|make|enable|increase|reduce)|outlook|plans? to|warn(?:s|ed)",
        ),
        (1.5, "计划|目标|力争|规划|到20[2-9]\\d年|未来(?=[几一二三两数十0-9将有可的，]|会)|明年|下半年|拟|争取|可能|潜力|机遇|空间|展望|表示|by 20[2-9]\\d|next year|target"),
    ),
    "comparison": (
        (
            3.0,
            "相比|相较|较(?!为|大|多|少|好|高的)|高于|低于|超过|超越|优于|领先|落后|同比|环比|创(?:下|出|造)?[^，。；]{0,12}(?:新高|新低|纪录|记录)|新高|新低|首个|首次|首款|首批|首家|首台|首套|全球最|国内最|世界最|最大|最高|最快|最低|最小|最强|"
            "仅次于|排名第|位列第|第一(?!季|批|阶段|条|时间|款|次|代)|仅次于|翻[一二两]?番|倍|占比|占[^，。；]{0,16}[%％]|远超|不及|跻身|位居|居全[国球]|以来|"
            "compared (?:with|to)|up from|down from|more than double|higher than|lower than|faster than|record|largest|first[- ]ever|the first|versus|outperform(?:s|ed|ing)?",
        ),
        (1.0, "超|达到|以上|增长|下降|上升|增加|over|exceed(?:s|ed|ing)?"),
    ),
    "risk": (
        (
            3.0,
            "风险|不确定|隐忧|瓶颈|短缺|缺口|故障|事故|不及预期|剧烈波动|大幅波动|抛售|紧缺|受阻|阻碍|中断|停产|停摆|推迟|违约|亏损扩大|诉讼|处罚|禁令|制裁|瘫痪|威胁|担忧|警告|警惕|警示|漏洞|泄露|攻击|滥用|泡沫|过剩|"
            "下滑|恶化|失控|侵权|抵制|裁员|破产|减产|飙升|危机|若[^。；]{2,40}(?:可能|将|或)|risks?|uncertaint(?:y|ies)|shortages?|bottlenecks?|warn(?:s|ed|ing)?|threat(?:s|en|ens)?|delays?|lawsuits?|ban(?:s|ned)?|sanctions?|disrupt(?:s|ed|ion|ions)?|vulnerabilit(?:y|ies)",
        ),
        (1.0, "压力|挑战|困难|难度|担心|谨慎|下跌|亏|质疑|限制|制约|冲突|关闭|调查|禁止|延迟|起诉|争议|challenges?|concerns?|pressure"),
    ),
}

_LATIN_CUE = re.compile(r"[a-z]")


def _compiled(alternatives: str) -> re.Pattern[str]:
    """Chinese cues stand anywhere, English ones as whole words. Split at the top level only: groups hold bars of their own."""
    parts = re.split(r"\|(?![^(]*\))", alternatives)
    latin = "|".join(part for part in parts if _LATIN_CUE.match(part))
    other = "|".join(part for part in parts if not _LATIN_CUE.match(part))
    return re.compile("|".join(filter(None, (other, rf"\b(?:{latin})\b" if latin else ""))), re.IGNORECASE)


_PATTERNS = {kind: tuple((weight, _compiled(cues)) for weight, cues in tiers) for kind, tiers in _CUES.items()}

_SHORTEST = 12
_SHORT = 18
_CLEAR_RISK = 2.5
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)+\s*$")
_OPENER = re.compile(r"^(?:(?:[^，。]{0,10}记者[^，。]{0,10}获悉|据[^，。]{2,16}(?:报道|消息|透露|获悉|介绍)|消息称|知情人士称)，|此外|另外|同时|其中|据悉|据了解|据介绍|具体来看|具体而言|值得一提的是|值得注意的是|与此同时|不过|然而|对此|Meanwhile|However|In addition|Moreover[，,]?)[，,]?\s*", re.IGNORECASE)
"""Words that join a sentence to the one before; a quotation begins after them."""
_HEADLINE = re.compile(r"^【.*】$")
_NOT_A_STATEMENT = re.compile(
    r"[？?]\s*[”」]?$|^(?:据悉|据介绍|记者获悉|编辑|来源|责任编辑|点击|详情|更多|扫码|关注|免责|风险提示|以上内容)[：:，]?.{0,12}$|不构成投资建议|评论数|条评论|HN |社区(?:关注|讨论|认可)|截至发稿|互动平台|投资者提问|中标.{0,6}包\d"
)
_DANGLING = re.compile(
    r"^(?:从而|进而|并且?|且|而|但|该|这|此(?!前|次)|其|以(?!色列|太|及)|也|还|又|则|如(?!果)|即|和|与|及|或|之|的|等|以及|使得|导致|因此|由此|所以|其次|占|较|同比|环比|约|达|为|是|将|使|让|令|用于|进一步|能够|可(?!再生)|尽管|虽然|不再|并于|主要|分别|均|共|已|最|比|对|由(?=[^，]{0,6}(?:组成|构成))|在(?!.{2,12}[，后时])|"
    r"which|and|but|that|while|it |they |this |these )",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(r"(?:预计|将|计划|拟).{0,14}(?:[月日]|年底|本周|下周|近期|今日|明日|季度).{0,10}(?:上线|开放|发布|推出|推送|开售|交付|上市|公测|举行|召开|生效)|即将(?:推出|上线|发布)|(?:已|本周|今日)在?[^，。]{0,14}(?:上线|开放|推出)")
_FILING = re.compile(r"公告(?:称|，|显示)|发布公告|披露")
_OVERCOME = re.compile(r"解决|克服|破解|突破[^，。]{0,8}(?:瓶颈|限制)|打破|缓解|化解|防范|降低[^，。]{0,6}风险|避免|消除|没有[^，。]{0,8}(?:风险|影响)|不存在|可控")
"""A risk that is spoken of as dealt with."""
_BUSINESS = re.compile(r"成本|竞争|市场|产业|供应链|供需|需求|供应|收入|盈利|利润|商业|行业|客户|用户|投资者|政策|监管|格局|份额|门槛|生态|效率|融资环境|资本|流动性|通胀|就业|costs?|demand|supply|market|competit|industry|investors|regulat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Insight:
    """A span of a text with what it says of a happening."""

    span: Span
    kind: InsightKind
    strength: float
    """Sum of the strongest cue of each kind that occurs, in 1..9."""


def insights(text: str, max_chars: int) -> tuple[Insight, ...]:
    """The spans of `text` that hold a cue, whole sentences before parts of them, strongest first.

    Every span is at most `max_chars` long and begins and ends at the edge of a clause. Spans of one sentence overlap.
    """
    return _strongest(text, max_chars, ("consequence", "expectation", "comparison"))


def risks(text: str, max_chars: int) -> tuple[Insight, ...]:
    """As `insights`, but only what clearly names a risk that is not yet dealt with."""
    return tuple(one for one in _strongest(text, max_chars, ("risk",)) if one.strength >= _CLEAR_RISK)


def _strongest(text: str, max_chars: int, kinds: tuple[InsightKind, ...]) -> tuple[Insight, ...]:
    found = [one for window in _windows_of(text, max_chars) if (one := _judged(window, kinds)) and not (kinds == ("risk",) and _OVERCOME.search(window.text))]
    return tuple(sorted(found, key=lambda one: (-one.strength, one.span.start)))


def _windows_of(text: str, max_chars: int) -> list[Span]:
    return [window for sentence in sentences(text) for window in _windows(text, sentence, max_chars)]


def _windows(text: str, sentence: Span, max_chars: int) -> list[Span]:
    """Spans of a sentence that can stand alone: all of it where it fits, and runs of its clauses that begin where a reader can."""
    if _HEADLINE.match(sentence.text):
        return []
    whole = _trimmed(text, sentence)
    parts = [Span(c.start + whole.start, c.end + whole.start, c.text) for c in statements(whole.text)]
    runs = [run for i in range(1, len(parts)) if (run := _run_from(text, parts[i:], max_chars)) and not _DANGLING.match(run.text)]
    return [whole, *runs] if len(whole.text) <= max_chars else [run for run in (_run_from(text, parts, max_chars), *runs) if run]


def _trimmed(text: str, sentence: Span) -> Span:
    """Without the word that joins it to the sentence before, and without the dots of a text that was cut off after it."""
    opener = _OPENER.match(sentence.text)
    start = sentence.start + (opener.end() if opener else 0)
    stop = max(start, sentence.start + len(_CUT_OFF.sub("", sentence.text)))
    return Span(start, stop, text[start:stop])


def _run_from(text: str, parts: list[Span], max_chars: int) -> Span | None:
    fitting = [part for part in parts if part.end - parts[0].start <= max_chars]
    if not fitting:
        return None
    start, end = parts[0].start, fitting[-1].end
    return Span(start, end, text[start:end])


def _judged(span: Span, kinds: tuple[InsightKind, ...]) -> Insight | None:
    if len(span.text) < _SHORTEST or _NOT_A_STATEMENT.search(span.text):
        return None
    scores = {kind: _strength(kind, span.text) for kind in kinds}
    best = max(scores, key=lambda kind: scores[kind])
    return Insight(span, best, _weighed(span.text, sum(scores.values()))) if scores[best] >= 1.5 else None


def _weighed(text: str, strength: float) -> float:
    """Business consequences count for more, dates of release and the boilerplate of filings for less."""
    if _SCHEDULE.search(text):
        strength = min(strength, 2.0)
    if _DANGLING.match(text) or len(text) < _SHORT:
        strength -= 1.0
    return max(0.5, strength + (1.0 if _BUSINESS.search(text) else 0.0) - (1.5 if _FILING.search(text) else 0.0))


def _strength(kind: InsightKind, text: str) -> float:
    return max((weight for weight, pattern in _PATTERNS[kind] if pattern.search(text)), default=0.0)
