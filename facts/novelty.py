"""How much of a text a reader does not know yet."""

from collections.abc import Iterable

from facts.similarity import terms


def novelty(text: str, known: Iterable[str]) -> float:
    """Share of the terms of `text` that stand in none of the `known` texts: 0 a repetition, 1 all new."""
    own = set(terms(text))
    told = {term for other in known for term in terms(other)}
    return len(own - told) / len(own) if own else 0.0
