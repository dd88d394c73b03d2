"""What a writer is asked about texts of one edition, and answers: the same texts in the language of the other."""

from pydantic import Field

from schemas.base import Schema, Sparse


class RenderedText(Schema):
    id: str
    """Of its claim; of what stands beside one, with `.term` or `.heading`."""
    text: str


class TextToRender(RenderedText):
    names: Sparse[tuple[str, ...]] = ()
    """Names in it, each with its forms in the other language."""
    row: tuple[str, ...] = Field(default=(), exclude=True)
    """The texts of its row, of which it may name what it only means; never sent."""
    last: Sparse[str] = ""
    """An earlier rendering."""
    remark: Sparse[str] = ""
    """What was wrong with it."""


class RenderingQuestion(Schema):
    texts: tuple[TextToRender, ...]
    language: str
    """To be written."""
    sources: tuple[str, ...] = ()
    """How the edition has put what tells of the same, then how what was published in its language of that begins: these
    spell the names.
    """
    aliases: tuple[tuple[str, ...], ...] = Field(default=(), exclude=True)
    """Forms under which one name goes, all of them."""


class RenderingAnswer(Schema):
    texts: tuple[RenderedText, ...]
