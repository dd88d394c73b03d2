"""How alike two documents are, or two events by their first ones, in headline and lead: whether they tell of one
happening.
"""

from collections.abc import Mapping

from facts.text.similarity import Vector, cosine, terms, vector, weights
from schemas.retrieval import Document

LEAD_CHARS = 160
NEAR = 0.15
"""Least likeness of two of one matter that tell of one happening."""
SAME_HAPPENING = 0.27
"""The same of two of which nobody has said that they are of one matter."""


class Leads:
    """Of documents, by whatever they are called here."""

    def __init__(self, documents: Mapping[str, Document], chars: int = LEAD_CHARS) -> None:
        """`chars`: of each text; 0 for headlines alone."""
        leads = {key: terms(f"{one.title} {one.text[:chars]}") for key, one in documents.items()}
        self.idf = weights(leads.values())
        self.vectors: dict[str, Vector] = {key: vector(found, self.idf) for key, found in leads.items()}

    def likeness(self, a: str, b: str) -> float:
        """0..1."""
        return cosine(self.vectors[a], self.vectors[b])

    def are_near(self, a: str, b: str) -> bool:
        return self.likeness(a, b) >= NEAR
