"""分别 and respectively: which figure is whose shows in the order alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from facts.support.figure_matching import read_cached
from facts.text.cleaning import plain
from facts.text.sentences import sentences
from facts.values.figures import Figure, same_value

_IN_ORDER = re.compile(r"分别|依次|\brespectively\b", re.IGNORECASE)
_NAMES_END = re.compile(r"[，。；;：:]")
_LISTED = re.compile(r"、|和|与|以及|及|, and |, | and ")
_SHORTEST = 2
_LONGEST_WAY = 40
"""From a name to its figure."""


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    figure: Figure


def crossed_figures(said: str, evidence: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(figure of `said`, the figure that the evidence has for the same name), where the two lists go in other orders."""
    said, texts = plain(said), [plain(text) for text in evidence]
    own = list(_pairs(said))
    if own:
        return tuple(found for text in texts for found in _crossed(own, text))
    lists = [pair for text in texts for pair in _pairs(text)]
    told = [_Pair(pair.name, figure) for pair in lists for figure in _figures_of(pair, lists, said)]
    return tuple(
        dict.fromkeys((pair.figure.text, other) for pair in told if (other := _another(pair, told, lists)) is not None)
    )


def _crossed(own: Sequence[_Pair], text: str) -> Iterator[tuple[str, str]]:
    known = [_Pair(pair.name, figure) for pair in own for figure in _figures_of(pair, own, text)]
    for pair in own:
        other = _another(pair, own, known)
        if other is not None:
            yield pair.figure.text, other


def _another(pair: _Pair, own: Sequence[_Pair], known: Sequence[_Pair]) -> str | None:
    """What `known` has for the name, where that is a figure which `own` gives to another name."""
    theirs = [other.figure for other in known if other.name == pair.name]
    if not theirs or any(same_value(pair.figure, other) for other in theirs):
        return None
    exchanged = (
        other.text for other in theirs if any(same_value(other, one.figure) for one in own if one.name != pair.name)
    )
    return next(exchanged, None)


def _pairs(text: str) -> Iterator[_Pair]:
    """The names of each list with their figures: 甲、乙分别增长5%、3%."""
    for sentence in sentences(text):
        for mark in _IN_ORDER.finditer(sentence.text):
            figures = _figures_beside(sentence.text, mark)
            end = min(mark.start(), figures[0].start) if figures else mark.start()
            names = _names(sentence.text[:end])
            if len(names) == len(figures) > 1:
                yield from (_Pair(name, figure) for name, figure in zip(names, figures, strict=True))


def _figures_beside(text: str, mark: re.Match[str]) -> list[Figure]:
    """The list of figures of one kind behind 分别, or before respectively."""
    behind = not mark.group()[0].isascii()
    near = [one for one in read_cached(text) if (one.start >= mark.end()) == behind]
    ordered = near if behind else near[::-1]
    found: list[Figure] = []
    for figure in ordered:
        between = text[found[-1].end : figure.start] if behind and found else text[figure.end : found[-1].start] if found else ""
        if found and ((figure.unit, figure.kind) != (found[0].unit, found[0].kind) or not _LISTED.match(between.lstrip())):
            break
        found.append(figure)
    return found if behind else found[::-1]


def _names(before: str) -> list[str]:
    listed = _NAMES_END.split(before)[-1]
    return [part.strip() for part in _LISTED.split(listed) if len(part.strip()) >= _SHORTEST]


def _figures_of(pair: _Pair, others: Sequence[_Pair], text: str) -> list[Figure]:
    """The figures that `text` has for the name: by its place in a list there, else the first of that kind behind it."""
    listed = [one.figure for one in _pairs(text) if _is_name(pair.name, one.name)]
    if listed:
        return listed
    name = _as_in(pair.name, text)
    rivals = [_as_in(other.name, text) for other in others if other.name != pair.name]
    alike = [one for one in read_cached(text) if (one.unit, one.kind) == (pair.figure.unit, pair.figure.kind)]
    found = []
    for place in re.finditer(re.escape(name), text) if name else ():
        following = next((one for one in alike if place.end() <= one.start < place.end() + _LONGEST_WAY), None)
        between = text[place.end() : following.start] if following else ""
        if following and "。" not in between and not any(rival and rival in between for rival in rivals):
            found.append(following)
    return found


def _is_name(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _as_in(name: str, text: str) -> str:
    """The longest beginning of `name` that stands in `text`: what follows it may be a noun or a verb."""
    lengths = range(len(name), _SHORTEST - 1, -1)
    return next((name[:length] for length in lengths if name[:length] in text), "")
