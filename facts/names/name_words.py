"""Words by which names are told from other words: what follows a name, what looks like one and is none."""

import re

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

_SUFFIX = "集团|公司|科技|银行|证券|大学|学院|研究院|研究所|交易所|基金会|协会|委员会|实验室|医院|法院|通讯社|重工|石化|联盟|股份"
SUFFIXED = re.compile(rf"(?P<core>[\u4e00-\u9fff]{{2}})(?P<suffix>{_SUFFIX})")
GENERIC_CORE = re.compile(
    r"部分|全部|普通|倘若|假如|流通|限售|回购|购买|转让|持有|增持|减持|发行|公司|比例|所持|份额|优先|存量|上述|[亿万]$|[该本子母分各家些的等个和与及或在为是对向从由将被让给新老两三数大小中高]$|^(?:该|本|这|那|其|某|等|在|与|和|由|对|为)"
    r"|科技|上市|能源|石油|保险|控股|互联|初创|创业|软件|硬件|芯片|相关|国有|民营|外国|国外|国内|私营|投资|基金|大型|头部"
    r"|龙头|跨国|物流|航运|电力|电网|矿业|制药|汽车|智能|导体|商业|中央|国家|政策|世界|全球|信息|生物|前沿|现代|金融|航天"
    r"|股份|有限|责任|证券|期货|信托|租赁|支付|交易|货币|资产|行业|产业|专业|职业|工业|技术|运营|运输|航空|铁路|医疗"
    r"|电商|游戏|平台|数据|云计|算力|模型|服务|管理|咨询|安全|机器|器人|材料|化工|电池|光伏|储能|风电|核电|燃气|水务"
    r"|开发|设计|制造|供应|承包|建筑|地产|食品|饮料|零售|媒体|广告|娱乐|社交|网络|通信|电信|开源|产权|研究|监管|上述|当地"
)
"""Two characters that make no name with a suffix: 上市公司, 商业银行, 高科技."""

_SPEAKS = "表示|称|说|指出|认为|透露|强调|坦言|直言|介绍|回应|警告|预计|预测"
_ACTS = (
    "宣布|发布|推出|公布|公告|披露|签署|签约|收购|完成|获得|获批|启动|上线|开源|发起|成立|计划|拟|提交|投资|起诉|召回"
    "|否认|拒绝|批准|任命|裁员|关闭|出售|聘请|入股|领投|建成|投产|开工|中标|向|与|在|将"
)
_WHEN = r"(?:今日|昨日|近日|日前|周[一二三四五六日]|[0-9]{1,2}日|[0-9]{1,2}月[0-9]{1,2}日)?"
SUBJECT = re.compile(
    rf"(?:^|[，。；：！？\s])(?P<subject>[\u4e00-\u9fff]{{2,8}}?)(?={_WHEN}(?:已|已经|正式|正|也|首次)?"
    rf"(?:{_SPEAKS}|{_ACTS}))|^【?(?P<headed>[\u4e00-\u9fff]{{2,8}})(?=[：:])"
)
_TITLES = (
    "发言人|部长|总统|总理|首相|国王|主席|董事长|总裁|首席执行官|首席财务官|首席技术官|创始人|行长|院士|教授|总经理|局长|主任|秘书长"
    "|议员|大使|外长|防长|司令|领袖|负责人|分析师|经济学家|CEO|CFO|CTO"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
PERSON = re.compile(
    rf"(?:{_TITLES})(?P<titled>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?|[\u4e00-\u9fff]{{2,5}}·[\u4e00-\u9fff]{{2,5}})"
    rf"(?={_WHEN}(?:{_SPEAKS}|宣布|出席|会见|在|将|与|等|[，。、（(]|$))"
    rf"|(?:^|[，。；：\s])(?P<speaker>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?={_WHEN}(?:{_SPEAKS}))"
)
GENERIC_SUBJECT = re.compile(
    r"来源|消息|知情|总台|央视|援引|公司|企业|官方|双方|市场|业内|各方|对方|后者|前者|其中|同时|此外|目前|此前|未来|预计|计划|方面|人士|机构|专家|报道|报告|消息|数据|项目|合同|产品|协议"
    r"|交易|资金|政府|部门|当局|当地|用户|客户|投资|股东|团队|平台|模型|系统|技术|方案|文件|公告|声明|调查|研究|分析|法院|媒体|记者|发言|高管|负责"
    r"|风险|机遇|影响|联动|关键|结论|要点|背景|趋势|信号|综述|初稿|修订|提示|展望|进展|洞察|事件|依据|原因|结果"
    r"|创始|董事|总裁|经理|主席|银行|今年|去年|明年|本周|上周|近日|日前|今日|昨日|因此|所以|但是|不过|如果|倘若|假如|假设|除非|一旦|由于|随着|根据|按照|截至|通过|经过|对于"
    r"|其|该|此|这|那|它|他|她|我|你|们|将|并|已|也|还|又|再|均|都|正|于|在|向|与|和|为|是|有|可|能|会|要|未|不|没|从|由|被|把|让|使|给|等|所|之|的|了|着|过|以"
)
"""Where it occurs, the words before a verb are no name."""

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
