"""What the full-text index holds of a document.

SQLite's trigram tokenizer finds nothing shorter than three characters, and most Chinese words have two. So each run of
Han, kana or Hangul is indexed as its overlapping pairs, which makes a word a phrase of pairs; its last character stands
alone as well, so that a single character is found wherever it stands.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from brief.documents.corpus.database import Database, marks, some_at_once
from facts.text.cleaning import clean


class Entry(NamedTuple):
    number: int
    title: str
    text: str


def entries(database: Database, numbers: Iterable[int]) -> Iterator[Entry]:
    """Of these documents: their numbers, all their titles, their texts, in the form that is indexed."""
    for some in some_at_once(numbers):
        among = f"WHERE number IN ({marks(some)})"
        titles: dict[int, set[str]] = defaultdict(set)
        for number, title in database.execute(f"SELECT number, title FROM copies {among}", some):  # noqa: S608
            titles[number].add(title)
        texts = database.execute(f"SELECT number, summary, body FROM documents {among} ORDER BY number", some)  # noqa: S608
        for number, summary, body in texts:
            told = indexed_form("\n".join(sorted(titles[number])))
            yield Entry(number, told, indexed_form(f"{summary or ''}\n{body or ''}"))


_PAIRED = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_RUN = re.compile(rf"([{_PAIRED}]+)|[^\W_{_PAIRED}]+")


def indexed_form(text: str) -> str:
    """The text as tokens separated by blanks: 光伏板 GPT-5 -> 光伏 伏板 板 GPT 5."""
    return " ".join(token for tokens, _ in _runs(text) for token in tokens)


def phrase(word: str) -> str:
    """An FTS5 query for what holds the word, as one phrase. Empty if there is nothing in it to look for."""
    runs = list(_runs(clean(word)))
    if not runs:
        return ""
    tokens = [token for run, _ in runs for token in run]
    last, is_paired = runs[-1]
    if is_paired and len(last) > 1:
        tokens.pop()  # the run may go on where the word is found
    return f'"{" ".join(tokens)}"{"*" if is_paired and len(last) == 1 else ""}'


def _runs(text: str) -> Iterator[tuple[list[str], bool]]:
    """The tokens of each run, and whether they are its overlapping pairs and its last character."""
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text)):
        found = run.group()
        yield ([found[i : i + 2] for i in range(len(found))], True) if run[1] else ([found], False)
