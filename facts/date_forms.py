"""How Chinese and English texts write dates: the patterns alone. `dates.py` says which days they mean.

Every pattern is tried on text whose width is folded. A rule is tried only where its hint occurs: most texts have few forms.
"""

import re

_FOUR = r"(?:19|20|21)[0-9]{2}"
_TO = r"\s?(?:-|—|~|至|到|、)\s?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ARABIC_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_TAIL = rf"""(?:
    (?<![0-9.])前(?P<until>[二三四五六七八九十两]|1?[0-9])个?月(?!内)
  | (?<![0-9.点数十百])(?P<m1>{_MONTH})(?:\s?月?份?{_TO}(?P<m2>{_MONTH}))?\s?月(?![均报薪供租活])份?
    (?:\s?(?P<d1>{_DAY})(?:\s?[日号]?{_TO}(?P<d2>{_DAY}))?\s?[日号](?!元)|(?P<part>[上中下]旬|底|末|初|中(?=[，。、]|$)))?
  | 第?(?P<q1>[一二三四]|(?<![0-9.])[1-4])(?:{_TO}(?P<q2>[二三四2-4]))?\s?(?:季度|季(?=[报末初]))
  | (?P<qrel>前三|首|上个?|下个?|本|当|前两)(?:季度|季(?=[报末初]))
  | (?<![A-Za-z])Q(?P<q3>[1-4])(?![0-9A-Za-z])
  | (?P<half>上半年|下半年|(?<![A-Za-z])H[12](?![0-9A-Za-z]))
)"""

CHINESE = re.compile(
    rf"""
    (?:(?<![0-9.])(?P<year>{_FOUR}|[一二][零九一二][零一二三四五六七八九]{{2}})\s?(?:年度?|财年)|(?P<rel>[今去明前后上本同当]年)度?)
        (?:\s?的?{_TAIL}|(?P<ypart>年?[底末初]|年?中期?(?![国央心东美])))?
  | (?<![0-9.])(?P<plain>{_FOUR}|[0-9]{{2}})\s?(?=Q[1-4]|H[12]){_TAIL.replace("(?P<", "(?P<p_")}
  | {_TAIL.replace("(?P<", "(?P<t_")}
    """,
    re.VERBOSE,
)
"""2026年2月8日 · 去年三季度 · 2025Q4 · 1-2月 · 3月2日至5日 · 上半年 · 2025年底. Group prefixes: none behind a year, p_ behind a plain year, t_ alone."""

ISO_DAY = re.compile(
    rf"(?<![0-9.])(?P<year>{_FOUR})(?P<sep>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sep)(?P<day>{_ARABIC_DAY})(?![0-9]|[-/.][0-9])"
)
ISO_MONTH = re.compile(r"(?<![0-9.])(?P<year>20[0-9]{2})-(?P<month>1[0-2]|0[1-9])(?![0-9]|[-./][0-9])")
YEARS = re.compile(
    rf"(?<![0-9.,$])(?P<first>{_FOUR})\s?年?\s?(?:-|—|~|至|到|和|、)\s?(?P<last>{_FOUR}|[0-9]{{2}}(?=年|财年))(?![0-9.,-])\s?(?:财?年度?|(?![元个家台万亿点]))"
)
DECADE = re.compile(
    r"(?P<century>上世纪|20世纪|二十世纪)?(?P<tens>[1-9]0|[二三四五六七八九]十)年代|(?P<full>(?:19|20)[0-9]0)(?:年代|s\b)"
)
BARE_DAY = re.compile(
    rf"(?<![0-9.\-/一二三四五六七八九十近每第满超逾续去来约达前后连内])(?P<first>{_ARABIC_DAY})(?:\s?[日号]?{_TO}(?P<last>{_ARABIC_DAY}))?\s?日(?![元均内游间线龄后本系期圆])"
)
RELATIVE = re.compile(
    r"今[日天晨早晚夜]|[昨明][日天晨早晚夜]|前[日天晚](?![0-9])|后天|当[日天]|[本上下](?:周|星期|月|个月|个?季度)(?![一二三四五六日天末])|这一?周(?![一二三四五六日天末])|年内"
    r"|\b(?:[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|(?:[Tt]his|[Ll]ast|[Nn]ext) (?:week|month|quarter|year))\b"
)
WEEKDAY = re.compile(
    r"(?P<which>[上下本这])?(?:周|星期)(?P<zh>[一二三四五六日天末])(?![鸣福致])"
    r"|\b(?:(?P<en_which>[Ll]ast|[Nn]ext|[Tt]his) )?(?P<en>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_NAME = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
DAY_MONTH = re.compile(
    rf"(?<![\w.,])(?P<day>{_ARABIC_DAY})(?:st|nd|rd|th)?(?:-(?P<until>{_ARABIC_DAY}))? (?P<name>{_NAME})\.?(?:,? (?P<year>{_FOUR})\b)?"
)
MONTH_DAY = re.compile(
    rf"\b(?P<name>{_NAME})\.? (?:(?P<day>{_ARABIC_DAY})(?:st|nd|rd|th)?(?:\s?-\s?(?P<until>{_ARABIC_DAY}))?(?![\w%]|[.,][0-9])(?:,? (?P<year>{_FOUR})\b)?|(?P<only>{_FOUR})\b)"
)
ENGLISH_PART = re.compile(
    rf"\b(?:(?P<quarter>Q[1-4]|[1-4]Q|(?:first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter)|(?P<half>H[12]|[12]H|(?:first|second)[ -]half))(?![0-9]{{3}}[0-9-])"
    rf"(?:(?: of)?[ ']?(?:FY)?(?P<year>{_FOUR}|[0-9]{{2}}(?![0-9.,%])))?(?![A-Za-z0-9])"
)
FISCAL_YEAR = re.compile(rf"\bFY ?'?(?P<year>{_FOUR}|[0-9]{{2}})(?![0-9])")
BARE_YEAR = re.compile(
    r"(?<![0-9A-Za-z.,$€£¥#*×~—-])(?<!第)(?<![A-Za-z0-9]-)(?P<year>20[1-4][0-9])"
    r"(?![0-9%‰$€£¥°℃A-Za-z*×~—-]|[.,:/][0-9]"
    r"|\s?[个家台辆人名元美欧港日英万亿千百多余吨股点倍件项款套只条座架枚艘位部份手宗起例处场户岁度公米克瓦号级页字桶组对篇颗万分毫]"
    r"|\s(?:k|M|G|T|m|c|n)?(?:Wh?|Hz|B|t|m|g|tokens?|people|jobs|units|employees|workers|million|billion|trillion|km|USDT?|points|homes|tonnes|tons|MW|GW)\b)"
)
TIME = re.compile(
    r"(?<![0-9.:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])(?:\s?[AaPp]\.?[Mm]\b)?"
    r"|\b(?:1[0-2]|0?[1-9])(?::[0-5][0-9])?\s?(?:[ap]m|AM|PM|a\.m\.|p\.m\.)(?![a-z])"
    r"|(?:凌晨|清晨|早[上间盘]?|上午|中午|午间|下午|傍晚|晚[上间]?|夜里|深夜|今[早晚晨]|昨[晚夜])\s?(?:[01]?[0-9]|2[0-4]|十[一二]?|[一二三四五六七八九两])\s?[点时](?:\s?[0-5]?[0-9]\s?分(?!钟)|半|整|[一三]刻)?"
    r"|(?<![0-9.,])(?:[01]?[0-9]|2[0-4])\s?(?:时(?!代|尚|差)|点)\s?[0-5]?[0-9]\s?分(?!之|钟)"
    r"|(?<=日)\s?(?:[01]?[0-9]|2[0-4])\s?[时点](?!代|尚|差)"
    r"|(?<![0-9.,])(?:[01]?[0-9]|2[0-4])\s?(?:时(?=[许起至到前后，左])|点(?=[许半整钟]))(?:半|整|许)?"
)
