"""What a publisher asks of machines: robots.txt, and reservations against text and data mining."""

import re
from collections.abc import Mapping
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from brief.documents.sources.base import Ask, SourceFailed, Unreached

_HEAD_BYTES = 65_536
_MOST_ROBOTS_BYTES = 512_000
"""As RFC 9309 (2.5) has it at least."""
_NO_RULES = set(range(400, 500)) - {429}
"""With which a server says that it has no robots.txt (RFC 9309, 2.3.1.3); a busy or a broken one does not say so."""
_RESERVING = re.compile(r"\bno-?(?:image)?ai\b", re.IGNORECASE)


class Robots:
    """What the robots.txt of each server lets `agent` read, kept once it is read."""

    def __init__(self, ask: Ask, agent: str) -> None:
        self._ask, self._agent = ask, agent
        self._of: dict[str, RobotFileParser | SourceFailed] = {}

    def expect_allowed(self, url: str) -> None:
        """Raises SourceFailed for what its server does not let be read, or what is no address; Unreached for a server
        that cannot tell. One without a robots.txt lets all be read.
        """
        try:
            may_fetch = self._rules(urljoin(url, "/robots.txt")).can_fetch(self._agent, url)
        except ValueError as error:
            raise SourceFailed(f"is no address: {error}") from error
        if not may_fetch:
            raise SourceFailed("robots.txt does not let it be read")

    def _rules(self, place: str) -> RobotFileParser:
        if place not in self._of:
            self._of[place] = self._read(place)
        known = self._of[place]
        if isinstance(known, SourceFailed):
            raise known
        return known

    def _read(self, place: str) -> RobotFileParser | SourceFailed:
        rules = RobotFileParser(place)
        try:
            fetched = self._ask(place)
            text = fetched.content[:_MOST_ROBOTS_BYTES].decode("utf-8", errors="replace") if fetched else ""
        except SourceFailed as failure:
            if failure.status is None:
                return failure
            if failure.status not in _NO_RULES:
                return Unreached(f"its robots.txt cannot be read: {failure}")
            text = ""
        try:
            rules.parse(text.splitlines())
        except ValueError as error:
            return SourceFailed(f"its robots.txt cannot be read: {error}")
        return rules


def is_reserved(headers: Mapping[str, str], content: bytes) -> bool:
    """Whether an answer is kept from text and data mining (tdm-reservation: 1) or from AI (robots noai).

    `headers` by lower-case name. In an HTML page meta elements say the same.
    """
    named = {name: headers.get(name, "") for name in ("tdm-reservation", "x-robots-tag")}
    if "html" in headers.get("content-type", ""):
        elements = _Meta()
        with suppress(AssertionError):  # which the parser has for <![what it does not know[; the rest is not read
            elements.feed(content[:_HEAD_BYTES].decode("ascii", errors="replace"))
        named |= elements.named
    return named.pop("tdm-reservation").strip() == "1" or any(map(_RESERVING.search, named.values()))


class _Meta(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.named: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "").lower()
        if tag == "meta" and name in ("robots", "tdm-reservation"):
            self.named[name] = values.get("content", "")
