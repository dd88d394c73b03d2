"""Brings a report to its channels, to each at most once: what is about to go is on disk before it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from brief.delivery import folder, git, webhook
from brief.delivery.approval import notice_of
from brief.delivery.audit import chain, signer
from brief.delivery.base import Clock, MaybeSent, NotSent, missing_secrets, without_secrets
from brief.delivery.corrections import correction_over, shape_on
from brief.delivery.log import DeliveryLog
from brief.delivery.notices import TO_PEOPLE, Carrier, told_editors
from brief.delivery.parcel import ReportParcel, parcel_of
from brief.errors import BriefError, UsageError
from brief.runs.loaded import must_have_report
from brief.runs.store import StoredRun, alone_at
from brief.settings.config import Config
from brief.settings.project import Project
from schemas.delivery import Delivery, DeliveryStatus

_CARRIERS: Mapping[str, Carrier[ReportParcel]] = {**TO_PEOPLE, "folder": folder, "git": git, "webhook": webhook}
_REPEATABLE = {"folder", "git", "webhook"}
"""What these bring twice is there once."""


def deliver(
    run: StoredRun,
    channels: Sequence[str],
    project: Project,
    config: Config,
    clock: Clock,
    *,
    dry_run: bool = False,
    force: bool = False,
) -> tuple[Delivery, ...]:
    """What became of the run's report on each of the `channels`, or on all but that of editors if none is named.

    A channel that has it is skipped, one that may have it is left alone, and one where a corrected report would be lost
    has failed, but with `force`; one that waits for an approval is noted as waiting. `dry_run`: nothing goes and
    nothing is noted. A failure is a status, and stops no other channel. Raises UsageError for an unknown channel, a run
    without a report, or while another process has it.
    """
    must_have_report(run)
    names = chosen(channels, config)
    if dry_run:
        return tuple(_Sender(name, run, project, config, clock, force).planned() for name in names)
    with alone_at(run.path):
        return tuple(_Sender(name, run, project, config, clock, force).delivered() for name in names)


def chosen(channels: Sequence[str], config: Config) -> tuple[str, ...]:
    """Each named channel once; all but that of editors, if none is named.

    Raises UsageError for one that is not configured, or none.
    """
    if not config.delivery:
        raise UsageError("no channel is configured.", next="Add a [delivery.NAME] to config.toml.")
    if unknown := [name for name in channels if name not in config.delivery]:
        advice = f"Channels: {', '.join(config.delivery)}."
        raise UsageError(f"there is no channel {unknown[0]!r}.", where="[delivery]", next=advice)
    if not (names := channels or [name for name in config.delivery if name != config.approval.notify]):
        advice = "Name it with --to; else only editors are told there what waits for an approval."
        raise UsageError("the only channel is that of [approval] notify.", where="[delivery]", next=advice)
    return tuple(dict.fromkeys(names))


def preview(name: str, run: StoredRun, project: Project, config: Config, clock: Clock) -> bytes:
    """What would go to the channel. Raises BriefError where nothing could."""
    try:
        parcel = parcel_of(name, config.delivery[name], run, project, clock())
        return _CARRIERS[parcel.config.kind].preview(parcel)
    except NotSent as error:
        raise BriefError(f"{error}.", where=f"[delivery.{name}]", next="Mend that in config.toml.") from error


class _Sender:
    def __init__(self, name: str, run: StoredRun, project: Project, config: Config, clock: Clock, force: bool) -> None:
        self._name = name
        self._run = run
        self._project = project
        self._config = config
        self._channel = config.delivery[name]
        self._shape = shape_on(self._channel, run)
        self._clock = clock
        self._force = force
        self._log = DeliveryLog(run.path)
        self._last = self._log.last.get(name)

    def planned(self) -> Delivery:
        if held := self._held_back():
            return held
        missing = "; ".join(missing_secrets(self._name, self._channel))
        said: DeliveryStatus = "failed" if missing else "planned"
        return self._said(said, f"dry run: {f'it would fail: {missing}' if missing else 'it would be sent'}")

    def delivered(self) -> Delivery:
        held = self._held_back()
        if held is None:
            return self._sent()
        if held.status == "waiting" and (self._last is None or self._last.status != "waiting"):
            self._log.add(held)
            self._notify()
        return held

    def _held_back(self) -> Delivery | None:
        """Why nothing goes now; None if it does."""
        last = self._last
        if not self._force and (needless := self._had() or self._corrected()):
            return needless
        if self._waits(self._log):
            return self._said("waiting", f"for an approval: `brief approve {self._run.path.name}`")
        if last is None or self._force:
            return None
        if last.status in {"sending", "unknown"} and self._channel.kind not in _REPEATABLE:
            why = last.reason or "the process that sent it ended before it was answered"
            return self._said("unknown", f"{why}; look there, and send it again with --force if it is missing")
        return None

    def _had(self) -> Delivery | None:
        if self._last is None or self._last.status != "sent":
            return None
        return self._said("skipped", f"sent already, {self._last.at:%Y-%m-%d %H:%M} UTC")

    def _corrected(self) -> Delivery | None:
        found = correction_over(self._run, self._name, self._shape)
        if found is None:
            return None
        log, name = DeliveryLog(found), self._run.path.name
        over = f"`brief deliver {name} --force` sends this one all the same"
        if self._waits(self._log):
            over = f"`brief approve {name}` and then {over}"
        if self._name in log.had:
            is_there = f"{found.name}, which corrects the report of this period, is there"
            return self._said("skipped", f"{is_there}; {over}")
        command = "approve" if self._waits(log) else "deliver"
        instead = f"`brief {command} {found.name}` sends that one, {over}"
        return self._said("failed", f"{found.name} corrects the report of this period: {instead}")

    def _waits(self, log: DeliveryLog) -> bool:
        return self._channel.deliver == "after-approval" and not log.approvals

    def _sent(self) -> Delivery:
        """Notes that it goes, every message that arrives, and the end; only what is missing is sent another time."""
        parts = self._last.parts if self._last and self._last.status != "sent" else 0

        def arrived(number: int) -> None:
            nonlocal parts
            parts = number
            self._log.add(self._said("sending", parts=number))

        self._log.add(self._said("sending", parts=parts))
        try:
            parcel = parcel_of(self._name, self._channel, self._run, self._project, self._clock())
            said = self._said("sent", _CARRIERS[self._channel.kind].send(parcel, parts, arrived))
        except MaybeSent as error:
            said = self._said("failed" if self._channel.kind in _REPEATABLE else "unknown", str(error), parts)
        except (NotSent, BriefError) as error:
            said = self._said("failed", str(error), parts)
        self._log.add(said)
        audited = ", ".join(filter(None, (f"{said.channel}: {said.status}", said.reason)))
        chain(self._project.base, "delivery", self._run.path.name, audited, signer(), self._clock())
        return said

    def _notify(self) -> None:
        """Tells the editors, once, that a report waits. `brief deliver` says so too: to fail here is no failure."""
        name = self._config.approval.notify
        key = f"approval:{name}"
        if name is None or key in self._log.last:
            return
        channel = self._config.delivery[name]
        told = self._said("sending").model_copy(update={"channel": key, "kind": channel.kind})
        self._log.add(told)

        def notice() -> ReportParcel:
            parcel = parcel_of(name, channel, self._run, self._project, self._clock())
            return replace(parcel, channel=f"{name}.approval", letter=notice_of(parcel))

        why = told_editors(channel, notice)
        self._log.add(
            told.model_copy(update={"at": self._clock(), "status": "failed" if why else "sent", "reason": why})
        )

    def _said(self, status: DeliveryStatus, reason: str = "", parts: int = 0) -> Delivery:
        its_format, language = self._shape
        return Delivery(
            channel=self._name,
            kind=self._channel.kind,
            format=its_format,
            language=language,
            at=self._clock(),
            status=status,
            reason=without_secrets(reason, self._channel),
            parts=parts,
        )
