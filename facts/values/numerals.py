"""Numbers as Chinese and English texts write them: 1,320.5 · １２ · 三十亿 · 两千五 · 二〇二六 · ¾ · three."""

import re
from decimal import Decimal
from functools import lru_cache

_KEPT_WIDE = "，：；！？"
"""Chinese punctuation that says more as it stands."""

_FOLDS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE}
    | dict.fromkeys("−﹣‑‒–", "-")
    | dict.fromkeys("〜∼", "~")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
    | {"﹪": "%", "〇": "零", "○": "零", "兩": "两", "萬": "万", "億": "亿"}
)
_TO_FOLD = re.compile(f"[{re.escape(''.join(map(chr, _FOLDS)))}]")


def fold_width(text: str) -> str:
    """`text` with full-width letters, digits and signs made narrow, dashes and spaces plain. Every offset is kept."""
    return text.translate(_FOLDS) if _TO_FOLD.search(text) else text


SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "拾": 1, "佰": 2, "仟": 3}
"""Chinese scale -> power of ten. 兆 is left out: it is a million in units and a trillion elsewhere."""

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
DIGITS |= {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"两": 2}

FRACTIONS = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875",
    "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8",
}  # fmt: skip

_ENGLISH_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH_NUMBERS = {word: value for value, word in enumerate(_ENGLISH_SMALL.split())}
ENGLISH_NUMBERS |= {word: 10 * value for value, word in enumerate(_ENGLISH_TENS.split(), 2)} | {"dozen": 12}
ENGLISH_ORDERS = {
    word: value
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
ENGLISH_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Word -> power of ten."""

_LONGEST_CHINESE = 24


def arabic(written: str) -> Decimal:
    """The value of digits with optional thousands marks: 1,320.5 · 1 320 · 12."""
    return Decimal(written.replace(",", "").replace(" ", ""))


@lru_cache(maxsize=4096)
def chinese_number(written: str) -> Decimal | None:
    """The value of Chinese digits and scales (三十亿, 两千五, 二〇二六, 三点五), or None where they are no number."""
    if len(written) > _LONGEST_CHINESE:
        return None
    whole, point, decimals = written.partition("点")
    value = _scaled(whole) if any(character in SCALES for character in whole) else _positional(whole)
    if value is None or not point:
        return value
    digits = _positional(decimals)
    return None if digits is None else value + digits.scaleb(-len(decimals))


def _positional(written: str) -> Decimal | None:
    """二零二六: digits side by side."""
    if not written or any(character not in DIGITS for character in written):
        return None
    return Decimal("".join(str(DIGITS[character]) for character in written))


def _scaled(written: str) -> Decimal | None:
    """十九万亿, 一千零五, 两千五: in the last a lone digit counts a tenth of the scale before it. Digits never meet."""
    total = section = 0
    digit: int | None = None
    last_power = 0
    for character in written:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
            last_power = last_power if digit else 0
        elif character in SCALES:
            last_power = SCALES[character]
            total, section = _carried(total, section, digit, last_power)
            digit = None
        else:
            return None
    return Decimal(total + section + (digit or 0) * 10 ** max(last_power - 1, 0))


def _carried(total: int, section: int, digit: int | None, power: int) -> tuple[int, int]:
    """The number after one more scale: 十百千 build a section, 万 and 亿 close it (万亿 raises what is closed)."""
    if power < SCALES["万"]:
        return total, section + (1 if digit is None else digit) * 10**power
    section += digit or 0
    if total and (not section or total < 10**power):
        return (total + section) * 10**power, 0
    return total + (section or 1) * 10**power, 0


def small_integer(written: str) -> int | None:
    """A whole number in Arabic or Chinese digits (12, 十二, 二〇二六)."""
    if written.isascii() and written.isdigit():
        return int(written)
    value = chinese_number(written)
    return None if value is None else int(value)
