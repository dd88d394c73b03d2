"""Makes a feed's text well-formed where one character is at fault; refuses what is made to keep a parser busy."""

import re
from collections.abc import Iterator
from html.entities import html5

from brief.documents.sources.base import SourceFailed
from facts.text.cleaning import sound_references

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROLOGUE = re.compile(r"^\s*(?:<\?xml\b[^>]*\?>\s*)?")
_OPENING = re.compile(r"<!\[CDATA\[|<!--|<\?|<!DOCTYPE[^>\[]*\[?")
_CLOSING = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_ROOT = re.compile(r"<\w")
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.:-]+)\s+(?:"([^"]*)"|'([^']*)'|[A-Z])""")
_MOST_TIMES = 4
"""How many times as long as its reference what an entity stands for may be: many references are no bomb then."""
_PLAIN = re.compile(r"[^&<%]*|&#\w+;")
_AMPERSAND = re.compile(r"&(?!#(?:\d{1,7}|x[0-9a-fA-F]{1,6});)(?:([A-Za-z][\w.:-]*);)?")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")


def well_formed(text: str) -> str:
    """`text` without XML and document type declarations, and without what XML cannot hold.

    A bare & becomes &amp;, a name of HTML (&nbsp;) the number of its character. Of the entities that the text itself
    defines short plain ones are filled in; those made of others, or of files, stand for nothing. What is broken
    otherwise stays so. The result is at most a few times as long.
    """
    text = sound_references(_NO_XML.sub("", _PROLOGUE.sub("", text, count=1)))
    root = _ROOT.search(text)
    defined = _ENTITY.findall(text, 0, root.start() if root else 0)
    values = {name: double or single for name, double, single in defined}
    short = {name for name, value in values.items() if len(value) <= _MOST_TIMES * len(f"&{name};")}
    own = {name: value if name in short and _PLAIN.fullmatch(value) else "" for name, value in values.items()}

    def mended(found: re.Match[str]) -> str:
        name = found[1]
        if name in own or name in _OF_XML:
            return own.get(name, found.group())
        characters = html5.get(f"{name};", "")
        return "".join(f"&#{ord(one)};" for one in characters) or f"&amp;{found.group()[1:]}"

    return "".join(f"{_AMPERSAND.sub(mended, markup)}{verbatim}" for markup, verbatim in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The text as pairs: markup, and what follows it in which an & is no reference."""
    position = 0
    while opening := _OPENING.search(text, position):
        closing = _CLOSING.get(opening.group()) or ("]>" if opening.group().endswith("[") else ">")
        end = text.find(closing, opening.end())
        if end < 0:
            break
        end += len(closing)
        yield text[position : opening.start()], text[opening.start() : end] if opening.group() in _CLOSING else ""
        position = end
    yield text[position:], ""


MOST_TAGS = 250_000
"""Of a feed of ten thousand entries. Parsers take a minute for many more, whether it is a feed or not."""
MOST_ATTRIBUTES = 500
"""Of an element. The time that it takes grows with the square of them."""
_REFERENCES_A_TAG = 4
"""How many references (&amp;) take a parser as long as a tag."""
_TAG = re.compile(r"<[A-Za-z]")
_ATTRIBUTE = re.compile(r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_SCRIPT_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_COST, _MOST_WORK = 16, 10
"""What it takes to look at an attribute, and at all of a text, in characters and in times its length. Only tags within
tags take more: an attribute has two characters at least."""


def expect_parsable(text: str) -> None:
    """Raises SourceFailed for more markup than any feed or page has."""
    if text.count("<") + text.count("&") // _REFERENCES_A_TAG > MOST_TAGS:
        raise SourceFailed(f"holds more than {MOST_TAGS} tags")
    expect_light_tags(text)


def markup_of(page: str) -> str:
    """A page without what its scripts and styles hold: to a parser of HTML that is text, whatever it looks like."""
    kept, position = [], 0
    while opening := _SCRIPT.search(page, position):
        kept.append(page[position : opening.start()])
        closing = _SCRIPT_END[opening[1].lower()].search(page, opening.end())
        position = closing.end() if closing else len(page)
    return "".join((*kept, page[position:]))


def expect_light_tags(text: str) -> None:
    """Raises SourceFailed for a text with an element that has more attributes than any has.

    Every beginning of a tag counts, wherever it stands: what is a quoted value, a comment or a script to one parser may
    be none to another. Takes time in proportion to the text.
    """
    work = _MOST_WORK * len(text)
    for tag in _TAG.finditer(text):
        end, attributes = tag.end(), -1  # the first one is the rest of the element's name
        while found := _ATTRIBUTE.match(text, end):
            end, attributes = found.end(), attributes + 1
            work -= len(found.group()) + _COST
            if attributes > MOST_ATTRIBUTES:
                raise SourceFailed(f"has an element with more than {MOST_ATTRIBUTES} attributes")
            if work < 0:
                raise SourceFailed("has tags within tags, again and again")
