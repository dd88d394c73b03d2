"""How each endpoint is asked for a schema: as configured, or in the next way after its server refused that one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Final

from brief.llm.base import ErrorKind, ProviderError
from brief.settings.model_settings import Structured
from brief.settings.models import Endpoint, ModelLink

_NEXT: Final[Mapping[Structured, Structured]] = {"native": "tool", "tool": "prompt"}
_NAMED: Final[Mapping[Structured, str]] = {"native": "by the API's own way", "tool": "by a tool"}

_FIELDS = re.compile(
    r"response[_ ]?format|text\.format|output[_ ]?(?:config|format)|json[_ ]?(?:schema|object|mode)|structured"
    r"|schema|grammar|guided|\btools?\b|tool_choice|function[_ ]?call|\bfunctions?\b"
    r"|结构化|函数|工具|格式",
    re.IGNORECASE,
)
"""Servers' words for the parts of a request that ask for a schema."""
_REFUSES = re.compile(
    r"support|requires|unknown|unrecogni|unavailable|not (?:available|offered|allowed)|不支持|无法", re.IGNORECASE
)
_VAGUE = re.compile(
    r"no word about why|an HTML page|bad request|unprocessable|extra (?:inputs|fields)"
    r"|(?:invalid|unknown|unsupported|unrecogni[sz]ed|unexpected) (?:request|argument|field|input|parameter)s?"
    r"|(?:参数|请求)(?:错误|无效|有误|不合法|非法)",
    re.IGNORECASE,
)
"""Refusals that name no field; the next way is worth trying."""
_OTHERWISE = re.compile(
    r"max_\w*tokens|temperature|effort|context|cache|\bstream|model\b.*(?:exist|found)|模型不存在", re.IGNORECASE
)
_REFUSALS: Final[Mapping[ErrorKind, re.Pattern[str] | None]] = {
    "bad_request": None,
    "not_found": _REFUSES,
    "server": _REFUSES,
    "other": _REFUSES,
}
"""Kinds of error that may be about the schema; for some, words that the message must contain too."""


def refuses_schema(error: ProviderError) -> bool:
    """Whether the server refused the way in which a schema was asked for."""
    if error.kind not in _REFUSALS:
        return False
    beside = _REFUSALS[error.kind]
    if _FIELDS.search(error.message):
        return beside is None or bool(beside.search(error.message))
    return beside is None and bool(_VAGUE.search(error.message)) and not _OTHERWISE.search(error.message)


class SchemaWays:
    """The current way of each endpoint. Safe to use from several threads."""

    def __init__(self, note: Callable[[str], None] | None = None) -> None:
        """`note` is called for every change, with what to configure."""
        self._note = note
        self._ways: dict[str, Structured] = {}
        self._lock = Lock()

    def of(self, endpoint: Endpoint) -> Structured:
        return self._ways.get(endpoint.name, endpoint.config.structured)

    def link(self, link: ModelLink) -> ModelLink:
        """`link` with the current way of its endpoint."""
        way, endpoint = self.of(link.endpoint), link.endpoint
        if way == endpoint.config.structured:
            return link
        return replace(link, endpoint=replace(endpoint, config=endpoint.config.model_copy(update={"structured": way})))

    def changed(self, asked: ModelLink, error: ProviderError) -> bool:
        """Whether to call again in another way than `asked`, which the server refused."""
        tried = asked.endpoint.config.structured
        if tried not in _NEXT or not refuses_schema(error):
            return False
        with self._lock:
            if self.of(asked.endpoint) == tried:
                self._ways[asked.endpoint.name] = _NEXT[tried]
                self._tell(asked.endpoint, tried, error)
        return True

    def _tell(self, endpoint: Endpoint, tried: Structured, error: ProviderError) -> None:
        if self._note:
            said = f"{endpoint.name}: its server takes no schema {_NAMED[tried]} ({error})"
            self._note(endpoint.scrub(f"{said}. {self.advice(endpoint)}"))

    def advice(self, endpoint: Endpoint) -> str:
        """What to configure for the current way; empty if it is configured already."""
        way = self.of(endpoint)
        return "" if way == endpoint.config.structured else setting(endpoint, way)


def setting(endpoint: Endpoint, way: Structured) -> str:
    return f'Set structured = "{way}" in [endpoints.{endpoint.name}].'
