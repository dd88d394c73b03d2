"""What a writer is asked about its own texts that failed, and what it answers: text by text, under their ids."""

from schemas.base import Schema, Sparse
from schemas.table import PassageBrief


class TextToMend(Schema):
    """One text, what is wrong with it, and all the evidence that its writer had."""

    claim_id: str
    role: str
    """event, technical, insight or impact for a cell; thesis, effect, keyword, signal or risk; stated, inferred or view
    in a place of the format's own.
    """
    asks: str = ""
    """What the format wants in such a place."""
    text: str
    """As it was written; of a keyword the meaning."""
    beside: Sparse[tuple[str, ...]] = ()
    """Of a cell: the other cells of its row; of a sentence: its paragraph, with nothing in its own place."""
    remark: str
    proven: Sparse[bool] = False
    """Code has proved it: the text cannot be kept."""
    max_chars: int
    passages: tuple[str, ...]
    """Ids of the passages that it may rest on."""


class RevisionQuestion(Schema):
    passages: tuple[PassageBrief, ...]
    texts: tuple[TextToMend, ...]
    language: str


class MendedText(Schema):
    claim_id: str
    keep: str
    """Words of one of its passages on which the text stands as it is; empty where it is written anew."""
    text: str
    """Empty where nothing is to be said, or where it is kept."""
    passages: tuple[str, ...]


class RevisionAnswer(Schema):
    texts: tuple[MendedText, ...]
