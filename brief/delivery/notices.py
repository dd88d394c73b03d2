"""What those who look after reports are told: that one could not be made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from brief.delivery import push, robots, smtp
from brief.delivery.base import Arrived, NotSent, without_secrets
from brief.delivery.digest import said
from brief.delivery.parcel import Letter, Parcel
from brief.errors import BriefError
from brief.report.format import load_format
from brief.settings.config import Config
from brief.settings.project import Project

P_contra = TypeVar("P_contra", bound=Parcel, contravariant=True)


class Carrier(Protocol[P_contra]):
    """A module that knows one way."""

    def send(self, parcel: P_contra, done: int, arrived: Arrived, /) -> str:
        """Sends what is behind the `done` first messages; returns a remark. Raises NotSent, MaybeSent, BriefError."""

    def preview(self, parcel: P_contra, /) -> bytes:
        """What would go: a message, messages, a body, or names of files."""


TO_PEOPLE: Mapping[str, Carrier[Parcel]] = {
    "email": smtp,
    "apprise": push,
    "wecom": robots,
    "feishu": robots,
    "dingtalk": robots,
}
"""By kind of a channel."""


def tell_given_up(name: str, job: str, period: str, why: str, project: Project, config: Config, now: datetime) -> str:
    """Tells on that channel that the report is not tried any more; returns why it could not be told, or nothing."""
    channel = config.delivery[name]
    try:
        reader = load_format(project.formats, config.report.formats[0], config.report.language).reader
        subject = reader.delivery.given_up.format(job=job, period=period)
        told = (said("title", subject), said("note", why), said("note", f"{project.base}: brief status"))
        letter, about = Letter(subject, told), f"{job}-{period}"
        parcel = Parcel(channel=name, config=channel, about=about, letter=letter, reader=reader, now=now)
        TO_PEOPLE[channel.kind].send(parcel, 0, lambda _: None)
    except (NotSent, BriefError) as error:
        return without_secrets(str(error), channel)
    return ""
