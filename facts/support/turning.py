"""Whether a later headline may undo what an earlier one tells: it denies, or goes the other way."""

from facts.text.lexicon import opposites, word_list

_DEEDS = ("course", "will", "place", "pace", "trade", "staff")
"""Axes of what somebody does, and so can undo; prices and balances go up and down by themselves."""


def may_turn(earlier: str, later: str) -> bool:
    """`later` has a denial that `earlier` lacks, or words for the other way than those of `earlier`."""
    denies = word_list("denial").occurs_in
    if denies(later) and not denies(earlier):
        return True
    return any(opposites()[name].part(earlier, later) for name in _DEEDS)
