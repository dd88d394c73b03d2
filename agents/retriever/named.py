"""What a document names in its first words, as documents in other languages name it too."""

from collections.abc import Iterable

from facts.names.detection import Aliases
from facts.names.event_anchors import names_in_any_language
from facts.names.romanised import Sounds
from schemas.retrieval import Document

_LEAD_CHARS = 400


def lead(document: Document) -> str:
    return f"{document.title} {document.text}"[:_LEAD_CHARS]


class Named:
    """Over documents of several languages."""

    def __init__(self, documents: Iterable[Document], aliases: Aliases) -> None:
        self._aliases = aliases
        self._sounds = Sounds(lead(one) for one in documents if one.lang != "zh")

    def of(self, text: str) -> tuple[str, ...]:
        """What `text` writes as texts in other languages do, and Chinese names as those spell them; each once."""
        written = names_in_any_language(text, self._aliases)
        return (*written, *sorted(self._sounds.heard_in(text).difference(written)))
