"""Whether a text names an amount of money, and of which order."""

import math
import re

from facts.values.figures import read_figures

_CURRENCY = re.compile(
    r"元|[$€£¥￥]|美金|英镑|卢比|里亚尔|日圆|瑞郎|卢布|韩元|人民币|\b(?:USD|CNY|RMB|EUR|HKD|GBP|JPY|dollars?|euros?|pounds?|yuan|yen)\b"
)


def names_money(text: str) -> bool:
    """A figure of kind money stands in `text`."""
    return bool(_CURRENCY.search(text)) and any(figure.kind == "money" for figure in read_figures(text))


_IN_DOLLARS = {
    "USD": 1, "EUR": 1.1, "GBP": 1.3, "CHF": 1.2, "CAD": 0.7, "AUD": 0.65, "SGD": 0.75, "CNY": 0.14, "HKD": 0.13,
    "TWD": 0.03, "INR": 0.012, "RUB": 0.012, "JPY": 0.0067, "KRW": 0.0007,
}  # fmt: skip
"""Of one unit of a currency: as rough as an order of magnitude needs."""
_SMALLEST, _LARGEST = 7.0, 11.0


def largest_amount(text: str) -> float | None:
    """The largest amount of money that `text` names, in US dollars; None where it names none in a known currency."""
    amounts = (one for one in read_figures(text) if one.kind == "money" and one.unit in _IN_DOLLARS)
    return max((float(one.high) * _IN_DOLLARS[one.unit] for one in amounts), default=None)


def order_of_money(text: str) -> float:
    """The largest amount that `text` names, on a scale of powers of ten: 0 for USD 10 million, 1 for 100 billion."""
    amount = largest_amount(text) or 0.0
    order = math.log10(amount) if amount > 0 else _SMALLEST
    return min(1.0, max(0.0, (order - _SMALLEST) / (_LARGEST - _SMALLEST)))
