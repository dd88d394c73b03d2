"""Maximum length and number of the texts outside the table cells."""

from pydantic import Field

from schemas.base import Schema


class Lengths(Schema):
    """Most characters, as displayed, of each text, and most entries of each list. As a Chinese report has them."""

    thesis: int = Field(default=30, ge=8)
    effect: int = Field(default=110, ge=20)
    meaning: int = Field(default=45, ge=8)
    """Of a keyword."""
    signal: int = Field(default=110, ge=20)
    risk: int = Field(default=70, ge=20)
    reason: int = Field(default=16, ge=4)
    """Of a section-classifier."""
    effects: int = Field(default=2, ge=0, le=9)
    """Of one section."""
    keywords: int = Field(default=3, ge=0, le=9)
    signals: int = Field(default=1, ge=0, le=1)
    """Of a pair of sections."""
    risks: int = Field(default=3, ge=0, le=9)

    def chars(self, part: str) -> int:
        """Most characters of the part that goes by this name. Raises AttributeError for another."""
        most: int = getattr(self, part)
        return most

    def scaled(self, by: float) -> "Lengths":
        """For a language that takes `by` characters to say what one Chinese character does; numbers of entries stay."""
        longer = {part: round(by * getattr(self, part)) for part in _IN_CHARACTERS}
        return self.model_copy(update=longer)


_IN_CHARACTERS = ("thesis", "effect", "meaning", "signal", "risk", "reason")
