"""What stands right before a figure and says what it measures: 净利润 in 净利润达5亿元."""

import re

_FILLER = re.compile(
    r"(?:[ *`(（:：+-]|约为?|大约|超过?|逾|近|达到?|高达|为|是|至|到|了|的|仅|共|合计|累计|最高|至少|不到|不足|突破|同比|环比|分别|均|各|just|about"
    r"|over|nearly|to|of|by|is|was|at|US|HK|[$€£¥￥])\Z"
)
_LISTED = re.compile(r"(?:[、,，/]|和|及|与|或|以及| and| or)\Z")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2}\Z|[A-Za-z]{3,}\Z")


def label_before(text: str, start: int) -> str | None:
    """The last two characters or the word before the figure at `start`, or None where it stands in a list or first."""
    end = start
    for _ in range(_MOST_FILLERS):
        filler = _FILLER.search(text, max(0, end - _LONGEST), end)
        if not filler:
            break
        end = filler.start()
    if _LISTED.search(text, max(0, end - _LONGEST), end):
        return None
    label = _LABEL.search(text, max(0, end - _LONGEST), end)
    return label.group() if label else None


_MOST_FILLERS = 6
_LONGEST = 16
