"""Whether a text names an amount of money."""

import re

from facts.values.figures import read_figures

_CURRENCY = re.compile(
    r"元|[$€£¥￥]|美金|英镑|卢比|里亚尔|日圆|瑞郎|卢布|韩元|人民币|\b(?:USD|CNY|RMB|EUR|HKD|GBP|JPY|dollars?|euros?|pounds?|yuan|yen)\b"
)


def names_money(text: str) -> bool:
    """A figure of kind money stands in `text`."""
    return bool(_CURRENCY.search(text)) and any(figure.kind == "money" for figure in read_figures(text))
