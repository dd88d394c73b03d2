"""Whether a text says as its own what its source has only from somebody, holds for likely, or ties to a condition."""

import re
from collections.abc import Iterator, Sequence

from facts.text.clause_scope import SPEECH, ScopeMarker, scope_markers
from facts.text.sentences import Span, clauses, sentences, without_end
from facts.text.similarity import terms

_UNNAMED = re.compile(
    r"人士|业内|消息|传闻|报道|媒体|分析师|专家|机构|观点|^有?分析|据传|市场(?:普遍|预期)|"
    r"\b(?:sources?|people|persons?) (?:familiar|close|with knowledge|briefed)|\bsources? (?:say|said|told)|reportedly|"
    r"rumou?r",
    re.IGNORECASE,
)
_GUESSES = re.compile(r"(?:预计|预测|预期|测算|估算|估计|推测|判断|认为|相信|担心|担忧)[道到]?$")
_IF = re.compile(r"^(?:若|如果|假如|假设|倘若|一旦|除非|if\b|unless\b)", re.IGNORECASE)
_TOLD = re.compile(
    r"人士|业内|消息|传闻|[据盛]传|报道|媒体|分析[师称人的指认]|说法|专家|机构|观点|(?<![数根依证占论单])据|(?<![简名号职俗合统别尊])称|表示|认为|指出|透露|"
    r"披露|预计|预测|预期|测算|估[算计]|疑似|可能|或(?!者)|有望|"
    r"\b(?:sources?|people|reportedly|said|says?|according|report(?:s|ed)?|could|may|might|likely|expect\w*|analysts?)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    rf"{_TOLD.pattern}|将|料|拟|计划|目标|看好|看来|判断|担[心忧]|潜在|\b(?:will|would|forecast\w*|see[sn]?|plans?)\b",
    re.IGNORECASE,
)
_TIED = re.compile(
    r"若|如(?!何|今|期)|一旦|倘|假[如设]|除非|条件|前提|取决|视.{1,8}而定|可能|或(?!者)|有望|情况下|之?后(?![续期来端台者勤])|"
    r"\b(?:if|unless|should|once|when|could|may|might|depend\w*)\b",
    re.IGNORECASE,
)


def unvouched(text: str, quote: str, source: str) -> str | None:
    """The clause of `source` that holds for `quote`, a span of it, and of which `text` says nothing; None where it says
    enough: any word of hearsay, likelihood or condition will do.
    """
    end = _place(quote, source) + len(quote)
    needed = (one for sentence in _sentences_of(quote, source) for one in _needed(sentence, end))
    return next((clause for clause, vouches in needed if not vouches.search(text)), None)


_COPIED = 10
"""Characters of a clause that is not by chance the same as its source's."""


def copied_unvouched(text: str, source: str) -> str | None:
    """As `unvouched`, of clauses that `text`, otherwise in words of its own, has from `source`: the sentence that each
    stands in must say enough.
    """
    copied = (
        (sentence.text, without_end(clause.text))
        for sentence in sentences(text)
        for clause in clauses(sentence.text)
        if len(clause.text) >= _COPIED and without_end(clause.text) in source
    )
    return next(filter(None, (unvouched(sentence, clause, source) for sentence, clause in copied)), None)


_LONGEST_NAME = 12
_ANYBODY = re.compile(rf"{_UNNAMED.pattern}|来源|原文|公司|官方|双方|方面", re.IGNORECASE)


def other_speaker(text: str, quoted: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """(who says it in `text`, who does in its sources) where they are two; `quoted` are spans with what they are of.

    One unnamed in `text` may be anybody, and one in Latin letters goes under another name in a Chinese source.
    """
    heard = [speaker for quote, source in quoted for speaker in _speakers(_around(quote, source))]
    known = {term for _, source in quoted for speaker in _speakers(source) for term in terms(speaker)}
    named = (one for one in _speakers(text) if len(one) <= _LONGEST_NAME and not _ANYBODY.search(one))
    other = (one for one in named if not one.isascii() and not known & set(terms(one)))
    return next(((one, heard[0]) for one in other), None) if heard else None


def _around(quote: str, source: str) -> str:
    held = _sentences_of(quote, source)
    return source[held[0].start : held[-1].end] if held else quote


def _sentences_of(quote: str, source: str) -> list[Span]:
    """The sentences of `source` that `quote` is of."""
    start = _place(quote, source)
    return [one for one in sentences(source) if one.start < start + len(quote) and start < one.end]


def _place(quote: str, source: str) -> int:
    return max(0, source.find(quote))


def _speakers(text: str) -> list[str]:
    """Without the word for saying so, which is often the same."""
    told = (marker.span.text for marker in scope_markers(text) if marker.kind == "speaker")
    return [who for one in told if (who := SPEECH.sub("", one)) and who != one]


def _needed(sentence: Span, quote_end: int) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The clauses that hold for the quoted part of a sentence, each with the words of which a text needs one."""
    for marker in scope_markers(sentence.text):
        if sentence.start + marker.span.start < quote_end and (needed := _words_for(marker)):
            yield marker.span.text, needed
    if sentence.text.isascii() and (found := _UNNAMED.search(sentence.text)):
        yield found.group(), _TOLD


def _words_for(marker: ScopeMarker) -> re.Pattern[str] | None:
    if marker.kind == "speaker" and _UNNAMED.search(marker.span.text):
        return _TOLD
    if marker.kind == "speaker" and _GUESSES.search(marker.span.text):
        return _HELD
    return _TIED if marker.kind == "condition" and _IF.match(marker.span.text) else None
