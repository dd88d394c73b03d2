"""Everything else that can show a text: apprise knows some 190 chats and push services, each by an address."""

import re
from typing import TYPE_CHECKING

from brief.delivery.base import Arrived, MaybeSent, NotSent, one_by_one, secret_of
from brief.delivery.messages import Chat, chat_markdown, harmless, messages_of
from brief.delivery.parcel import Parcel

if TYPE_CHECKING:
    from apprise import NotifyBase

_LONGEST = 30_000
"""Characters, where a service has no limit of its own."""
_STATUS = re.compile(r"error=(\d{3})\b")
"""How apprise logs the status that a service answered with."""
_NO_WORD = ("502", "504")
"""A server in between had no answer."""


def send(parcel: Parcel, done: int, arrived: Arrived) -> str:
    """Sends one message after the other, from the one behind the `done` first. Raises NotSent or MaybeSent."""
    service = _service(parcel)
    for text in one_by_one(_texts(parcel, service), done, arrived):
        _notify(service, harmless(parcel.letter.subject), text)
    return ""


def preview(parcel: Parcel) -> bytes:
    """The messages as they are handed to apprise."""
    return "\n\n".join(_texts(parcel, _service(parcel))).encode()


def _service(parcel: Parcel) -> "NotifyBase":
    from apprise import Apprise, AppriseAsset

    url = secret_of(parcel.channel, parcel.config, "url")
    asset = AppriseAsset(http_redirects=False, async_mode=False)
    service = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if service is None:
        raise NotSent("its address is none that apprise knows")
    return service


def _texts(parcel: Parcel, service: "NotifyBase") -> list[str]:
    limit = min(service.body_maxlen or _LONGEST, _LONGEST)
    chat = Chat(chat_markdown, lambda line: len(line) + 2, limit)
    return ["\n\n".join(lines) for lines in messages_of(parcel.letter, parcel.reader.delivery, chat)]


def _notify(service: "NotifyBase", title: str, text: str) -> None:
    from apprise import Apprise, NotifyFormat

    calls = Apprise(asset=service.asset)
    calls.add(service)
    result = calls.notify(text, title=title, body_format=NotifyFormat.MARKDOWN)
    if result:
        return
    logged = " ".join(entry.message for one in result.results for entry in one.logs())
    if not (answered := _STATUS.search(logged)):
        raise MaybeSent("apprise could not say whether the service took it")
    said = f"the service answered {answered[1]}"
    if len(service) > 1:  # what one of them refused others may have taken, and all get what is sent again
        raise MaybeSent(f"{said} for one of {len(service)} receivers")
    raise MaybeSent(said) if answered[1] in _NO_WORD else NotSent(said)
