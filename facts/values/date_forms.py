"""How Chinese and English texts write dates: the patterns alone. `dates.py` says which days they mean.

All are meant for text whose width is folded.
"""

import re

_FOUR = r"(?:19|20|21)[0-9]{2}"
_TWO = r"[0-9]{2}"
_S = r"[\s*`]{0,4}"
"""White space and the signs of Markdown, of which a few may stand within a date."""
_TO = rf"{_S}(?:-|—|~|至|到){_S}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY_DIGITS = r"(?:3[01]|[12][0-9]|0?[1-9])"
_DAY = rf"(?:{_DAY_DIGITS}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"

_TELLING = "写注表阐证载标声申查列"
"""What makes a word with 明 before 年: 写明年用电8亿千瓦时 names no next year."""
_YEAR_DIGITS = rf"(?:{_FOUR}|[一二][零九一二][零一二三四五六七八九]{{2}})"
_REL = rf"(?P<rel>[今去前后上同当]年|(?<![{_TELLING}])明年|(?<!日)本年)度?"
_YEAR = rf"(?:(?<![0-9.])(?P<year>{_YEAR_DIGITS}){_S}(?:年度?|财年)|{_REL})"
_SHORT_YEAR = (
    rf"(?<![0-9.])(?P<plain>{_FOUR}\s?(?=Q[1-4]|H[12])|{_TWO}年?(?=Q[1-4]|H[12]|[上下]半年|[一二三四]季度|1?[0-9]月))"
)
_PART_OF_MONTH = r"[上中下]旬|底|末|初|中(?=[，。、]|$)"
_TAIL = rf"""(?:
    (?<![0-9.])前(?P<until>[二三四五六七八九十两]|1?[0-9])个?月(?!内)
  | (?:(?<![0-9.点数十百近第])|(?<=数)(?=[0-9]))(?P<m1>{_MONTH})(?:(?:{_S}月?份?{_TO}|、)(?P<m2>{_MONTH}))?{_S}月
    (?![均报薪供租活])份?
    (?:{_S}(?P<d1>{_DAY})(?:(?:{_S}[日号]?{_TO}|、)(?P<d2>{_DAY}))?{_S}[日号](?!元)|(?P<part>{_PART_OF_MONTH}))?
  | 第?(?P<q1>[一二三四]|(?<![0-9.])[1-4])(?:{_TO}(?P<q2>[二三四2-4]))?{_S}(?:季度|季(?=[报末初]))
  | 第(?P<q4>[一二三四])季(?!度)
  | (?P<qrel>前三|首|上个?|下个?|本|当|前两)(?:季度|季(?=[报末初]))
  | (?<![A-Za-z])Q(?P<q3>[1-4])(?![0-9A-Za-z])
  | (?P<half>[上下]半年{{h}})
)"""
_TAIL_OF_YEAR = _TAIL.replace("{h}", r"|(?<![A-Za-z])H[12](?![0-9A-Za-z])")
_TAIL_ALONE = _TAIL.replace("{h}", "")
CHINESE = re.compile(
    rf"""
    {_YEAR}(?:{_S}的?{_TAIL_OF_YEAR}|(?P<ypart>年?[底末初]|年?中期?(?![国央心东美华长小])))?
  | {_SHORT_YEAR}{_TAIL_OF_YEAR.replace("(?P<", "(?P<p_")}
  | {_TAIL_ALONE.replace("(?P<", "(?P<t_")}
    """,
    re.VERBOSE,
)
"""2026年2月8日 · 去年三季度 · 2025Q4 · 1-2月 · 3月2日至5日 · 上半年 · 2025年底. The groups of a part of a year are

without prefix behind a year, with p_ behind a short one, with t_ where it stands alone."""

ISO_DAY = re.compile(
    rf"(?<![0-9.])(?P<year>{_FOUR})(?P<sep>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sep)(?P<day>{_DAY_DIGITS})"
    r"(?![0-9]|[-/.][0-9])"
)
ISO_MONTH = re.compile(r"(?<![0-9.])(?P<year>20[0-9]{2})-(?P<month>1[0-2]|0[1-9])(?![0-9]|[-./][0-9])")
YEARS = re.compile(
    rf"(?<![0-9.,$])(?P<first>{_FOUR})\s?年?\s?(?:-|—|~|至|到)\s?(?P<last>{_FOUR}|{_TWO})(?![0-9.,-])"
    r"(?:\s?财?年度?|(?![元个家台万亿点]))"
)
DECADE = re.compile(
    r"(?P<century>上世纪|20世纪|二十世纪)?(?P<tens>[1-9]0|[二三四五六七八九]十)年代"
    r"|(?P<full>(?:19|20)[0-9]0)(?:年代|s\b)"
)
BARE_DAY = re.compile(
    rf"(?<![0-9.+\-/一二三四五六七八九十近每第满超逾续去来约达前后连内期共])(?P<first>{_DAY_DIGITS})"
    rf"(?:(?:\s?[日号]?{_TO}|、)(?P<last>{_DAY_DIGITS}))?\s?日(?![元均内游间线龄后本系期圆历])"
)
RELATIVE_DAY = re.compile(
    r"今[日天晨早晚夜]|[昨明][日天晨早晚夜]|(?<![目之此日])前[日天晚](?![0-9])|后天|当[日天]"
    r"|\b(?:[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)\b"
)
RELATIVE_PERIOD = re.compile(
    rf"(?<!日)(?P<which>[本上下])(?P<unit>周|星期|月|个月|个?季度)(?![一二三四五六日天末])(?P<part>{_PART_OF_MONTH})?"
    r"|(?P<this>这)一?(?P<week>周)(?![一二三四五六日天末])"
    r"|\b(?P<en_which>[Tt]his|[Ll]ast|[Nn]ext) (?P<en_unit>week|month|quarter|year)\b"
)
WITHIN_YEAR = re.compile(r"(?<![零一二三四五六七八九十两几数半多每跨百0-9 ])年(?P<part>[内底末初])")
WEEKDAY = re.compile(
    r"(?P<which>[上下本这])?(?:周|星期)(?P<zh>[一二三四五六日天末])(?![鸣福致次])"
    r"|\b(?:(?P<en_which>[Ll]ast|[Nn]ext|[Tt]his) )?(?P<en>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)

_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_ENGLISH_DAY = rf"(?P<day>{_DAY_DIGITS})(?:st|nd|rd|th)?(?:\s?-\s?(?P<until>{_DAY_DIGITS}))?"
DAY_MONTH = re.compile(rf"(?<![\w.,]){_ENGLISH_DAY} (?P<name>{_NAME})\.?(?:,? (?P<year>{_FOUR})\b)?")
MONTH_DAY = re.compile(
    rf"\b(?P<name>{_NAME})\.? (?:{_ENGLISH_DAY}(?![\w%]|[.,][0-9])(?:,? (?P<year>{_FOUR})\b)?|(?P<only>{_FOUR})\b)"
)
MONTH_ALONE = re.compile(
    rf"(?:(?<=\b[Ii]n )|(?<=\b[Bb]y )|(?<=[Ss]ince )|(?<=[Uu]ntil )|(?<=from )|(?<=[Ee]arly )|(?<=[Ll]ate ))"
    rf"(?P<name>{_NAME})"
)
_QUARTER = r"Q[1-4]|[1-4]Q|(?:first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter"
_HALF = r"(?:first|second)[ -]half|H[12](?= ?(?:of )?(?:FY)?20)|[12]H(?=[0-9])"
ENGLISH_PART = re.compile(
    rf"\b(?:(?P<quarter>{_QUARTER})|(?P<half>{_HALF}))"
    rf"(?:(?: of)?[ ']?(?:FY)?(?P<year>{_FOUR})|(?<=[QH])(?P<short>{_TWO})(?![.,%])"
    rf"|[ '](?:FY)?(?P<apart>{_TWO})(?![.,%]))?(?![A-Za-z0-9])"
)
FISCAL_YEAR = re.compile(
    rf"\bFY ?'?(?P<year>{_FOUR}|{_TWO})(?![0-9])(?:[-/]{_TWO}(?![0-9]))?|(?<![0-9.])(?P<short>{_TWO})财年"
)
BARE_YEAR = re.compile(
    r"(?<![0-9A-Za-z.,$€£¥#*×~—-])(?<!第)(?<![A-Z0-9]-)(?P<year>20[1-4][0-9])(?![0-9%‰$€£¥°℃A-Za-z*×~—-]|[.,:/][0-9])"
)
BEHIND_A_YEAR = re.compile(r"\s?(?:款|人工智能|家电|家居|家具)")
"""Words that begin like a unit of the figure that a bare year then would be."""

_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_TIME_OF_DAY = r"凌晨|清晨|早[上间盘]?|上午|中午|午间|下午|傍晚|晚[上间]?|夜里|深夜|今[早晚晨]|昨[晚夜]"
TIME = re.compile(
    rf"(?:(?:{_TIME_OF_DAY})\s?|(?<![0-9.:])){_HOUR}[:：][0-5][0-9](?::[0-5][0-9])?(?![0-9:])(?:\s?[AaPp]\.?[Mm]\b)?"
    r"|\b(?:1[0-2]|0?[1-9])(?::[0-5][0-9])?\s?(?:[ap]m|AM|PM|a\.m\.|p\.m\.)(?![a-z])"
    rf"|(?:{_TIME_OF_DAY})\s?(?:{_HOUR}|十[一二]?|[一二三四五六七八九两])\s?[点时](?:\s?[0-5]?[0-9]\s?分(?!钟)|半|整|[一三]刻)?"
    rf"|(?<![0-9.,])(?:{_HOUR}|零)\s?(?:时(?!代|尚|差)|点)\s?[0-5]?[0-9]\s?分(?!之|钟)(?:\s?[0-5]?[0-9]\s?秒)?"
    rf"|(?<=日)\s?{_HOUR}\s?[时点](?!代|尚|差)"
    rf"|(?<![0-9.,]){_HOUR}\s?(?:时(?=[许起至到前后，左])|点(?=[许半整钟]))(?:半|整|许)?"
)
