"""Takes user names and passwords out of addresses before they are told or stored."""

import re

_USERINFO = re.compile(r"(?<=:)//[^/?#\s]*@")
"""Up to the last @ before the path: a password may hold one itself."""


def without_userinfo(text: str) -> str:
    """An address, or a text with addresses, without the user:password@ in them."""
    return _USERINFO.sub("//", text)
