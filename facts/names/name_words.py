"""Words that look like a name and are none, the short forms of countries, and whether a word names a theme."""

import re
from collections.abc import Iterable

from facts.text.lexicon import word_list
from facts.text.segmenter import words

GENERIC_LATIN = frozenset(
    """
    AI AGI AIGC API APP App APPs ARM B2B B2C C2C CEO CFO COO CTO CIO CPU GPU NPU TPU CPI PPI PMI GDP EPS ETF FOF IPO
    IP IT IoT LED LLM LLMs LNG LPG LPR MCP MoE MLF NFT OEM ODM PC PE PV QDII R&D RAG RWA ROE SaaS PaaS IaaS SDK SMR SUV
    TV UI UV VC VR AR XR MR USB WiFi Wi-Fi DRAM NAND HBM SSD PCB CPO CDN DNS HTTP HTTPS URL JSON PDF CSV QR REIT REITs
    ESG EV EVs OS NEV BEV PHEV OTA V2G VPP PPA GWh MWh kWh GW MW kW UTC OK VIP ID No Vs Q1 Q2 Q3 Q4 H1 H2 A股 H股 B端 C端
    Token Tokens Agent Agents SOTA Prompt Demo Beta Web Web3 DeFi DAO KYC AML OTC SPV GP LP M&A A B C D E X US
    """.split()
)
"""Acronyms and words that name no organisation, product or person."""

COUNTRIES = dict(
    pair.split("=")
    for pair in (
        "中=中国 美=美国 英=英国 日=日本 韩=韩国 法=法国 德=德国 意=意大利 俄=俄罗斯 印=印度 伊=伊朗 以=以色列 欧=欧盟 沙=沙特 土=土耳其 乌=乌克兰 巴=巴基斯坦 "
        "朝=朝鲜 澳=澳大利亚 加=加拿大 墨=墨西哥 越=越南 泰=泰国 菲=菲律宾"
    ).split()
)
_COUNTRY = "".join(COUNTRIES)
COUNTRY_SHORT = re.compile(
    rf"(?<=[{_COUNTRY}])(?<!\d)[{_COUNTRY}]|(?<!\d)[{_COUNTRY}](?=[{_COUNTRY}]|方|军|媒|企|股|债|元|总统|财长|外长|防长|首相|总理|议员|官员"
    r"|国防|商务部|财政部|国会|联储|政府|证监会|司法部)"
)
"""中美, 美方, 俄军: one character for a country, where its neighbour tells so."""

PLACES = frozenset(
    """
    北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾
    京津冀 粤港澳 大湾区 长三角 珠三角 成渝 雄安 浦东 横琴 前海 海南岛 石家庄 唐山 保定 廊坊 太原 大同 呼和浩特 包头 鄂尔多斯 乌兰察布 沈阳 大连 长春 哈尔滨 大庆 南京 苏州 无锡
    常州 南通 徐州 杭州 宁波 温州 嘉兴 绍兴 合肥 芜湖 滁州 福州 厦门 泉州 宁德 南昌 赣州 济南 青岛 烟台 潍坊 郑州 洛阳 武汉 襄阳 宜昌 长沙 株洲 广州 深圳 珠海 佛山 东莞 惠州 中山市
    汕头 南宁 柳州 桂林 海口 三亚 成都 绵阳 宜宾 贵阳 遵义 昆明 大理 拉萨 西安 咸阳 榆林 兰州 庆阳 西宁 银川 中卫 乌鲁木齐 克拉玛依 台北 高雄
    纽约 华盛顿 旧金山 硅谷 洛杉矶 西雅图 波士顿 芝加哥 休斯敦 得克萨斯 加利福尼亚 加州 弗吉尼亚 俄亥俄 亚利桑那 内华达 佐治亚 怀俄明 伦敦 巴黎 柏林 慕尼黑 法兰克福 苏黎世 阿姆斯特丹 布鲁塞尔 都柏林
    马德里 米兰 莫斯科 东京 大阪 首尔 新加坡 吉隆坡 雅加达 曼谷 河内 孟买 新德里 班加罗尔 迪拜 阿布扎比 利雅得 多哈 特拉维夫 开罗 悉尼 墨尔本 多伦多 温哥华 墨西哥城 圣保罗 东南亚 中东 北美 南美 北欧 西欧
    东欧 非洲 拉美 亚太
    """.split()
)
"""Provinces, regions and large cities, of which a false one is not told by its letters. The list need not be whole."""

COMMON_ENGLISH = frozenset(
    """
    a an the and or but nor so yet for of in on at to by from with without into onto over under above below after
    before between among during until since about around against across through via per as than if when while where why
    how what which who whose that this these those it its they their there here we our you your he his she her i my me
    is are was were be been being has have had do does did will would can could may might must shall should not no yes
    new first second third last next latest early late more most less least many much few several some any all each
    every both either neither other another such same own only just also even still already ever never now then today
    yesterday tomorrow again up down out off back away near far high low higher lower big bigger biggest large larger
    largest small smaller smallest great good better best bad worse worst long short full open free real global world
    local national international public private major key top main former current future recent annual weekly daily
    company companies firm firms group government state states country countries city people users customers workers
    investors analysts researchers developers engineers scientists experts officials regulators lawmakers executives
    ceo chief president minister founder chairman director report reports reported study paper survey data model models
    tool tools system systems platform service services product products project projects plan plans program deal deals
    agreement contract fund funds funding round investment market markets industry sector business technology tech
    energy power gas oil solar wind battery storage grid plant plants capacity price prices cost costs sales revenue
    profit loss shares stock stocks bank banks bond bonds debt rate rates tax tariff tariffs trade growth demand supply
    says said say tells told warns warned announces announced announce launches launched launch unveils unveiled releases
    released release introduces introduced adds added gets got gives gave makes made takes took sees saw shows showed
    buys bought sells sold acquires acquired raises raised cuts cut rises rose falls fell drops dropped jumps jumped
    wins won loses lost signs signed builds built starts started begins began ends ended opens opened closes closed
    plans planned expects expected aims seeks sought wants wanted needs needed helps helped uses used using based built
    year years month months week weeks day days quarter half million billion trillion percent hundred thousand one two
    three four five six seven eight nine ten january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday however meanwhile according while despite because
    inside outside behind beyond within toward towards ahead along amid like unlike including
    """.split()
)
"""English words that a headline or a sentence's first place may give a capital, and that are no names."""


_LATIN = re.compile(r"[A-Za-z][\w.&+-]*", re.ASCII)
_SOMEBODY = frozenset({"nr", "nrfg", "nrt", "nt"})
"""Tags of people and organisations; that of short forms is 光伏's as well."""
_OFFICE = re.compile(r"(?:[局署部委厅院社行]|公司|集团|大学|银行|协会|组织|委员会)$")
_OFFICERS = re.compile(r"\s*(?:CEO|首席执行官|董事长|总裁|创始人|发言人|旗下)")
_BEHIND = 8


def is_theme(term: str, texts: Iterable[str]) -> bool:
    """None of its words is a name, and in none of `texts` it says or plans something or has officers."""
    if any(word not in GENERIC_LATIN and not word.islower() for word in _LATIN.findall(term)):
        return False
    if _OFFICE.search(term) or any(word.tag in _SOMEBODY for word in words(term)):
        return False
    return not any(_acts(term, text) for text in texts)


def _acts(term: str, text: str) -> bool:
    acting = word_list("speech", "plan")
    return any(
        acting.begins(text[found.end() : found.end() + _BEHIND].lstrip("：: ")) or _OFFICERS.match(text, found.end())
        for found in re.finditer(re.escape(term), text)
    )
