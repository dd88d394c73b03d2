"""What stands for a job's report on its channels: itself, a later version of it, or another that was corrected."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from brief.delivery.corrections import by_age, correction_over, corrections_of, shape_on
from brief.delivery.log import FILE, DeliveryLog
from brief.runs.lineage import lineage
from brief.runs.store import StoredRun, folders_with, is_locked, stored_run
from brief.schedule.jobs import Job
from brief.schedule.journal import Entry
from brief.settings.delivery_settings import ChannelConfig
from schemas.delivery import Delivery

Channels = Mapping[str, ChannelConfig]
"""Those of config.toml."""


@dataclass(frozen=True)
class Standing:
    channel: str
    run: StoredRun
    """Whose report is there, or is to be."""
    last: Delivery | None
    """What became of it there; None where it was never tried."""
    instead_of: str = ""
    """The id of the job's run, whose report does not come here: one of its period that readers have was corrected."""

    @property
    def has_come(self) -> bool:
        """What came instead may have: nothing takes its place unasked."""
        return self.last is not None and self.last.status in (("sent", "unknown") if self.instead_of else ("sent",))

    @property
    def stays(self) -> bool:
        """Whether the job's report does not come here, since the other one has."""
        return bool(self.instead_of) and self.has_come


def standing(run: StoredRun, job: Job, known: Channels) -> tuple[Standing, ...]:
    """For each channel of the job that config.toml has: what was corrected never goes out, or comes back, as it was."""
    return tuple(_standing(name, run, job, known) for name in job.deliver if name in known)


def _standing(name: str, run: StoredRun, job: Job, known: Channels) -> Standing:
    versions = [run.path, *_later(run)]
    last = [one for folder in versions if (one := DeliveryLog(folder).last.get(name))]
    if sent := next((one for one in last if one.status == "sent"), None):
        return Standing(name, run, sent)
    newest = stored_run(versions[-1])
    shape = shape_on(known[name], newest)
    over = filter(None, (correction_over(newest, one, shape) for one in (name, *job.deliver)))
    if other := next(over, None):
        return Standing(name, stored_run(other), DeliveryLog(other).last.get(name), run.path.name)
    return Standing(name, newest, last[-1] if last else None)


def with_deliveries(entry: Entry, job: Job, run: StoredRun, known: Channels) -> Entry:
    """What is known of a report that is made, whoever has sent or approved it since the last tick."""
    missing, unknown = [one for one in standing(run, job, known) if not one.has_come], unknown_channels(job, known)
    if not (missing or unknown):
        return entry.changed(state="done", reason="")
    tried = [one for one in missing if one.last]
    if entry.state == "done" and entry.reason and all(map(_is_cut_off, tried)):
        return entry  # a tick has looked since the process was killed
    reasons = [*filter(None, map(_reason, tried)), *unknown]
    return entry.changed(reason="; ".join(reasons) if reasons or tried else entry.reason)


def _is_cut_off(one: Standing) -> bool:
    return one.last is not None and one.last.status == "sending"


def _reason(one: Standing) -> str:
    """Why it has not come; empty while it is on its way."""
    killed = "" if is_locked(one.run.path) else "its process was killed; the next tick sees to it"
    return reason_of(one.channel, one.last.status if one.last else "", (one.last and one.last.reason) or killed)


def reason_of(channel: str, status: str, why: str) -> str:
    if status == "waiting":
        return f"{channel} waits {why}"
    return why and f"{channel}: {why}"


def newest_version(run: StoredRun) -> StoredRun:
    """Of the report of a job's run: the last that corrects it, or was made from it and delivered."""
    return stored_run([run.path, *_later(run)][-1])


def unknown_channels(job: Job, known: Container[str]) -> list[str]:
    """What is wrong with each channel of the job that config.toml does not have."""
    return [f"there is no channel {name!r} in config.toml" for name in job.deliver if name not in known]


def _later(run: StoredRun) -> Iterator[Path]:
    """Runs that were made from this one and were to be delivered, and those that correct it; by age."""
    noted = folders_with(run.path.parent, FILE)
    delivered = {folder for folder in noted if folder != run.path and run.path in lineage(folder)}
    corrected = {folder for name in run.record.formats for folder in corrections_of(run, name)}
    yield from by_age(delivered | corrected)
