"""Chat robots that apprise does not know well enough: WeCom in Markdown, Feishu and DingTalk with a signature."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from brief.delivery.base import Arrived, MaybeSent, NotSent, one_by_one, secret_of
from brief.delivery.digest import Line, Span
from brief.delivery.messages import Chat, chat_markdown, harmless, messages_of
from brief.delivery.parcel import Parcel
from brief.delivery.posting import post, signing_time
from brief.report.render.plain import plain

Json = dict[str, Any]


@dataclass(frozen=True)
class _Robot:
    chat: Chat[Any]
    body: Callable[[str, list[Any]], Json]
    """Of one message, with its title and lines."""
    sign: Callable[[str, float], tuple[str, Json]] | None
    """What the secret and the time add to the address, and to the body."""


def send(parcel: Parcel, done: int, arrived: Arrived) -> str:
    """Posts one message after the other, from the one behind the `done` first. Raises NotSent or MaybeSent."""
    robot, url = _ROBOTS[parcel.config.kind], secret_of(parcel.channel, parcel.config, "url")
    secret = secret_of(parcel.channel, parcel.config, "secret") if robot.sign else ""
    for body in one_by_one(_bodies(parcel), done, arrived):
        query, fields = robot.sign(secret, signing_time()) if robot.sign and secret else ("", {})
        answer = post(url + query, _json({**fields, **body}), _HEADERS)
        _must_be_welcome(answer)
    return ""


def preview(parcel: Parcel) -> bytes:
    """The bodies as they would be posted, but for the signature."""
    return b"\n".join(map(_json, _bodies(parcel)))


def _bodies(parcel: Parcel) -> list[Json]:
    robot, letter = _ROBOTS[parcel.config.kind], parcel.letter
    return [robot.body(letter.subject, part) for part in messages_of(letter, parcel.reader.delivery, robot.chat)]


_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


def _json(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _must_be_welcome(answer: bytes) -> None:
    """These servers say 200 to everything, and what they think of it in the answer; without one nobody knows."""
    try:
        told: Any = json.loads(answer)
    except ValueError:
        told = None
    code = told.get("errcode", told.get("code", told.get("StatusCode"))) if isinstance(told, Mapping) else None
    if code is None:
        raise MaybeSent("its answer is not one of such a robot")
    if code != 0:
        said = plain(str(told.get("errmsg") or told.get("msg") or ""))[:200]
        raise NotSent(f"it answered {code} {said}".rstrip())


# -- forms -----------------------------------------------------------------------------------------------------------


def _markdown_chat(limit: int, separator: str) -> Chat[str]:
    return Chat(chat_markdown, lambda line: len(line.encode()) + len(separator), limit)


def _dingtalk(title: str, lines: list[str]) -> Json:
    """A title for the notification; a line ends only where a blank one follows."""
    return {"msgtype": "markdown", "markdown": {"title": harmless(title), "text": "\n\n".join(lines)}}


def _feishu(title: str, lines: list[list[Json]]) -> Json:
    return {"msg_type": "post", "content": {"post": {"zh_cn": {"title": title, "content": lines}}}}


def _elements(line: Line) -> list[Json]:
    """Feishu takes words and links apart: nothing in them can be markup."""
    spans = [span for span in (Span(line.label), *line.spans) if span.text]
    return [
        {"tag": "a", "text": span.text, "href": span.url} if span.url else {"tag": "text", "text": span.text}
        for span in spans
    ]


def _hmac(key: str, said: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()).decode()


def _sign_dingtalk(secret: str, now: float) -> tuple[str, Json]:
    stamp = int(now * 1000)
    sign = quote_plus(_hmac(secret, f"{stamp}\n{secret}"))
    return f"&timestamp={stamp}&sign={sign}", {}


def _sign_feishu(secret: str, now: float) -> tuple[str, Json]:
    """Its key is what others sign, and nothing is signed with it."""
    stamp = int(now)
    return "", {"timestamp": str(stamp), "sign": _hmac(f"{stamp}\n{secret}", "")}


def _wecom(_title: str, lines: list[str]) -> Json:
    return {"msgtype": "markdown", "markdown": {"content": "\n".join(lines)}}


_ROBOTS = {
    "wecom": _Robot(_markdown_chat(4096, "\n"), _wecom, None),  # bytes of its content
    "dingtalk": _Robot(_markdown_chat(18_000, "\n\n"), _dingtalk, _sign_dingtalk),  # of 20,000 bytes with all around it
    "feishu": _Robot(Chat(_elements, lambda line: len(_json({"": line})), 18_000), _feishu, _sign_feishu),
}
KINDS = tuple(_ROBOTS)
