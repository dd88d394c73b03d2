"""Which addresses a reader may be sent to, and how they are written so that Markdown and browsers read them whole."""

import re

_WEB = re.compile(r"(https?)://([^\s/?#@()<>\[\]|`\"'\\{}^*_]+)([/?#].*)?", re.IGNORECASE | re.DOTALL)
_UNSAFE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%._~:/?#@!$&'*+,;=-]")
_ENTITY_END = re.compile(r"(?<=&)(#?[A-Za-z0-9]{1,32});")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def citable_url(url: str) -> str | None:
    """`url` with what Markdown or a URL cannot hold percent-encoded; None where it is no plain http(s) address.

    Scheme and host stay as they are. An address with a user name before its host is none: it dresses up as another.
    """
    found = _WEB.fullmatch(url.strip())
    if not found or _CONTROL.search(found[2]):
        return None
    rest = _UNSAFE.sub(lambda character: _percent(character[0]), found[3] or "")
    return f"{found[1]}://{found[2]}" + _ENTITY_END.sub(r"\1%3B", rest)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
