"""How much of a document's text one row shows: what its source allows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from facts.text.sentences import sentences
from schemas.claim import Citation
from schemas.retrieval import MOST_SENTENCES, Retrieval


class Quoting:
    """What the documents of a retrieval allow."""

    def __init__(self, retrieval: Retrieval) -> None:
        self._most = {document.id: MOST_SENTENCES[document.quote] for document in retrieval.citable}
        self._headlines = {one.id for one in retrieval.passages if one.field == "title"}

    def of_row(self) -> "RowQuotes":
        return RowQuotes(self._most, self._headlines)


class RowQuotes:
    """The quotes of one row, or of one text outside of rows, in the order in which they are shown."""

    def __init__(self, most: dict[str, int | None], headlines: set[str]) -> None:
        self._most, self._headlines = most, headlines
        self._shown: dict[str, set[str]] = defaultdict(set)

    def shown(self, citations: Iterable[Citation]) -> Iterator[Citation]:
        """The citations, with as much of each quote, from its beginning, as may still be shown; perhaps nothing."""
        for one in citations:
            most = self._most.get(one.document_id)
            if most is None or one.passage_id in self._headlines:
                yield one
            else:
                yield one.model_copy(update={"quote": self._cut(one, most)})

    def _cut(self, citation: Citation, most: int) -> str:
        shown, end = self._shown[citation.document_id], 0
        for sentence in sentences(citation.quote):
            if sentence.text not in shown and len(shown) >= most:
                break
            shown.add(sentence.text)
            end = sentence.end
        return citation.quote[:end]
