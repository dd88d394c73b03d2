"""What stands around the sentences of a news text and is none of them: where and by whom it was written, credits,
numbers of a list, words to the reader. Told by its shape, not by the names of outlets."""

import re

from facts.text.segmenter import words
from facts.text.sentences import blanked, clauses

_HAN = "\u3400-\u9fff"
_DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})"
_ZONE = r"(?:\s(?:[A-Z]{1,2}[SD]T|[ECMP]T|CET|GMT|UTC|HKT|SGT)(?=\s))?"
_TIME = rf"[T,，\s]*\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?(?:\s?[AP]M)?{_ZONE}"
_BEFORE = (
    re.compile(rf"{_DAY}{_TIME}\s+(?=\S)|{_DAY}\s+(?=[^\s至到起前后之~—–-])"),  # when it was put up
    re.compile(r"(?:(?:来源|作者|编辑|记者|责编|文)\s*[：:]\s*[^\s，。：:]{1,12}\s+)+"),  # by whom
    re.compile(r"[^\w\s“\"'‘《【「『（(\[$€£¥@#+.-]+\s*|[-*•]\s+"),  # the sign of a list, or a picture
    re.compile(
        r"\d{1,2}(?:[、)）]|[.．](?!\d))\s*(?=[^\d\s])|[①-⑳㈠-㈩]\s*|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]\s*"
        r"|[一二三四五六七八九十]{1,3}、\s*"
    ),  # its number; 1. 4 万亿 is none
    re.compile(
        rf"(?:(?P<title>《)?[{_HAN}A-Za-z·]{{0,14}}?(?(title)》)(?:\d{{4}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日(?:\s*[{_HAN}]{{2,4}})?\s*(?:专?电|讯)|本[报网刊台社]讯)"
        r"(?:[，,：:]\s*|\s+|(?=[（(]))"
    ),  # a dateline: 某社北京3月9日电
    re.compile(rf"[（(][{_HAN}\s]{{0,6}}(?:记者|编辑|作者|通讯员)[^（）()]{{0,30}}[)）]\s*"),
    re.compile(
        rf"(?:[{_HAN}]{{2,6}})?(?:记者|通讯员)\s*[{_HAN}·]{{2,4}}(?:[、\s]+[{_HAN}·]{{2,4}}){{0,3}}\s*(?:[{_HAN}]{{2,4}})?报道[，,。：:]?\s*"
    ),
    re.compile(
        r"(?:[A-Z][A-Z.'’-]+[ ,]{0,2}){1,4}"
        r"(?:(?:[A-Z][a-z]{2,8}\.? \d{1,2})?\s*\([A-Z][\w ]{1,20}\)|[A-Z][a-z]{2,8}\.? \d{1,2})\s+[-–—]+\s+"
    ),
)
"""What may stand before a sentence, in the order in which it does."""

_BYLINE = re.compile(
    rf"(?P<name>[{_HAN}·A-Za-z0-9]{{2,14}}|[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){{0,4}})\s+{_DAY}{_TIME}\s+(?=[^\sa-z])"
)
"""What stands over a page, run into its first sentence: an outlet, a day and a time."""
_VERBAL = "vpd"
"""How the tags of a predicate begin: verbs, prepositions, adverbs."""

_BEHIND = re.compile(
    r"\s*[（(](?:完|来源|图源|编辑|责编|记者|作者|[^（）()\d]{1,10}[社报网])[^（）()\d]{0,20}[)）]\s*$"
)

_FURNITURE = re.compile(
    r"^(?:图|文|图源|图片|图片来源|文字|视频|来源|数据来源|原标题|责任编辑|责编|编辑|校对|审核|作者|记者|监制|出品|供稿|摄影|source|photo|image|credit|editor)s?\s*(?:by\b|[｜|︱/：:])"
    r"|[？?！!]\s*[”」）)]?$|^(?:记者获悉|点击|详情|更多|扫码|关注|免责|风险提示|以上内容)[：:，,]?.{0,12}$|不构成投资建议|截至发稿|互动平台|投资者提问|中标.{0,6}包\d",
    re.IGNORECASE,
)
"""Credits, questions, exclamations and the furniture of a page."""

_TO_THE_READER = re.compile(
    r"[你您咱]|大家|小编|各位(?:读者|朋友)|\b(?:you|your)\b|\bHN\b|(?:\d条?|社区|帖子?)\s?(?:评论|讨论|热议|反应)|评论数",
    re.IGNORECASE,
)
"""Chat about the news, outside quotation marks."""

_TITLE_AND_REMARK = re.compile(rf"(?:[A-Za-z$'’\"][^\s{_HAN}]*\s+){{6}}[^{_HAN}]*[{_HAN}]")
"""A title in another language with a remark behind it."""

HEADLINE = re.compile(r"^【.*】$")
"""A headline that a text repeats as its first sentence."""

CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)+\s*$")
"""The dots of a text that was cut off after a sentence."""


def told(sentence: str) -> tuple[int, int]:
    """Where what `sentence` tells begins and ends, between the furniture around it."""
    start = _byline(sentence)
    for pattern in _BEFORE:
        if found := pattern.match(sentence, start):
            start = found.end()
    behind = _BEHIND.search(sentence, start)
    return (start, behind.start()) if behind and behind.start() > start else (start, len(sentence))


def _byline(sentence: str) -> int:
    """Where it ends: its name tells nothing of itself, and the sentence has a subject without it."""
    found = _BYLINE.match(sentence)
    if not found or any(word.tag[0] in _VERBAL for word in words(found["name"])[1:]):
        return 0
    told = clauses(sentence[found.end() :])[:2]
    return found.end() if any(words(one.text)[0].tag[0] not in _VERBAL for one in told) else 0


def is_furniture(sentence: str) -> bool:
    """It tells nothing of the news, or asks, or speaks to the reader."""
    if _FURNITURE.search(sentence) or _TITLE_AND_REMARK.match(sentence):
        return True
    return _TO_THE_READER.search(blanked(sentence, '“「『"')) is not None
