"""Full-text search that finds Chinese words of two characters.

SQLite's trigram tokenizer finds nothing shorter than three characters, and most Chinese words have two. So each run of
Han, kana or Hangul is indexed as its overlapping pairs, which makes a word a phrase of pairs; its last character stands
alone as well, so that a single character is found wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterator

from facts.text.cleaning import clean
from facts.text.segmenter import words

_PAIRED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_RUN = re.compile(rf"([{_PAIRED}]+)|[^\W_{_PAIRED}]+")


def indexed_form(text: str) -> str:
    """The text as tokens separated by blanks: 光伏板 GPT-5 -> 光伏 伏板 板 GPT 5."""
    return " ".join(token for token, _ in _tokens(text))


def phrase(word: str) -> str:
    """An FTS5 query for what holds the word, as one phrase. Empty if there is nothing in it to look for."""
    tokens = list(_tokens(clean(word)))
    if not tokens:
        return ""
    (last, stands_alone), before = tokens[-1], tokens[:-1]
    if stands_alone and before and len(before[-1][0]) == 2 and before[-1][0][1] == last and not before[-1][1]:
        return f'"{" ".join(token for token, _ in before)}"'  # the run may go on where the word is found
    return f'"{" ".join(token for token, _ in tokens)}"{"*" if stands_alone else ""}'


def written_together(word: str) -> tuple[str, ...]:
    """The words of what was written without blanks, as Chinese is; single characters and signs are left out."""
    cut = (word[one.start : one.end] for one in words(word))
    return tuple(dict.fromkeys(part for part in cut if len(part) > 1 and phrase(part)))


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Each token, and whether it is the single last character of a run."""
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text)):
        found = run.group()
        if run[1]:
            yield from ((found[i : i + 2], i == len(found) - 1) for i in range(len(found)))
        else:
            yield found, False
