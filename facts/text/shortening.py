"""A text cut to a length, between clauses."""

import re

from facts.text.sentences import sentences
from facts.text.statements import statements

_TURNS = re.compile(
    r"但|却|不过|然而|可是|尽管|虽然|而(?!且)|若|如果|除非|前提|尚|仅|只|并非|\b(?:but|however|if|unless|though|although|yet|while)\b",
    re.IGNORECASE,
)
"""How a clause begins without which the one before it says too much."""
_ENDS = "，,；;：:、 "


def shortened(text: str, max_chars: int) -> str:
    """As many whole clauses from the start as fit, where the next one does not turn or tie them; else all of `text`."""
    if len(text) <= max_chars:
        return text
    ends = [sentence.start + piece.end for sentence in sentences(text) for piece in statements(sentence.text)]
    fitting = [end for end in ends if end <= max_chars and not turns(text[end:])]
    return text[: fitting[-1]].rstrip(_ENDS) if fitting else text


def turns(text: str) -> bool:
    """It begins with what the clause before it must not be read without."""
    return _TURNS.match(text.lstrip(f"{_ENDS}。")) is not None
