"""The terms that lie within a text's words: a pair of characters of two words is rare by chance, and says nothing."""

from collections.abc import Iterator

from facts.names.name_words import COUNTRIES, COUNTRY_SHORT
from facts.text.segmenter import words
from facts.text.similarity import terms


def inner_terms(text: str) -> tuple[str, ...]:
    """Character pairs of Chinese words, whole words and numbers of the rest; a country under its full name."""
    full = COUNTRY_SHORT.sub(lambda short: f"{COUNTRIES.get(short[0], short[0])} ", text)
    return tuple(term for one in _words(full) for term in terms(one) if len(term) > 1 or term.isascii())


def _words(text: str) -> Iterator[str]:
    """Words of one character side by side are read as one: so looks a name that no dictionary knows."""
    loose = ""
    for word in words(text):
        written = text[word.start : word.end]
        if len(written) > 1 or not written.isalpha():
            yield loose
            yield written
            loose = ""
        else:
            loose += written
    yield loose
