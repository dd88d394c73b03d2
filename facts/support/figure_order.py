"""分别 and respectively: which figure is whose shows in the order alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from facts.text.cleaning import plain
from facts.text.sentences import Span, sentences
from facts.values.figures import Figure, read_figures, same_value

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
    """(figure of `said`, the figure that the evidence has for the same name) where the two go in other orders."""
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
            figures = _figures_beside(text, sentence.start + mark.start(), sentence)
            end = min(sentence.start + mark.start(), figures[0].start) if figures else sentence.start
            names = _names(text[sentence.start : end])
            if len(names) == len(figures) > 1:
                yield from (_Pair(name, figure) for name, figure in zip(names, figures, strict=True))


def _figures_beside(text: str, mark: int, sentence: Span) -> list[Figure]:
    """The list of figures of one kind behind the 分别 at `mark`, or before a respectively."""
    behind = not text[mark].isascii()
    within = [one for one in read_figures(text) if sentence.start <= one.start < sentence.end]
    near = [one for one in within if (one.start > mark) == behind]
    found: list[Figure] = []
    for figure in near if behind else reversed(near):
        if found and not _is_next(text, *sorted((found[-1], figure), key=lambda one: one.start)):
            break
        found.append(figure)
    return found if behind else found[::-1]


def _is_next(text: str, first: Figure, second: Figure) -> bool:
    return first.measure == second.measure and _BETWEEN.fullmatch(text, first.end, second.start) is not None


_BETWEEN = re.compile(r"\s*(?:、|和|与|以及|及|,? and|,)\s*")


def figures_in_order(text: str) -> frozenset[Figure]:
    """Those that stand in such a list."""
    return frozenset(pair.figure for pair in _pairs(text))


def _names(before: str) -> list[str]:
    listed = _NAMES_END.split(before)[-1]
    return [part.strip() for part in _LISTED.split(listed) if len(part.strip()) >= _SHORTEST]


def _figures_of(pair: _Pair, others: Sequence[_Pair], text: str) -> list[Figure]:
    """The figures that `text` has for the name: by its place in a list there, else the first of that kind behind it."""
    listed = [one.figure for one in _pairs(text) if _is_name(pair.name, one.name)]
    if listed:
        return listed
    rivals = [rival for other in others if other.name != pair.name and (rival := _as_in(other.name, text))]
    alike = [one for one in read_figures(text) if one.measure == pair.figure.measure]
    behind = (_figure_behind(place, alike, text, rivals) for place in _ends_of(_as_in(pair.name, text), text))
    return [figure for figure in behind if figure]


def _ends_of(name: str, text: str) -> list[int]:
    """Where each `name` in `text` ends."""
    return [place.end() for place in re.finditer(re.escape(name), text)] if name else []


def _figure_behind(place: int, figures: Iterable[Figure], text: str, rivals: Iterable[str]) -> Figure | None:
    """The first one that follows, if neither a sentence ends nor a rival is named on the way."""
    following = next((one for one in figures if place <= one.start < place + _LONGEST_WAY), None)
    between = text[place : following.start] if following else ""
    return None if any(sign in between for sign in ("。", *rivals)) else following


def _is_name(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _as_in(name: str, text: str) -> str:
    """The longest beginning of `name` that stands in `text`: what follows it may be a noun or a verb."""
    lengths = range(len(name), _SHORTEST - 1, -1)
    return next((name[:length] for length in lengths if name[:length] in text), "")
