"""Brings a report to its channels, to each at most once: what is about to go is on disk before it goes."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from brief.delivery import folder, git, push, robots, smtp, webhook
from brief.delivery.approval import notice_of
from brief.delivery.audit import chain, signer
from brief.delivery.base import Arrived, MaybeSent, NotSent, secrets_of
from brief.delivery.letter import Letter, letter_of
from brief.delivery.log import DeliveryLog
from brief.delivery.originals import original_of
from brief.delivery.parcel import Parcel, parcel_of
from brief.errors import BriefError, UsageError
from brief.runs.loaded import must_have_report
from brief.runs.store import StoredRun, alone_at
from brief.settings.config import Config
from brief.settings.delivery_settings import ChannelConfig
from brief.settings.keys import scrubbed
from brief.settings.project import Project
from schemas.delivery import Delivery, DeliveryStatus


class _LetterCarrier(Protocol):
    def send(self, channel: ChannelConfig, letter: Letter, done: int, arrived: Arrived) -> str:
        """Sends what is behind the `done` first messages; returns a remark. Raises NotSent or MaybeSent."""

    def preview(self, channel: ChannelConfig, letter: Letter) -> bytes:
        """What would go."""


class _ReportCarrier(Protocol):
    def send(self, parcel: Parcel) -> str:
        """Brings the report itself; returns a remark. Raises NotSent."""

    def preview(self, parcel: Parcel) -> bytes:
        """What would go."""


_TO_PEOPLE: Mapping[str, _LetterCarrier] = {
    "email": smtp,
    "apprise": push,
    "wecom": robots,
    "feishu": robots,
    "dingtalk": robots,
}
_TO_MACHINES: Mapping[str, _ReportCarrier] = {"folder": folder, "git": git, "webhook": webhook}
"""What they bring twice is there once."""


def deliver(
    run: StoredRun,
    channels: Sequence[str],
    project: Project,
    config: Config,
    now: datetime,
    *,
    dry_run: bool = False,
    force: bool = False,
) -> tuple[Delivery, ...]:
    """What became of the run's report on each of the `channels`, or on all that are configured if none is named.

    A channel that has it is skipped, and one that may have it is left alone, but with `force`; one that waits for an
    approval is noted as waiting. `dry_run`: nothing goes and nothing is noted. A failure is a status, and stops no
    other channel. Raises UsageError for an unknown channel, a run without a report, or while another process has it.
    """
    must_have_report(run)
    names = chosen(channels, config)
    if dry_run:
        return tuple(_Sender(name, run, project, config, now, force).planned() for name in names)
    with alone_at(run.path):
        return tuple(_Sender(name, run, project, config, now, force).delivered() for name in names)


def chosen(channels: Sequence[str], config: Config) -> tuple[str, ...]:
    """Each named channel once; all, if none is named. Raises UsageError for one that is not configured."""
    for name in channels:
        if name not in config.delivery:
            known = ", ".join(config.delivery) or "none; add a [delivery.NAME] to config.toml"
            raise UsageError(f"there is no channel {name!r}.", where="--to", next=f"Channels: {known}.")
    if not config.delivery:
        raise UsageError("no channel is configured.", next="Add a [delivery.NAME] to config.toml.")
    return tuple(dict.fromkeys(channels)) or tuple(config.delivery)


def preview(name: str, run: StoredRun, project: Project, config: Config, now: datetime) -> bytes:
    """What would go to the channel: a message, the messages of a chat, a body, or names of files. Raises BriefError."""
    try:
        parcel = _Sender(name, run, project, config, now, force=False).parcel()
        if parcel.config.kind in _TO_MACHINES:
            return _TO_MACHINES[parcel.config.kind].preview(parcel)
        return _TO_PEOPLE[parcel.config.kind].preview(parcel.config, letter_of(parcel))
    except NotSent as error:
        raise BriefError(f"{error}.", where=f"[delivery.{name}]", next="Mend that in config.toml.") from error


class _Sender:
    """One channel of one run."""

    def __init__(self, name: str, run: StoredRun, project: Project, config: Config, now: datetime, force: bool) -> None:
        self._name = name
        self._run = run
        self._project = project
        self._config = config
        self._channel = config.delivery[name]
        self._now = now
        self._force = force
        self._log = DeliveryLog(run.path)
        self._last = self._log.last.get(name)

    def parcel(self) -> Parcel:
        original = original_of(self._run, self._name)
        return parcel_of(self._name, self._channel, self._run, self._project, self._now, original)

    def planned(self) -> Delivery:
        return self._held_back() or self._said("skipped", "dry run: it would be sent")

    def delivered(self) -> Delivery:
        held = self._held_back()
        if held is None:
            return self._noted(self._sent())
        if held.status == "waiting" and (self._last is None or self._last.status != "waiting"):
            self._log.add(held)
            self._notify()
        return held

    def _held_back(self) -> Delivery | None:
        """Why nothing goes now; None if it does."""
        if self._channel.deliver == "after-approval" and not self._log.approvals:
            return self._said("waiting", f"for an approval: `brief approve {self._run.path.name}`")
        last = self._last
        if last is None or self._force:
            return None
        if last.status == "sent":
            return self._said("skipped", f"sent already, {last.at:%Y-%m-%d %H:%M} UTC")
        if last.status in {"sending", "unknown"} and self._channel.kind in _TO_PEOPLE:
            why = last.reason or "the process that sent it ended before it was answered"
            return self._said("unknown", f"{why}; look there, and send it again with --force if it is missing")
        return None

    def _sent(self) -> Delivery:
        """Notes that it goes, then every message that arrives, so that only what is missing is sent again."""
        parts = self._last.parts if self._last and self._last.status != "sent" else 0

        def arrived(number: int) -> None:
            nonlocal parts
            parts = number
            self._log.add(self._said("sending", parts=number))

        self._log.add(self._said("sending", parts=parts))
        try:
            return self._said("sent", self._carried(parts, arrived))
        except MaybeSent as error:
            status: DeliveryStatus = "unknown" if self._channel.kind in _TO_PEOPLE else "failed"
            return self._said(status, str(error), parts)
        except (NotSent, BriefError) as error:
            return self._said("failed", str(error), parts)

    def _carried(self, done: int, arrived: Arrived) -> str:
        parcel, kind = self.parcel(), self._channel.kind
        if kind in _TO_MACHINES:
            return _TO_MACHINES[kind].send(parcel)
        return _TO_PEOPLE[kind].send(self._channel, letter_of(parcel), done, arrived)

    def _notify(self) -> None:
        """Tells the editors, once, that a report waits. What they can see in the log as well is no failure here."""
        name = self._config.approval.notify
        key = f"approval:{name}"
        if name is None or key in self._log.last:
            return
        channel = self._config.delivery[name]
        told = self._said("sending").model_copy(update={"channel": key, "kind": channel.kind})
        self._log.add(told)
        try:
            parcel = parcel_of(name, channel, self._run, self._project, self._now)
            letter = notice_of(self._run, name, parcel.format, self._now)
            _TO_PEOPLE[channel.kind].send(channel, letter, 0, lambda _: None)
            self._log.add(told.model_copy(update={"status": "sent"}))
        except (NotSent, BriefError) as error:
            why = scrubbed(str(error), secrets_of(channel, dict(os.environ)))
            self._log.add(told.model_copy(update={"status": "failed", "reason": why}))

    def _noted(self, delivery: Delivery) -> Delivery:
        self._log.add(delivery)
        said = f"{delivery.channel}: {delivery.status}{f', {delivery.reason}' if delivery.reason else ''}"
        chain(self._project.base, "delivery", self._run.path.name, said, signer(), self._now)
        return delivery

    def _said(self, status: DeliveryStatus, reason: str = "", parts: int = 0) -> Delivery:
        files = self._run.record.reports[0]
        return Delivery(
            channel=self._name,
            kind=self._channel.kind,
            format=self._channel.format or files.format,
            language=self._channel.language or files.language,
            at=self._now,
            status=status,
            reason=scrubbed(reason, secrets_of(self._channel, dict(os.environ))),
            parts=parts,
        )
