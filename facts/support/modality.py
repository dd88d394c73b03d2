"""Whether a text says as settled what its source holds for open: 拟发行 as 发行, 或达 as 达, 将投入 as 已投入."""

import re
from collections.abc import Iterable, Iterator

from facts.support.direction import Compared, OppositeClauses, compared, is_close, nearest
from facts.text.sentences import without_end

_OPEN = re.compile(
    r"拟(?!上市|合|人|态|定了)|考虑|计划|打算|筹划|洽谈|寻求|意向|有意|或(?!者|许可|其)|可能|有望|预计|预期|预测|料(?=[将会于在达])"
    r"|争取|力争|目标|定于|即将|将(?=[于在会达是有由向从为推投发建成出开])"
    r"|\b(?:could|may|might|would|will|plans?|planned|planning|expect\w*|aims?|consider\w*|seek\w*|likely|propos\w*)\b"
    r"|\b(?:set to|in talks)\b",
    re.IGNORECASE,
)
_MERELY_LATER = re.compile(r"将|定于|即将|\b(?:will|set to)\b", re.IGNORECASE)
_DONE = re.compile(
    r"已(?!有|知|成年|故|婚)|完成了?|成功|\b(?:has|have) (?:already )?\w+ed\b|\balready\b", re.IGNORECASE
)
_HEDGED = re.compile(rf"{_OPEN.pattern}|据|传|疑|望|若|如果|欲|要(?!求|闻|点|素)|准备|将", re.IGNORECASE)


_POSSIBLE = re.compile(
    r"可能|或(?!者|许可|其)|有望|预计|预期|若|如果|一旦|恐|未必|\b(?:may|might|could|would|likely|expect\w*|if|unless|depends?)\b",
    re.IGNORECASE,
)


def leaves_open(text: str) -> bool:
    """Some word of it says that things may go otherwise."""
    return _POSSIBLE.search(text) is not None


def settled_statements(said: str, evidence: Iterable[str]) -> tuple[OppositeClauses, ...]:
    """Clauses of `said` that lose what all clauses of `evidence` nearest to them leave open, each once.

    A plain future may go where a date stays; said to be done already, it may not.
    """
    known = [clause for text in evidence for clause in compared(text)]
    return tuple(dict.fromkeys(turn for clause in compared(said) for turn in _settled(clause, known, said)))


def _settled(clause: Compared, known: list[Compared], said: str) -> Iterator[OppositeClauses]:
    near = [one for one in nearest(clause, known) if is_close(clause, one)]
    if not near or _HEDGED.search(clause.text) or not _leave_open(near):
        return
    if _DONE.search(clause.text) or not (_are_merely_later(near) or _HEDGED.search(said)):
        yield OppositeClauses(without_end(clause.text), without_end(near[0].text))


def _leave_open(clauses: list[Compared]) -> bool:
    """Every one does, and none tells of something done."""
    return all(_OPEN.search(one.text) for one in clauses) and not any(_DONE.search(one.text) for one in clauses)


def _are_merely_later(clauses: list[Compared]) -> bool:
    """What they leave open will be, only not yet."""
    open_words = [found.group() for one in clauses for found in _OPEN.finditer(one.text)]
    return all(_MERELY_LATER.fullmatch(word) for word in open_words)
