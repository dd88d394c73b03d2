"""The same claims in another language: a writer renders their texts; ids, rows and citations stay as they are."""

from collections.abc import Iterator, Mapping
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

NOTHING: Mapping[str, str] = MappingProxyType({})


def render(part: Draft, role: str, blank: RenderingQuestion, ask: Ask, remarks: Mapping[str, str] = NOTHING) -> Draft:
    """`part` in the language of the question, which is `blank` but for its texts: what is quoted in it already stays,
    and where nobody renders a text it stands as it is.

    `remarks`: by the id of a claim, what was wrong with its rendering; with some, only those are asked about.
    """
    asked = {one.id: one for one in _asked(part, blank, remarks)}
    if not asked or ask.model(role) is None:
        return part
    question = blank.model_copy(update={"texts": tuple(asked.values())})
    answer = ask(role, question, RenderingAnswer, again=bool(remarks))
    given = {one.id: one.text for one in answer.value.texts}
    lost = {place[-1] if place else "": reason for place, reason in answer.lost.items()}
    changed = dict[str, Claim]()
    for claim in claims_of(part):
        own = [one for one in (claim.id, _term(claim)) if one in asked]
        if failed := [one for one in own if one not in given]:
            changed[claim.id] = as_it_was(claim, lost.get(failed[0]) or lost.get("", "left_out"))
        elif own:
            changed[claim.id] = _rendered(claim, given, blank.language)
    headed = (
        one.model_copy(update={"heading": given.get(_heading(one.section_id), one.heading)}) for one in part.tables
    )
    return with_claims(part.model_copy(update={"tables": tuple(headed)}), changed)


def as_it_was(claim: Claim, why: Reason) -> Claim:
    """In the language that it was written in: what its rendering says could not be made sure of."""
    return claim if claim.by == "extraction" else claim.model_copy(update={"instead": why})


def _rendered(claim: Claim, given: Mapping[str, str], language: str) -> Claim:
    """A quotation in other words quotes no more: it states what its source does."""
    told: dict[str, object] = {"term": given[_term(claim)]} if _term(claim) in given else {}
    if claim.id in given:
        by = "hand" if claim.by == "hand" else "model"
        kind = "stated" if claim.kind == "quoted" else claim.kind
        told |= {"text": given[claim.id], "lang": language, "kind": kind, "by": by, "instead": None}
    return claim.model_copy(update=told)


def _asked(part: Draft, blank: RenderingQuestion, remarks: Mapping[str, str]) -> Iterator[TextToRender]:
    """What is in another language: headings of themes, terms and texts of claims."""
    language = blank.language
    for one in part.tables if not remarks else ():
        if one.heading and language_of(one.heading) != language:
            yield TextToRender(id=_heading(one.section_id), text=one.heading, names=_names(one.heading, blank))
    for claim in (one for one in claims_of(part) if not remarks or one.id in remarks):
        if isinstance(claim, Keyword) and language_of(claim.term) != language:
            yield TextToRender(id=_term(claim), text=claim.term, names=_names(claim.term, blank))
        if claim.kind != "none" and not is_in(claim, language):
            text, quotes = plain(claim.text), dict.fromkeys(plain(one.quote) for one in claim.citations)
            yield TextToRender(
                id=claim.id,
                text=text,
                names=_names(text, blank),
                quotes=tuple(one for one in quotes if language_of(one) == language),
                remark=remarks.get(claim.id, ""),
            )


def _term(keyword: Claim) -> str:
    return f"{keyword.id}.term"


def _heading(section_id: str) -> str:
    return f"{section_id}.heading"


def _names(text: str, blank: RenderingQuestion) -> tuple[str, ...]:
    """The known names in it, each with its forms in the other language."""
    found: list[str] = []
    for name in dict.fromkeys(span.text for span in aliases_of(blank.aliases).found(text)):
        forms = (one for group in blank.aliases if name in group for one in group)
        others = dict.fromkeys(one for one in forms if one.isascii() == (blank.language == "en"))
        if others and name not in others:
            found.append(f"{name} = {' / '.join(others)}")
    return tuple(found)
