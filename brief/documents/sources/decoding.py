"""Decodes what a server sent: by its byte order mark, by what header and text name, or by what the bytes can be."""

import codecs
import re
from collections.abc import Iterator, Mapping

_MARKS = (  # the longer ones first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
"""How a text begins, and what it is then encoded in."""
_EBCDIC = b"\x4c\x6f\xa7\x94"
"""`<?xm`, as mainframes write it."""
_WIDER = {
    "ascii": "windows-1252", "iso8859-1": "windows-1252", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
    "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "windows-1254",
}  # fmt: skip
"""Names that are commonly given to a text in the wider encoding."""
_CHARACTER_SETS = re.compile("utf-(?!7)|ascii|iso|cp|mac-|koi8|gb|big5|hz|shift|euc|johab|tis|ptcp|kz|hp-")
"""Of Python's codecs, those that texts on the web are in."""
_SEVERAL_BYTES = re.compile("gb|big5|cp9|euc|hz|iso2022|utf")
_GUESSED = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "windows-1252", "windows-1251")
_DECLARED = re.compile(
    rb"""<(?:\?xml|meta)\b[^>]{0,300}?(?:encoding|charset)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_HEAD_BYTES = 4096
_PAIRS = re.compile(rb"(?:[\x80-\xff][\x40-\xff]?)+")
_NONE = "\ufffd"
"""Stands for what cannot be decoded, and is as much as a reader would see of it."""
_FEW = 0.1
"""The share of the characters beyond ASCII that may be broken in a text that is what it says."""


def decode(content: bytes, headers: Mapping[str, str]) -> tuple[str, str | None]:
    """The text, and the encoding it was read in if that is not one it was said to have.

    `headers` by lower-case name. A byte that is none of its encoding costs a character: it is left out.
    """
    text, encoding = _decoded(content, headers)
    return text.replace(_NONE, ""), encoding


def _decoded(content: bytes, headers: Mapping[str, str]) -> tuple[str, str | None]:
    for start, encoding in _MARKS:
        if content.startswith(start):
            return content.decode(encoding, "replace"), None
    named = list(dict.fromkeys(_named(content, headers)))
    if content.isascii():
        escaped = next((one for one in named if one.startswith(("iso2022", "hz", "utf-16", "utf-32"))), "ascii")
        return content.decode(escaped, "replace"), None
    # a text that is UTF-8 throughout is nothing else; of the rest only multi-byte encodings can prove a name wrong
    for encoding in ("utf-8", *sorted(named, key=lambda one: not _SEVERAL_BYTES.match(one))):
        text = content.decode(encoding, "replace")
        if _NONE not in text or text.count(_NONE) <= _FEW * sum(one > "\x7f" for one in text):
            return text, None
    encoding = _guess(content)
    return content.decode(encoding, "replace"), encoding


def _named(content: bytes, headers: Mapping[str, str]) -> Iterator[str]:
    head = content[:_HEAD_BYTES]
    if head.startswith(_EBCDIC):
        head = head.decode("cp037").encode("ascii", "replace")
    header = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE)
    names = [header[1]] if header else []
    names += [found.decode("ascii", "replace") for found in _DECLARED.findall(head)]
    for name in names:
        try:
            info = codecs.lookup(name)
        except LookupError:
            continue
        if _CHARACTER_SETS.match(info.name):
            yield _WIDER.get(info.name, info.name)


def _guess(content: bytes) -> str:
    """The likeliest encoding of bytes that are not in the one they should be in."""
    from charset_normalizer import from_bytes

    runs = _PAIRS.findall(content)
    if 2 * sum(len(run) <= 2 for run in runs) > len(runs):  # letters with accents stand alone, Asian ones in rows
        return "windows-1252"
    best = from_bytes(b" ".join(runs)[:_HEAD_BYTES], cp_isolation=list(_GUESSED)).best()
    return best.encoding if best else "gb18030"
