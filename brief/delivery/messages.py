"""Lines as the messages of a chat: none longer than it lets through, none cut within a line, a link or a character."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from brief.delivery.digest import Line, Span, said
from brief.delivery.parcel import Letter
from brief.report.reader_words import DeliveryWords

P = TypeVar("P")

_MARKUP = str.maketrans("[]<>*`_~|\\@#", "［］＜＞＊｀＿～｜＼＠＃")
"""What a chat may read as markup or as a call to somebody, and the wide character that looks like it."""
_HEADS = {"title": "## ", "heading": "### ", "cell": "> ", "note": "> ", "point": "- ", "correction": "- "}
_SHORT = 8
"""Characters of a text that is not shortened further."""
_NUMBERED = 24
"""Room for `（2/3）` before a part, in whichever unit."""


@dataclass(frozen=True)
class Chat(Generic[P]):
    shown: Callable[[Line], P]
    """A line in the chat's own form."""
    size: Callable[[P], int]
    """Of such a line with what stands between two, in the unit of the limit."""
    limit: int
    """Of one message."""


def messages_of(letter: Letter, words: DeliveryWords, chat: Chat[P]) -> list[list[P]]:
    """The lines of each message; of one only, where the letter may be cut."""
    if letter.may_be_cut:
        return [_cut(letter, words, chat)]
    parts = _packed([_fitted(line, chat, chat.limit - _NUMBERED) for line in letter.lines], chat)
    if len(parts) == 1:
        return parts
    numbers = (words.part.format(number=number, count=len(parts)) for number in range(1, len(parts) + 1))
    return [[chat.shown(said("period", number)), *part] for number, part in zip(numbers, parts, strict=True)]


def chat_markdown(line: Line) -> str:
    """A line in the little Markdown that chats share. No text of the news is markup, a link of its own or a mention."""
    texts = ((harmless(span.text), span.url) for span in (Span(line.label), *line.spans))
    inner = "".join(f"[{text}]({url})" if url else text for text, url in texts)
    if line.kind == "lead":
        return f"**{inner}**" if all(not span.url for span in line.spans) else inner
    return _HEADS.get(line.kind, "") + inner


def harmless(text: str) -> str:
    """Nothing in it is markup, an address that is linked by itself, or a call to somebody."""
    return text.translate(_MARKUP).replace("://", "：//")


def _packed(lines: Sequence[P], chat: Chat[P]) -> list[list[P]]:
    parts: list[list[P]] = [[]]
    room = chat.limit - _NUMBERED
    for line in lines:
        size = chat.size(line)
        if parts[-1] and size > room:
            parts.append([])
            room = chat.limit - _NUMBERED
        parts[-1].append(line)
        room -= size
    return parts


def _cut(letter: Letter, words: DeliveryWords, chat: Chat[P]) -> list[P]:
    """As many whole lines as there is room for; then how many rows more there are, and where."""
    *lines, whole = letter.lines
    left = [_fitted(line, chat, chat.limit // 2) for line in lines]
    if sum(map(chat.size, (*left, chat.shown(whole)))) <= chat.limit:
        return [*left, chat.shown(whole)]
    for kept in range(len(lines) - 1, 0, -1):
        rows = sum(line.kind == "row" for line in lines[kept:])
        more = said("more", words.more.format(count=rows) if rows else words.whole, whole.spans[0].url)
        part = [*left[:kept], chat.shown(more)]
        if sum(map(chat.size, part)) <= chat.limit:
            return part
    return [chat.shown(whole)]


def _fitted(line: Line, chat: Chat[P], room: int) -> P:
    """The line; one that no message has room for is shortened in its longest words, then loses its links."""
    while chat.size(chat.shown(line)) > room and (shorter := _shorter(line)) != line:
        line = shorter
    return chat.shown(line)


def _shorter(line: Line) -> Line:
    longest = max(line.spans, key=lambda span: len(span.text))
    if len(longest.text) <= _SHORT:
        return replace(line, spans=tuple(Span(span.text) for span in line.spans))
    cut = replace(longest, text=longest.text[: len(longest.text) * 3 // 4].rstrip("…") + "…")
    return replace(line, spans=tuple(cut if span is longest else span for span in line.spans))
