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
from schemas.draft import NO_SYNTHESIS, Draft, Keyword
from schemas.reasons import Reason
from schemas.rendering import RenderingAnswer, RenderingQuestion, TextToRender

_TERM, _HEADING = ".term", ".heading"
Remarks = Mapping[str, str]
"""By the id of a claim, what was wrong with its rendering; with some, only those are asked about."""
_Told = dict[str, tuple[str, Reason]]
"""By the id of a text, how it was rendered; or else why not."""


def render(draft: Draft, blank: RenderingQuestion, ask: Ask, remarks: Remarks = MappingProxyType({})) -> Draft:
    """`draft` in the language of the question, which is `blank` but for its texts: what is quoted in it already stays,
    and where nobody renders a text it stands as it is.
    """
    told = _answered("table_writer", draft.model_copy(update={"synthesis": NO_SYNTHESIS}), blank, ask, remarks)
    told |= _answered("synthesis_writer", draft.model_copy(update={"tables": ()}), blank, ask, remarks)
    headings = {one.section_id: told.get(f"{one.section_id}{_HEADING}", ("", ""))[0] for one in draft.tables}
    tables = (one.model_copy(update={"heading": headings[one.section_id] or one.heading}) for one in draft.tables)
    changed = {claim.id: _rendered(claim, told, blank.language) for claim in claims_of(draft)}
    return with_claims(draft.model_copy(update={"tables": tuple(tables)}), changed)


def as_it_was(claim: Claim, why: Reason) -> Claim:
    """In the language that it was written in: what its rendering says could not be made sure of."""
    return claim if claim.by == "extraction" else claim.model_copy(update={"instead": why})


def _answered(role: str, part: Draft, blank: RenderingQuestion, ask: Ask, remarks: Remarks) -> _Told:
    texts = tuple(_asked(part, blank, remarks))
    if not texts or ask.model(role) is None:
        return {}
    answer = ask(role, blank.model_copy(update={"texts": texts}), RenderingAnswer, again=bool(remarks))
    given, whole = {one.id: one.text for one in answer.value.texts}, answer.lost.get((), "left_out")
    return {one.id: (given.get(one.id, ""), answer.lost.get(("text", one.id), whole)) for one in texts}


def _rendered(claim: Claim, told: _Told, language: str) -> Claim:
    """A quotation in other words quotes no more: it states what its source does."""
    own = {field: told[name] for field, name in (("text", claim.id), ("term", f"{claim.id}{_TERM}")) if name in told}
    if lost := [why for text, why in own.values() if not text]:
        return as_it_was(claim, lost[0])
    new: dict[str, object] = {field: text for field, (text, _) in own.items()}
    if "text" in own:
        kind, by = "stated" if claim.kind == "quoted" else claim.kind, "hand" if claim.by == "hand" else "model"
        new |= {"lang": language, "kind": kind, "by": by, "instead": None}
    return claim.model_copy(update=new)


def _asked(part: Draft, blank: RenderingQuestion, remarks: Remarks) -> Iterator[TextToRender]:
    for name, text, quotes in _foreign(part, blank.language):
        if not remarks or name.removesuffix(_TERM) in remarks:
            names, remark = tuple(_names(text, blank)), remarks.get(name, "")
            yield TextToRender(id=name, text=text, names=names, quotes=quotes, remark=remark)


def _foreign(part: Draft, language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What is in another language, under its id, with what it cites in this one: that spells its names."""
    for one in part.tables:
        if one.heading and language_of(one.heading) != language:
            yield f"{one.section_id}{_HEADING}", one.heading, ()
    for claim in claims_of(part):
        if isinstance(claim, Keyword) and language_of(claim.term) != language:
            yield f"{claim.id}{_TERM}", claim.term, ()
        if claim.kind != "none" and not is_in(claim, language):
            yield claim.id, plain(claim.text), _quotes(claim, language)


def _quotes(claim: Claim, language: str) -> tuple[str, ...]:
    quotes = dict.fromkeys(plain(one.quote) for one in claim.citations)
    return tuple(one for one in quotes if language_of(one) == language)


def _names(text: str, blank: RenderingQuestion) -> Iterator[str]:
    """The known names in it, each with its forms in the other language."""
    for name in dict.fromkeys(span.text for span in aliases_of(blank.aliases).found(text)):
        forms = (one for group in blank.aliases if name in group for one in group)
        others = dict.fromkeys(one for one in forms if one.isascii() == (blank.language == "en"))
        if others and name not in others:
            yield f"{name} = {' / '.join(others)}"
