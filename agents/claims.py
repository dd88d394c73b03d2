"""Turns a writer's answer into claims with citations. The writer names passages; code cuts the quotes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from types import MappingProxyType
from typing import NamedTuple

from checks.answers.finding import WHOLE, Lost, Place
from checks.answers.wording import in_language
from facts.support.citing import carriers
from facts.text.cleaning import plain
from facts.text.furniture import CUT_OFF
from facts.text.language import language_of
from facts.text.quoting import Quote, closest_sentence, in_sentences, parted, quotes_for
from facts.text.sentences import sentences
from facts.text.tokens import pack
from schemas.claim import By, C, Citation, Claim, Ground
from schemas.claim_ids import owner_of
from schemas.classification import Evidence
from schemas.draft import SignalAnswer
from schemas.reasons import Reason
from schemas.retrieval import Document, Passage
from schemas.section import Block, Holds
from schemas.table import CellAnswer, Entry, EntryAnswer, PassageBrief, StatementAnswer


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A writer's text for one claim, and the passages it named."""

    text: str
    passage_ids: tuple[str, ...]
    by: By
    instead: Reason | None = None
    """Why extraction wrote it although a model was asked; None otherwise."""


@dataclass(frozen=True)
class Reasons:
    """Why extraction writes a claim although a model was asked, for each claim."""

    lost: Lost = field(default_factory=dict)
    """Places in the model's answer that were rejected, with the reason."""
    named: Mapping[str, Reason] = field(default_factory=dict)
    """Claim id or row id -> what was wrong with the earlier text."""
    otherwise: Reason | None = None
    """The reason for all other claims; None if no model was asked."""

    def of(self, claim_id: str, *place: str) -> Reason | None:
        """`place`: where the claim is in the answer; a place of one part matches every claim of that kind."""
        named = self.named.get(claim_id) or self.named.get(owner_of(claim_id))
        return named or self._at(place) or self.otherwise

    def _at(self, place: Place) -> Reason | None:
        if len(place) == 1:
            return next((code for lost, code in self.lost.items() if lost[:1] in (place, WHOLE)), None)
        wholes = (place[:length] for length in range(len(place), -1, -1))
        return next((self.lost[whole] for whole in wholes if whole in self.lost), None)


def named_reasons(found: Mapping[str, Reason], claims: Iterable[Claim]) -> dict[str, Reason]:
    """`found`, except that claims which extraction already wrote keep their earlier reason."""
    return {**found, **{claim.id: claim.instead for claim in claims if claim.instead}}


def make_claim(
    claim_id: str,
    wording: WrittenText,
    passages: Mapping[str, Passage],
    holds: Holds,
    own: Collection[str] | None = None,
) -> Claim:
    """The claim with its quotes, of the kind that its place holds: none where there is no text, and quoted where every
    part stands in the evidence.

    Passages that were not offered are ignored: a writer cannot cite what it was not shown. Quotes are cut from `own`
    passages alone, if given: two rows never link one document.
    """
    text = plain(wording.text)
    if wording.by == "model":
        # Feeds cut texts off with dots, and models copy the dots.
        text = CUT_OFF.sub("", text)
    if not text:
        return Claim(id=claim_id, text="", lang="zh", kind="none", by=wording.by)
    offered = {one: passage for one, passage in passages.items() if own is None or one in own}
    ground = _ground(text, wording, passages, offered)
    rests_on = [offered[one.passage_id] for one in ground if one.passage_id in offered]
    found = quotes_for(text, [passage.text for passage in rests_on])
    is_verbatim = bool(found) and all(quote.verbatim for quote in found)
    return Claim(
        id=claim_id,
        text=text,
        lang=language_of(text),
        kind="quoted" if is_verbatim else holds,
        by=wording.by,
        citations=tuple(_citations(text, found, rests_on)),
        ground=ground,
        instead=wording.instead,
    )


@dataclass(frozen=True)
class ClaimsOf:
    """One answer being turned into claims; those that extraction wrote carry the reason."""

    by: By
    reasons: Reasons
    passages: Mapping[str, Passage]

    def claim(
        self,
        claim_id: str,
        said: CellAnswer | StatementAnswer | SignalAnswer,
        *place: str,
        holds: Holds = "inferred",
        own: Collection[str] | None = None,
    ) -> Claim:
        """`place`: as for `Reasons.of`."""
        reason = self.reasons.of(claim_id, *place) if self.by == "extraction" else None
        written = WrittenText(said.text, said.passages, self.by, reason)
        return make_claim(claim_id, written, self.passages, holds, own)

    def numbered(self, prefix: str, kind: str, answers: Iterable[StatementAnswer]) -> tuple[Claim, ...]:
        """Those that say something, under `prefix` and a number."""
        made = (self.claim(f"{prefix}{number}", one, kind) for number, one in enumerate(answers, start=1))
        return tuple(claim for claim in made if claim.kind != "none")

    def entries(self, prefix: str, blocks: Iterable[Block], answers: Sequence[EntryAnswer]) -> tuple[Entry, ...]:
        """The texts of the blocks that say something, under `prefix`, their block's id and a number."""
        entries: list[Entry] = []
        for block in blocks:
            own = (one for one in answers if one.block == block.id)
            for number, one in enumerate(own, start=1):
                claim = self.claim(f"{prefix}{block.id}{number}", one, "entry", holds=block.holds)
                if claim.kind != "none":
                    paragraph = one.paragraph if block.paragraphs or block.leads else 1
                    entries.append(Entry(block=block.id, paragraph=paragraph, **dict(claim)))
        return tuple(entries)


def lacks_a_block(blocks: Iterable[Block], entries: Iterable[Entry]) -> bool:
    """One of those that extraction can fill has no text."""
    told = {entry.block for entry in entries}
    return any(block.like and not block.answers and block.id not in told for block in blocks)


def filled_entries(blocks: Iterable[Block], own: Sequence[Entry], extracted: Sequence[Entry]) -> tuple[Entry, ...]:
    """Block by block: those of `extracted` where it has none of its `own`."""
    told = {entry.block for entry in own}
    sources = ((block.id, own if block.id in told else extracted) for block in blocks)
    return tuple(entry for block_id, entries in sources for entry in entries if entry.block == block_id)


def replaced(old: Iterable[C], fresh: Iterable[C], named: Collection[str]) -> tuple[C, ...]:
    """`old`, of which those that are `named` are taken from `fresh`, or are gone."""
    by_id = {claim.id: claim for claim in fresh}
    return tuple(claim for one in old if (claim := by_id.get(one.id) if one.id in named else one))


def is_in(claim: Claim, language: str) -> bool:
    """Whether all that is joined in it is written in that language: a quotation keeps its source's."""
    return claim.lang == language and all(in_language(part, language) for part in parted(claim.text))


def _ground(
    text: str, wording: WrittenText, passages: Mapping[str, Passage], offered: Mapping[str, Passage]
) -> tuple[Ground, ...]:
    """Every passage that was named; then, marked as added, those that a model's text needs beside them."""
    named = [one for one in dict.fromkeys(wording.passage_ids) if one in passages]
    texts = {one: passage.text for one, passage in {**offered, **{name: passages[name] for name in named}}.items()}
    added = carriers(text, named, texts) if wording.by == "model" else ()
    return tuple(
        Ground(document_id=passages[one].document_id, passage_id=one, added=one not in named)
        for one in (*named, *added)
    )


def _citations(text: str, found: Sequence[Quote], ground: Sequence[Passage]) -> Iterator[Citation]:
    """Whole sentences: those that carry the text, and one of each other document if it is in words of its own."""
    quoted = in_sentences(found, [passage.text for passage in ground])
    for quote in quoted:
        yield _citation(ground[quote.passage], quote.text)
    linked = {ground[quote.passage].document_id for quote in quoted}
    is_verbatim = bool(found) and all(quote.verbatim for quote in found)
    for passage in () if is_verbatim else ground:
        if passage.document_id not in linked and (sentence := _most_alike(text, passage.text)):
            linked.add(passage.document_id)
            yield _citation(passage, sentence)


def _most_alike(text: str, passage: str) -> str | None:
    """The sentence that shares most with `text`. One in another language may share nothing: then the first, since the
    writer named its passage. None where there is none.
    """
    carried = in_sentences(quotes_for(text, (passage,)), (passage,))
    alike = next((quote.text for quote in carried), None) or closest_sentence(text, passage)
    return alike or next((one.text for one in sentences(passage)), None)


def _citation(passage: Passage, quote: str) -> Citation:
    return Citation(document_id=passage.document_id, passage_id=passage.id, quote=quote)


class Aside(NamedTuple):
    """What a passage is that does not tell of the event itself: the day of it."""

    later: str = ""
    """MM-DD, of what may have overturned or corrected the event."""
    background: str = ""
    """YYYY-MM-DD, of what was told before the period; `reported` behind it where an earlier report told it."""
    is_of_matter: bool = False
    """It tells of another step of the same matter."""


def before(one: Evidence, zone: tzinfo) -> dict[str, Aside]:
    """By passage id, what was told before the period."""
    told = {each.id: each.published_at for each in one.documents if each.id in one.background}
    days = {name: at.astimezone(zone).date().isoformat() for name, at in told.items() if at}
    reported = {one.background[0]} if one.told else set[str]()
    return {
        passage.id: Aside(background=f"{day} reported" if passage.document_id in reported else day)
        for passage in one.passages
        if (day := days.get(passage.document_id))
    }


def asides(one: Evidence, zone: tzinfo) -> dict[str, Aside]:
    """By passage id, what does not tell of the event as it was reported: what came before the period, what came of it,
    and what else is told of the matter on a later day.
    """
    reported = one.event.published_at.astimezone(zone).date()
    own, days = one.event.document_ids, dict[str, str]()
    for document in one.documents:
        day = document.published_at and document.published_at.astimezone(zone).date()
        if day and day > reported and document.id not in own:
            days[document.id] = f"{day:%m-%d}"
    dated = ((each.id, days[each.document_id]) for each in one.passages if each.document_id in days)
    later = {passage: Aside(day, is_of_matter=True) for passage, day in dated}
    return later | {each.passage_id: Aside(later=each.day) for each in one.later} | before(one, zone)


_OTHER = Aside(is_of_matter=True)


def unquoted(documents: Iterable[Document]) -> frozenset[str]:
    """Ids of those whose texts may not be printed word for word."""
    return frozenset(document.id for document in documents if document.quote == "link")


def brief_passages(
    passages: Iterable[Passage],
    budget_tokens: int,
    own: Collection[str] | None = None,
    known: Mapping[str, Aside] = MappingProxyType({}),
    unquoted: Collection[str] = (),
) -> tuple[PassageBrief, ...]:
    """Whole passages in order, as many as fit into the budget, at least one. Texts are cleaned for reading.

    `own`: ids of the documents that tell of the event itself; None for all. `known`: by passage id, what others are.
    `unquoted`: documents of which a reader may see the headline alone.
    """
    shown = (
        PassageBrief(
            id=passage.id,
            headline=passage.field == "title",
            aside=own is not None and passage.document_id not in own and known.get(passage.id, _OTHER).is_of_matter,
            later=known.get(passage.id, _OTHER).later,
            background=known.get(passage.id, _OTHER).background,
            text=text,
            may_be_quoted=passage.field == "title" or passage.document_id not in unquoted,
        )
        for passage in passages
        if (text := plain(passage.text))
    )
    kept, _ = pack(tuple(shown), budget_tokens)
    return kept
