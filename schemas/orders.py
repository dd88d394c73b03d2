"""Standing orders: what a reader always or never wants to read, what must wait, and whose interests are told."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from schemas.base import Schema
from schemas.period import Period

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
"""A text that holds one of them is meant."""


class Must(Schema):
    """A topic that gets a row wherever the period has news of it; where it has none, the report says so."""

    topic: str = Field(min_length=1)
    """As the report names it."""
    words: Words
    section: str = ""
    """Where its row stands; empty for where its words place it."""
    days: tuple[date, ...] = ()
    """When it is due, as in a calendar of results or meetings; none for always."""


class HoldUntil(Schema):
    """An embargo."""

    words: Words
    until: AwareDatetime


class Disclose(Schema):
    """Whoever signs the report has a stake in what the words name."""

    words: Words
    text: str = Field(min_length=1)
    """What readers are told, as in "本刊股东"."""


class Orders(Schema):
    must: tuple[Must, ...] = ()
    never: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """No document that holds one of them is read."""
    hold_until: tuple[HoldUntil, ...] = ()
    disclose: tuple[Disclose, ...] = ()

    def due(self, period: Period) -> tuple[Must, ...]:
        """Those of `must` that concern its days."""
        return tuple(one for one in self.must if not one.days or any(map(period.holds, one.days)))

    def due_words(self, period: Period) -> tuple[str, ...]:
        return tuple(word for one in self.due(period) for word in one.words)

    def withheld(self, as_of: datetime) -> tuple[str, ...]:
        """The words of every embargo that still holds."""
        return tuple(word for one in self.hold_until if as_of < one.until for word in one.words)


NO_ORDERS = Orders()
