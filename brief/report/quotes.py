"""How much of a document's text one row shows: what its source allows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from facts.support.figure_matching import stands
from facts.text.cleaning import plain
from facts.text.sentences import Span, sentences
from facts.values.figures import read_figures
from schemas.claim import Citation, Claim
from schemas.retrieval import MOST_SENTENCES, Retrieval


class Quoting:
    """What the documents of a retrieval allow."""

    def __init__(self, retrieval: Retrieval) -> None:
        self._most = {document.id: MOST_SENTENCES[document.quote] for document in retrieval.citable}
        headlines = (one for one in retrieval.passages if one.field == "title")
        self._headlines = {
            one.document_id: Citation(document_id=one.document_id, passage_id=one.id, quote=one.text)
            for one in headlines
        }

    def of_row(self, said: Sequence[tuple[Claim | None, Sequence[Citation]]]) -> "RowQuotes":
        """`said`: the texts of a row, or one outside of rows, with what each cites."""
        return RowQuotes(self._most, self._headlines, said)


_Worth = tuple[bool, int, bool]
"""Whether it is printed word for word, its turn among those of its text, whether it bears out a figure."""


class RowQuotes:
    """The quotes of one row, or of one text outside of rows.

    Where not all may be shown, sentences that are printed word for word are shown first, then one for each text that no
    headline speaks for, those first that bear out a figure of the text.
    """

    def __init__(
        self,
        most: dict[str, int | None],
        headlines: dict[str, Citation],
        said: Iterable[tuple[Claim | None, Sequence[Citation]]],
    ) -> None:
        self._most, self._headlines = most, headlines
        self._shown: dict[str, set[str]] = defaultdict(set)
        offered = [one for claim, citations in said for one in self._in_turn(claim, citations)]
        for _, document_id, sentence in sorted(offered, key=lambda each: each[0], reverse=True):
            if len(self._shown[document_id]) < (most[document_id] or 0):
                self._shown[document_id].add(sentence)

    def shown(self, citations: Iterable[Citation]) -> Iterator[Citation]:
        """The citations, with what of each quote may be shown; where that is nothing of a document, its headline."""
        parts = [(one, tuple(filter(plain, self._parts(one)))) for one in citations]
        told = {one.document_id for one, quotes in parts if quotes}
        for one, quotes in parts:
            yield from (one.model_copy(update={"quote": quote}) for quote in quotes)
            if one.document_id not in told:
                told.add(one.document_id)
                yield self._headlines.get(one.document_id, one.model_copy(update={"quote": ""}))

    def _in_turn(self, claim: Claim | None, citations: Sequence[Citation]) -> Iterator[tuple[_Worth, str, str]]:
        """(worth, document, sentence) of what one text cites, best first: the second of a document is worth less."""
        turns = Counter(one.document_id for one in citations if self._is_free(one))
        offered = [
            (_worth(claim, sentence.text), one.document_id, sentence.text)
            for one in citations
            for sentence in (() if self._is_free(one) else sentences(one.quote))
        ]
        for (is_quoted, has_figure), document_id, sentence in sorted(offered, key=lambda each: each[0], reverse=True):
            yield (is_quoted, -turns[document_id], has_figure), document_id, sentence
            turns[document_id] += 1

    def _is_free(self, citation: Citation) -> bool:
        headline = self._headlines.get(citation.document_id)
        is_headline = headline is not None and headline.passage_id == citation.passage_id
        return is_headline or self._most.get(citation.document_id) is None

    def _parts(self, citation: Citation) -> Iterator[str]:
        """The runs of its sentences that are shown, each in one piece."""
        if self._is_free(citation):
            yield citation.quote
            return
        run: list[Span] = []
        for sentence in (*sentences(citation.quote), None):
            if sentence and sentence.text in self._shown[citation.document_id]:
                run.append(sentence)
            elif run:
                yield citation.quote[run[0].start : run[-1].end]
                run = []


def _worth(claim: Claim | None, sentence: str) -> tuple[bool, bool]:
    known, said = read_figures(sentence), read_figures(claim.text) if claim else ()
    return claim is not None and claim.kind == "quoted", any(one.is_hard and stands(one, known) for one in said)
