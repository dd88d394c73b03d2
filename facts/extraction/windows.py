"""Runs of a sentence's clauses that may be quoted: each begins with its subject and ends where nothing turns it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from facts.extraction.pointers import Lean, dangles, opening_of
from facts.extraction.self_contained import opening
from facts.text.clause_scope import ScopeMarker, holding, is_dated, scope_markers
from facts.text.furniture import CUT_OFF, HEADLINE, is_furniture, told
from facts.text.language import as_long, language_of
from facts.text.lexicon import word_list
from facts.text.remembered import remembered
from facts.text.segmenter import words
from facts.text.sentences import Span, blanked, clauses, sentences
from facts.text.shortening import statements, turns
from facts.values.figures import read_figures

_JOINED = "；;"
_WHEREFORE = ("为", "通过", "因", "由于", "随着")


@dataclass(frozen=True, slots=True)
class Window:
    """A run of clauses of one sentence."""

    span: Span
    parts: tuple[Span, ...]
    is_first: bool
    """It begins where its sentence does."""
    is_whole: bool
    """All that its sentence tells."""
    leans: Lean
    """Whether what it is said of stands in `before`, and has to be its reader's subject as well."""
    points: bool
    """It has a subject that points there."""
    before: str
    """The rest of its sentence before it; of a first one that leans, the sentence before."""
    said_by: str
    """Who says it, where a clause before it tells that."""

    @property
    def names_nobody(self) -> bool:
        """It has no subject, not even one that points, nor a happening that it follows."""
        follows = self.is_first and word_list("condition", "cause").begins(self.span.text)
        return bool(self.leans) and not (self.points or follows)

    @property
    def stands_alone(self) -> bool:
        """A reader needs no other sentence to know of whom it is said, and by whom."""
        return self.is_first and not (self.leans or dangles(self.span.text))


@dataclass(frozen=True, slots=True)
class Judged:
    """A window with what it is worth."""

    window: Window
    strength: float

    @property
    def span(self) -> Span:
        return self.window.span


J = TypeVar("J", bound=Judged)


def strongest_first(found: Iterable[J]) -> tuple[J, ...]:
    return tuple(sorted(found, key=lambda one: (-one.strength, one.span.start)))


def windows(text: str, max_chars: int) -> Iterator[Window]:
    """The windows of `text` of at most `max_chars` of Chinese, or as much of a language whose words are longer; in
    order, of one beginning the shortest first.

    Furniture and repeated headlines have none.
    """
    room = int(as_long(max_chars, "zh", language_of(text)))
    for sentence in _read(text):
        for index, start in sentence.starts:
            first = start.span.start
            for last in (one for one in sentence.ends if one >= index and sentence.parts[one].end - first <= room):
                said = text[first : sentence.parts[last].end]
                if not _broken(said):
                    span = Span(first, first + len(said), said)
                    is_whole = start.is_first and last == len(sentence.parts) - 1
                    parts = (*start.parts, *sentence.parts[index + 1 : last + 1])
                    yield replace(start, span=span, parts=parts, is_whole=is_whole)


def longest(text: str, max_chars: int) -> Iterator[Window]:
    """Of each beginning the longest window."""
    yield from {window.span.start: window for window in windows(text, max_chars)}.values()


@dataclass(frozen=True, slots=True)
class _Sentence:
    parts: tuple[Span, ...]
    starts: tuple[tuple[int, Window], ...]
    """Windows of one clause, each with the index of that, which others begin with."""
    ends: tuple[int, ...]
    """Indices of the clauses with which a window may end."""


@remembered
def _read(text: str) -> tuple[_Sentence, ...]:
    found: list[_Sentence] = []
    before: Span | None = None
    for sentence in _without_lists(sentences(text)):
        if not HEADLINE.match(sentence.text) and not is_furniture(sentence.text):
            parts = _parts(text, sentence)
            starts = tuple(_starts(text, parts, before))
            found.append(_Sentence(parts, starts, tuple(_ends(parts))))
        before = sentence
    return tuple(found)


def _without_lists(found: Iterable[Span]) -> Iterator[Span]:
    """All but the lists that a colon opens (分三层：…；…；…。): some of it leaves its reader with a part."""
    is_open = False
    for sentence in found:
        goes_on = sentence.text[-1] in _JOINED
        opens = goes_on and not is_open and "：" in sentence.text
        told = sentence.text.partition("：")[0].rpartition("，")[0] if opens else sentence.text
        if told and not is_open:
            yield Span(sentence.start, sentence.start + len(told), told)
        is_open = goes_on and (is_open or opens)


def _parts(text: str, sentence: Span) -> tuple[Span, ...]:
    """Its statements, without the furniture around it, what joins it to others, or the dots of a cut-off text."""
    start, end = told(sentence.text)
    start += opening(sentence.text[start:end])
    start += _idle(sentence.text[start:end])
    end = max(start, len(CUT_OFF.sub("", sentence.text[:end]).rstrip(_JOINED)))
    first, kept = sentence.start + start, text[sentence.start + start : sentence.start + end]
    if language_of(kept) == "en":  # where it is cut, half a list of names looks like a clause
        kept = kept.rstrip()
        return (Span(first, first + len(kept), kept),) if kept else ()
    return tuple(Span(first + part.start, first + part.end, part.text) for part in statements(kept))


def _idle(sentence: str) -> int:
    """Where it begins behind a 近日 or 比如 of its own, which tells no day and no more."""
    first = clauses(sentence)[:1]
    if not first or is_dated(first[0].text) or not _tells_nothing(first[0].text):
        return 0
    return len(sentence) - len(sentence[first[0].end :].lstrip("，, "))


def _tells_nothing(clause: str) -> bool:
    tags = [word.tag for word in words(clause)]
    return set(tags) == {"t"} or (len(tags) == 1 and tags[0][0] in "vdcl")


def _starts(text: str, parts: tuple[Span, ...], before: Span | None) -> Iterator[tuple[int, Window]]:
    """None behind what points out of its sentence (其中20单已发行，金额…): that may be what the rest is told of."""
    for index, part in enumerate(parts):
        if index and word_list("pointing").begins(parts[index - 1].text):
            break
        goes_on = index > 0 or (before is not None and before.text[-1] in _JOINED)
        context = text[parts[0].start : part.start] if index else before.text if before else ""
        if not goes_on:
            yield from _start(index, part, context, ())
        elif not _leans_back(part.text):
            yield from _start(index, part, context, holding(text, part))
    if parts and (said := _said_behind_speaker(text, parts[0])):
        yield from _start(0, said, text[parts[0].start : said.start], holding(text, said))


def _start(index: int, part: Span, context: str, held: tuple[ScopeMarker, ...]) -> Iterator[tuple[int, Window]]:
    """None where it has no beginning, or what holds for it would be left out, other than who says it."""
    begun = opening_of(part.text)
    if begun and all(marker.kind == "speaker" for marker in held):
        said_by = "，".join(marker.span.text for marker in held)
        is_first = not (index or said_by)
        before = "" if is_first and not begun.leans else context
        yield index, Window(part, (part,), is_first, False, begun.leans, begun.points, before, said_by)


def _said_behind_speaker(text: str, part: Span) -> Span | None:
    """What of a clause with its speaker is said, if it has one."""
    named = [one for one in scope_markers(text) if one.kind == "speaker" and part.start <= one.span.start < part.end]
    start = named[-1].span.end if named else part.end
    again = text[start : part.end].lstrip("，,：: ")  # …发出警告，称…
    start = part.end - len(again) + next((one.end for one in word_list("speech").places(again) if not one.start), 0)
    return Span(start, part.end, text[start : part.end]) if start < part.end else None


def _leans_back(part: str) -> bool:
    """It goes on from the clause before it, which names who says it, or what is measured: 认为, GPT 5为30."""
    is_verb = words(part)[0].tag == "v"
    copula = next((word.start for word in words(part) if part.startswith("为", word.start)), 0)
    is_unmeasured = copula and not any(word.tag[0] in "nv" for word in words(part[:copula]))
    return bool(is_unmeasured or word_list("leaning").begins(part) or (is_verb and word_list("speech").begins(part)))


def _ends(parts: tuple[Span, ...]) -> Iterator[int]:
    """A clause that turns the one before it, sums it up, or tells who said it, belongs to it; one that tells where or
    when, or to whom something is said, belongs to the one behind it.
    """
    for index, part in enumerate(parts):
        following = parts[index + 1 : index + 2]
        if not following or not (_belongs_before(following[0].text) or _belongs_behind(part.text)):
            yield index


def _belongs_before(part: str) -> bool:
    names_speaker = word_list("speech").ends(part.rstrip("。.")) and not scope_markers(part)
    return turns(part) or part.startswith("这") or names_speaker


def _belongs_behind(part: str) -> bool:
    if words(part)[-1].tag == "f" or word_list("setting").ends(part) or _announces(part):
        return True
    last = "".join(clause.text for clause in clauses(part)[-1:])
    gives_reason = last.startswith(_WHEREFORE) or word_list("basis", "condition").begins(last)
    return bool(last) and (gives_reason or _is_named_alone(part))


def _is_named_alone(part: str) -> bool:
    """It ends with what the clause behind it speaks of: …表示，机器人、汽车."""
    said = part[max((one.span.end for one in scope_markers(part)), default=0) :]
    return not any(word.tag[0] in "vadpm" for word in words(said))


def _announces(part: str) -> bool:
    """What somebody says to another stands behind it: 警告政府."""
    said = max((place.end for place in word_list("speech").places(part)), default=len(part))
    behind = [word.tag[0] for word in words(part) if word.start >= said]
    return bool(behind) and not set(behind) & {"v", "u", "x"}


def _broken(text: str) -> bool:
    """It is all in quotation marks, so that its speaker stands elsewhere, holds but one of a pair or of a list, or of
    a quotation what stands before its speaker (“…，”他说), or is an amount of nothing.
    """
    inner, (_, goes_on, rest) = blanked(text, "“「『"), text.rpartition("，”")
    if goes_on and "“" not in rest:
        return True
    if ("一是" in inner) != ("二是" in inner) or any(one.text == text.rstrip("。") for one in read_figures(text)):
        return True
    return not any(map(str.isalnum, inner)) or any(sign in inner for sign in "“”「」『』")
