"""The units of measure: how each is written and what it is worth. Data alone; `units.py` reads it."""

PREFIXES = {"": 0, "h": 2, "k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
PREFIXES |= {"m": -3, "u": -6, "µ": -6, "μ": -6, "n": -9}
"""Prefix -> power of ten. Both ways to write µ are in use."""

PREFIXED = """
power W       | W Wp We Wth Wac Wdc VA     | - k M G T
power W       | W                          | m u µ μ
energy Wh     | Wh                         | - k M G T P
energy J      | J                          | - k M G T P
energy eV     | eV                         | - k M G T
length m      | m                          | - k m u µ μ n
mass g        | g                          | - k m u µ μ n
duration s    | s                          | - m u µ μ n
frequency Hz  | Hz                         | - k M G T
data byte     | B                          | k K M G T P E
data bit      | b bit                      | k M G T
rate bit/s    | bps                        | k K M G T P
rate bit/s    | bit/s b/s                  | - k K M G T P
rate byte/s   | Bps B/s                    | k K M G T P
compute FLOPS | FLOPS FLOPs Flops FLOP     | - k M G T P E
compute OPS   | OPS                        | M G T P E
voltage V     | V                          | - k M m
current A     | A                          | k m
charge Ah     | Ah                         | - k m
pressure Pa   | Pa                         | - k M G h
volume L      | L                          | - m u µ μ
"""
"""kind and base unit | symbols that take a prefix | prefixes (- for none). Upper and lower case differ: mW is no MW."""

NAMED = """
money CNY | 元 元人民币 人民币元 人民币 块钱 yuan Yuan RMB rmb Chinese_yuan CNY CNH renminbi
money USD | 美元 美金 USD US_dollars US_dollar U.S._dollars dollars dollar bucks 美分*0.01 cents*0.01 cent*0.01
money HKD | 港元 港币 元港币 HKD HK_dollars Hong_Kong_dollars
money EUR | 欧元 euros euro EUR 欧分*0.01
money JPY | Japanese_yen 日元 日圆 yen JPY
money GBP | 英镑 pounds GBP sterling pence*0.01 便士*0.01
money KRW | Korean_won South_Korean_won 韩元 韩圆 韩币 KRW won
money TWD | New_Taiwan_dollars Taiwan_dollars 新台币 元新台币 元台币 新台币元 台币 TWD
money INR | Indian_rupees 印度卢比 卢比 rupees rupee INR
money RUB | 卢布 俄罗斯卢布 rubles roubles RUB
money AUD | Australian_dollars 澳元 澳大利亚元 澳币 AUD
money CAD | Canadian_dollars 加元 加拿大元 加币 CAD
money SGD | Singapore_dollars 新元 新加坡元 新币 坡元 SGD
money NZD | 纽元 新西兰元 NZD
money CHF | 瑞士法郎 瑞郎 CHF francs
money BRL | 雷亚尔 巴西雷亚尔 BRL reais
money VND | 越南盾 VND
money IDR | 印尼盾 印尼卢比 IDR rupiah
money THB | 泰铢 THB baht
money MYR | 林吉特 马币 MYR ringgit
money PHP | 菲律宾比索 PHP
money MXN | 墨西哥比索 MXN
money ARS | 阿根廷比索 ARS
money peso | 比索 pesos
money SAR | 沙特里亚尔 SAR riyals
money rial | 里亚尔 rials
money AED | 迪拉姆 AED dirhams
money ILS | 谢克尔 ILS shekels
money TRY | 里拉 土耳其里拉 lira
money SEK | 瑞典克朗 SEK
money NOK | 挪威克朗 NOK
money DKK | 丹麦克朗 DKK
money krone | 克朗 crowns
money ZAR | 兰特 rand
money KZT | 坚戈
money EGP | 埃及镑
money USDT | USDT
money USDC | USDC
money BTC | BTC 枚BTC 比特币 枚比特币 个比特币 bitcoin bitcoins
money ETH | ETH 枚ETH 以太币 枚以太坊 枚以太币
money SDR | 特别提款权 SDR
power W | 瓦 瓦特 千瓦*1e3 兆瓦*1e6 吉瓦*1e9 太瓦*1e12 毫瓦*1e-3 KW*1e3 kilowatts*1e3 kilowatt*1e3 megawatts*1e6
power W | megawatt*1e6 gigawatts*1e9 gigawatt*1e9 terawatts*1e12 terawatt*1e12 watts watt 马力*735.49875
power W | 匹马力*735.49875 horsepower*745.699872 千伏安*1e3 兆伏安*1e6 伏安
energy Wh | 瓦时 千瓦时*1e3 千瓦小时*1e3 兆瓦时*1e6 吉瓦时*1e9 太瓦时*1e12 度电*1e3 KWh*1e3 KWH*1e3 kwh*1e3 MWH*1e6
energy Wh | GWH*1e9 Gwh*1e9 kilowatt-hours*1e3 kilowatt-hour*1e3 megawatt-hours*1e6 megawatt-hour*1e6
energy Wh | gigawatt-hours*1e9 gigawatt-hour*1e9 terawatt-hours*1e12 terawatt-hour*1e12 gigawatt_hours*1e9
energy Wh | megawatt_hours*1e6
energy J | 焦 焦耳 千焦*1e3 兆焦*1e6
energy cal | 卡路里 千卡*1e3 大卡*1e3 kcal*1e3
energy BTU | BTU Btu 英热单位 MMBtu*1e6 MMBTU*1e6 百万英热*1e6 百万英热单位*1e6
length m | 米 公尺 千米*1e3 公里*1e3 华里*500 厘米*1e-2 公分*1e-2 毫米*1e-3 微米*1e-6 纳米*1e-9 埃米*1e-10 海里*1852
length m | 英里*1609.344 英尺*0.3048 英寸*0.0254 吋*0.0254 光年*9460730472580800 cm*1e-2 KM*1e3 metres meters metre
length m | meter kilometers*1e3 kilometres*1e3 kilometer*1e3 kilometre*1e3 miles*1609.344 mile*1609.344 feet*0.3048
length m | foot*0.3048 ft*0.3048 inches*0.0254 inch*0.0254 nanometers*1e-9 nanometer*1e-9 nanometre*1e-9 microns*1e-6
length m | micron*1e-6
area m2 | 平方米 平米 ㎡ m² m2 平方公里*1e6 平方千米*1e6 km²*1e6 km2*1e6 公顷*1e4 hectares*1e4 hectare*1e4
area m2 | 亩*2000/3 acres*4046.8564224 acre*4046.8564224 英亩*4046.8564224 平方英尺*0.09290304 square_feet*0.09290304
area m2 | sq_ft*0.09290304 square_meters square_metres sqm square_kilometers*1e6 square_kilometres*1e6 平方厘米*1e-4
area m2 | cm²*1e-4 平方毫米*1e-6 mm²*1e-6
volume L | 升 公升 liters litres liter litre 毫升*1e-3 微升*1e-6 立方米*1e3 立方*1e3 方*1e3 m³*1e3 m3*1e3 Nm³*1e3
volume L | 标方*1e3 立方厘米*1e-3 cm³*1e-3 cm3*1e-3 cubic_meters*1e3 cubic_metres*1e3 bcm*1e12 mcm*1e9 加仑*3.785411784
volume L | gallons*3.785411784 gallon*3.785411784 立方英尺*28.316846592 cubic_feet*28.316846592 bcf*28316846592
volume L | Bcf*28316846592 MMscf*28316846.592 MMcf*28316846.592 Tcf*28316846592000 立方公里*1e12
volume barrel | 桶 barrels barrel bbl bbls boe
mass g | 克 千克*1e3 公斤*1e3 斤*500 市斤*500 吨*1e6 公吨*1e6 吨油当量*1e6 吨标准煤*1e6 吨标煤*1e6 吨二氧化碳当量*1e6
mass g | 毫克*1e-3 微克*1e-6 纳克*1e-9 磅*453.59237 盎司*31.1034768 金衡盎司*31.1034768 KG*1e3 Kg*1e3 t*1e6 kt*1e9
mass g | Mt*1e12 Gt*1e15 mt*1e6 MT*1e6 mmt*1e12 tonnes*1e6 tonne*1e6 tons*1e6 ton*1e6 metric_tons*1e6
mass g | metric_tonnes*1e6 kilograms*1e3 kilogram*1e3 kilos*1e3 kilo*1e3 grams gram lb*453.59237 lbs*453.59237
mass g | ounces*31.1034768 ounce*31.1034768 oz*31.1034768 tCO2*1e6 tCO2e*1e6 MtCO2*1e12 MtCO2e*1e12 GtCO2*1e15
mass g | GtCO2e*1e15 tce*1e6
mass carat | 克拉 carats carat
rate barrel/day | bpd b/d
rate g/year | mtpa*1e12 Mtpa*1e12 TPA*1e6 KTPA*1e9 MTPA*1e12 tpa*1e6 ktpa*1e9
duration s | 秒 秒钟 毫秒*1e-3 微秒*1e-6 纳秒*1e-9 飞秒*1e-15 分钟*60 小时*3600 个小时*3600 钟头*3600 个钟头*3600
duration s | 天*86400 日*86400 昼夜*86400 个昼夜*86400 日历天*86400 个自然日*86400 周*604800 星期*604800
duration s | 个星期*604800 个礼拜*604800 seconds second secs sec milliseconds*1e-3 millisecond*1e-3 microseconds*1e-6
duration s | nanoseconds*1e-9 minutes*60 minute*60 mins*60 min*60 hours*3600 hour*3600 hrs*3600 hr*3600 h*3600
duration s | days*86400 day*86400 weeks*604800 week*604800 weekly*604800
duration month | 个月 个多月 年*12 周年*12 载*12 个财年*12 财年*12 个季度*3 个世纪*1200 months month years*12 year*12
duration month | yr*12 yrs*12 quarters*3 decades*120 decade*120 centuries*1200
duration trading-day | 个交易日 交易日 trading_days trading_sessions sessions
duration working-day | 个工作日 工作日 working_days business_days
frequency Hz | 赫兹 赫 千赫*1e3 兆赫*1e6 吉赫*1e9 千赫兹*1e3 兆赫兹*1e6 吉赫兹*1e9 太赫兹*1e12 HZ
data byte | 字节 千字节*1e3 兆字节*1e6 bytes byte gigabytes*1e9 terabytes*1e12 petabytes*1e15 MiB*1048576
data byte | GiB*1073741824 TiB*1099511627776
data bit | 比特 bits bit
data qubit | 量子比特 个量子比特 qubits qubit
compute FLOPS | P*1e15
voltage V | 伏 伏特 千伏*1e3 volts
current A | 安培 毫安*1e-3
charge Ah | 安时 毫安时*1e-3 MAH*1e-3 mAH*1e-3 MAh*1e-3
pressure Pa | 帕 百帕*1e2 千帕*1e3 兆帕*1e6 大气压*101325 个大气压*101325 bar*1e5
measure dB | dB 分贝
measure nit | 尼特 nits nit
measure N·m | N·m Nm 牛·米 牛米
measure N | 牛顿 kN*1e3 千牛*1e3
measure pixel | 像素 MP*1e6 pixels megapixels*1e6 megapixel*1e6
measure ppm | ppm PPM
measure dpi | dpi DPI ppi PPI
measure lm | 流明 lumens
measure knot | knots
temperature °C | ℃ °C 摄氏度 °c
temperature °F | ℉ °F 华氏度
temperature K | 开尔文
angle ° | 度 ° degrees degree
rate rpm | rpm RPM 转/分 转/分钟
percent % | % percent Percent per_cent pct ‰*0.1 成*10
points pp | 个百分点 百分点 个pct percentage_points percentage_point ppt ppts 个基点*0.01 基点*0.01 个bp*0.01 bp*0.01
points pp | bps*0.01 BP*0.01 BPS*0.01 BPs*0.01 basis_points*0.01 basis_point*0.01 个BP*0.01 个bps*0.01
points pp | basis-point*0.01 percentage-point
score 点 | 点 个点 points point pts Points
score 分 | 分 个积分 积分
multiple x | 倍 x X times fold -fold
grade 级 | 级 magnitude
"""
"""kind and base unit | spellings, each with its factor after * (1 where none). _ stands for a space."""

COUNTED = """
人 | 人 名 位 死 伤 重伤 轻伤 people persons employees workers jobs staff users engineers soldiers residents passengers
人次 | 人次
TEU | 标箱 标准箱 个标箱 个标准箱 TEU TEUs teu
户 | 户 homes households
家 | 家 间 companies firms banks
辆 | 辆 vehicles cars EVs trucks buses
台 | 台 部 units
架 | 架 aircraft planes jets
艘 | 艘 vessels ships tankers
参数 | 参数 个参数 parameters params parameter
token | token tokens Token Tokens TOKEN 个token 个Token 个tokens 词元 个词元
枚 | 枚 颗 satellites missiles
次 | 次 回
股 | 股 shares
帧 | 帧 fps FPS
张 | 张 GPUs GPU
座 | 座 reactors plants
个 | 个 cities sites projects models stores countries states wells turbines panels chips servers racks customers
个 | partners languages deals startups datacenters
"""
"""Counted things that go by several words: base unit | spellings."""

COUNTED_ALONE = """
款 项 件 只 条 份 手 宗 起 例 处 场 套 批 期 支 幅 棵 株 头 箱 盒 瓶 袋 包 盘 片 块 根 本 册 篇 页 字 句 门 栋 幢
层 站 班 列 节 组 对 双 轮 季 集 章 种 类 笔 单 票 车次 架次 班次 列次 台次 批次 例次 件次 场次 集装箱 柜 国 省
省份 市 县 区 镇 村 州 城 校 所 院 店 岁 平 胜 负 楼 席 路 核 卡 通道 线程 剂 针 羽 尾 声 步 道 面 端 维 阶 代 圈
家次 户次 证次 尊 具 餐 趟 遍 人份 颗粒 楼层 词 行 条目 板 连板 线 寸 口 柱 环 桌 床 张床位
"""
"""Counted things that each are a unit of their own."""

SIGNS = """
US$,$,USD,美金=USD HK$,HKD,港币=HKD A$,AU$,AUD=AUD C$,CA$,CAD=CAD NT$,TWD=TWD S$,SGD=SGD R$,BRL=BRL NZ$,NZD=NZD
€,EUR=EUR £,GBP=GBP ¥,￥,CN¥,RMB,CNY,人民币=CNY JP¥,JPY=JPY ₩,￦,KRW=KRW ₹,INR,Rs,Rs.=INR ₽=RUB ₿=BTC CHF=CHF
THB=THB VND=VND MYR=MYR IDR=IDR AED=AED SAR=SAR ZAR=ZAR
"""
"""What stands before an amount=its currency."""

FOLLOWERS = """
元>素器件旦宇首老帅始 分>之别析布公行红部支会类 点>评名击燃赞 家>里庭属 名>为单义称字额 人>民事均才形类气性
次>日新 位>于置数 部>分门署委长 手>机术 场>景所馆地内外 层>面出 级>别 天>然气空下津 年>轻龄报糕级销产货薪检审货
台>湾积风北 只>是有能 个>性税股别体 股>东权价票份指市 份>额 所>有以谓 门>槛店口 代>表码理替价 度>过假电 升>至级温值
米>其兰哈线 倍>增受 成>立为功员交本品长都绩熟果就分份型年效语 组>织成建合 道>路指琼 类>似 支>持付撑出
对>于外方手比 周>期边围 秒>杀 季>度报节 国>际内家产有 省>会 市>场值盈净 区>域块间 单>位个日元 票>房据 站>点
节>目能点日 列>入车 面>积对板向临 端>口侧 核>心电准 路>线透由 块>链 帕>金 店>铺 批>准发评 期>间待货限权 口>岸
城>市 州>长 本>周月年次报轮地届土金 条>例款 件>套 字>节 种>植子 片>区 根>据 行>业动情 步>伐 包>括 集>团体中 卡>车塔
线>上下程性 板>块 方>面案法式位向略 平>台均安 处>于理置罚 环>比境节 席>位 院>长士 校>长园 村>镇民 县>域 针>对
头>部条寸 具>有体 声>称明 起>来点步诉，。；、_ 例>如 座>谈 负>责债增 胜>率利 维>持护修 阶>段 圈>层 双>方边 词>条
笔>记 句>子 班>子 柱>石 伏>击 安>全 日>元圆本均报历 载>荷人货 桌>面 焦>炭煤点虑 斤>两
"""
"""unit>characters: the unit is none where one of them follows (3 元素 is no money). _ is a space, ， also the end."""
