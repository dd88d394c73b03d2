"""What a text and its rendering in another language do not share: figures, dates and names, in the notation of each."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from facts.names.detection import Aliases, MissingName, missing_names
from facts.support.undisproved import is_small_count
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.values.dates import DateMention, read_dates
from facts.values.figures import Figure, read_figures, same_value

_SIDES = {"over": "above", "at_least": "above", "nearly": "near", "about": "near", "under": "below", "at_most": "below"}
"""Hedges that one language has one word for, and the other two."""
_ANCHOR = date(2024, 7, 1)
"""Both texts were written on one day, whichever it was."""


def strangers(original: str, rendering: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The figures and dates that the original has alone, and those that the rendering has alone.

    One that differs in value, unit, direction or hedge stands on both sides. A count of a handful, a fraction or a
    vague number in words may go by another word: it counts only where the other side has such a one too.
    """
    texts = plain(original), plain(rendering)
    lost, added = (list(read_figures(text)) for text in texts)
    _take_out_twins(lost, added)
    if not (lost and added):
        lost, added = ([one for one in side if not _may_be_a_word(one)] for side in (lost, added))
    dates = [read_dates(text, _ANCHOR) for text in texts]
    return (
        (*(one.text for one in lost), *_unmet(*dates)),
        (*(one.text for one in added), *_unmet(*reversed(dates))),
    )


def _take_out_twins(lost: list[Figure], added: list[Figure]) -> None:
    """Each figure with its nearest of the other side, once."""
    signs = {one.direction for one in lost} & {one.direction for one in added}
    for one in tuple(lost):
        twin = next((other for other in added if _is_twin(one, other, signs)), None)
        if twin:
            lost.remove(one)
            added.remove(twin)


def _is_twin(one: Figure, other: Figure, signs: Collection[int]) -> bool:
    """`signs`: directions that both sides have. From 5 to 12 rises, whichever end of it is said to."""
    if not same_value(one, other):
        return False
    moves = one.direction == other.direction or (one.direction or other.direction) in signs
    side, other_side = (_SIDES.get(each.hedge or "") for each in (one, other))
    return moves and (side == other_side or (side is None and other.hedge == "at_most") or _is_vague(one, other))


def _is_vague(*figures: Figure) -> bool:
    return any(one.hedge == "several" for one in figures)


def _may_be_a_word(figure: Figure) -> bool:
    if any(map(str.isdigit, figure.text)):
        return False
    return is_small_count(figure) or figure.kind == "fraction" or _is_vague(figure)


def _unmet(mentions: Sequence[DateMention], others: Sequence[DateMention]) -> Iterator[str]:
    """Those with digits that no date of the other side lies within, or around: 2026年底 is within 2026."""
    for one in mentions:
        if any(map(str.isdigit, one.text)) and not any(_lie_together(one, other) for other in others):
            yield one.text


def _lie_together(one: DateMention, other: DateMention) -> bool:
    if not (one.first and one.last and other.first and other.last):
        return True
    return (one.first <= other.first and other.last <= one.last) or (
        other.first <= one.first and one.last <= other.last
    )


def strange_names(said: str, others: Iterable[str], aliases: Aliases) -> tuple[str, ...]:
    """The names in `said` that none of `others`, in whichever language, carries under any form, as far as they are
    sure to be names: of the table, with digits, in Latin letters within Chinese or with capitals within.
    """
    is_chinese = language_of(said) == "zh"
    found = missing_names(said, others, aliases)
    return tuple(one.text for one in found if _is_sure(one, aliases, is_chinese))


def _is_sure(name: MissingName, aliases: Aliases, is_chinese: bool) -> bool:
    text = name.text
    if not text.isascii():
        return name.is_proven and bool(aliases.groups(text))
    if aliases.groups(text):
        return name.is_proven
    return is_chinese or any(map(str.isdigit, text)) or not (text[1:].islower() or text.isupper())
