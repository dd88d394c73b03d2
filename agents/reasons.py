"""Why extraction writes what a model was asked for, claim by claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.answers.finding import Place
from checks.answers.places import WHOLE, Lost
from schemas.claim import Claim
from schemas.reasons import Reason


@dataclass(frozen=True)
class Reasons:
    lost: Lost = field(default_factory=dict)
    """What of a model's answer does not stand."""
    named: Mapping[str, Reason] = field(default_factory=dict)
    """By id of a claim or row: what was found with the text that stood there."""
    otherwise: Reason | None = None
    """For all else; None where no model was asked."""

    def of(self, claim_id: str, *place: str) -> Reason | None:
        """`place` is that of the claim in an answer; its kind alone, where it stands in for others of that kind."""
        named = self.named.get(claim_id) or self.named.get(claim_id.rpartition(".")[0])
        return named or self._at(place) or self.otherwise

    def _at(self, place: Place) -> Reason | None:
        if len(place) == 1:
            return next((code for lost, code in self.lost.items() if lost[:1] in (place, WHOLE)), None)
        wholes = (place[:length] for length in range(len(place), -1, -1))
        return next((self.lost[whole] for whole in wholes if whole in self.lost), None)


def named_reasons(found: Mapping[str, Reason], claims: Iterable[Claim]) -> dict[str, Reason]:
    """What was found with them; what extraction wrote already keeps its reason."""
    return {**found, **{claim.id: claim.instead for claim in claims if claim.instead}}
