"""Makes a feed's text well-formed where one character is at fault, so that it costs no more than itself."""

import re
from collections.abc import Iterator
from html.entities import html5

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
    own = {name: value if _is_short_and_plain(name, value) else "" for name, value in values.items()}

    def mended(found: re.Match[str]) -> str:
        name = found[1]
        if name in own or name in _OF_XML:
            return own.get(name, found.group())
        characters = html5.get(f"{name};", "")
        return "".join(f"&#{ord(one)};" for one in characters) or f"&amp;{found.group()[1:]}"

    return "".join(f"{_AMPERSAND.sub(mended, markup)}{verbatim}" for markup, verbatim in _parts(text))


def _is_short_and_plain(name: str, value: str) -> bool:
    return bool(_PLAIN.fullmatch(value)) and len(value) <= _MOST_TIMES * len(f"&{name};")


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
