"""The same claims in another language: a writer renders their texts; ids, rows and citations stay as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from agents.base import Ask
from agents.claims import is_in
from checks.base import claims_of
from checks.dropping import with_claims
from facts.names.detection import aliases_of
from facts.text.cleaning import plain
from facts.text.language import language_of
from schemas.claim import Claim
from schemas.draft import Draft, Keyword
from schemas.reasons import Reason
from schemas.rendering import RenderingAnswer, RenderingQuestion, TextToRender
from schemas.table import TableDraft

NOTHING: Mapping[str, str] = MappingProxyType({})
_TERM, _HEADING = ".term", ".heading"


@dataclass(frozen=True)
class Tongue:
    """What the other edition is written in."""

    language: str
    chars: float
    """How many Latin characters say what a Chinese one does."""
    aliases: tuple[tuple[str, ...], ...]
    """Groups of forms of one name, in whichever language."""


def render(part: Draft, role: str, tongue: Tongue, ask: Ask, remarks: Mapping[str, str] = NOTHING) -> Draft:
    """`part` in that language: what is quoted in it already stays, and where nobody renders a text it stands as it is.

    `remarks`: by the id of a claim, what was wrong with its rendering; with some, only those are asked about.
    """
    asked = tuple(_asked(part, tongue, remarks))
    if not asked or ask.model(role) is None:
        return part
    question = RenderingQuestion(texts=asked, language=tongue.language, chars=tongue.chars, aliases=tongue.aliases)
    answer = ask(role, question, RenderingAnswer, again=bool(remarks))
    given = {one.id: plain(one.text) for one in answer.value.texts}
    ids = {one.id for one in asked}
    claims = {one.id: one for one in claims_of(part) if one.id in ids}
    lost = {place[-1]: reason for place, reason in answer.lost.items() if place}
    whole: Reason = answer.lost.get((), "left_out")
    changed = {
        name: _rendered(claim, given, tongue.language) or as_it_was(claim, lost.get(name, whole))
        for name, claim in claims.items()
    }
    made = with_claims(part, changed)
    return made.model_copy(update={"tables": tuple(_headed(table, given) for table in made.tables)})


def as_it_was(claim: Claim, why: Reason) -> Claim:
    """In the language that it was written in: what its rendering says could not be made sure of."""
    return claim if claim.by == "extraction" else claim.model_copy(update={"instead": why})


def _asked(part: Draft, tongue: Tongue, remarks: Mapping[str, str]) -> Iterator[TextToRender]:
    for name, said, claim in _texts(part, tongue.language):
        if not remarks or (claim and claim.id in remarks):
            yield TextToRender(
                id=name,
                text=said,
                names=tuple(_names(said, tongue)),
                quotes=tuple(_quotes(claim, tongue.language)) if claim and name == claim.id else (),
                remark=remarks.get(name, ""),
            )


def _texts(part: Draft, language: str) -> Iterator[tuple[str, str, Claim | None]]:
    """What is in another language, with its claim: the heading of a theme has none."""
    for table in part.tables:
        if table.heading and language_of(table.heading) != language:
            yield f"{table.section_id}{_HEADING}", table.heading, None
    for claim in claims_of(part):
        if isinstance(claim, Keyword) and language_of(claim.term) != language:
            yield f"{claim.id}{_TERM}", claim.term, claim
        if claim.kind != "none" and not is_in(claim, language):
            yield claim.id, plain(claim.text), claim


def _quotes(claim: Claim, language: str) -> Iterator[str]:
    """Those in that language: they spell its names."""
    quotes = dict.fromkeys(plain(one.quote) for one in claim.citations)
    return (one for one in quotes if language_of(one) == language)


def _names(text: str, tongue: Tongue) -> Iterator[str]:
    """The known names in it, each with its forms in the other language."""
    aliases = aliases_of(tongue.aliases)
    for name in dict.fromkeys(span.text for span in aliases.found(text)):
        forms = [one for group in tongue.aliases if name in group for one in group]
        others = [one for one in dict.fromkeys(forms) if one.isascii() == (tongue.language == "en")]
        if others and name not in others:
            yield f"{name} = {' / '.join(others)}"


def _rendered(claim: Claim, given: Mapping[str, str], language: str) -> Claim | None:
    """None where it is not. A quotation in other words quotes no more: it states what its source does."""
    if not given.get(claim.id):
        return None
    told = {"text": given[claim.id], "lang": language, "instead": None}
    told |= {
        "kind": "stated" if claim.kind == "quoted" else claim.kind,
        "by": claim.by if claim.by == "hand" else "model",
    }
    if isinstance(claim, Keyword):
        told["term"] = given.get(f"{claim.id}{_TERM}", claim.term)
    return claim.model_copy(update=told)


def _headed(table: TableDraft, given: Mapping[str, str]) -> TableDraft:
    heading = given.get(f"{table.section_id}{_HEADING}", table.heading)
    return table.model_copy(update={"heading": heading})
