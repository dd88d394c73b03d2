"""The terms that lie within a text's words: a pair of characters of two words is rare by chance, and says nothing."""

from facts.names.name_words import COUNTRIES, COUNTRY_SHORT
from facts.text.segmenter import words
from facts.text.similarity import terms


def inner_terms(text: str) -> tuple[str, ...]:
    """Character pairs of Chinese words, whole words and numbers of the rest, in order; a country under its full name.
    A Chinese word of one character holds none.
    """
    text = COUNTRY_SHORT.sub(lambda short: f"{COUNTRIES.get(short[0], short[0])} ", text)
    written = (text[word.start : word.end] for word in words(text))
    return tuple(term for one in written for term in terms(one) if len(term) > 1 or term.isascii())
