"""Whether a text tells a fact that another has told: the same figures, of the same, in whatever words."""

from facts.names.detection import Aliases, names_others
from facts.support.counterparts import Clause, clauses_of
from facts.text.overlap import LITTLE, overlap
from facts.text.remembered import remembered
from facts.values.figures import Figure, read_figures, same_value


def told_again(text: str, told: str, aliases: Aliases) -> str:
    """The clause of `text` whose figures all stand in a clause of `told` that tells of the same; else empty.

    Spans of time alone are no fact, nor is what is asked. Where names stand in the sentence up to there, `told` has one
    of them.
    """
    for clause, figures in _facts(text):
        alike = (other.text for other, known in _facts(told) if _are_among(figures, known))
        is_told = any(min(overlap(clause.text, (told,)), overlap(other, (text,))) >= LITTLE for other in alike)
        if is_told and not names_others(f"{clause.before}{clause.text}", (told,), aliases):
            return clause.text
    return ""


@remembered
def _facts(text: str) -> tuple[tuple[Clause, tuple[Figure, ...]], ...]:
    """Its clauses that have figures which a reader would check, each with these."""
    found = ((clause, tuple(one for one in read_figures(clause.text) if one.is_hard)) for clause in clauses_of(text))
    return tuple(
        (clause, figures)
        for clause, figures in found
        if any(one.kind != "duration" for one in figures) and not clause.sentence.endswith(("？", "?"))
    )


def _are_among(figures: tuple[Figure, ...], known: tuple[Figure, ...]) -> bool:
    return all(any(same_value(one, each) for each in known) for one in figures)
