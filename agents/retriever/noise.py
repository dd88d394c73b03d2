"""Market noise: headlines of quotes, moves, opinions and questions that tell of nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence

from facts.extraction.section_affinity import Affinities
from facts.text.headlines import headline, tells_a_happening
from facts.text.sentences import clauses
from facts.text.term_list import Terms
from schemas.section import Section

_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
"""A space beside a Chinese sign parts two clauses of a headline."""
_LEAST_SCORE = 2.0
"""One strong term."""


class Noise:
    """The words that mark a clause as noise, and the sections that a clause without them may speak for."""

    def __init__(self, words: Iterable[str], sections: Sequence[Section]) -> None:
        self._words, self._affinities = Terms(words), Affinities(sections)

    def striking(self, title: str) -> tuple[str, ...]:
        """The words of noise in the title; none where a clause without one tells a happening of a section."""
        found = self._words.found_in(title)
        return () if found and any(map(self._tells, self._free(title))) else found

    def _free(self, title: str) -> Iterator[str]:
        """Clauses without noise; who is introduced by a word of noise (券商：…) says nothing but noise."""
        for piece in _pieces(headline(title).text):
            if not self._words.found_in(piece):
                yield piece
            elif piece.endswith(("：", ":")):
                return

    def _tells(self, clause: str) -> bool:
        return tells_a_happening(clause) and self._affinities.of(clause, "")[0].score >= _LEAST_SCORE


def _pieces(text: str) -> Iterator[str]:
    """Clauses, each with the mark that ends it: a question mark may be what makes it noise."""
    for clause in clauses(text):
        yield from filter(None, map(str.strip, _GAP.split(text[clause.start : clause.end + 1])))
