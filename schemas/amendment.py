"""An editor's decisions about a run; later runs made from it inherit them."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Schema, Sparse
from schemas.claim import Claim
from schemas.critique import Critique
from schemas.draft import Keyword, Signal, Synthesis
from schemas.table import Cell, Entry, Row, TableDraft

AnyClaim = Cell | Keyword | Signal | Entry | Claim


class Drop(Schema):
    """The event gets no row."""

    kind: Literal["drop"] = "drop"
    event_id: str


class Place(Schema):
    """The event gets a row in section `section_id`, whatever its words suggest and even above the row limit."""

    kind: Literal["place"] = "place"
    event_id: str
    section_id: str
    after: str | None = None
    """Id of the event whose row comes just before; None makes the row the first of its section."""


class Keep(Schema):
    """The row stays unchanged; no writer is asked about its event."""

    kind: Literal["keep"] = "keep"
    row: Row
    """Its id begins with the id of the section it was in."""
    after: Annotated[str | None, Field(exclude_if=lambda after: after == "")] = ""
    """As in `Place`; "" where it was not noted, by earlier versions."""


class Correction(Schema):
    """What a report that readers had said, what it says now, and why."""

    was: str
    text: str
    """Empty where the text was withdrawn."""
    why: str


class Put(Schema):
    """The claim replaces whatever a writer writes under its id; a claim without text leaves its place empty."""

    kind: Literal["put"] = "put"
    claim: AnyClaim
    corrections: Sparse[tuple[Correction, ...]] = ()
    """What readers are told of, oldest first."""


Amendment = Annotated[Drop | Place | Keep | Put, Field(discriminator="kind")]


class Standing(Schema):
    """Parts of the parent's last draft that this run takes over unchanged, as long as `asked` still matches."""

    tables: tuple[TableDraft, ...]
    """The tables taken over; the other sections are written anew."""
    synthesis: Synthesis | None
    """None if the synthesis is written anew."""
    critiques: tuple[Critique, ...]
    """Critiques of the claims taken over, in order; the last one holds the issues that are still open."""
    asked: str
    """Fingerprint of everything that would decide the text of the parts if they were written anew."""


class Steering(Schema):
    amendments: tuple[Amendment, ...] = ()
    """In the order in which they were made; each holds until it is dropped or replaced."""
    standing: Standing | None = None
    comments: Sparse[dict[str, str]] = Field(default_factory=dict)
    """Claim -> what an editor says of it: its writer writes it anew, once. No run made from this one inherits them."""
    further: dict[str, "Steering"] = Field(default_factory=dict, exclude_if=lambda further: not further)
    """By name, of the run's other formats: each has texts of its own, whatever their ids. All else is of the first."""

    @property
    def alone(self) -> "Steering":
        """That of the first format."""
        return self.model_copy(update={"further": {}})


UNSTEERED = Steering()
