"""What those who look after reports are told: that one could not be made."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from brief.delivery import push, robots, smtp
from brief.delivery.base import Arrived, NotSent, without_secrets
from brief.delivery.digest import said
from brief.delivery.parcel import Letter, Parcel
from brief.errors import BriefError
from brief.report.format import load_format
from brief.settings.config import Config
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.project import Project

P_contra = TypeVar("P_contra", bound=Parcel, contravariant=True)


class Carrier(Protocol[P_contra]):
    """A module that knows one way."""

    def send(self, parcel: P_contra, done: int, arrived: Arrived, /) -> str:
        """Sends what is behind the `done` first messages; returns a remark. Raises NotSent, MaybeSent, BriefError."""

    def preview(self, parcel: P_contra, /) -> bytes:
        """What would go: a message, messages, a body, or names of files."""


_ROBOTS: Mapping[str, Carrier[Parcel]] = dict.fromkeys(robots.KINDS, robots)
TO_PEOPLE: Mapping[str, Carrier[Parcel]] = {"email": smtp, "apprise": push, **_ROBOTS}
"""By kind of a channel."""


def told_editors(channel: ChannelConfig, notice: Callable[[], Parcel]) -> str:
    """Sends what is no report, once; returns why it could not be sent, or nothing."""
    try:
        TO_PEOPLE[channel.kind].send(notice(), 0, lambda _: None)
    except (NotSent, BriefError) as error:
        return without_secrets(str(error), channel)
    return ""


def tell_given_up(name: str, job: str, period: str, why: str, project: Project, config: Config, now: datetime) -> str:
    """Tells on that channel that the report is not tried any more; returns why it could not be told, or nothing."""
    channel = config.delivery[name]

    def notice() -> Parcel:
        reader = load_format(project.formats, config.report.formats[0], config.report.first).reader
        subject = reader.delivery.given_up.format(job=job, period=period)
        told = (said("title", subject), said("note", why), said("note", f"{project.base}: brief status"))
        letter, about = Letter(subject, told), f"{job}-{period}"
        return Parcel(channel=name, config=channel, about=about, letter=letter, reader=reader, now=now)

    return told_editors(channel, notice)
