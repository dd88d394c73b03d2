"""Words that tell what a sentence does, and whether it can stand alone. Data: extend from real lines.

Every cue is a regular expression; Chinese ones match anywhere, those that begin with a Latin letter as whole words.
"""

import re
from collections.abc import Iterable
from typing import Literal

InsightKind = Literal["consequence", "expectation", "comparison", "risk"]

_CUES: dict[InsightKind, tuple[tuple[float, tuple[str, ...]], ...]] = {
    "consequence": (
        (
            3.0,
            (
                r"意味着|标志着|从而|进而|使得|致使|导致|造成了?|引发|带动|拉动|倒逼|迫使|重塑|改变|打破|填补",
                r"颠覆|取代|替代|转向|有助于|有利于|有效|得益于",
                r"受益于|为[^，。；]{2,30}(?:提供|奠定|注入|打下|开辟|创造)|奠定|推动|推进|促进|助力|赋能|加速|加快|降低|减少了?|削减|缓解|加剧|推高",
                r"抬高|压缩|提振|支撑|保障|冲击|威胁|受(?:此|其)影响|影响|因此|由此|缩短|摆脱|避免|解决|突破|利好|利空|受益|压力",
                r"which means",
                r"meaning that|as a result|leading to|led to|leads to|paves? the way|enabl(?:es|ing)",
                r"allow(?:s|ing)|forc(?:es|ing)|driv(?:es|ing)|boost(?:s|ing)|reduc(?:es|ing)",
                r"threaten(?:s|ing)|reshap(?:es|ing)",
            ),
        ),
        (
            1.5,
            (
                r"提升|提高|增强|优化|改善|满足|实现|覆盖|支持|扩大|拓展|形成|构建|打造|吸引|以(?:应对|确保|满足|降低|提升)|旨在|目的是|用于|便于|让(?!步)",
                r"helps?|aims? to|in order to|so that",
            ),
        ),
    ),
    "expectation": (
        (
            3.0,
            (
                r"预计|有望|预期|预测|预示|料将|或将|势必|必将|即将|看好|前景|趋势|拐点",
                r"将(?:会|成为|达|达到|超过|超|突破|进一步|继续|持续|显著|大幅|带来|使|是|在|于|由|向|从|为|有|迎来|进入|保持|增至|升至|降至|增长|提升|推动|改变)",
                r"(?:可能|或|恐|料)(?:会|将|成为|达|面临|导致|进一步|推|令|使|在|需|迫使|引发|带来|重新|持续|继续|出现)|认为|指出|判断|担忧|警告",
                r"expected to|is expected|are expected|is set to|are set to|forecasts?|projects? that",
                r"is likely|are likely|could|would|will (?:be|help|allow|make|enable|increase|reduce)",
                r"outlook|plans? to|warn(?:s|ed)",
            ),
        ),
        (
            1.5,
            (
                r"计划|目标|力争|规划|到20[2-9]\d年|未来(?=[几一二三两数十0-9将有可的，]|会)|明年|下半年|拟|争取|可能|潜力|机遇|空间|展望|表示",
                r"by 20[2-9]\d|next year|target",
            ),
        ),
    ),
    "comparison": (
        (
            3.0,
            (
                r"相比|相较|较(?!为|大|多|少|好|高的)|高于|低于|超过|超越|优于|领先|落后|同比|环比",
                r"创(?:下|出|造)?[^，。；]{0,12}(?:新高|新低|纪录|记录)|新高|新低|首个|首次|首款|首批|首家|首台|首套|全球最|国内最|世界最|最大|最高",
                r"最快|最低|最小|最强|仅次于|排名第|位列第|第一(?!季|批|阶段|条|时间|款|次|代)|翻[一二两]?番|倍|占比|占[^，。；]{0,16}[%％]|远超",
                r"不及|跻身|位居|居全[国球]|以来|compared (?:with|to)|up from|down from|more than double",
                r"higher than|lower than|faster than|record|largest|first[- ]ever|the first|versus",
                r"outperform(?:s|ed|ing)?",
            ),
        ),
        (
            1.0,
            (r"超|达到|以上|增长|下降|上升|增加|over|exceed(?:s|ed|ing)?",),
        ),
    ),
    "risk": (
        (
            3.0,
            (
                r"风险|不确定|隐忧|瓶颈|短缺|缺口|故障|事故|不及预期|剧烈波动|大幅波动|抛售|紧缺|受阻|阻碍|中断|停产|停摆|推迟|违约|亏损扩大|诉讼|处罚|禁令|制裁",
                r"瘫痪|威胁|担忧|警告|警惕|警示|漏洞|泄露|攻击|滥用|泡沫|过剩|下滑|恶化|失控|侵权|抵制|裁员|破产|减产|飙升|危机",
                r"若[^。；]{2,40}(?:可能|将|或)|risks?|uncertaint(?:y|ies)|shortages?|bottlenecks?",
                r"warn(?:s|ed|ing)?|threat(?:s|en|ens)?|delays?|lawsuits?|ban(?:s|ned)?|sanctions?",
                r"disrupt(?:s|ed|ion|ions)?|vulnerabilit(?:y|ies)",
            ),
        ),
        (
            1.0,
            (
                r"压力|挑战|困难|难度|担心|谨慎|下跌|亏|质疑|限制|制约|冲突|关闭|调查|禁止|延迟|起诉|争议|challenges?|concerns?|pressure",
            ),
        ),
    ),
}

_CHINESE_OR_LATIN = re.compile(r"[a-z]")


def alternatives(lines: Iterable[str]) -> re.Pattern[str]:
    """One pattern of all cues."""
    cues = [cue for line in lines for cue in re.split(r"\|(?![^(]*\))", line)]
    latin = "|".join(cue for cue in cues if _CHINESE_OR_LATIN.match(cue))
    chinese = "|".join(cue for cue in cues if not _CHINESE_OR_LATIN.match(cue))
    return re.compile("|".join(filter(None, (chinese, rf"\b(?:{latin})\b" if latin else ""))), re.IGNORECASE)


CUES = {kind: tuple((weight, alternatives(lines)) for weight, lines in tiers) for kind, tiers in _CUES.items()}
"""Kind -> (weight, pattern), the strongest first."""

OPENER = re.compile(
    r"^(?:《[^》]{1,20}》(?:指出|提出|显示|明确)，|"
    r"[^，。独]{0,10}记者[^，。独]{0,10}获悉，|此外|另外|同时|其中|据悉|据了解|据介绍|"
    r"具体来看|具体而言|值得一提的是|值得注意的是|与此同时|不过|然而|对此|Meanwhile|However|In addition|Moreover[，,]?"
    r")[，,]?\s*",
    re.IGNORECASE,
)
"""Words that join a sentence to the one before; a quotation begins after them."""

NOT_A_STATEMENT = re.compile(
    r"[？?]\s*[”」]?$|^(?:据悉|据介绍|记者获悉|编辑|来源|责任编辑|点击|详情|更多|扫码|关注|免责|风险提示|以上内容)[：:，]?.{0,12}$|不构成投资建议|评论数|条评论|"
    r"HN |社区(?:关注|讨论|认可)|截至发稿|互动平台|投资者提问|中标.{0,6}包\d",
    re.IGNORECASE,
)
"""Questions, by-lines and the furniture of a news page."""

DANGLING = re.compile(
    r"^(?:包括|实现|助力|提供|(?:按|据|在|对|随着|由|以|从|与|为)(?:其|该|此|这)|他|她|它|上述|前者|后者|"
    r"从而|进而|并且?|且|而|但|该|这|此(?!前|次)|其|以(?!色列|太|及)|也|还|又|则|如(?!果)|即|和|与|及|或|之|的|等|以及|使得|导致|因此|由此|所以|其次|占|较|"
    r"同比|环比|约|达|为|是|将|使|让|令|进一步|能够|可(?!再生)|尽管|虽然|不再|并于|主要|分别|均|共|已|最|比|对|由(?=[^，]{0,6}(?:组成|构成))|"
    r"在(?!.{2,12}[，后时])|which|and|but|that|while|it |they |this |these "
    r")",
    re.IGNORECASE,
)
"""Beginnings that lean on what came before."""

LEANING = re.compile(
    r"同比|环比|较(?=[上去前年此基])|约(?=\d)|达(?:到|[约\d])|占(?!领|据)|其中|分别|增速|增幅|降幅|增长|下降|增至|升至|降至|高于|低于|不及|而(?!且)|并(?!购|网|联|行)|但|且|"
    r"我(?![国省市军方])|也|还|又|再|另(?!外)|同时|同期|随后|此后|便|以及|和(?!平|谐)|这(?!次|两)|此(?!次|前)|该(?!公司|模型|计划|项目|系列|产品|工具|机架|机组|交易|芯片|框架|企业|集团|车型|基金|电站|中心|厂|矿|油田|机构|国|行|校|院|州|省|市)|"
    r"预计|有望|指出|旨在|年内|拟(?!上市)|将|用于|可(?!再生)|已(?!有)|正(?!式|极)|能(?!源|量)|助力|标志|推动|成为|与(?!会)|及|其(?!他|次)|均|共(?!同|享|建)|即|每股(?=\d)|为(?=\d)|以(?=每)|从而|进而|使得|他|她|它|上述"
)
"""Beginnings of a hard fact whose subject stands before them."""

REFERS = re.compile(
    r"该|此(?:次|举|项|番|类)|其(?![他它中实余])|上述|前者|后者|上一代|上代|部分业务|双方|若(?:供应|成行|获批|落地|通过|实施|完成)|"
    r"首批(?:共同)?(?:课题|任务|议题|试点项目)|"
    r"新(?:架构|方案|套件|产品|模型|系统|规|机型|工艺|标准|平台)|"
    r"(?:^|[，；：])(?:公司|平台|项目|报告|产品|套件|系统|运营方|官方|企业|集团|交易)(?=[\u3400-\u9fff])|"
    r"\b(?:it|its|they|their|this|these|the (?:company|unit|firm|model|project|plan|deal))\b",
    re.IGNORECASE,
)
"""Words for something that was named before."""

SCHEDULE = re.compile(
    r"(?:预计|将|计划|拟).{0,14}(?:[月日]|年底|本周|下周|近期|今日|明日|季度).{0,10}(?:上线|开放|发布|推出|推送|开售|交付|上市|公测|举行|召开|生效)|"
    r"即将(?:推出|上线|发布)|(?:已|本周|今日)在?[^，。]{0,14}(?:上线|开放|推出)",
    re.IGNORECASE,
)
"""When a product comes out: true, and no insight."""

PRAISE = re.compile(
    r"旨在|助力|(?:提升|增强|提高)[^，。]{0,16}(?:竞争力|影响力|实力|形象)|强大动力|(?:资金|募资|款项)[^，。]{0,6}用于|标志其|(?:完善|拓展|深化)[^，。]{0,12}布局|"
    r"优化资源配置|高地|链主|广阔前景|注入[^，。]{0,4}动能|再上新台阶|新篇章|里程碑|冲击全球|行业标杆|共同推动|互利共赢",
)
"""What an announcement says of itself."""

POINTING = re.compile(
    r"我(?![国省市军方])|(?:他|她)(?:们)?(?:还|也|同时)?|同期|同时|另(?!外)|再(?!生|融)|不仅|便|当时|后者|前者|上述|这些|此类"
)
"""Beginnings that say nothing without the sentence before, not even beside their headline."""

FILING = re.compile(
    r"公告(?:称|，|显示)|发布公告|披露",
    re.IGNORECASE,
)
"""The boilerplate of company filings."""

OVERCOME = re.compile(
    r"无中断|不间断|"
    r"解决|克服|破解|突破[^，。]{0,8}(?:瓶颈|限制)|打破|缓解|化解|防范|降低[^，。]{0,6}风险|避免|消除|没有[^，。]{0,8}(?:风险|影响)|不存在|可控",
    re.IGNORECASE,
)
"""A risk that is spoken of as dealt with."""

BUSINESS = re.compile(
    r"成本|竞争|市场|产业|供应链|供需|需求|供应|收入|盈利|利润|商业|行业|客户|用户|投资者|政策|监管|格局|份额|门槛|生态|效率|融资环境|资本|流动性|通胀|就业|costs?|"
    r"demand|supply|market|competit|industry|investors|regulat",
    re.IGNORECASE,
)
"""What an industry reader reads for."""

LEADING_TO = re.compile(
    r"意味着|从而|进而|导致|致使|造成|迫使|被迫|倒逼|波及|传导|拖累|推高|带动|连锁|因此|"
    r"\b(?:which means|meaning that|as a result|lead(?:s|ing)? to|led to|forc(?:es|ed|ing))\b",
    re.IGNORECASE,
)
"""One thing brought about another."""

TECHNICAL = re.compile(
    r"架构|制程|工艺|算法|协议|接口|芯片|引擎|框架|端到端|多模态|开源|上下文|量产|电芯|机组|并网|投产|竣工|吞吐|"
    r"延迟|时延|精度|带宽|显存|算力|参数|推理|训练|微调|蒸馏|量化|剪枝|传感器|激光雷达|自由度|续航|能量密度|"
    r"循环寿命|快充|闪充|固态|钠离子|构网|逆变|变流|特高压|虚拟电厂|堆|钙钛矿|转换效率|装机|产能|日产|停产|减产|"
    r"关闭|切断|链上|合约|代币|跨链|清算|托管|领投|跟投|战略投资|股权|估值|募资|发行|配售|认购|票面利率|期限|"
    r"回购|对价|要约|质押率|准备金|牌照|插件|沙箱|工作流|集成|兼容|部署|支持[^，。；]{2,}|采用|搭载|基于|"
    r"\b(?:architecture|process node|open[- ]sourced?|context window|parameters?|latency|throughput|bandwidth|"
    r"inference|fine-tun\w+|API|SDK|protocol|MW|GW|MWh|GWh|efficiency|capacity|stake|tranche|coupon|reactor|"
    r"turbine)\b",
    re.IGNORECASE,
)
"""Words of hard facts: processes, parts, performance, terms of a deal."""

NOT_A_FACT = re.compile(
    r"^(?:包括|以及|并(?!购|网)|尽管|虽然|能够|看向|展望|放眼|据悉|记者|编辑|来源|截至发稿|数据来源|点击)|互动平台|证券代码|股价|涨停|跌停|"
    r"整齐|一字排开|映入眼帘|井然有序|琳琅满目|鳞次栉比|"
    r"涨超|跌超|市盈率|等于|总市值|记者会|吹风会|新闻发布会|大会(?:上|期间|开幕)|论坛|全国人大|全国政协|"
    r"(?:表示|称|指出|介绍|宣布|认为|获悉|透露|强调|报道)$"
)
"""Attributions, occasions, share prices and a reporter's scenery."""

HEADLINE = re.compile(r"^【.*】$")
"""A headline that a text repeats as its first sentence."""

CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)+\s*$")
"""The dots of a text that was cut off after a sentence."""
