"""What a writer put in words is for a reader: in the report's language, of the format's length, and says something.

A quotation keeps its source's language and words, so nothing here looks at one.
"""

import re
from collections.abc import Iterator

from checks.answers.wording import OVER, in_language, make_wording, other_letters
from checks.base import Check, Finding, claims_of, event_text, rows_of
from checks.claim_evidence import is_verbatim, own_words
from checks.evidence_index import EvidenceIndex, asked_at
from checks.remarks import remark
from facts.text.boilerplate import FILLER, MACHINE
from facts.text.cleaning import plain
from schemas.claim import Claim
from schemas.draft import Draft, Keyword, Signal
from schemas.table import Cell, Entry

_LONGEST = 400
"""Characters of a text whose column or block the index does not know."""
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]{2,}")
_QUOTED = re.compile("“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》")


def _texts(draft: Draft) -> Iterator[tuple[Claim, str]]:
    """Each claim with its own words, and a keyword's term."""
    for claim in claims_of(draft):
        if said := own_words(claim):
            yield claim, said
        if isinstance(claim, Keyword):
            yield claim, claim.term


def _foreign(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim, said in _texts(draft):
        if isinstance(claim, Keyword) and said == claim.term:
            continue
        evidence = "".join(citation.quote for citation in claim.citations)
        if claim.by == "extraction" and said in evidence:
            continue  # a value as its source writes it
        script = _OTHER_SCRIPT.search(_QUOTED.sub("", said))
        if not in_language(said, index.language) or (script and script.group() not in evidence):
            yield claim.id, remark("wrong_language").of(language=index.language)
        elif claim.by == "model" and (found := other_letters(said, index.language)):
            yield claim.id, remark("other_letters").of(found=found)


def _marked_up(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    ids = {*index.documents, *index.passages, *(row.id for row in rows_of(draft))}
    ids |= {row.event_id for row in rows_of(draft)}
    wording = make_wording(index.language, ids, (passage.text for passage in index.passages.values()))
    for claim, said in _texts(draft):
        yield from ((claim.id, one) for one in wording.stray(said))


def _machine(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim, said in _texts(draft):
        found = MACHINE.search(plain(said))
        if found and found.group() not in "".join(citation.quote for citation in claim.citations):
            yield claim.id, remark("of_the_task").of(found=found.group())


def _empty_phrases(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim, said in _texts(draft):
        if (found := FILLER.search(said)) and found.group() not in "".join(one.quote for one in claim.citations):
            yield claim.id, remark("suits_anything").of(found=found.group())


def _too_long(draft: Draft, index: EvidenceIndex) -> Iterator[Finding]:
    for claim, _ in _texts(draft):
        most = most_chars(claim, index)
        if len(plain(claim.text)) > most * OVER and not is_verbatim(claim):
            yield claim.id, remark("too_long").of(length=len(plain(claim.text)), most=most)


def most_chars(claim: Claim, index: EvidenceIndex) -> int:
    """As displayed; a little more is borne."""
    if isinstance(claim, Cell | Entry):
        asked = asked_at(claim, index)
        return asked.max_chars if asked else _LONGEST
    if isinstance(claim, Keyword):
        return index.lengths.meaning
    if isinstance(claim, Signal):
        return index.lengths.signal
    return index.lengths.chars(next((name for name in ("thesis", "effect", "risk") if name in claim.id), "effect"))


LANGUAGE = Check(
    "wrong_language",
    "proof",
    _foreign,
    event_text(lambda _: "The plant was completed on time and feeds the grid since then"),
)
MARKUP = Check("markup_in_text", "proof", _marked_up, event_text(lambda text: f"{text}，见 https://evil.example/x"))
MACHINE_TEXT = Check(
    "machine_text", "proof", _machine, event_text(lambda text: f"抱歉，作为AI语言模型，我无法核实：{text}")
)
FILLERS = Check("filler", "suspicion", _empty_phrases, event_text(lambda text: f"{text}，未来可期，让我们拭目以待"))
LENGTH = Check("too_long", "proof", _too_long, event_text(lambda text: f"{text}，" * 60))
