"""How many tokens a text will cost, told by its characters alone, and evidence packed into a budget of them.

What goes into a prompt is decided with this estimate and never with a vocabulary that one machine has and another
lacks: equal evidence gives equal requests everywhere.
"""

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

_WEIGHTS = (
    ("han", "[㐀-鿿]+", 0.0, 0.72),
    ("wide", "[\u2010-\u203b\u3000-\u303f\uff00-\uffef]+", 0.0, 1.2),
    ("digits", "[0-9]{1,3}", 1.25, 0.0),
    ("letters", "[A-Za-z]+", 0.9, 0.135),
    ("symbol", r"[!-/:-@\[-`{-~]+", 0.0, 0.4),
    ("blank", r"\s+", 0.0, 0.0),
    ("other", ".", 0.0, 1.5),
)
"""Tokens of a run of one kind of character, and of each in it: least squares over 3,900 Chinese and English news texts
against o200k_base.
"""
_KINDS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _, _ in _WEIGHTS), re.DOTALL)
_WEIGHTS_OF = {name: weights for name, _, *weights in _WEIGHTS}


class HasText(Protocol):
    @property
    def text(self) -> str: ...


P = TypeVar("P", bound=HasText)


def estimate(text: str) -> float:
    """Tokens of o200k_base by kind of character.

    On texts that the weights were not fitted to, the sum is 1 to 2 % low for Chinese and 3 to 5 % low for English news;
    97 % of single Chinese texts and 91 % of English ones are within 20 %.
    """
    tokens = 0.0
    for found in _KINDS.finditer(text):
        of_run, of_each = _WEIGHTS_OF[found.lastgroup or "other"]
        tokens += of_run + of_each * (found.end() - found.start())
    return tokens


def pack(
    passages: Sequence[P], budget_tokens: int, count: Callable[[str], float] = estimate
) -> tuple[tuple[P, ...], tuple[P, ...]]:
    """(kept, left out) of `passages`, which come best first; each stays in order, and whole.

    The first is always kept: evidence is never empty. One that does not fit leaves room for shorter ones after it.
    """
    kept: list[P] = []
    left_out: list[P] = []
    left = float(budget_tokens)
    for passage in passages:
        tokens = count(passage.text)
        if not kept or tokens <= left:
            kept.append(passage)
            left -= tokens
        else:
            left_out.append(passage)
    return tuple(kept), tuple(left_out)
