"""The part of a title that a reader needs, and whether it tells of a happening."""

import re

from facts.text.cleaning import plain, unshowable
from facts.text.sentences import Span, clauses

_LABEL = re.compile(
    r"^\s*(?:[【\[](?:快讯|突发|独家|最新|重磅|图解|头条|视频|公告|早报|午报|晚报|原创|转载|深度|热点|焦点|首发|更新|Update|Breaking|Exclusive|Video)[】\]]|(?:快讯|突发|重磅|独家|最新消息|Breaking|Exclusive|Update)\s*[|｜:：!！])\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:[_|｜]\s*[^_|｜，。]{2,20}|\s[-–—]\s*[^-–—，。,]{2,24}|——?\s*[^-–—，。]{2,10}[网报社])\s*$")
_OUTLET = re.compile(
    r"[网报社刊讯]$|财经|新闻|日报|周刊|观察|在线|频道|News|Times|Post|Daily|Journal|Reuters|Bloomberg|Wire|Ledger|Review|Magazine|\.com|\.cn",
    re.IGNORECASE,
)
_LONGEST_TAIL = 80
"""Characters; a tail with its separator and blanks is shorter, and titles may be hostile."""
_BRACKETED = re.compile(r"^\s*【(?P<inner>[^【】]+)】\s*$")
_NOT_NEWS = re.compile(r"^[\w.-]+/[\w.-]+$|^[\w-]+(?:\.[\w-]+)+/?$", re.ASCII)
_HAN = re.compile(r"[㐀-鿿]")
_CLOSING = " !！”’\"')）】」』》"


def headline(title: str) -> Span:
    """`title` without a leading label, surrounding brackets and the outlet's tail; an exact span of it."""
    start, end = 0, len(title)
    if label := _LABEL.match(title):
        start = label.end()
    if inner := _BRACKETED.match(title[start:end]):
        start, end = start + inner.start("inner"), start + inner.end("inner")
    end = _without_tail(title, start, end)
    text = title[start:end]
    kept = text.strip()
    start += len(text) - len(text.lstrip())
    return Span(start, start + len(kept), kept) if kept else Span(0, len(title), title)


_ASKS = re.compile(r"^(?:谁|为何|为什么|何以|怎么|怎样|如何|哪|到底|究竟|会不会|能否|是否)|[吗呢？?]$|什么$|几何$")


def without_question(headline: str) -> str:
    """`headline` up to the clause that asks instead of telling, if anything is told before it."""
    told: list[Span] = []
    for clause in clauses(headline):
        if told and _ASKS.search(headline[clause.start : clause.end + 1].rstrip("，,：: ")):
            return headline[: told[-1].end]
        told.append(clause)
    return headline


def ends_asking(title: str) -> bool:
    """Its headline ends in a question: a teaser. One that goes on behind a question tells the answer."""
    return headline(title).text.rstrip(_CLOSING).endswith(("？", "?"))


_ASKS_OR_CALLS = re.compile(r"[？?！!…]")
_COINED = re.compile(r"[“「『\"][\u3400-\u9fff]{1,4}[”」』\"]")


def is_plain(headline: str) -> bool:
    """It neither asks nor exclaims, nor plays on a coined word: “养虾”."""
    return not (_ASKS_OR_CALLS.search(headline) or _ASKS.search(headline) or _COINED.search(headline))


def _without_tail(title: str, start: int, end: int) -> int:
    tail = _TAIL.search(title, max(start, end - _LONGEST_TAIL), end)
    if not tail or not _OUTLET.search(tail.group().strip(" _|｜-–—")) or tail.start() - start < 6:
        return end
    return tail.start()


def tells_a_happening(title: str) -> bool:
    """False for repository names, site addresses and titles of a word or two: they name a thing and tell nothing.

    False also where a reader would see nothing, or what no report can hold: titles of markup and signs.
    """
    kept = plain(headline(title).text)
    if _NOT_NEWS.match(kept) or not any(map(str.isalnum, kept)) or unshowable(kept):
        return False
    return len(_HAN.findall(kept)) >= 6 or len(kept.split()) >= 4
