"""What an editor decided about a run, whoever writes it: handed from one run to the next."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Schema
from schemas.claim import Claim
from schemas.critique import Critique
from schemas.draft import Keyword, Signal, Synthesis
from schemas.table import Cell, Row, TableDraft

AnyClaim = Cell | Keyword | Signal | Claim


class Drop(Schema):
    """The event gets no row."""

    kind: Literal["drop"] = "drop"
    event_id: str


class Place(Schema):
    """The event gets a row in that section, whatever its words speak for and however many rows there are."""

    kind: Literal["place"] = "place"
    event_id: str
    section_id: str
    after: str | None = None
    """The event behind whose row its own stands; None puts it first."""


class Keep(Schema):
    """The row stays as it is; its event is not asked about."""

    kind: Literal["keep"] = "keep"
    row: Row
    """Its id begins with the section in which it stood."""


class Put(Schema):
    """The claim stands in its place, whatever a writer says there; one without a text keeps the place empty."""

    kind: Literal["put"] = "put"
    claim: AnyClaim


Amendment = Annotated[Drop | Place | Keep | Put, Field(discriminator="kind")]


class Standing(Schema):
    """What of the parent's last draft is taken over as it was, for as long as nothing is asked otherwise."""

    tables: tuple[TableDraft, ...]
    """Of some sections; those of the others are written."""
    synthesis: Synthesis | None
    """None where it is written."""
    critiques: tuple[Critique, ...]
    """Issues that were found with the claims taken over; the last one holds what is still open."""
    asked: str
    """Fingerprint of all that decides what would be written in its place."""


class Steering(Schema):
    amendments: tuple[Amendment, ...] = ()
    """In the order in which they were made; each stands until it is dropped or another takes its place."""
    standing: Standing | None = None


UNSTEERED = Steering()
