"""Makes a feed's text well-formed where one character is at fault, so that it costs no more than itself."""

import re
from collections.abc import Iterator
from html.entities import html5

from facts.text.cleaning import sound_references

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROLOGUE = re.compile(r"^\s*(?:<\?xml\b[^>]*\?>\s*)?")
_OPENING = re.compile(r"<!\[CDATA\[|<!--|<\?|<!DOCTYPE[^>\[]*\[?")
_CLOSING = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_DEFINED = re.compile(r"<!ENTITY\s+([\w.:-]+)\s")
_AMPERSAND = re.compile(r"&(?!#(?:\d{1,7}|x[0-9a-fA-F]{1,6});)(?:([A-Za-z][\w.:-]*);)?")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")


def well_formed(text: str) -> str:
    """`text` without its XML declaration and without characters and references that XML cannot hold.

    A bare & becomes &amp;, a name of HTML (&nbsp;) the number of its character. What is broken otherwise stays so.
    """
    text = sound_references(_NO_XML.sub("", _PROLOGUE.sub("", text, count=1)))
    own = frozenset(_DEFINED.findall(text[: text.find("]>") + 1]))

    def mended(found: re.Match[str]) -> str:
        name = found[1]
        if name in own or name in _OF_XML:
            return found.group()
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
        yield text[position : opening.start()], text[opening.start() : end]
        position = end
    yield text[position:], ""
