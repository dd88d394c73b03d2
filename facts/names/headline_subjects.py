"""Whether two headlines tell the same kind of thing of two subjects: one firm's notice is worded like another's."""

import re
from collections.abc import Iterator

from facts.names.event_anchors import name_anchors
from facts.names.name_words import GENERIC_LATIN
from facts.text.segmenter import words
from facts.text.similarity import terms
from facts.values.figures import Figure, read_figures

_LABEL = re.compile(r"^([^：:，,。\s]{2,14})[：:]")
KINDS = frozenset("ipo ai app pre-a reits etf esg ceo ces pre-ipo reit abs l3 st h a gpu llm".split())
"""Names in Latin letters that name no one."""
_NO_NAMES = KINDS.union(map(str.lower, GENERIC_LATIN))
_OFFICE = re.compile(
    r"[部委局署所院办会府媒官]$|部长|行长|主席|总统|总理|首相|外长|院长|部门|发言人|公告|报告|消息|快讯|中心|央行|人士"
)
"""Who speaks for an office goes under two names."""
_VAGUE = re.compile(r"[数几余多]")
_ALIKE = 0.6
_LEAST = 2
_SHORT = 4
_OPENING = 8
_CLAUSE_END = re.compile(r"[，,。！!]|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


def of_other_subjects(a: str, b: str, texts: tuple[str, str] = ("", "")) -> bool:
    """Their openings name two, and the rest is worded alike. Never where they share a name, or several figures with
    the `texts` that stand below them: those pin one happening, whoever tells it.
    """
    if not (_open_with_two(a, b) or _speak_for_two(a, b, texts)):  # figures are dear to read, words settle most
        return False
    names = (name_anchors(a) & name_anchors(b)) - _NO_NAMES
    return not names and not share_figures(f"{a} {texts[0]}", f"{b} {texts[1]}")


def share_figures(a: str, b: str) -> bool:
    """Whether both give the same exact figures, several: many raise a forecast by 0.25 points on one day."""
    return len(_exact_figures(a) & _exact_figures(b)) > 1


def _open_with_two(a: str, b: str) -> bool:
    (label, said), (other, told) = _parted(a), _parted(b)
    if label and other:
        if label != other:
            return _name_two(label, other)
        a, b = said, told
    a, b = _deed(a), _deed(b)
    first, second = set(terms(a)), set(terms(b))
    shared = (first & second) - KINDS
    leads = _lead(a, shared), _lead(b, shared)
    rests = (first - set(terms(leads[0])), second - set(terms(leads[1])))
    return bool(shared) and len(shared) >= _ALIKE * min(map(len, rests)) and _name_two(*leads)


def _speak_for_two(a: str, b: str, texts: tuple[str, str]) -> bool:
    """Before a colon stand two names, and neither text holds the other's: two provinces' offices act alike on one day,
    and whoever speaks for an office is named with it.
    """
    first, second = _parted(a)[0], _parted(b)[0]
    if not (first and second and all(texts)):
        return False
    if _acts(first) or _acts(second) or _abbreviates(first, second) or _abbreviates(second, first):
        return False
    return not (_holds(f"{b} {texts[1]}", first) or _holds(f"{a} {texts[0]}", second))


def _acts(label: str) -> bool:
    """It tells a deed, and is no name."""
    return any(word.tag == "v" for word in words(label))


def _holds(text: str, name: str) -> bool:
    return set(terms(name)) <= set(terms(text))


def _deed(headline: str) -> str:
    """Its first clause, which tells who does what; more of it where that is no more than an opening."""
    return next(
        (headline[: end.start()] for end in _CLAUSE_END.finditer(headline) if end.start() >= _OPENING), headline
    )


def of_other_deeds(a: str, b: str) -> bool:
    """One speaker's two statements, which share no word: "部长：…" and "部长：…"."""
    (first, said), (second, told) = _parted(a), _parted(b)
    same = first.startswith(second) or second.startswith(first) or first[-3:] == second[-3:]  # 李乐成 behind his office
    return bool(first and second) and same and not set(terms(said)) & set(terms(told))


def _parted(headline: str) -> tuple[str, str]:
    """Who speaks before a colon, or nobody, and the rest."""
    label = _LABEL.match(headline)
    return (label[1], headline[label.end() :]) if label else ("", headline)


def _exact_figures(text: str) -> set[tuple[object, ...]]:
    return {(one.low, one.unit) for one in read_figures(text) if _pins(one)}


def _pins(figure: Figure) -> bool:
    """Whether it is seldom shared by chance: many things move by 4 % on one day."""
    exact = figure.is_hard and not figure.is_range and not _VAGUE.search(figure.text)
    return exact and (figure.kind != "percent" or len(figure.low.normalize().as_tuple().digits) > 1)


def _lead(text: str, shared: set[str]) -> str:
    """What stands before the first term of `shared`."""
    places = [place for term in shared if (place := text.lower().find(term)) >= 0]
    return text[: min(places, default=0)].strip(" ：:，,“”‘’《》")


def _name_two(a: str, b: str) -> bool:
    """Neither is empty, an office, or a short form of the other."""
    if min(len(a), len(b)) < _LEAST or _OFFICE.search(a) or _OFFICE.search(b):
        return False
    return not (set(terms(a)) & set(terms(b)) - KINDS) and not _shortens(a, b) and not _shortens(b, a)


def _shortens(short: str, long: str) -> bool:
    """俄称 and 俄罗斯 begin alike."""
    return _abbreviates(short, long) or (len(short) < _SHORT and short[0] == long[0])


def _abbreviates(short: str, long: str) -> bool:
    """长和 is 长江和记: all its characters stand in the long form in order."""
    characters: Iterator[str] = iter(long)
    return all(one in characters for one in short)
