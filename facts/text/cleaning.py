"""Text on its way in and out: hostile characters and markup off, nothing else changed.

`clean` and `clean_html` make what the corpus keeps; a quotation is cut from that and must be found in the source's own
text, so `clean` changes no benign character. `plain` is what a reader sees of a span, with the way back to the
characters it stands for.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from facts.text.remembered import remembered

# -- cleaning --------------------------------------------------------------------------------------------------------

_VARIANT = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAKES_VARIANT = "#*0-9©®\u203c-\u3299\u3400-\u9fff\uf900-\ufaff\U0001f000-\U0001faff\U00020000-\U0003ffff"
_JOINER = "\u200c\u200d"
_TAKES_JOINER = "\u0600-\u08ff\u0900-\u0dff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_MARK = "\u0300-\u036f\u3099\u309a"
_JAMO = "\u1100-\u11ff"
_HOSTILE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters; line ends are dealt with apart
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates and noncharacters
)
_SUSPICIOUS = re.compile(f"[{_HOSTILE}{_VARIANT}{_JOINER}{_MARK}{_JAMO}\r\x0b\x0c\x85]")
_HOSTILE_RUN = re.compile(f"[{_HOSTILE}]+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85]")
_STRAY_VARIANT = re.compile(f"(?<![{_TAKES_VARIANT}])[{_VARIANT}]+")
_STRAY_JOINER = re.compile(f"(?<![{_TAKES_JOINER}])[{_JOINER}]+")
_COMBINING = re.compile(f".?[{_MARK}]+|[{_JAMO}]+", re.DOTALL)
_PILED_MARKS = re.compile("(?<=[\u0300-\u036f]{4})[\u0300-\u036f]+")


def clean(text: str) -> str:
    """Plain text without what a reader cannot see and should not get.

    Control characters, Unicode's default ignorable characters (zero width, bidirectional, tags), lone surrogates and
    noncharacters go; one joiner or variation selector stays where a script or an emoji needs it. Line ends become
    "\\n". Combining sequences are composed (NFC) and piled-up marks cut to four; single characters, markdown and
    entities stay as they are, so that benign text comes back unchanged. Idempotent.
    """
    if not _SUSPICIOUS.search(text):
        return text
    text = _LINE_END.sub("\n", _HOSTILE_RUN.sub("", text))
    text = _STRAY_JOINER.sub("", _STRAY_VARIANT.sub("", text))
    text = _COMBINING.sub(lambda found: unicodedata.normalize("NFC", found.group()), text)
    return _PILED_MARKS.sub("", text)


_TAG_OPEN = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]*)|[!?/])")
_TAG_STOP = re.compile(r"""=\s*(["'])|>""")
_UNSHOWN = re.compile("script|style|template|noscript|iframe|svg")
_INLINE = re.compile(
    "a|abbr|acronym|b|bd[io]|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strike|"
    "strong|su[bp]|time|tt|u|var|wbr"
)
_WHITE = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r" ?\n[ \n]*")


def clean_html(markup: str) -> str:
    """The text of an HTML fragment: no tags, comments or scripts; entities unescaped once; blocks on their own lines.

    Takes any input, well formed or not, in time linear in its length. What looks like a tag and never ends is text.
    """
    unwrapped = sound_references(clean(markup)).replace("<![CDATA[", "").replace("]]>", "")
    lines = clean(html.unescape("".join(_shown(unwrapped))))
    return _LINE_BREAKS.sub("\n", _BLANKS.sub(" ", lines)).strip()


_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
_REFERENCES = re.compile(rf"(?:{_REFERENCE.pattern})+")


def sound_references(markup: str) -> str:
    """`markup` with numeric references to characters only: the halves of an emoji are joined, what is none goes."""
    return _REFERENCES.sub(_sound, markup)


def _sound(found: re.Match[str]) -> str:
    numbers = [int(digits[0] or digits[1], 16 if digits[0] else 10) for digits in _REFERENCE.findall(found.group())]
    if all(map(_is_character, numbers)):
        return found.group()
    units = "".join(chr(number) for number in numbers if number <= 0x10FFFF)
    joined = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return "".join(f"&#{ord(one)};" for one in joined if _is_character(ord(one)))


def _is_character(number: int) -> bool:
    """Whether XML may hold it."""
    return number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000


def _shown(markup: str) -> Iterator[str]:
    """The pieces of text between tags, still escaped, and a line break for each edge of a block."""
    position = 0
    last_tag_end = markup.rfind(">")
    while (tag := _TAG_OPEN.search(markup, position)) and tag.start() < last_tag_end:
        yield _WHITE.sub(" ", markup[position : tag.start()])
        name = (tag[2] or "").lower()
        position = _after_tag(markup, tag)
        if _UNSHOWN.fullmatch(name) and not tag[1]:
            position = _after_element(markup, position, name)
        elif name and not _INLINE.fullmatch(name):
            yield "\n"
    yield _WHITE.sub(" ", markup[position:])


def _after_tag(markup: str, tag: re.Match[str]) -> int:
    """Where text goes on after a tag or comment; a comment without an end takes all, as in a browser."""
    if tag.group() == "<!--":
        return _after(markup, "-->", tag.end())
    position = tag.end()
    while stop := _TAG_STOP.search(markup, position):
        if not stop[1]:
            return stop.end()
        closing = markup.find(stop[1], stop.end())
        if closing < 0:
            break
        position = closing + 1
    return _after(markup, ">", tag.end())


def _after(markup: str, mark: str, position: int) -> int:
    found = markup.find(mark, position)
    return found + len(mark) if found >= 0 else len(markup)


def _after_element(markup: str, position: int, name: str) -> int:
    closing = re.compile(rf"</{name}", re.IGNORECASE).search(markup, position)
    return _after(markup, ">", closing.end()) if closing else len(markup)


# -- reading ---------------------------------------------------------------------------------------------------------

Offsets = tuple[tuple[int, int], ...]
"""For each character of the plain text the (start, end) of what it stands for in the raw text, in order."""

_MARKUP = re.compile(r"[*_`\[#~&\\<]|^[ \t]{0,3}[-+] ", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)((?:[a-z]+(?=\n))?)(\*\*|)[^`]{1,2000}?(\3)(\1)(?!`)")
_ESCAPE = re.compile(r"(\\)[*_`\[\]#~\\|<>]")
_ADDRESS = r"(?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}:|www\.|/|#)(?:[^()\s]|\([^()\s]{0,200}\)){0,2000}"
_TARGET = rf'\]\({_ADDRESS}(?: "[^"\n]{{0,200}}")?\)'
_IMAGE = re.compile(rf"(!\[[^\[\]\n]{{0,300}}{_TARGET})")
"""All of it: what stands for a picture is no part of a sentence."""
_LINK = re.compile(rf"(\[)[^\[\]\n]{{0,300}}({_TARGET})")
_BLOCK = (
    "article|aside|audio|blockquote|body|button|center|d[dlt]|div|embed|figcaption|figure|footer|form|h[1-6r]|head|header"
    "|html|iframe|input|li|link|main|meta|nav|noscript|object|ol|p|picture|pre|script|section|source|style|svg|table"
    "|tbody|td|template|tfoot|th|thead|title|tr|ul|video"
)
_HTML_TAG = re.compile(rf"(</?(?:{_BLOCK}|{_INLINE.pattern})\b[^<>]{{0,500}}>)", re.IGNORECASE)
"""What else stands between angle brackets may be the text's own."""
_DELIMITERS = (
    re.compile(r"(<!--.{0,2000}?-->)", re.DOTALL),
    re.compile(r"(<(script|style)\b[^<>]{0,500}>.{0,2000}?</\2\s*>)", re.DOTALL | re.IGNORECASE),
    re.compile(r"^([ \t]{0,3}(?:#{1,6}[ \t]+|[-*+][ \t]+(?=[^\s\d])))", re.MULTILINE),
    _IMAGE,
    _LINK,
    re.compile(r"(<)https?://[^\s<>]{1,2000}(>)"),
    _HTML_TAG,
    _HTML_TAG,  # once more, for a tag within a tag
    re.compile(r"(?:(?<![A-Za-z0-9])|(?=\*\*[^A-Za-z0-9]))(\*\*)(?=[^\s*])[^\n]{0,500}?(?<=[^\s*])(\*\*)"),
    re.compile(r"(?<![A-Za-z0-9_])(__)(?=[^\s_])[^\n]{0,500}?(?<=[^\s_])(__)(?![A-Za-z0-9_])"),
    re.compile(r"(~~)(?=[^\s~])[^\n]{0,500}?(?<=[^\s~])(~~)"),
    # *ST marks a share under a delisting warning; 5*3 and a_b are no emphasis either
    re.compile(r"(?<![A-Za-z0-9*])(\*)(?!ST)(?=[^\s*])[^*\n]{0,500}?(?<=[^\s*])(\*)(?![A-Za-z0-9*])"),
    re.compile(r"(?<!\w)(_)(?=[^\s_])[^_\n]{0,500}?(?<=[^\s_])(_)(?!\w)"),
)
_WIDE = {ord(one): ord(one) - 0xFEE0 for one in "０１２３４５６７８９％"}
_WIDE |= {letter: letter - 0xFEE0 for first in "Ａａ" for letter in range(ord(first), ord(first) + 26)}
"""Full-width digits, letters and per cent signs, one for one as everybody else writes them."""
_TOKEN = re.compile(r"(\s+|<br ?/?>)|(&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)|.", re.DOTALL | re.IGNORECASE)
_MASK = "\0"


@remembered
def plain(text: str) -> str:
    """The reader's form of a span: no marks of Markdown or HTML, entities unescaped, white space collapsed, digits and
    letters of common width."""
    return plain_spans(text)[0] if _MARKUP.search(text) else " ".join(text.translate(_WIDE).split())


_UNSHOWABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]|</?[a-zA-Z!][^<>]*>|\]\("
    r"|&(?:amp|lt|gt|quot|nbsp|#\d+);"
)


def unshowable(shown: str) -> str | None:
    """What in the reader's form of a text is markup all the same, or cannot be shown."""
    found = _UNSHOWABLE.search(shown)
    return found.group() if found else None


def plain_spans(text: str) -> tuple[str, Offsets]:
    """`plain(text)` and, for each of its characters, where in `text` it comes from.

    Characters `i` to `j` of the plain text stand for `text[offsets[i][0]:offsets[j - 1][1]]`. A character is its own
    raw span, or what an entity stands for, or the blank for a run of white space.
    """
    dropped = _dropped(text) if _MARKUP.search(text) else frozenset()
    characters: list[str] = []
    offsets: list[tuple[int, int]] = []
    blank: tuple[int, int] | None = None
    for start, end, piece in _pieces(text, dropped):
        if piece.isspace():
            blank = (blank[0] if blank else start, end)
            continue
        if blank and characters:
            characters.append(" ")
            offsets.append(blank)
        blank = None
        characters.extend(piece)
        offsets.extend([(start, end)] * len(piece))
    return "".join(characters), tuple(offsets)


def _pieces(text: str, dropped: frozenset[int]) -> Iterator[tuple[int, int, str]]:
    for token in _TOKEN.finditer(text):
        if token.start() in dropped:
            continue
        piece = " " if token[1] else clean(html.unescape(token[2])) if token[2] else token.group().translate(_WIDE)
        if piece:
            yield token.start(), token.end(), piece


def _dropped(text: str) -> frozenset[int]:
    """Positions of the characters that are markup. What is dropped or code is masked from the rules that follow."""
    masked = text
    dropped: set[int] = set()
    for rule in (_CODE, _ESCAPE, *_DELIMITERS):
        found = list(rule.finditer(masked))
        spans = [match.span(group) for match in found for group in range(1, rule.groups + 1)]
        dropped.update(position for span in spans for position in range(*span))
        whole = [match.span() for match in found] if rule in (_CODE, _ESCAPE) else spans
        masked = _with_mask(masked, whole)
    return frozenset(dropped)


def _with_mask(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in sorted(spans):
        pieces += text[position:start], _MASK * (end - start)
        position = end
    return "".join((*pieces, text[position:]))
