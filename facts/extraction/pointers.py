"""Subjects that only point (该模型, 此举, 公司, 其), and clauses without one: a reader must know whom they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from facts.support.undisproved import is_small_count
from facts.text.clause_scope import scope_markers
from facts.text.language import language_of
from facts.text.lexicon import Place, opposites, word_list
from facts.text.segmenter import Word, words
from facts.text.sentences import blanked
from facts.values.figures import read_figures

Lean = Literal["", "happening", "party"]
"""On what a text leans for its subject: on nothing, on what the headline tells, or on one of those it tells of."""

NAMES = frozenset({"nr", "nrfg", "nrt", "ns", "nt", "nz", "eng"})
"""Tags of names."""
_PREDICATE = frozenset({"v", "vd", "d", "p", "a", "ad"})
_ASPECTS = ("着", "了")
"""What stands behind a verb, whatever its tag: 标志着."""
_LEANS = frozenset("vuyfp")
"""First letters of the tags with which a clause begins that has no subject."""
_PASSED_OVER = frozenset("tx")
_JOINING = _PASSED_OVER | {"c"}
"""A conjunction that looks ahead (尽管, 由于) has its subject behind it; one that looks back is told by its word."""
_ADDS = ("还", "也", "又", "再", "并")
_WHERE = frozenset("pc")
_LONG_ATTRIBUTE = 8
"""Words, up to the 的 of 免费可商用的嵌入模型."""
_DEMONSTRATIVES = ("该", "这一", "这家", "此", "这", "上述")
_PARTIES = ("公司", "企业", "集团", "机构", "银行", "国")
_SPEAKING_OF_ITSELF = ("我", "we", "i", "our", "my")
_POINTER_CHARS = 10
"""这一战略转变 is a long one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a clause begins that may be quoted."""

    leans: Lean
    points: bool = False
    """Its subject points to what it leans on, and does not lack: 该模型采用…"""


def opening_of(clause: str) -> Opening | None:
    """None where no predicate follows, where it adds to something (还将), or has an English pronoun for its subject."""
    if language_of(clause) == "en" and word_list("referring").begins(clause):
        return None
    if word_list("act").begins(clause):
        return Opening("happening", points=True)
    first = next(iter(words(clause)), None)
    if first and first.tag == "c" and clause.startswith(_DEMONSTRATIVES, first.end):
        return None  # 尽管这一规模…
    return None if clause.startswith(_ADDS) else _opening(clause)


def _opening(clause: str) -> Opening | None:
    said = [word for word in words(clause) if word.tag[0] not in _PASSED_OVER]
    if not said or word_list("pointing").begins(clause[said[0].start :]):
        return None
    start = said[0].start
    is_demonstrative = clause.startswith(_DEMONSTRATIVES, start) or word_list("referring").begins(clause[start:])
    if is_demonstrative:
        return _behind_demonstrative(clause, said)
    if word_list("general").begins(clause[start:]) and said[1:] and _is_predicate(clause, said[1]):
        return Opening("happening", points=True)
    return Opening("happening" if _lacks_subject(clause) else "")


def _behind_demonstrative(clause: str, said: Sequence[Word]) -> Opening | None:
    start = said[0].start
    if start < frame_of(clause):  # 此轮融资后，…; but not 该行估计，…
        return None if scope_markers(clause)[0].kind == "speaker" else Opening("happening", points=True)
    if clause.startswith("其", start):
        return Opening("party", points=True)
    predicate = _predicate(clause, [word for word in said[1:] if word.start < start + _POINTER_CHARS])
    if not predicate or (predicate != said[1] and _is_of_a_noun(clause, said, predicate)):
        return None
    return Opening("party" if _points_to_party(clause, start) else "happening", points=True)


def _is_of_a_noun(clause: str, said: Sequence[Word], predicate: Word) -> bool:
    """It tells which thing: 这个规模达1万亿元的市场; but not 该中心将成为规模最大的市场."""
    tags = [word.tag for word in said if word.start >= predicate.start]
    return not _is_auxiliary(clause, predicate) and _begins_with_noun(tags)


def subject_of(clause: str) -> str:
    """What stands before its predicate, without its attribute: 电站 in 两家合作的电站已上线. Empty without one."""
    said = clause[frame_of(clause) :].partition("，")[0]
    found = [word for word in words(said) if word.tag[0] not in _PASSED_OVER]
    if not found or _lacks_subject(said):
        return ""
    head = found[_attribute(said, found) :]
    own = list(takewhile(lambda word: not _is_predicate(said, word), head))
    return said[own[0].start : own[-1].end] if own else ""


def _attribute(clause: str, said: Sequence[Word]) -> int:
    """Words up to the last 的 before its predicate; none where something is done with it: 甲用乙的机器."""
    places = [place for place, word in enumerate(said[:_LONG_ATTRIBUTE]) if place and word.tag == "uj"]
    before = said[: places[-1]] if places else ()
    is_done = any(_is_auxiliary(clause, word) for word in before)
    is_joined = any(word.tag == "p" for word in before) and before[-1].tag[0] != "v"
    return 0 if is_done or is_joined or not before else len(before) + 1


def _points_to_party(clause: str, start: int) -> bool:
    pointer = next((one for one in _DEMONSTRATIVES if clause.startswith(one, start)), "")
    return clause.startswith(_PARTIES, start + len(pointer))


def _predicate(clause: str, said: Sequence[Word]) -> Word | None:
    """Words that say how far it is are surest: what looks like a verb may be a noun, as in 这一战略转变将."""
    sure = (word for word in said if _is_auxiliary(clause, word))
    return next(sure, None) or next((word for word in said if _is_predicate(clause, word)), None)


def _is_predicate(clause: str, word: Word) -> bool:
    is_speech = word_list("speech").begins(clause[word.start :])
    is_verb = word.tag in _PREDICATE or clause.startswith(_ASPECTS, word.end)
    return (is_verb and not is_speech) or _is_auxiliary(clause, word)


def _is_auxiliary(clause: str, word: Word) -> bool:
    return word_list("plan", "future", "done", "guess", "denial").begins(clause[word.start :])


def _lacks_subject(clause: str) -> bool:
    """It begins with what is done, or where, or with how much (每…, 26%已降到19%), and not with who does it."""
    tags = [word.tag[0] for word in words(clause)]
    behind = next((tag for tag in tags if tag not in "mqx"), "")
    if clause.startswith("每") or (tags[0] == "m" and behind == "d"):
        return True
    if words(clause)[0].tag not in _WHERE and any(marker.kind == "speaker" for marker in scope_markers(clause)):
        return False  # who says it: 公司表示，将扩产
    frame = frame_of(clause)
    return (not frame and word_list("leaning").begins(clause)) or _begins_with_deed(clause[frame:].partition("，")[0])


def _begins_with_deed(clause: str) -> bool:
    said = [word for word in words(clause) if word.tag[0] not in _JOINING]
    tags = [word.tag for word in said]
    if not tags or tags[0][0] in "da":
        return not tags or bool(_PREDICATE.intersection(tags[1:2]))
    if clause.startswith("于", said[0].end):
        return True  # 部署于
    return tags[0][0] in _LEANS and not (_is_done_by(clause, said) or _begins_with_noun(tags))


def _is_done_by(clause: str, said: Sequence[Word]) -> bool:
    """What looks like a verb is or does something: 产能是, 扩产将."""
    return len(said) > 1 and not _is_auxiliary(clause, said[0]) and _is_sure(clause, said[1])


def _is_sure(clause: str, word: Word) -> bool:
    return clause.startswith("是", word.start) or _is_auxiliary(clause, word)


def _begins_with_noun(tags: Sequence[str]) -> bool:
    """What looks like a verb is part of who does it: 流通环节减少, 重组经国务院批准, 制造的电池将用于."""
    if tags[0] == "vn" and tags[1:2] and tags[1][0] in "np":
        return True
    place = tags.index("uj") if "uj" in tags[:_LONG_ATTRIBUTE] else len(tags)
    behind = [tag == "vn" or tag[0] == "n" for tag in tags[place + 1 :]]
    done = tags[place + 1 + behind.index(True) :] if True in behind[:2] else []
    return any(tag[0] in "dvc" and tag != "vn" for tag in done)


def points_back(text: str) -> bool:
    """It begins with what another sentence names: 前者…, 该公司…, 两家都…, both."""
    said = text[frame_of(text) :]
    figure, opened = next(iter(read_figures(said)), None), opening_of(said)
    is_count = figure is not None and not figure.start and is_small_count(figure)
    points = word_list("pointing", "referring").begins(said) or (opened is not None and opened.points)
    return points or is_count


def frame_of(text: str) -> int:
    """Where what is said begins, behind who says it, on which condition, when; 0 where that is not told."""
    end = next((marker.span.end for marker in scope_markers(text) if marker.span.start == 0), 0)
    return len(text) - len(text[end:].lstrip("，：, ")) if end else 0


def dangles(text: str, headline: str = "") -> bool:
    """A pointer in it has nothing before it there, or in the headline that it stands under, that it could point to; it
    tells the rest of a whole; or it says we outside a quotation.
    """
    bare = blanked(text, "“「『")
    is_rest = any(one in bare for one in ("的额外", "的其余", "的剩余"))
    pointers = (place for place in word_list("pointing", "referring").places(bare) if place.end - place.start < 4)
    return is_rest or any(not _has_antecedent(bare, place, headline) for place in pointers)


def _has_antecedent(text: str, pointer: Place, headline: str) -> bool:
    if text[pointer.start : pointer.end].lower().startswith(_SPEAKING_OF_ITSELF):
        return False
    return _is_in_headline(text, pointer, headline) or _is_before(text, pointer)


def _is_in_headline(text: str, pointer: Place, headline: str) -> bool:
    """What it points to, for a reader of a row; what the whole text leans on is told apart."""
    if not (headline and word_list("referring").begins(text[pointer.start :])):
        return False
    if not pointer.start or word_list("act").begins(text[pointer.start :]):
        return True
    behind = text[pointer.end :]
    is_party = text.startswith("其", pointer.start) or behind.startswith(_PARTIES)
    return has_one_party(headline) if is_party else behind[:2] in headline


def _is_before(text: str, pointer: Place) -> bool:
    """A noun of its sentence, the same one for 该模型, a name for 该公司; who says it, or when, is none."""
    before, behind = text[: pointer.start], text[pointer.end :]
    is_party = behind.startswith(_PARTIES)
    if text.startswith("该", pointer.start) and behind[:2] not in before and not is_party:
        return False
    markers = [marker.span for marker in scope_markers(text) if marker.span.end <= pointer.start]
    return any(
        word.tag in NAMES
        or (not is_party and word.tag[0] == "n" and not any(one.start <= word.start < one.end for one in markers))
        for word in words(before)
    )


def has_one_party(headline: str) -> bool:
    """Nothing in it is done with, to or for another, or bought or sold."""
    trade = opposites()["trade"]
    joins = any(word.tag[0] in "pc" for word in words(headline))
    return not (joins or trade.up.occurs_in(headline) or trade.down.occurs_in(headline))
