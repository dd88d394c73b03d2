"""What is wrong with a text that a model wrote, as a text: its language, its length, what does not belong in one."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from checks.remarks import Remark, remark
from facts.text.cleaning import plain
from facts.text.language import language_of
from facts.text.lexicon import word_list
from facts.text.sentences import clauses, without_end
from facts.text.shortening import shortened
from schemas.reasons import Reason

OVER = 1.3
"""A text this many times its length is sent back; a little over is the layout's to bear."""
_ADDRESS = re.compile(
    r"https?://|ftp://|mailto:|(?<![A-Za-z0-9])www\.[A-Za-z0-9]"
    r"|(?<![A-Za-z0-9@.-])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|ai|gov|edu|dev|app|co|hk|uk|jp|eu)/[\w-]",
    re.IGNORECASE,
)
_WHOLE_ADDRESS = re.compile(rf"(?:{_ADDRESS.pattern})\S*", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?[a-zA-Z!][^<>]*>|&(?:[a-z]{2,8}|#x?[0-9a-fA-F]+);|\]\(|\*\*|~~|```|`[^`\n]+`|^\s*(?:#{1,6}|[-+*•])\s"
    r"|\n\s*(?:[-+*•]|\d+[.)、])|\|[^|\n]*\||[\[【]\d{1,3}[\]】]|\\u[0-9a-fA-F]{4}|\ufffd",
    re.MULTILINE,
)
_QUOTED = re.compile('“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|《[^》]*》|"[^"]*"')
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_HAN = re.compile("[㐀-鿿]+")
_FEW_WORDS = 3
_FEW_CHARACTERS = 4
"""Less of another language than this may be a name or a term."""
_CHINESE_DATE = re.compile(r"\d ?[年月日](?![㐀-鿿])|\d年\d|\d月\d")
_MANY_NAMES = 12
_LONG_CLAUSE = 6
_SAYS_NOTHING = re.compile(
    r"(?:(?:证据|来源|原文|材料|文中|新闻|报道|暂|尚)(?:中|里)?)?(?:均)?(?:未|无|没有|不详)"
    r"(?:[^，。；,;\d]{0,12}(?:披露|提供|提及|说明|提到|给出|公布|信息|内容|细节|数据|表述))?[。.]?"
    r"|(?:n/?a|none|null|nil|unknown|not (?:disclosed|stated|specified|available|provided|mentioned)"
    r"|(?:no|the evidence (?:has|gives|holds) no) [a-z ]{0,40}(?:given|stated|disclosed|details?|information))\.?",
    re.IGNORECASE,
)


def fitted(text: str, max_chars: int) -> str:
    """`text`, cut between clauses where it is too long to stand."""
    shown = plain(text)
    return shortened(shown, max_chars) if len(shown) > max_chars * OVER else text


def says_nothing(text: str) -> bool:
    """It is empty, or words that stand for having nothing to say."""
    shown = plain(text)
    return not any(map(str.isalnum, shown)) or bool(_SAYS_NOTHING.fullmatch(shown))


@dataclass(frozen=True)
class WordingRules:
    """What the texts of one answer must be."""

    language: str
    ids: re.Pattern[str] | None
    """The ids that the question gave; they are for the fields that ask for them."""

    def problems(self, text: str, max_chars: int) -> Iterator[tuple[Reason, str]]:
        """What is wrong with one text that says something."""
        yield from self.foreign(text)
        length = len(plain(text))
        if length > max_chars * OVER:
            yield "too_long", f"the text has {length} characters; at most {max_chars} are allowed."
        if (twice := _said_twice(text)) is not None:
            yield "repeats", f"the text says {twice!r} twice; once is enough."
        if not in_language(text, self.language):
            message = f"the text is not written in the report's language ({self.language}); write it in that language."
            yield "wrong_language", message
        elif found := other_letters(text, self.language):
            yield "wrong_language", _told(remark("other_letters").of(found=found))

    def foreign(self, text: str) -> Iterator[tuple[Reason, str]]:
        """What is stray in it."""
        return (("markup_in_text", _told(one)) for one in self.stray(text))

    def stray(self, text: str) -> Iterator[Remark]:
        """What belongs in no text: an address, an id, markup."""
        if _ADDRESS.search(text):
            yield remark("holds_address")
        if found := _MARKUP.search(text):
            yield remark("holds_markup").of(found=repr(found.group().strip()))
        if self.ids and (found := self.ids.search(text)):
            yield remark("holds_id").of(found=found.group())


def _told(one: Remark) -> str:
    return f"{one.en[0].lower()}{one.en[1:]}"


def _said_twice(text: str) -> str | None:
    """Who says so may be said again."""
    said = [without_end(one.text) for one in clauses(text)]
    telling = [one for one in said if len(one) >= _LONG_CLAUSE and not word_list("speech").ends(one)]
    return next((one for place, one in enumerate(telling) if one in telling[:place]), None)


def make_wording(language: str, ids: Collection[str], evidence: Iterable[str]) -> WordingRules:
    """`evidence` is what the model was shown: a word of it is no id, even if it looks like one."""
    pattern = _pattern(ids)
    if pattern is None:
        return WordingRules(language, None)
    own = {found for text in evidence for found in pattern.findall(text)}
    return WordingRules(language, _pattern(one for one in ids if one not in own))


def _pattern(ids: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(set(ids), key=lambda one: (-len(one), one))
    if not longest_first:
        return None
    return re.compile(rf"(?<![A-Za-z0-9_.#-])(?:{'|'.join(map(re.escape, longest_first))})(?![A-Za-z0-9_#-])")


def other_letters(text: str, language: str) -> str:
    """The first Chinese characters of an English text, outside of quotations and titles; empty where there are none."""
    found = _HAN.search(_QUOTED.sub(" ", text)) if language == "en" else None
    return found.group() if found else ""


def in_language(text: str, language: str) -> bool:
    """Quotations and names may be in another language; what is left of the text may not."""
    rest = _QUOTED.sub(" ", _WHOLE_ADDRESS.sub(" ", text))
    if language == "zh":
        words = _LATIN_WORD.findall(rest)
        foreign = len(words) >= _MANY_NAMES or sum(map(str.islower, words)) >= _FEW_WORDS
        return language_of(rest) == "zh" or not foreign
    is_short = language_of(rest) != "zh" or sum(map(len, _HAN.findall(rest))) < _FEW_CHARACTERS
    return is_short and not _CHINESE_DATE.search(rest)
