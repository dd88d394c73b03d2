"""What a report is made of: a run's last draft, and how it came about."""

from collections.abc import Callable
from dataclasses import dataclass

from brief.report.fallbacks import Models
from schemas.amendment import Correction
from schemas.classification import Assignment
from schemas.critique import Critique
from schemas.draft import Draft
from schemas.reading import NOTHING_READ, Reading
from schemas.reasons import Requirement
from schemas.retrieval import Retrieval
from schemas.run import Coverage


@dataclass(frozen=True)
class AcceptedDraft:
    """The last draft of a run, and what a report tells of how it came about."""

    draft: Draft
    critiques: tuple[Critique, ...]
    """The last one is of this very draft; those before it tell the fate of what they rejected."""
    retrieval: Retrieval
    signed: Callable[[str], str]
    """What stands below the title, given the byline of the report's language."""
    models: Models
    emptied: tuple[str, ...] = ()
    """Ids of texts outside of rows that an editor left out."""
    unmet: tuple[Requirement, ...] = ()
    """What the run had to do without."""
    assignments: tuple[Assignment, ...] = ()
    """Which section each event was put in."""
    coverage: Coverage | None = None
    """Which days and sources were read, where that is known."""
    reading: Reading = NOTHING_READ
    corrections: tuple[tuple[str, Correction], ...] = ()
    """What readers are told of, each with the id of its claim."""
    renders: Draft | None = None
    """The draft whose texts it tells in another language: what is shown of their sources follows from those."""
    editions: tuple[str, ...] = ()
    """Languages in which the claims are told, the one that they were written in first; none where it is the only."""
