"""Numbers as Chinese and English texts write them: 1,320.5 · １２ · 1.2万亿 · 三十亿 · 两千五 · ¾ · three million."""

import re
from decimal import Decimal
from functools import lru_cache

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？"}
_NARROWED = str.maketrans(
    {chr(code): narrow for code, narrow in _WIDE.items()}
    | dict.fromkeys("−﹣‑‒–", "-")
    | dict.fromkeys("〜∼", "~")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
    | {"．": ".", "﹪": "%", "〇": "零", "廿": "廿"}
)
_FOLDED = re.compile(r"[\uff01-\uff5e−﹣‑‒–〜∼\u00a0\u2007\u2009\u202f\u3000﹪〇]")


def fold_width(text: str) -> str:
    """`text` with full-width letters, digits and signs made narrow and dashes and spaces made plain; every offset is kept."""
    return text.translate(_NARROWED) if _FOLDED.search(text) else text


SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "兆": 12, "拾": 1, "佰": 2, "仟": 3, "萬": 4, "億": 8}
"""Chinese scale -> power of ten. 兆 is a scale in traditional texts only; the reader of figures takes it for mega."""

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
DIGITS |= {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
DIGITS |= {"廿": 20}

FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8"}

_ENGLISH_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
ENGLISH_NUMBERS = {word: value for value, word in enumerate(_ENGLISH_SMALL)} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12
}
ENGLISH_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_TENS_FROM = 20
_TENS_TO = 90


def arabic(written: str) -> Decimal:
    """The value of digits with optional thousands marks: 1,320.5 · 1 320 · 12."""
    return Decimal(written.replace(",", "").replace(" ", ""))


@lru_cache(maxsize=4096)
def chinese_number(written: str) -> Decimal | None:
    """The value of a number in Chinese digits and scales (三十亿, 十九万亿, 两千五, 二〇二六, 三点五), or None where it is none."""
    whole, point, decimals = written.partition("点")
    value = _positional(whole) if not any(character in SCALES for character in whole) else _scaled(whole)
    if value is None or not point:
        return value
    digits = "".join(str(DIGITS.get(character, "x")) for character in decimals)
    return value + Decimal("0." + digits) if digits.isdigit() else None


def _positional(written: str) -> Decimal | None:
    """二〇二六: digits side by side."""
    if not written or any(character not in DIGITS for character in written):
        return None
    return Decimal("".join(str(DIGITS[character]) for character in written))


def _scaled(written: str) -> Decimal | None:
    """十九万亿, 两千五: digits with their scales; a last lone digit counts a tenth of the scale before it, unless 零 stands between."""
    total = section = 0
    digit: int | None = None
    last_scale = 0
    for character in written:
        if character in DIGITS:
            digit = DIGITS[character]
            last_scale = 0 if digit == 0 else last_scale
            continue
        if character not in SCALES:
            return None
        power = SCALES[character]
        last_scale = power
        if power < SCALES["万"]:
            section += (1 if digit is None else digit) * 10**power
        else:
            section += digit or 0
            if total and total < 10**power:
                total, section = (total + section) * 10**power, 0
            else:
                total, section = total + (section or 1) * 10**power, 0
        digit = None
    if digit:
        section += digit * 10 ** max(last_scale - 1, 0)
    return Decimal(total + section)


def small_integer(written: str) -> int | None:
    """A whole number in Arabic or Chinese digits (12, 十二, 二〇二六)."""
    if written.isascii() and written.isdigit():
        return int(written)
    value = chinese_number(written)
    return None if value is None else int(value)
